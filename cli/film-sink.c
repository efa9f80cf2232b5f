/* SPDX-License-Identifier: GPL-3.0-or-later */

/* film-sink.c - pieces of a film, encoded by ffmpeg.
 *
 * Frames go there as Matroska with raw pictures, the simplest container that gives each its own
 * time (RFC 9559): a header, then a cluster with a single block for each frame.  Times are in
 * nanoseconds, which ffmpeg rounds to the nearest tick of the film's own time base: exactly the
 * frame's time again.
 */

#include "film-sink.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "program.h"

#define SCALING "flags=bicubic+accurate_rnd+full_chroma_int"

struct _NstFilmSink
{
  CliProgram   *program;
  CliFilmFormat format;
  gboolean      deep;
  guint8       *bytes; /* a frame's */
};

/* ---- How --------------------------------------------------------------------------- */

static gboolean
has_encoder (const char *list, const char *name)
{
  g_autofree char *word = g_strdup_printf (" %s ", name);

  return strstr (list, word) != NULL;
}

/* The first available encoder that suits the extension. */
static const char *
choose_codec (const char *ending, GError **error)
{
  static const char *const common[] = { "libx264", "libopenh264", "h264_videotoolbox", "mpeg4" };
  static const char *const web[] = { "libvpx-vp9", "libvpx", "libsvtav1", "libaom-av1" };
  gboolean                 is_web = g_str_equal (ending, ".webm");
  const char *const       *names = is_web ? web : common;
  const char              *words[] = { "ffmpeg", "-v", "error", "-encoders", NULL };
  g_autofree char         *list = NULL;

  if (!cli_program_run (words, &list, error))
    return NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (common); i++)
    if (has_encoder (list, names[i]))
      return names[i];
  g_set_error (
      error, NST_ERROR, NST_ERROR_ARGUMENT,
      _ ("This ffmpeg has no common encoder for films that end in %s; name one with --codec."),
      ending);
  return NULL;
}

static void
add (GPtrArray *words, const char *name, const char *value)
{
  g_ptr_array_add (words, g_strdup (name));
  if (value != NULL)
    g_ptr_array_add (words, g_strdup (value));
}

/* The quality as the encoder counts it. */
static void
add_quality (GPtrArray *words, const char *codec, const char *quality)
{
  static const struct
  {
    const char *codec, *option, *standard;
  } scales[] = { { "libx264", "-crf", "18" },    { "libx264rgb", "-crf", "18" },
                 { "libx265", "-crf", "20" },    { "libvpx-vp9", "-crf", "24" },
                 { "libvpx", "-crf", "8" },      { "libsvtav1", "-crf", "26" },
                 { "libaom-av1", "-crf", "24" }, { "mpeg4", "-q:v", "3" } };

  for (gsize i = 0; i < G_N_ELEMENTS (scales); i++)
    if (g_str_equal (codec, scales[i].codec))
      {
        add (words, scales[i].option, quality != NULL ? quality : scales[i].standard);
        if (g_str_has_prefix (codec, "libvpx"))
          add (words, "-b:v", g_str_equal (codec, "libvpx") ? "20M" : "0");
        return;
      }
  if (quality != NULL)
    add (words, "-q:v", quality);
}

gboolean
cli_film_counts_ticks (const char *path)
{
  return g_str_has_suffix (path, ".mp4") || g_str_has_suffix (path, ".mov")
         || g_str_has_suffix (path, ".m4v");
}

static gboolean
is_rgb (const char *pixels)
{
  return g_str_has_prefix (pixels, "rgb") || g_str_has_prefix (pixels, "bgr")
         || g_str_has_prefix (pixels, "gbr");
}

/* What the filter "scale" calls the matrix: not all have the names that they have elsewhere, and those
 * that it does not know are not available. */
static const char *
scale_name (const char *matrix, const char *guess)
{
  static const char *const names[][2] = {
    { "bt709", "bt709" },
    { "bt470bg", "bt470" },
    { "smpte170m", "smpte170m" },
    { "smpte240m", "smpte240m" },
    { "bt2020nc", "bt2020" },
    { "bt2020c", "bt2020" },
    { "fcc", "fcc" },
  };

  for (gsize i = 0; matrix != NULL && i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (matrix, names[i][0]))
      return names[i][1];
  return guess;
}

static const char *
or_unknown (const char *word)
{
  return word != NULL ? word : "unknown";
}

/* From RGB to the colors that the film had.  Two pixels share a color in 4:2:0, so sides of an odd
 * length need 4:4:4. */
static char *
filters_of (const CliFilmEncoding *encoding, const CliFilmFacts *facts, const CliFilmFormat *format)
{
  gboolean    odd = format->width % 2 != 0 || format->height % 2 != 0;
  const char *pixels = encoding->pixels != NULL ? encoding->pixels : odd ? "yuv444p" : "yuv420p";
  gboolean    was_rgb = g_strcmp0 (facts->matrix, "gbr") == 0;
  const char *matrix = was_rgb ? NULL : facts->matrix, *range = was_rgb ? NULL : facts->range;
  GString    *text = g_string_new ("scale=" SCALING);

  if (is_rgb (pixels))
    matrix = "gbr", range = "pc";
  else
    g_string_append_printf (text, ":out_color_matrix=%s:out_range=%s",
                            scale_name (matrix, facts->guess),
                            g_strcmp0 (range, "pc") == 0 ? "pc" : "tv");
  g_string_append_printf (text, ",format=%s,setsar=%s,setparams=range=%s:colorspace=%s", pixels,
                          format->aspect, or_unknown (range), or_unknown (matrix));
  g_string_append_printf (text, ":color_primaries=%s:color_trc=%s", or_unknown (facts->primaries),
                          or_unknown (facts->transfer));
  return g_string_free_and_steal (text);
}

GPtrArray *
cli_film_encoder_words (const CliFilmEncoding *encoding, const char *ending,
                        const CliFilmFacts *facts, const CliFilmFormat *format, GError **error)
{
  const char      *codec = encoding->codec != NULL ? encoding->codec : choose_codec (ending, error);
  g_autofree char *filters = filters_of (encoding, facts, format);
  g_autofree char *base = g_strdup_printf ("1/%" G_GINT64_FORMAT, format->second);
  g_autofree char *scale = g_strdup_printf ("%" G_GINT64_FORMAT, format->second);
  GPtrArray       *words;

  if (codec == NULL)
    return NULL;
  words = g_ptr_array_new_with_free_func (g_free);
  add (words, "-vf", filters);
  add (words, "-c:v", codec);
  add_quality (words, codec, encoding->quality);
  if (encoding->preset != NULL)
    add (words, "-preset", encoding->preset);
  for (guint i = 0; encoding->more != NULL && encoding->more[i] != NULL; i++)
    add (words, encoding->more[i], NULL);
  add (words, "-fps_mode", "passthrough");
  add (words, "-enc_time_base", base);
  if (cli_film_counts_ticks (ending))
    add (words, "-video_track_timescale", scale);
  add (words, "-an", NULL);
  return words;
}

/* ---- Matroska ---------------------------------------------------------------------- */

/* Elements: a name, a length in eight bytes, the contents. */
static void
append_head (GByteArray *to, guint32 name, guint64 length)
{
  guint8 bytes[12];
  guint  n = 0;

  for (int shift = 24; shift >= 0; shift -= 8)
    if (name >> shift != 0)
      bytes[n++] = (guint8) (name >> shift);
  bytes[n++] = 0x01; /* seven more bytes */
  for (int shift = 48; shift >= 0; shift -= 8)
    bytes[n++] = (guint8) (length >> shift);
  g_byte_array_append (to, bytes, n);
}

static void
append_number (GByteArray *to, guint32 name, guint64 value)
{
  guint64 bytes = GUINT64_TO_BE (value);

  append_head (to, name, sizeof bytes);
  g_byte_array_append (to, (const guint8 *) &bytes, sizeof bytes);
}

static void
append_text (GByteArray *to, guint32 name, const char *text)
{
  append_head (to, name, strlen (text));
  g_byte_array_append (to, (const guint8 *) text, (guint) strlen (text));
}

/* Frees `from`. */
static void
append_all (GByteArray *to, guint32 name, GByteArray *from)
{
  append_head (to, name, from->len);
  g_byte_array_append (to, from->data, from->len);
  g_byte_array_unref (from);
}

#define UNKNOWN_LENGTH ((G_GUINT64_CONSTANT (1) << 56) - 1)

static GByteArray *
header (const CliFilmFormat *format, gboolean deep)
{
  const char  pixels[] = { 'R', 'G', 'B', deep ? 48 : 24, '\0' };
  GByteArray *all = g_byte_array_new (), *ebml = g_byte_array_new ();
  GByteArray *info = g_byte_array_new (), *video = g_byte_array_new ();
  GByteArray *track = g_byte_array_new (), *tracks = g_byte_array_new ();

  append_text (ebml, 0x4282, "matroska"); /* DocType, its version, the version to read it by */
  append_number (ebml, 0x4287, 4);
  append_number (ebml, 0x4285, 2);
  append_all (all, 0x1A45DFA3, ebml);
  append_head (all, 0x18538067, UNKNOWN_LENGTH); /* Segment: all that follows */
  append_number (info, 0x2AD7B1, 1);             /* TimestampScale: nanoseconds */
  append_all (all, 0x1549A966, info);
  append_number (video, 0xB0, (guint64) format->width);
  append_number (video, 0xBA, (guint64) format->height);
  append_text (video, 0x2EB524, pixels); /* UncompressedFourCC */
  append_number (track, 0xD7, 1);        /* TrackNumber, TrackUID, TrackType: video */
  append_number (track, 0x73C5, 1);
  append_number (track, 0x83, 1);
  append_text (track, 0x86, "V_UNCOMPRESSED");
  append_all (track, 0xE0, video);
  append_all (tracks, 0xAE, track);
  append_all (all, 0x1654AE6B, tracks);
  return all;
}

/* A cluster up to its only frame's first byte. */
static GByteArray *
frame_header (guint64 nanoseconds, guint64 duration, gsize size)
{
  static const guint8 block[] = { 0x81, 0, 0, 0 }; /* track 1, at the cluster's time, no flags */
  GByteArray         *inner = g_byte_array_new (), *group = g_byte_array_new ();
  GByteArray         *all = g_byte_array_new ();

  append_number (inner, 0xE7, nanoseconds); /* Timestamp */
  append_number (group, 0x9B, duration);    /* BlockDuration */
  append_head (group, 0xA1, size + sizeof block);
  g_byte_array_append (group, block, sizeof block);
  append_head (inner, 0xA0, group->len + size); /* BlockGroup */
  g_byte_array_append (inner, group->data, group->len);
  append_head (all, 0x1F43B675, inner->len + size); /* Cluster */
  g_byte_array_append (all, inner->data, inner->len);
  g_byte_array_unref (inner);
  g_byte_array_unref (group);
  return all;
}

/* ---- A piece ----------------------------------------------------------------------- */

static gsize
frame_size (const CliFilmSink *sink)
{
  return (gsize) 3 * sink->format.width * sink->format.height * (sink->deep ? sizeof (guint16) : 1);
}

/* If ffmpeg stops reading, its last message is the reason. */
static gboolean
send_bytes (CliFilmSink *sink, const void *bytes, gsize size, GError **error)
{
  if (g_output_stream_write_all (cli_program_get_input (sink->program), bytes, size, NULL, NULL,
                                 NULL))
    return TRUE;
  if (cli_program_finish (sink->program, error))
    g_set_error_literal (error, NST_ERROR, NST_ERROR_FILE,
                         _ ("ffmpeg does not accept any more frames of the painted film."));
  return FALSE;
}

CliFilmSink *
cli_film_sink_new (const GPtrArray *words, const CliFilmFormat *format, gboolean deep,
                   const char *path, GError **error)
{
  static const char *const begin[]
      = { "ffmpeg", "-v", "error", "-nostdin", "-y", "-f", "matroska", "-i", "pipe:0" };
  g_autofree char *address = cli_film_address (path);
  g_autoptr (GPtrArray) all = g_ptr_array_new ();
  g_autoptr (GByteArray) head = header (format, deep);
  g_autoptr (CliFilmSink) sink = g_new0 (CliFilmSink, 1);

  for (gsize i = 0; i < G_N_ELEMENTS (begin); i++)
    g_ptr_array_add (all, (gpointer) begin[i]);
  for (guint i = 0; i < words->len; i++)
    g_ptr_array_add (all, words->pdata[i]);
  g_ptr_array_add (all, address);
  g_ptr_array_add (all, NULL);
  sink->format = *format;
  sink->deep = deep;
  sink->bytes = g_malloc (frame_size (sink));
  sink->program
      = cli_program_start ((const char *const *) all->pdata, CLI_PROGRAM_READS, -1, error);
  if (sink->program == NULL || !send_bytes (sink, head->data, head->len, error))
    return NULL;
  return g_steal_pointer (&sink);
}

static void
gather_bytes (CliFilmSink *sink, const NstPicture *picture)
{
  gsize    n = (gsize) picture->width * picture->height;
  guint16 *words = (guint16 *) sink->bytes;

  for (int c = 0; c < 3; c++)
    {
      const float *plane = picture->pixels + c * n;

      if (sink->deep)
        for (gsize i = 0; i < n; i++)
          words[3 * i + c]
              = GUINT16_TO_LE ((guint16) lrintf (CLAMP (plane[i], 0.0f, 1.0f) * 65535.0f));
      else
        for (gsize i = 0; i < n; i++)
          sink->bytes[3 * i + c] = (guint8) lrintf (CLAMP (plane[i], 0.0f, 1.0f) * 255.0f);
    }
}

static guint64
nanoseconds (const CliFilmFormat *format, gint64 time)
{
  return (guint64) llroundl ((long double) time * format->tick * 1e9L / format->second);
}

gboolean
cli_film_sink_write (CliFilmSink *sink, const NstPicture *picture, gint64 time, gint64 duration,
                     GError **error)
{
  g_autoptr (GByteArray) head
      = frame_header (nanoseconds (&sink->format, MAX (time, 0)),
                      nanoseconds (&sink->format, MAX (duration, 0)), frame_size (sink));

  gather_bytes (sink, picture);
  return send_bytes (sink, head->data, head->len, error)
         && send_bytes (sink, sink->bytes, frame_size (sink), error);
}

gboolean
cli_film_sink_finish (CliFilmSink *sink, GError **error)
{
  return cli_program_finish (sink->program, error);
}

void
cli_film_sink_free (CliFilmSink *sink)
{
  if (sink == NULL)
    return;
  cli_program_free (sink->program);
  g_free (sink->bytes);
  g_free (sink);
}
