/* SPDX-License-Identifier: GPL-3.0-or-later */

/* film-command.c - `nst film`: repaints a film, keeping its sound and times. */

#include <glib/gi18n-lib.h>
#include <signal.h>
#include <string.h>

#include "command.h"
#include "files.h"
#include "film-join.h"
#include "film-work.h"
#include "manner.h"
#include "plan.h"
#include "region-options.h"

#define PIECE 48 /* frames: about two seconds, which an interruption loses at most */

typedef struct
{
  CliPaintingOptions how;
  CliFilmEncoding    encoding;
  CliMeterOptions    telling;
  CliMeterKind       meter;
  char              *output, *from, *to, *preview, *more;
  char              *protect;
  char             **regions;
  int                piece;
  gboolean           force;
  char             **words; /* the film, then the styles, if any */
} Call;

static const char *const endings[] = { ".mp4", ".mov", ".m4v", ".mkv", ".webm", ".avi" };

/* ---- The command line -------------------------------------------------------------- */

/* "90", "1:30" or "0:01:30.5": seconds.  NULL stays NULL. */
static gboolean
parse_time (const char *option, char **time, GError **error)
{
  g_auto (GStrv) words = *time != NULL ? g_strsplit (*time, ":", 4) : NULL;
  double   seconds = 0.0;
  gboolean ok = words == NULL || g_strv_length (words) <= 3;

  for (guint i = 0; ok && words != NULL && words[i] != NULL; i++)
    {
      char  *end;
      double value = g_ascii_strtod (words[i], &end);

      ok = g_ascii_isdigit (*words[i]) && *end == '\0' && value < (i > 0 ? 60.0 : 1e6);
      seconds = 60.0 * seconds + value;
    }
  if (!ok)
    {
      g_set_error (error, NST_ERROR, NST_ERROR_ARGUMENT,
                   _ ("%s needs a time such as 90.5, 1:30.5 or 0:01:30.5, not “%s”."), option,
                   *time);
      return FALSE;
    }
  if (words != NULL)
    {
      char text[G_ASCII_DTOSTR_BUF_SIZE];

      g_free (*time);
      *time = g_strdup (g_ascii_formatd (text, sizeof text, "%.6f", seconds));
    }
  return TRUE;
}

static double
seconds_of (const char *time)
{
  return time != NULL ? g_ascii_strtod (time, NULL) : 0.0;
}

static gboolean
check_output (const Call *call, GError **error)
{
  g_autofree char *shown = g_filename_display_name (call->output);

  if (call->preview != NULL)
    return cli_file_check_format (call->output, NULL, error);
  for (gsize i = 0; i < G_N_ELEMENTS (endings); i++)
    if (g_str_has_suffix (call->output, endings[i]))
      return TRUE;
  g_set_error (error, NST_ERROR, NST_ERROR_ARGUMENT,
               _ ("The film “%s” cannot be written: its name must end in .mp4, .mov, .m4v, .mkv, "
                  ".webm or .avi."),
               shown);
  return FALSE;
}

static gboolean
check (Call *call, GError **error)
{
  if (call->words == NULL || call->output == NULL)
    return cli_command_refuse (
        _ ("Arguments are missing; use “nst film FILM [STYLE...] -o OUT.mp4”."), error);
  if (call->preview != NULL && (call->from != NULL || call->to != NULL))
    return cli_command_refuse (
        _ ("--preview-at paints a single frame and cannot be combined with --from or --to."),
        error);
  if (call->piece < 1 || call->piece > 100000)
    return cli_command_refuse (_ ("--piece needs a number of frames between 1 and 100000."), error);
  if (call->more != NULL && !g_shell_parse_argv (call->more, NULL, &call->encoding.more, error))
    return FALSE;
  if (!parse_time ("--from", &call->from, error) || !parse_time ("--to", &call->to, error)
      || !parse_time ("--preview-at", &call->preview, error))
    return FALSE;
  if (call->to != NULL && seconds_of (call->to) <= seconds_of (call->from))
    return cli_command_refuse (_ ("--to must be later than --from."), error);
  return cli_meter_options_read (&call->telling, &call->meter, error)
         && cli_painting_options_check (&call->how, error) && check_output (call, error);
}

static gboolean
parse (int *argc, char ***argv, Call *call, GError **error)
{
  g_autoptr (GOptionContext) context = g_option_context_new (_ ("FILM [STYLE...]"));
  GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &call->output, N_ ("The film to write"),
      N_ ("FILE") },
    { "from", 0, 0, G_OPTION_ARG_STRING, &call->from, N_ ("Start at this time: 90.5 or 1:30.5"),
      N_ ("TIME") },
    { "to", 0, 0, G_OPTION_ARG_STRING, &call->to, N_ ("Stop at this time"), N_ ("TIME") },
    { "preview-at", 0, 0, G_OPTION_ARG_STRING, &call->preview,
      N_ ("Paint only the frame at this time; --output is a picture"), N_ ("TIME") },
    { "region", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &call->regions,
      N_ ("Paint in STYLE where the picture MASK is light, in all frames; may be given several "
          "times"),
      N_ ("MASK=STYLE") },
    { "protect", 0, 0, G_OPTION_ARG_FILENAME, &call->protect,
      N_ ("Do not change the frames where the picture MASK is light"), N_ ("MASK") },
    { "codec", 0, 0, G_OPTION_ARG_STRING, &call->encoding.codec,
      N_ ("Encoder of ffmpeg (default: libx264 or another one for H.264; VP9 for .webm)"),
      N_ ("NAME") },
    { "quality", 0, 0, G_OPTION_ARG_STRING, &call->encoding.quality,
      N_ ("Quality on the scale of the encoder: for libx264 0 to 51, where less is better (18)"),
      "N" },
    { "preset", 0, 0, G_OPTION_ARG_STRING, &call->encoding.preset,
      N_ ("Speed of the encoder: for libx264 ultrafast to veryslow (medium)"), N_ ("NAME") },
    { "pixel-format", 0, 0, G_OPTION_ARG_STRING, &call->encoding.pixels,
      N_ ("Pixel format, as ffmpeg calls it (yuv420p)"), N_ ("NAME") },
    { "encoder-options", 0, 0, G_OPTION_ARG_STRING, &call->more,
      N_ ("More options of ffmpeg for the output"), N_ ("OPTIONS") },
    { "piece", 0, 0, G_OPTION_ARG_INT, &call->piece,
      N_ ("Number of frames in a piece; an interruption loses at most one piece (48)"), "N" },
    { "force", 'f', 0, G_OPTION_ARG_NONE, &call->force,
      N_ ("Replace an existing film, and the pieces of another one"), NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &call->words, NULL, NULL },
    G_OPTION_ENTRY_NULL,
  };

  g_option_context_set_summary (
      context, _ ("Repaints a film in the style of the STYLEs. Each frame continues the one "
                  "before; the sound, the times and\nthe colors of the original are kept. It needs "
                  "ffmpeg. After an interruption, run the same command again to continue."));
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  cli_meter_options_add (&call->telling, context);
  cli_painting_options_add (&call->how, context);
  return cli_command_parse (context, argc, argv, error) && check (call, error);
}

/* ---- Before the work --------------------------------------------------------------- */

static gboolean
check_places (const Call *call, const NstNetwork *network, GError **error)
{
  g_autoptr (CliPlan) plan = cli_plan_new (call->force);

  for (guint i = 0; call->words[i] != NULL; i++)
    cli_plan_read (plan, call->words[i]);
  if (call->preview == NULL && !cli_film_pieces_check (call->output, call->words[0], error))
    return FALSE;
  for (guint i = 0; call->regions != NULL && call->regions[i] != NULL; i++)
    {
      g_autofree char *mask = NULL;

      cli_plan_read (plan, cli_region_split (call->regions[i], &mask));
      cli_plan_read (plan, mask);
    }
  cli_plan_read (plan, call->protect);
  cli_plan_read (plan, nst_network_get_path (network));
  cli_plan_write (plan, call->output);
  return cli_plan_check (plan, error);
}

static gboolean
check_times (const Call *call, const CliFilmFacts *facts, GError **error)
{
  const char *begin = call->preview != NULL ? call->preview : call->from;

  if (facts->seconds <= 0.0 || seconds_of (begin) < facts->seconds)
    return TRUE;
  g_set_error (error, NST_ERROR, NST_ERROR_ARGUMENT,
               _ ("The film ends after %.3f seconds, but %s is later."), facts->seconds,
               call->preview != NULL ? "--preview-at" : "--from");
  return FALSE;
}

/* A file that is read, as far as it can be told from others without reading all of it. */
static void
describe_file (GString *text, const char *what, const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInfo) info
      = g_file_query_info (file, "standard::size,time::modified,time::modified-usec",
                           G_FILE_QUERY_INFO_NONE, NULL, NULL);
  g_autofree char *full = g_canonicalize_filename (path, NULL);

  g_string_append_printf (text, "%s: %s", what, full);
  if (info != NULL)
    g_string_append_printf (text, " %" G_GINT64_FORMAT " %" G_GUINT64_FORMAT ".%06u",
                            g_file_info_get_size (info),
                            g_file_info_get_attribute_uint64 (info, "time::modified"),
                            g_file_info_get_attribute_uint32 (info, "time::modified-usec"));
  g_string_append_c (text, '\n');
}

/* Everything that determines the paintings. */
static char *
describe_job (const Call *call, const NstNetwork *network, const GPtrArray *encoder, GError **error)
{
  g_autoptr (GString) text = g_string_new ("nst " NST_VERSION " film\n");
  g_autoptr (JsonObject) manner = cli_manner_describe (
      &call->how, call->words + 1, g_strv_length (call->words + 1), network, 0, error);
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *json = NULL;

  if (manner == NULL)
    return NULL;
  node = json_node_init_object (json_node_alloc (), manner);
  json = json_to_string (node, TRUE);
  describe_file (text, "film", call->words[0]);
  g_string_append_printf (text, "from %s to %s, %d frames in a piece\n%s\n",
                          call->from != NULL ? call->from : "the beginning",
                          call->to != NULL ? call->to : "the end", call->piece, json);
  for (guint i = 0; call->regions != NULL && call->regions[i] != NULL; i++)
    {
      g_autofree char *mask = NULL;
      const char      *style = cli_region_split (call->regions[i], &mask);

      if (mask != NULL)
        describe_file (text, "region", mask);
      if (style != NULL)
        describe_file (text, "painted in", style);
    }
  if (call->protect != NULL)
    describe_file (text, "protected", call->protect);
  for (guint i = 0; i < encoder->len; i++)
    g_string_append_printf (text, "%s\n", (const char *) encoder->pdata[i]);
  return g_string_free_and_steal (g_steal_pointer (&text));
}

static gboolean
is_deep (const Call *call, const CliFilmFacts *facts)
{
  return facts->deep || cli_film_pixels_are_deep (call->encoding.pixels);
}

/* Encodes an empty frame, to detect invalid options before the work. */
static gboolean
try_encoder (const Call *call, const CliFilmPieces *pieces, const GPtrArray *encoder,
             const CliFilmFormat *format, gboolean deep, GError **error)
{
  g_autofree char *draft = cli_film_pieces_get_draft (pieces);
  g_autofree char *shown = g_filename_display_name (call->output);
  g_autoptr (NstPicture) nothing = nst_picture_new (format->width, format->height, error);
  g_autoptr (GError) reason = NULL;
  g_autoptr (CliFilmSink) sink
      = nothing != NULL ? cli_film_sink_new (encoder, format, deep, draft, &reason) : NULL;

  if (nothing == NULL)
    return FALSE;
  if (sink != NULL && cli_film_sink_write (sink, nothing, 0, format->second / 25 + 1, &reason)
      && cli_film_sink_finish (sink, &reason))
    return TRUE;
  g_set_error (error, NST_ERROR, NST_ERROR_FILE,
               _ ("The film “%s” cannot be encoded with these options: %s"), shown,
               reason->message);
  return FALSE;
}

/* About how many frames there are to paint; 0: not known. */
static guint
count_frames (const Call *call, const CliFilmFacts *facts)
{
  double end = call->to != NULL && (facts->seconds <= 0.0 || seconds_of (call->to) < facts->seconds)
                   ? seconds_of (call->to)
                   : facts->seconds;

  if (call->from == NULL && call->to == NULL && facts->n_frames > 0)
    return facts->n_frames;
  return (guint) MAX (0.0, (end - seconds_of (call->from)) * facts->rate + 0.5);
}

/* ---- The work ---------------------------------------------------------------------- */

static GArray *
load_styles (const Call *call, const NstNetwork *network, GError **error)
{
  const char *hint = _ ("Give a style: nst film FILM STYLE -o OUT.");

  return cli_painting_styles (&call->how, call->words + 1, g_strv_length (call->words + 1), network,
                              call->regions == NULL ? hint : NULL, error);
}

static gboolean
preview (const Call *call, const CliFilmManner *manner, const CliFilmFacts *facts,
         GCancellable *cancellable, GError **error)
{
  const CliFilmRange range
      = { .path = call->words[0], .from = call->preview, .deep = facts->deep, .one_frame = TRUE };
  const CliSaving saving = { .force = call->force };
  g_autoptr (CliFilmSource) source = cli_film_source_new (&range, facts, error);
  g_autoptr (CliFilmFrame) frame = source != NULL ? cli_film_source_read (source, error) : NULL;
  g_autoptr (CliFilmPainter) painter = NULL;
  g_autoptr (NstPicture) painting = NULL;

  if (frame == NULL)
    return FALSE;
  cli_film_source_stop (source);
  painter = cli_film_painter_new (manner, frame->picture->width, frame->picture->height, error);
  painting = painter != NULL
                 ? cli_film_painter_paint (painter, NULL, frame->picture, cancellable, error)
                 : NULL;
  return painting != NULL && cli_file_save (painting, NULL, NULL, &saving, call->output, error);
}

/* Tells how to continue, after an error or Ctrl-C. */
static void
explain (const CliFilmPieces *pieces)
{
  guint            n = cli_film_pieces_get_n_frames (pieces);
  g_autofree char *shown = g_filename_display_name (cli_film_pieces_get_folder (pieces));

  g_printerr ("nst: ");
  g_printerr (g_dngettext (
                  GETTEXT_PACKAGE,
                  "%u frame is painted and kept in “%s”; run the same command again to continue.",
                  "%u frames are painted and kept in “%s”; run the same command again to continue.",
                  n),
              n, shown);
  g_printerr ("\n");
}

/* `range` is of the whole; the source of those that are to be painted is its own. */
static gboolean
paint_pieces (const Call *call, const CliFilmManner *manner, const CliFilmFacts *facts,
              CliFilmRange range, CliFilmPieces *pieces, const GPtrArray *encoder,
              GCancellable *cancellable, GError **error)
{
  guint done = cli_film_pieces_get_n_frames (pieces);
  g_autoptr (CliFilmSource) source = NULL;
  g_autoptr (CliFilmPainter) painter = NULL;
  g_autoptr (CliMeter) meter = NULL;
  const CliFilmFormat *format;
  CliFilmWork          work;

  range.skip = done > 0 ? done - 1 : 0;
  if (!(source = cli_film_source_new (&range, facts, error)))
    return FALSE;
  format = cli_film_source_get_format (source);
  if (!(painter = cli_film_painter_new (manner, format->width, format->height, error))
      || (done == 0 && !try_encoder (call, pieces, encoder, format, is_deep (call, facts), error)))
    return FALSE;
  meter = cli_meter_new (call->meter, "frame", count_frames (call, facts), 1.0);
  cli_meter_skip (meter, done);
  work = (CliFilmWork) {
    source, painter, pieces, encoder, is_deep (call, facts), (guint) call->piece, meter, cancellable
  };
  return cli_film_work_run (&work, error);
}

static gboolean
finish (const Call *call, const CliFilmRange *range, const CliFilmFormat *format,
        CliFilmPieces *pieces, GError **error)
{
  g_autofree char *note = NULL;

  if (!cli_film_join (pieces, range, format, call->output, call->force, &note, error))
    return FALSE;
  if (note != NULL && call->meter != CLI_METER_NONE)
    g_printerr ("nst: %s\n", note);
  cli_film_pieces_delete (pieces);
  return TRUE;
}

static gboolean
paint_film (const Call *call, const CliFilmManner *manner, const CliFilmFacts *facts,
            GCancellable *cancellable, GError **error)
{
  const CliFilmRange range = {
    .path = call->words[0], .from = call->from, .to = call->to, .deep = is_deep (call, facts)
  };
  CliFilmRange beginning = range;
  g_autoptr (CliFilmSource) first = NULL;
  g_autoptr (GPtrArray) encoder = NULL;
  g_autofree char *job = NULL;
  g_autoptr (CliFilmPieces) pieces = NULL;
  CliFilmFormat format;

  beginning.one_frame = TRUE;
  if (!(first = cli_film_source_new (&beginning, facts, error)))
    return FALSE;
  format = *cli_film_source_get_format (first);
  cli_film_source_stop (first);
  if (!(encoder = cli_film_encoder_words (&call->encoding, strrchr (call->output, '.'), facts,
                                          &format, error))
      || !(job = describe_job (call, manner->network, encoder, error))
      || !(pieces = cli_film_pieces_open (call->output, job, call->force, error)))
    return FALSE;
  if ((cli_film_pieces_are_all (pieces)
       || paint_pieces (call, manner, facts, range, pieces, encoder, cancellable, error))
      && finish (call, &range, &format, pieces, error))
    return TRUE;
  if (cli_film_pieces_get_n (pieces) == 0)
    cli_film_pieces_delete (pieces);
  else
    explain (pieces);
  return FALSE;
}

static gboolean
run (const Call *call, GCancellable *cancellable, GError **error)
{
  g_autoptr (NstCatalogue) catalogue = cli_command_catalogue ();
  g_autoptr (NstNetwork) network
      = nst_catalogue_open_network (catalogue, call->how.settings.network, error);
  g_autoptr (GArray) styles = NULL;
  CliFilmFacts  facts;
  CliFilmManner manner;

  if (network == NULL || !check_places (call, network, error)
      || !cli_film_facts_read (call->words[0], &facts, error) || !check_times (call, &facts, error)
      || !(styles = load_styles (call, network, error)))
    return FALSE;
  manner = (CliFilmManner) { &call->how, network, styles, call->regions, call->protect };
  return (call->preview != NULL ? preview : paint_film) (call, &manner, &facts, cancellable, error);
}

int
cli_command_film (int argc, char **argv)
{
  Call    call = { .piece = PIECE };
  GError *error = NULL;
  int     status = 0;
  g_autoptr (GCancellable) cancellable = NULL;

  cli_painting_options_init (&call.how);
  signal (SIGPIPE, SIG_IGN); /* writing to a closed pipe is an error, not a signal */
  if (!parse (&argc, &argv, &call, &error))
    status = cli_command_fail (error, 2);
  else
    {
      cancellable = cli_command_cancellable ();
      if (!run (&call, cancellable, &error))
        status = cli_command_fail (error, 1);
    }
  cli_painting_options_clear (&call.how);
  g_free (call.output);
  g_free (call.from);
  g_free (call.to);
  g_free (call.preview);
  g_free (call.more);
  g_free (call.telling.word);
  g_free (call.protect);
  g_free ((char *) call.encoding.codec);
  g_free ((char *) call.encoding.quality);
  g_free ((char *) call.encoding.preset);
  g_free ((char *) call.encoding.pixels);
  g_strfreev (call.encoding.more);
  g_strfreev (call.regions);
  g_strfreev (call.words);
  return status;
}
