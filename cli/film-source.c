/* SPDX-License-Identifier: GPL-3.0-or-later */

/* film-source.c - the frames of a film from ffmpeg.
 *
 * Raw pixels come through its standard output.  They have no times, and a container that has, and is
 * easily read, rounds them; so ffmpeg writes each frame twice, the other time as a line of its
 * format framecrc to another pipe: "0, decoding time, time, duration, bytes, checksum", after
 * headers with the time base, the size and the pixels' aspect.
 */

#include "film-source.h"

#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "program.h"

struct _NstFilmSource
{
  char         *shown; /* the film's name, for messages */
  CliProgram   *program;
  FILE         *lines;
  char          line[256]; /* the next frame's; empty: there is none */
  CliFilmFormat format;
  gboolean      deep;
  guint8       *bytes; /* a frame's */
  gint          stopped;
};

void
cli_film_frame_free (CliFilmFrame *frame)
{
  if (frame == NULL)
    return;
  nst_picture_free (frame->picture);
  g_free (frame);
}

void
cli_film_source_free (CliFilmSource *source)
{
  if (source == NULL)
    return;
  cli_program_free (source->program);
  if (source->lines != NULL)
    fclose (source->lines);
  g_free (source->bytes);
  g_free (source->shown);
  g_free (source);
}

const CliFilmFormat *
cli_film_source_get_format (const CliFilmSource *source)
{
  return &source->format;
}

void
cli_film_source_stop (CliFilmSource *source)
{
  g_atomic_int_set (&source->stopped, TRUE);
  cli_program_stop (source->program);
}

/* ---- ffmpeg ------------------------------------------------------------------------ */

static char *
filters_of (const CliFilmRange *range, const CliFilmFacts *facts)
{
  GString *text = g_string_new (NULL);

  if (range->skip > 0)
    g_string_append_printf (text, "trim=start_frame=%u,", range->skip);
  g_string_append_printf (text, "scale=flags=bicubic+accurate_rnd+full_chroma_int");
  /* The filter knows no matrix for pictures that are RGB already. */
  if (facts->matrix == NULL)
    g_string_append_printf (text, ":in_color_matrix=%s", facts->guess);
  return g_string_free_and_steal (text);
}

static gboolean
start (CliFilmSource *source, const CliFilmRange *range, const CliFilmFacts *facts, GError **error)
{
  g_autofree char *address = cli_film_address (range->path);
  g_autofree char *map = g_strdup_printf ("0:%d", facts->stream);
  g_autofree char *filters = filters_of (range, facts);
  g_autoptr (GPtrArray) words = g_ptr_array_new ();
  int pipe_ends[2];

  const char *const begin[] = { "ffmpeg", "-v", "error", "-nostdin" };
  const char *const middle[] = { "-i",
                                 address,
                                 "-map",
                                 map,
                                 "-vf",
                                 filters,
                                 "-pix_fmt",
                                 range->deep ? "rgb48le" : "rgb24",
                                 "-c:v",
                                 "rawvideo",
                                 "-fps_mode",
                                 "passthrough",
                                 "-enc_time_base",
                                 "demux" };
  const char *const end[]
      = { "-f", "tee", "[f=framecrc:flush_packets=1]pipe:3|[f=rawvideo]pipe:1" };

  for (gsize i = 0; i < G_N_ELEMENTS (begin); i++)
    g_ptr_array_add (words, (gpointer) begin[i]);
  if (range->from != NULL)
    {
      g_ptr_array_add (words, "-ss");
      g_ptr_array_add (words, (gpointer) range->from);
    }
  if (range->to != NULL)
    {
      g_ptr_array_add (words, "-to");
      g_ptr_array_add (words, (gpointer) range->to);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (middle); i++)
    g_ptr_array_add (words, (gpointer) middle[i]);
  if (range->one_frame)
    {
      g_ptr_array_add (words, "-frames:v");
      g_ptr_array_add (words, "1");
    }
  for (gsize i = 0; i < G_N_ELEMENTS (end); i++)
    g_ptr_array_add (words, (gpointer) end[i]);
  g_ptr_array_add (words, NULL);

  if (!g_unix_open_pipe (pipe_ends, FD_CLOEXEC, error))
    return FALSE;
  source->lines = fdopen (pipe_ends[0], "r");
  source->program = cli_program_start ((const char *const *) words->pdata, CLI_PROGRAM_WRITES,
                                       pipe_ends[1], error);
  return source->program != NULL;
}

/* ---- Lines ------------------------------------------------------------------------- */

static void
read_header (const char *line, CliFilmFormat *format)
{
  long long a, b;

  if (sscanf (line, "#tb 0: %lld/%lld", &a, &b) == 2 && a > 0 && b > 0)
    {
      format->tick = a;
      format->second = b;
    }
  else if (sscanf (line, "#dimensions 0: %lldx%lld", &a, &b) == 2)
    {
      format->width = (int) CLAMP (a, 0, NST_MAX_SIDE + 1);
      format->height = (int) CLAMP (b, 0, NST_MAX_SIDE + 1);
    }
  else if (sscanf (line, "#sar 0: %lld/%lld", &a, &b) == 2 && a > 0 && b > 0)
    g_snprintf (format->aspect, sizeof format->aspect, "%lld/%lld", a, b);
}

/* Reads the line of the next frame. */
static void
advance (CliFilmSource *source)
{
  do
    {
      if (fgets (source->line, sizeof source->line, source->lines) == NULL)
        source->line[0] = '\0';
      if (source->line[0] == '#')
        read_header (source->line, &source->format);
    }
  while (source->line[0] == '#');
}

static gboolean
is_at_end (const CliFilmSource *source)
{
  return source->line[0] == '\0';
}

static gboolean
fail (CliFilmSource *source, const char *what, GError **error)
{
  g_set_error (error, NST_ERROR, NST_ERROR_FILE, _ ("The film “%s” cannot be read: %s"),
               source->shown, what);
  return FALSE;
}

/* Reports the message of ffmpeg if there is no frame, or no further one. */
static gboolean
check_end (CliFilmSource *source, GError **error)
{
  g_autoptr (GError) reason = NULL;

  if (g_atomic_int_get (&source->stopped) || cli_program_finish (source->program, &reason))
    return TRUE;
  return fail (source, reason->message, error);
}

CliFilmSource *
cli_film_source_new (const CliFilmRange *range, const CliFilmFacts *facts, GError **error)
{
  g_autoptr (CliFilmSource) source = g_new0 (CliFilmSource, 1);
  const CliFilmFormat *format = &source->format;

  source->shown = g_filename_display_name (range->path);
  source->deep = range->deep;
  strcpy (source->format.aspect, "0/1");
  if (!start (source, range, facts, error))
    return NULL;
  advance (source);
  if (is_at_end (source))
    {
      if (check_end (source, error))
        fail (source, _ ("there is no frame in the part to paint."), error);
      return NULL;
    }
  if (format->second == 0 || format->width < 1 || format->height < 1 || format->width > NST_MAX_SIDE
      || format->height > NST_MAX_SIDE)
    {
      fail (source, _ ("ffmpeg does not tell its size and frame rate."), error);
      return NULL;
    }
  source->bytes = g_try_malloc ((gsize) 3 * format->width * format->height
                                * (source->deep ? sizeof (guint16) : 1));
  if (source->bytes == NULL)
    {
      g_set_error_literal (error, NST_ERROR, NST_ERROR_MEMORY,
                           _ ("There is not enough memory for a frame of the film."));
      return NULL;
    }
  return g_steal_pointer (&source);
}

/* ---- Frames ------------------------------------------------------------------------ */

static void
spread_bytes (const CliFilmSource *source, NstPicture *picture)
{
  gsize          n = (gsize) picture->width * picture->height;
  const guint8  *bytes = source->bytes;
  const guint16 *words = (const guint16 *) source->bytes;

  for (int c = 0; c < 3; c++)
    {
      float *plane = picture->pixels + c * n;

      if (source->deep)
        for (gsize i = 0; i < n; i++)
          plane[i] = GUINT16_FROM_LE (words[3 * i + c]) / 65535.0f;
      else
        for (gsize i = 0; i < n; i++)
          plane[i] = bytes[3 * i + c] / 255.0f;
    }
}

CliFilmFrame *
cli_film_source_read (CliFilmSource *source, GError **error)
{
  g_autoptr (CliFilmFrame) frame = g_new0 (CliFilmFrame, 1);
  gsize     size, got;
  long long time, duration;

  if (is_at_end (source))
    {
      check_end (source, error);
      return NULL;
    }
  size = (gsize) 3 * source->format.width * source->format.height
         * (source->deep ? sizeof (guint16) : 1);
  if (sscanf (source->line, "%*d, %*d, %lld, %lld", &time, &duration) != 2)
    {
      fail (source, _ ("one of its frames has no time stamp."), error);
      return NULL;
    }
  if (!g_input_stream_read_all (cli_program_get_output (source->program), source->bytes, size, &got,
                                NULL, NULL)
      || got < size)
    {
      if (check_end (source, error) && !g_atomic_int_get (&source->stopped))
        fail (source, _ ("it ends within a frame."), error);
      return NULL;
    }
  frame->time = time;
  frame->duration = duration;
  frame->picture = nst_picture_new (source->format.width, source->format.height, error);
  if (frame->picture == NULL)
    return NULL;
  spread_bytes (source, frame->picture);
  advance (source);
  return g_steal_pointer (&frame);
}
