/* SPDX-License-Identifier: GPL-3.0-or-later */

/* film-pieces.c - the finished pieces of a film that is being painted.
 *
 *   OUT.pieces/job            what decides the paintings; another text, another film
 *   OUT.pieces/ledger         frames and time of each finished piece
 *   OUT.pieces/0000.mp4 ...   the pieces
 *   OUT.pieces/frames-N       what the frames after N pieces go on from
 *   OUT.pieces/lock           held by whoever works on them
 *
 * A piece is finished when the ledger says so, which is replaced as a whole and last of all.
 */

#include "film-pieces.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILM     "film"
#define PIECES   "pieces"
#define COMPLETE "complete"
#define END      "end"

struct _NstFilmPieces
{
  char     *folder, *shown, *ending;
  int       lock;
  guint     n;
  GKeyFile *ledger;
};

static char *
path_of (const CliFilmPieces *pieces, const char *name)
{
  return g_build_filename (pieces->folder, name, NULL);
}

static gboolean
fail (const CliFilmPieces *pieces, const char *reason, GError **error)
{
  g_set_error (error, NST_ERROR, NST_ERROR_FILE,
               _ ("The pieces of the film cannot be kept in “%s”: %s."), pieces->shown, reason);
  return FALSE;
}

/* Whether this program creates files of that name in the folder; no other files are ever
 * deleted. */
static gboolean
is_ours (const CliFilmPieces *pieces, const char *name)
{
  static const char *const others[] = { "job", "ledger", "list", NULL };
  g_autofree char         *draft = g_strconcat ("draft", pieces->ending, NULL);
  g_autofree char         *whole = g_strconcat ("whole", pieces->ending, NULL);
  gsize                    digits = strspn (name, "0123456789");

  return g_strv_contains (others, name) || g_str_equal (name, draft) || g_str_equal (name, whole)
         || (digits >= 4 && g_str_equal (name + digits, pieces->ending))
         || (g_str_has_prefix (name, "frames-") && g_str_has_suffix (name, ".safetensors"));
}

/* Counts the files in the folder that are ours, or those that are not, but for the lock; `func`, which
 * may be NULL, is called for each. */
static guint
for_files (const CliFilmPieces *pieces, gboolean ours, void (*func) (const char *path))
{
  g_autoptr (GDir) folder = g_dir_open (pieces->folder, 0, NULL);
  const char *name;
  guint       n = 0;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *path = path_of (pieces, name);

      if (g_str_equal (name, "lock") || is_ours (pieces, name) != ours)
        continue;
      if (func != NULL)
        func (path);
      n++;
    }
  return n;
}

static void
delete_file (const char *path)
{
  g_unlink (path);
}

static void
empty (const CliFilmPieces *pieces)
{
  for_files (pieces, TRUE, delete_file);
}

void
cli_film_pieces_free (CliFilmPieces *pieces)
{
  if (pieces == NULL)
    return;
  if (pieces->lock >= 0)
    close (pieces->lock);
  g_clear_pointer (&pieces->ledger, g_key_file_unref);
  g_free (pieces->folder);
  g_free (pieces->shown);
  g_free (pieces->ending);
  g_free (pieces);
}

void
cli_film_pieces_delete (CliFilmPieces *pieces)
{
  g_autofree char *lock = path_of (pieces, "lock");

  empty (pieces);
  g_unlink (lock);
  g_rmdir (pieces->folder);
}

/* ---- Opening ----------------------------------------------------------------------- */

static gboolean
take_lock (CliFilmPieces *pieces, GError **error)
{
  g_autofree char *path = path_of (pieces, "lock");

  if (g_mkdir (pieces->folder, 0777) != 0 && errno != EEXIST)
    return fail (pieces, g_strerror (errno), error);
  pieces->lock = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (pieces->lock < 0)
    return fail (pieces, g_strerror (errno), error);
  if (nst_lock_file (pieces->lock))
    return TRUE;
  g_set_error (error, NST_ERROR, NST_ERROR_FILE,
               _ ("Another nst process is painting this film in “%s”; wait until it ends."),
               pieces->shown);
  return FALSE;
}

/* Whether existing pieces belong to this job. */
static gboolean
check_job (CliFilmPieces *pieces, const char *job, gboolean afresh, GError **error)
{
  g_autofree char *path = path_of (pieces, "job");
  g_autofree char *there = NULL;
  g_autoptr (GError) reason = NULL;

  if (g_file_get_contents (path, &there, NULL, NULL) && g_str_equal (there, job))
    return TRUE;
  if (there != NULL && !afresh)
    {
      g_set_error (error, NST_ERROR, NST_ERROR_ARGUMENT,
                   _ ("“%s” has pieces of another film, or of this film with other settings; "
                      "delete that folder, or give --force to start again."),
                   pieces->shown);
      return FALSE;
    }
  if (there == NULL && for_files (pieces, FALSE, NULL) + for_files (pieces, TRUE, NULL) > 0)
    return fail (pieces,
                 _ ("that folder has other files in it; move them, or choose another output"),
                 error);
  empty (pieces);
  return nst_replace_file (path, job, strlen (job), &reason)
         || fail (pieces, reason->message, error);
}

/* OUT.pieces; where that is too long for a name, a checksum stands for OUT. */
static char *
folder_for (const char *output)
{
  g_autofree char *base = g_path_get_basename (output);
  g_autofree char *parent = g_path_get_dirname (output);
  g_autofree char *sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, base, -1);
  g_autofree char *name = g_strdup_printf ("%.32s.pieces", sum);

  return strlen (base) + strlen (".pieces") > NAME_MAX ? g_build_filename (parent, name, NULL)
                                                       : g_strconcat (output, ".pieces", NULL);
}

gboolean
cli_film_pieces_check (const char *output, const char *film, GError **error)
{
  g_autofree char *folder = folder_for (output);
  g_autofree char *real = realpath (film, NULL);
  g_autofree char *its_folder = real != NULL ? g_path_get_dirname (real) : NULL;
  g_autofree char *shown = g_filename_display_name (film);
  struct stat      one, other;

  if (its_folder == NULL || stat (its_folder, &one) != 0 || stat (folder, &other) != 0
      || one.st_dev != other.st_dev || one.st_ino != other.st_ino)
    return TRUE;
  g_set_error (
      error, NST_ERROR, NST_ERROR_FILE,
      _ ("The film “%s” is in the folder for the pieces of the new film, which is deleted at "
         "the end; move the film, or choose another output."),
      shown);
  return FALSE;
}

CliFilmPieces *
cli_film_pieces_open (const char *output, const char *job, gboolean afresh, GError **error)
{
  g_autoptr (CliFilmPieces) pieces = g_new0 (CliFilmPieces, 1);
  g_autofree char *ledger = NULL;
  const char      *dot = strrchr (output, '.');

  pieces->lock = -1;
  pieces->folder = folder_for (output);
  pieces->shown = g_filename_display_name (pieces->folder);
  pieces->ending = g_strdup (dot != NULL ? dot : "");
  pieces->ledger = g_key_file_new ();
  if (!take_lock (pieces, error))
    return NULL;
  nst_drafts_sweep (pieces->folder);
  if (!check_job (pieces, job, afresh, error))
    return NULL;
  ledger = path_of (pieces, "ledger");
  if (g_key_file_load_from_file (pieces->ledger, ledger, G_KEY_FILE_NONE, NULL))
    pieces->n = (guint) MAX (0, g_key_file_get_integer (pieces->ledger, FILM, PIECES, NULL));
  return g_steal_pointer (&pieces);
}

const char *
cli_film_pieces_get_folder (const CliFilmPieces *pieces)
{
  return pieces->folder;
}

guint
cli_film_pieces_get_n (const CliFilmPieces *pieces)
{
  return pieces->n;
}

/* ---- The ledger -------------------------------------------------------------------- */

static char *
group_of (guint piece)
{
  return g_strdup_printf ("%04u", piece);
}

static char *
file_of (const CliFilmPieces *pieces, guint piece)
{
  g_autofree char *name = g_strdup_printf ("%04u%s", piece, pieces->ending);

  return path_of (pieces, name);
}

static gint64
time_of (const CliFilmPieces *pieces, guint piece)
{
  g_autofree char *group = group_of (piece);

  return piece < pieces->n ? g_key_file_get_int64 (pieces->ledger, group, "time", NULL)
                           : g_key_file_get_int64 (pieces->ledger, FILM, END, NULL);
}

guint
cli_film_pieces_get_n_frames (const CliFilmPieces *pieces)
{
  guint sum = 0;

  for (guint i = 0; i < pieces->n; i++)
    {
      g_autofree char *group = group_of (i);

      sum += (guint) g_key_file_get_integer (pieces->ledger, group, "frames", NULL);
    }
  return sum;
}

gboolean
cli_film_pieces_are_all (const CliFilmPieces *pieces)
{
  return g_key_file_get_boolean (pieces->ledger, FILM, COMPLETE, NULL);
}

static gboolean
save_ledger (CliFilmPieces *pieces, GError **error)
{
  g_autofree char *path = path_of (pieces, "ledger");
  gsize            length;
  g_autofree char *text = g_key_file_to_data (pieces->ledger, &length, NULL);
  g_autoptr (GError) reason = NULL;

  return nst_replace_file (path, text, length, &reason) || fail (pieces, reason->message, error);
}

/* ---- Pieces ------------------------------------------------------------------------ */

char *
cli_film_pieces_get_draft (const CliFilmPieces *pieces)
{
  g_autofree char *name = g_strconcat ("draft", pieces->ending, NULL);

  return path_of (pieces, name);
}

static char *
frames_after (const CliFilmPieces *pieces, guint n)
{
  g_autofree char *name = g_strdup_printf ("frames-%u.safetensors", n);

  return path_of (pieces, name);
}

gboolean
cli_film_pieces_save_frames (CliFilmPieces *pieces, guint n, const NstFrames *frames,
                             GError **error)
{
  g_autofree char *path = frames_after (pieces, n);

  return nst_frames_save (frames, "", path, error);
}

NstFrames *
cli_film_pieces_load_frames (CliFilmPieces *pieces, GError **error)
{
  g_autofree char *path = frames_after (pieces, pieces->n);

  return pieces->n == 0 ? nst_frames_new () : nst_frames_load (path, NULL, error);
}

gboolean
cli_film_pieces_add (CliFilmPieces *pieces, guint n_frames, gint64 time, GError **error)
{
  g_autofree char *draft = cli_film_pieces_get_draft (pieces);
  g_autofree char *path = file_of (pieces, pieces->n);
  g_autofree char *group = group_of (pieces->n);
  g_autofree char *before = frames_after (pieces, pieces->n);

  if (g_rename (draft, path) != 0)
    return fail (pieces, g_strerror (errno), error);
  g_key_file_set_integer (pieces->ledger, group, "frames", (int) n_frames);
  g_key_file_set_int64 (pieces->ledger, group, "time", time);
  g_key_file_set_integer (pieces->ledger, FILM, PIECES, (int) ++pieces->n);
  if (!save_ledger (pieces, error))
    return FALSE;
  g_unlink (before);
  return TRUE;
}

gboolean
cli_film_pieces_complete (CliFilmPieces *pieces, gint64 time, GError **error)
{
  g_key_file_set_int64 (pieces->ledger, FILM, END, time);
  g_key_file_set_boolean (pieces->ledger, FILM, COMPLETE, TRUE);
  return save_ledger (pieces, error);
}

/* In microseconds, in which the list has to be told lengths. */
static gint64
microseconds (const CliFilmFormat *format, gint64 time)
{
  return (gint64) ((long double) time * format->tick * 1e6L / format->second + 0.5L);
}

/* Lengths are differences of rounded times, so that rounding does not add up. */
char *
cli_film_pieces_list (CliFilmPieces *pieces, const CliFilmFormat *format, gint64 *first,
                      GError **error)
{
  g_autofree char *path = path_of (pieces, "list");
  g_autoptr (GString) text = g_string_new ("ffconcat version 1.0\n");
  g_autoptr (GError) reason = NULL;
  gint64 begin = time_of (pieces, 0);

  for (guint i = 0; i < pieces->n; i++)
    {
      gint64 length = microseconds (format, time_of (pieces, i + 1) - begin)
                      - microseconds (format, time_of (pieces, i) - begin);

      g_string_append_printf (text, "file %04u%s\nduration %" G_GINT64_FORMAT "us\n", i,
                              pieces->ending, length);
    }
  if (first != NULL)
    *first = begin;
  if (nst_replace_file (path, text->str, text->len, &reason))
    return g_steal_pointer (&path);
  fail (pieces, reason->message, error);
  return NULL;
}
