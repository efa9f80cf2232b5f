/* SPDX-License-Identifier: GPL-3.0-or-later */

/* film-join.c - joins the pieces of a film. */

#include "film-join.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

#include "film-sink.h"
#include "output-file.h"
#include "output-place.h"
#include "program.h"

/* What is copied unchanged, from most to least. */
static const struct
{
  gboolean    copied_sound, subtitles;
  const char *note;
} ways[] = {
  { TRUE, TRUE, NULL },
  { TRUE, FALSE, N_ ("The file “%s” cannot hold the subtitles of the film.") },
  { FALSE, TRUE, N_ ("The sound was encoded again, because “%s” cannot hold it as it was.") },
  { FALSE, FALSE,
    N_ ("The sound was encoded again, because “%s” cannot hold it as it was, nor the subtitles of "
        "the film.") },
};

static void
add (GPtrArray *words, const char *a, const char *b)
{
  g_ptr_array_add (words, g_strdup (a));
  g_ptr_array_add (words, g_strdup (b));
}

static void
add_original (GPtrArray *words, const CliFilmRange *range)
{
  g_autofree char *address = cli_film_address (range->path);

  if (range->from != NULL)
    add (words, "-ss", range->from);
  if (range->to != NULL)
    add (words, "-to", range->to);
  add (words, "-i", address);
}

/* `offset`: the first frame's time, in microseconds. */
static GPtrArray *
words_for (guint way, const char *list, gint64 offset, const CliFilmRange *range,
           const CliFilmFormat *format, const char *whole)
{
  GPtrArray       *words = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *later = g_strdup_printf ("%" G_GINT64_FORMAT "us", offset);
  g_autofree char *scale = g_strdup_printf ("%" G_GINT64_FORMAT, format->second);
  g_autofree char *address = cli_film_address (whole);
  g_autofree char *from = cli_film_address (list);

  add (words, "ffmpeg", "-nostdin");
  add (words, "-v", "error");
  g_ptr_array_add (words, g_strdup ("-y"));
  add (words, "-itsoffset", later);
  add (words, "-f", "concat");
  add (words, "-safe", "0");
  add (words, "-i", from);
  add_original (words, range);
  add (words, "-map", "0:v:0");
  add (words, "-map", "1:a?");
  if (ways[way].subtitles)
    add (words, "-map", "1:s?");
  add (words, "-c:v", "copy");
  add (words, "-c:s", "copy");
  if (ways[way].copied_sound) /* else it is ffmpeg's choice for the file's ending */
    add (words, "-c:a", "copy");
  add (words, "-map_metadata", "1");
  add (words, "-map_chapters", "1");
  if (cli_film_counts_ticks (whole))
    add (words, "-video_track_timescale", scale);
  g_ptr_array_add (words, g_strdup (address));
  g_ptr_array_add (words, NULL);
  return words;
}

/* To another file system than that of the pieces. */
static gboolean
copy_to (const char *whole, CliOutput *output, GError **error)
{
  g_autoptr (GMappedFile) bytes = g_mapped_file_new (whole, FALSE, error);

  if (bytes != NULL
      && nst_write_all (cli_output_get_descriptor (output), g_mapped_file_get_contents (bytes),
                        g_mapped_file_get_length (bytes)))
    return TRUE;
  if (bytes != NULL)
    g_set_error_literal (error, G_FILE_ERROR, g_file_error_from_errno (errno), g_strerror (errno));
  return FALSE;
}

/* Under a name beside the output's place, which may be on another file system than the pieces: the
 * output may be a link.  Then it becomes the output, in the place of what is there with `force` only:
 * that may have come while the film was painted. */
static gboolean
move_to (const char *whole, const char *path, gboolean force, GError **error)
{
  CliOutput *output = cli_output_new (path, force, error);
  g_autoptr (GError) reason = NULL;

  if (output == NULL)
    return FALSE;
  if (g_rename (whole, cli_output_get_temporary (output)) == 0 || copy_to (whole, output, &reason))
    return cli_output_finish (output, error);
  cli_output_abandon (output);
  return cli_output_refuse (path, reason->message, error);
}

gboolean
cli_film_join (CliFilmPieces *pieces, const CliFilmRange *range, const CliFilmFormat *format,
               const char *output, gboolean force, char **note, GError **error)
{
  g_autofree char *shown = g_filename_display_basename (output);
  g_autofree char *folder = g_filename_display_name (cli_film_pieces_get_folder (pieces));
  g_autofree char *name = g_strconcat ("whole", strrchr (output, '.'), NULL);
  g_autofree char *whole = g_build_filename (cli_film_pieces_get_folder (pieces), name, NULL);
  gint64           first;
  g_autofree char *list = cli_film_pieces_list (pieces, format, &first, error);
  gint64           offset = (gint64) ((double) first * format->tick * 1e6 / format->second);
  g_autoptr (GError) reason = NULL;

  *note = NULL;
  if (list == NULL)
    return FALSE;
  for (guint way = 0; way < G_N_ELEMENTS (ways); way++)
    {
      g_autoptr (GPtrArray) words = words_for (way, list, offset, range, format, whole);

      g_clear_error (&reason);
      if (!cli_program_run ((const char *const *) words->pdata, NULL, &reason))
        continue;
      if (ways[way].note != NULL)
        *note = g_strdup_printf (_ (ways[way].note), shown);
      return move_to (whole, output, force, error);
    }
  g_set_error (error, NST_ERROR, NST_ERROR_FILE, _ ("The pieces in “%s” cannot be joined: %s"),
               folder, reason->message);
  return FALSE;
}
