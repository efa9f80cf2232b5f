/* SPDX-License-Identifier: GPL-3.0-or-later */

/* stylize-command.c - `nst stylize`: repaints a picture file, or the frames of an animation. */

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <unistd.h>

#include "command.h"
#include "files.h"
#include "formats.h"
#include "frame-files.h"
#include "manner.h"
#include "masks.h"
#include "painting-options.h"
#include "plan.h"
#include "platform.h"
#include "region-options.h"
#include "report.h"
#include "style-commands.h"

typedef struct
{
  CliPaintingOptions how;
  CliSaving          saving;
  char              *output, *report;
  char              *protect; /* the mask of what stays, or NULL */
  char             **regions; /* MASK=STYLE each, or NULL */
  CliMeterOptions    telling;
  CliMeterKind       meter; /* of frames */
  gboolean           forecast, frames;
  char             **files; /* the content, then the styles, if any */
} Call;

/* ---- The command line -------------------------------------------------------------- */

static gboolean
refuse (const char *format, const char *word, GError **error)
{
  g_autofree char *shown = g_filename_display_name (word);

  g_set_error (error, NST_ERROR, NST_ERROR_ARGUMENT, format, shown);
  return FALSE;
}

/* Detects several contents, which would be taken for styles: the output is a folder, or a picture
 * comes before a style that is not a picture. */
static gboolean
check_words (const Call *call, GError **error)
{
  gboolean mixed = call->how.mix != NULL || call->how.mix_fine != NULL;

  if (!call->frames && call->output != NULL && cli_format_of_name (call->output) == NULL
      && g_file_test (call->output, G_FILE_TEST_IS_DIR))
    return refuse (_ ("“%s” is a folder, and “nst stylize” paints one picture into one file; to "
                      "paint many, use “nst batch PICTURE... --style STYLE -o FOLDER”."),
                   call->output, error);
  for (int i = 1; !mixed && call->files[i] != NULL && call->files[i + 1] != NULL; i++)
    if (cli_command_style_is_picture (call->files[i])
        && !cli_command_style_is_picture (call->files[i + 1]))
      return refuse (
          _ ("“nst stylize” paints one picture, and “%s” is a second one; to mix styles, say how "
             "much of each (--mix 1,1); to paint many pictures, use “nst batch”."),
          call->files[i], error);
  return TRUE;
}

static gboolean
parse (int *argc, char ***argv, Call *call, GError **error)
{
  g_autoptr (GOptionContext) context = g_option_context_new (_ ("CONTENT [STYLE...]"));
  GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &call->output, N_ ("The picture to write"),
      N_ ("FILE") },
    { "region", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &call->regions,
      N_ ("Paint in STYLE where the picture MASK is light; may be given several times. The other "
          "styles paint the rest; without any, the rest stays unchanged"),
      N_ ("MASK=STYLE") },
    { "protect", 0, 0, G_OPTION_ARG_FILENAME, &call->protect,
      N_ ("Do not change the content where the picture MASK is light"), N_ ("MASK") },
    { "frames", 0, 0, G_OPTION_ARG_NONE, &call->frames,
      N_ ("CONTENT is a folder with the frames of an animation, in the order of their names; each "
          "continues the one before, and --output is the folder to write"),
      NULL },
    { "forecast", 0, 0, G_OPTION_ARG_NONE, &call->forecast,
      N_ ("Print how much memory is needed, and do not paint"), NULL },
    { "report", 0, 0, G_OPTION_ARG_FILENAME, &call->report, N_ ("Write a report to a JSON file"),
      N_ ("FILE") },
    { "force", 'f', 0, G_OPTION_ARG_NONE, &call->saving.force, N_ ("Replace existing files"),
      NULL },
    { "format", 0, 0, G_OPTION_ARG_STRING, &call->saving.format,
      N_ ("Format of the result (default: by the extension of its name)"), N_ ("ENDING") },
    { "quality", 0, 0, G_OPTION_ARG_INT, &call->saving.quality,
      N_ ("Quality of JPEG, WebP, AVIF, HEIC and JPEG XL, 1 to 100 (default: for a JPEG, that of "
          "the content)"),
      "N" },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &call->files, NULL, NULL },
    G_OPTION_ENTRY_NULL,
  };

  g_option_context_set_summary (
      context,
      _ ("Repaints CONTENT in the style of the STYLEs, which are pictures, style files or names of "
         "installed styles. A network that was trained for one style needs none."));
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  cli_meter_options_add (&call->telling, context);
  cli_painting_options_add (&call->how, context);
  if (!cli_command_parse (context, argc, argv, error))
    return FALSE;
  if (call->files == NULL || (call->output == NULL && !call->forecast))
    return cli_command_refuse (
        _ ("Arguments are missing; use “nst stylize CONTENT [STYLE...] -o OUT”."), error);
  if (!check_words (call, error) || !cli_saving_check (&call->saving, error))
    return FALSE;
  if (call->frames && (call->forecast || call->report != NULL))
    return cli_command_refuse (
        _ ("--forecast and --report are for single pictures and cannot be combined with --frames."),
        error);
  if (call->output != NULL && !call->frames
      && !cli_file_check_format (call->output, &call->saving, error))
    return FALSE;
  return cli_meter_options_read (&call->telling, &call->meter, error)
         && cli_painting_options_check (&call->how, error);
}

/* ---- The work ---------------------------------------------------------------------- */

/* The styles for everything outside of the regions. */
static GArray *
load_styles (const Call *call, const NstNetwork *network, GError **error)
{
  const char *hint = _ ("Give a style: nst stylize CONTENT STYLE -o OUT.");

  return cli_painting_styles (&call->how, call->files + 1, g_strv_length (call->files + 1), network,
                              call->regions == NULL ? hint : NULL, error);
}

/* Everything needed for painting. */
typedef struct
{
  NstNetwork   *network;
  GArray       *styles; /* of NstStyleShare; those of regions are added when a content is known */
  GHashTable   *masks;  /* of the regions */
  NstFrames    *frames; /* of an animation that has begun; else NULL */
  GCancellable *cancellable;
} Tools;

/* What of the content is painted, by its own mask, `protect` and the regions. */
static gboolean
find_extent (const Call *call, const Tools *tools, const NstPicture *content, NstRectangle *extent,
             GError **error)
{
  g_autofree float *protect = NULL;

  if (call->protect != NULL && !(protect = cli_mask_load_protected (call->protect, content, error)))
    return FALSE;
  return nst_find_extent (&NST_REQUEST (.content = content,
                                        .styles = (const NstStyleShare *) tools->styles->data,
                                        .n_styles = tools->styles->len, .protect = protect),
                          extent, error);
}

/* The memory of the whole program: that of pictures, network and code is measured, the rest is
 * estimated. */
static gboolean
print_forecast (const Call *call, const Tools *tools, const NstPicture *content, GError **error)
{
  NstSettings      settings = call->how.settings;
  NstForecastTask  task;
  NstForecast      forecast;
  NstRectangle     extent;
  g_autofree char *size = NULL;

  if (!find_extent (call, tools, content, &extent, error))
    return FALSE;
  nst_settings_fit (&settings, tools->network, (const NstStyleShare *) tools->styles->data,
                    tools->styles->len, extent.width, extent.height);
  task = (NstForecastTask) { .width = extent.width,
                             .height = extent.height,
                             .masked = content->mask != NULL,
                             .protects = call->protect != NULL,
                             .filled = call->protect == NULL,
                             .n_masks = cli_regions_count_masks (call->regions) };
  if (extent.width < content->width || extent.height < content->height)
    {
      task.content_width = content->width;
      task.content_height = content->height;
    }
  forecast = nst_forecast (tools->network, &task, &settings);
  size = g_format_size (forecast.bytes + cli_system_resident_bytes ());
  g_print (_ ("%d × %d pixels: about %s of memory\n"), content->width, content->height, size);
  return TRUE;
}

static void
print_progress (const NstProgress *progress, G_GNUC_UNUSED gpointer data)
{
  fprintf (stderr, "\r%3.0f %%", 100.0 * progress->fraction);
  fflush (stderr);
}

/* Paints all that is not protected. */
static NstPicture *
paint (const Call *call, const Tools *tools, NstPicture *content, NstProgressFunc progress,
       NstReport *report, GError **error)
{
  g_autofree float *protect = NULL;

  if (call->protect != NULL && !(protect = cli_mask_load_protected (call->protect, content, error)))
    return NULL;
  if (call->how.settings.strength > 0.0 && protect == NULL
      && !nst_picture_fill (content, NULL, error))
    return NULL;
  return nst_stylize (&NST_REQUEST (.network = tools->network, .content = content,
                                    .styles = (const NstStyleShare *) tools->styles->data,
                                    .n_styles = tools->styles->len, .settings = &call->how.settings,
                                    .threads = call->how.threads, .progress = progress,
                                    .cancellable = tools->cancellable, .report = report,
                                    .frames = tools->frames, .protect = protect),
                      error);
}

/* As the content's file is, at `path`. */
static gboolean
save (const Call *call, const CliOriginal *original, const NstPicture *content,
      NstPicture *painting, const char *path, GError **error)
{
  cli_original_restore (original, content, &call->how.settings, painting);
  return cli_file_save (painting, content->mask, original, &call->saving, path, error);
}

static gboolean
shows_progress (const Call *call)
{
  return !call->telling.quiet && isatty (STDERR_FILENO);
}

/* Checks all files that are read and written; `plan` may already contain frames. */
static gboolean
check_files (const Call *call, const Tools *tools, CliPlan *plan, GError **error)
{
  if (!call->frames)
    {
      cli_plan_write (plan, call->output);
      cli_plan_write (plan, call->report);
      cli_plan_read (plan, call->files[0]);
    }
  cli_plan_read (plan, nst_network_get_path (tools->network));
  cli_plan_read (plan, call->protect);
  for (int i = 1; call->files[i] != NULL; i++)
    cli_plan_read_style (plan, call->files[i]);
  for (int i = 0; call->regions != NULL && call->regions[i] != NULL; i++)
    {
      g_autofree char *mask = NULL;
      const char      *style = cli_region_split (call->regions[i], &mask);

      cli_plan_read (plan, mask);
      if (style != NULL)
        cli_plan_read_style (plan, style);
    }
  return cli_plan_check (plan, error);
}

static gboolean
check_content (const Call *call, GError **error)
{
  return !g_file_test (call->files[0], G_FILE_TEST_IS_DIR)
         || refuse (_ ("“%s” is a folder, and “nst stylize” paints one picture; “nst batch FOLDER "
                       "--style STYLE -o FOLDER” paints all pictures in it, and “nst stylize "
                       "--frames” paints them as the frames of an animation."),
                    call->files[0], error);
}

static gboolean
paint_picture (const Call *call, Tools *tools, GError **error)
{
  g_autoptr (CliPlan) plan = cli_plan_new (call->saving.force);
  g_autoptr (CliOriginal) original = NULL;
  g_autoptr (NstPicture) content = NULL;
  g_autoptr (NstPicture) painting = NULL;
  NstReport report;

  if (!check_content (call, error) || (!call->forecast && !check_files (call, tools, plan, error))
      || !(content = cli_file_load_content (call->files[0], &original, error)))
    return FALSE;
  if (!(tools->styles = load_styles (call, tools->network, error))
      || !cli_regions_add (call->regions, content, tools->masks, tools->styles, error))
    return FALSE;
  if (call->forecast)
    return print_forecast (call, tools, content, error);
  painting
      = paint (call, tools, content, shows_progress (call) ? print_progress : NULL, &report, error);
  if (shows_progress (call))
    fprintf (stderr, "\r     \r");
  return painting != NULL && save (call, original, content, painting, call->output, error)
         && (call->report == NULL
             || cli_report_save (&report, &call->how.settings, call->report, call->saving.force,
                                 error));
}

/* ---- Frames ------------------------------------------------------------------------ */

typedef struct
{
  const Call *call;
  Tools      *tools;
} FramePainting;

/* Matches CliFramePainter.  The masks of regions are known by the first frame's size. */
static NstPicture *
paint_frame (NstFrames *frames, NstPicture *content, gpointer data, GError **error)
{
  const FramePainting *painting = data;
  Tools               *tools = painting->tools;

  if (tools->frames == NULL
      && !cli_regions_add (painting->call->regions, content, tools->masks, tools->styles, error))
    return NULL;
  tools->frames = frames;
  return paint (painting->call, tools, content, NULL, NULL, error);
}

/* Everything that determines the paintings. */
static JsonObject *
describe_manner (const Call *call, const NstNetwork *network, GError **error)
{
  g_autoptr (JsonObject) manner
      = cli_manner_describe (&call->how, call->files + 1, g_strv_length (call->files + 1), network,
                             call->saving.quality, error);

  if (manner == NULL
      || (call->protect != NULL && !cli_manner_add (manner, "protect", call->protect, error)))
    return NULL;
  for (guint i = 0; call->regions != NULL && call->regions[i] != NULL; i++)
    {
      g_autofree char *name = g_strdup_printf ("region-%u", i + 1);
      g_autofree char *style_name = g_strconcat (name, "-style", NULL);
      g_autofree char *mask = NULL;
      const char      *style = cli_region_split (call->regions[i], &mask);
      g_autofree char *path = style != NULL ? cli_command_style_path (style, error) : NULL;

      if (style != NULL
          && (path == NULL || !cli_manner_add (manner, name, mask, error)
              || !cli_manner_add (manner, style_name, path, error)))
        return NULL;
    }
  return g_steal_pointer (&manner);
}

static gboolean
paint_frames (const Call *call, Tools *tools, GError **error)
{
  FramePainting     painting = { call, tools };
  const CliFrameRun run = { .folder = call->files[0],
                            .output = call->output,
                            .settings = &call->how.settings,
                            .saving = call->saving,
                            .meter = call->meter,
                            .paint = paint_frame,
                            .data = &painting };
  g_autoptr (CliPlan) plan = cli_plan_new (call->saving.force);
  g_autoptr (CliFrameList) list = cli_frame_list_new (&run, plan, error);
  g_autoptr (JsonObject) manner = NULL;

  return list != NULL && check_files (call, tools, plan, error)
         && (tools->styles = load_styles (call, tools->network, error)) != NULL
         && (manner = describe_manner (call, tools->network, error)) != NULL
         && cli_frames_paint (&run, list, manner, error);
}

static gboolean
run (const Call *call, GError **error)
{
  g_autoptr (NstCatalogue) catalogue = cli_command_catalogue ();
  g_autoptr (GHashTable) masks = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GCancellable) cancellable = cli_command_cancellable ();
  g_autoptr (NstNetwork) network
      = nst_catalogue_open_network (catalogue, call->how.settings.network, error);
  Tools    tools = { .network = network, .masks = masks, .cancellable = cancellable };
  gboolean done
      = network != NULL && (call->frames ? paint_frames : paint_picture) (call, &tools, error);

  g_clear_pointer (&tools.styles, g_array_unref);
  return done;
}

int
cli_command_stylize (int argc, char **argv)
{
  Call    call = { 0 };
  GError *error = NULL;
  int     status = 0;

  cli_painting_options_init (&call.how);
  if (!parse (&argc, &argv, &call, &error))
    status = cli_command_fail (error, 2);
  else if (!run (&call, &error))
    status = cli_command_fail (error, 1);
  cli_painting_options_clear (&call.how);
  g_free ((char *) call.saving.format);
  g_free (call.output);
  g_free (call.protect);
  g_free (call.report);
  g_free (call.telling.word);
  g_strfreev (call.regions);
  g_strfreev (call.files);
  return status;
}
