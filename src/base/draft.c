/* SPDX-License-Identifier: GPL-3.0-or-later */

/* draft.c - files that get their final name only when they are complete.
 *
 * A draft is a hidden file, or folder, with a lock.  The system releases the lock when the process
 * ends in any way, so a draft without a lock is left over.  On file systems without locks, nothing
 * is swept. g_file_set_contents is not used: its temporary name is longer than the final one, which
 * fails for long names, appears in its errors, and stays behind if the process is killed.
 */

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "nst.h"

#define PREFIX   ".nst-draft-"
#define TEMPLATE PREFIX "XXXXXX"

struct _NstDraft
{
  char    *path;      /* final path; NULL: a folder for temporary files */
  char    *temporary; /* temporary path */
  int      file;      /* open, with the lock */
  gboolean is_folder;
};

static gboolean
fail (int number, GError **error)
{
  g_set_error_literal (error, G_FILE_ERROR, g_file_error_from_errno (number), g_strerror (number));
  return FALSE;
}

/* Whether the open file is still the one at this path. */
static gboolean
is_there (int file, const char *path)
{
  struct stat opened, named;

  return fstat (file, &opened) == 0 && lstat (path, &named) == 0 && opened.st_dev == named.st_dev
         && opened.st_ino == named.st_ino;
}

/* ---- Sweeping ---------------------------------------------------------------------- */

static void
empty_folder (const char *path)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *inside = g_build_filename (path, name, NULL);

      g_unlink (inside);
    }
}

static void
remove_draft (const char *path, gboolean is_folder)
{
  if (!is_folder)
    {
      g_unlink (path);
      return;
    }
  empty_folder (path);
  g_rmdir (path);
}

/* While we hold the lock, no other process starts to use it; its creator will notice that it is gone. */
static void
sweep_one (const char *path)
{
  int         file = g_open (path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0);
  struct stat status;

  if (file < 0)
    return;
  if (fstat (file, &status) == 0 && (S_ISREG (status.st_mode) || S_ISDIR (status.st_mode))
      && flock (file, LOCK_EX | LOCK_NB) == 0 && is_there (file, path))
    remove_draft (path, S_ISDIR (status.st_mode));
  close (file);
}

void
nst_drafts_sweep (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_prefix (name, PREFIX) && strlen (name) == strlen (TEMPLATE))
      {
        g_autofree char *path = g_build_filename (folder, name, NULL);

        sweep_one (path);
      }
}

/* ---- Beginning --------------------------------------------------------------------- */

/* Creates a file or folder from the template and opens it; -1: the error is in errno. */
static int
make (char *path, gboolean is_folder)
{
  if (!is_folder)
    return g_mkstemp_full (path, O_RDWR | O_CLOEXEC, 0666);
  if (g_mkdtemp_full (path, 0777) == NULL)
    return -1;
  return g_open (path, O_RDONLY | O_CLOEXEC, 0);
}

/* If another program sweeps it before it is locked, tries again. */
static NstDraft *
begin (const char *folder, gboolean is_folder, GError **error)
{
  for (;;)
    {
      g_autofree char *path = g_build_filename (folder, TEMPLATE, NULL);
      int              file = make (path, is_folder);
      NstDraft        *draft;

      if (file < 0)
        {
          fail (errno, error);
          return NULL;
        }
      if (flock (file, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
        {
          close (file); /* it is being swept */
          continue;
        }
      if (!is_there (file, path))
        {
          close (file);
          continue;
        }
      draft = g_new0 (NstDraft, 1);
      draft->temporary = g_steal_pointer (&path);
      draft->file = file;
      draft->is_folder = is_folder;
      return draft;
    }
}

NstDraft *
nst_draft_new (const char *path, GError **error)
{
  char            *real = realpath (path, NULL);
  g_autofree char *place = g_strdup (real != NULL ? real : path);
  g_autofree char *folder = g_path_get_dirname (place);
  NstDraft        *draft = begin (folder, FALSE, error);

  free (real);
  if (draft != NULL)
    draft->path = g_steal_pointer (&place);
  return draft;
}

NstDraft *
nst_draft_new_folder (const char *folder, GError **error)
{
  return begin (folder, TRUE, error);
}

int
nst_draft_get_descriptor (const NstDraft *draft)
{
  return draft->file;
}

const char *
nst_draft_get_path (const NstDraft *draft)
{
  return draft->temporary;
}

void
nst_draft_abandon (NstDraft *draft)
{
  if (draft == NULL)
    return;
  if (draft->temporary != NULL)
    remove_draft (draft->temporary, draft->is_folder);
  close (draft->file);
  g_free (draft->temporary);
  g_free (draft->path);
  g_free (draft);
}

/* ---- Finishing --------------------------------------------------------------------- */

/* Like rename, but never replaces a file.  Not every file system has hard links. */
static int
rename_to_free (const char *from, const char *to)
{
  if (link (from, to) == 0)
    return 0; /* the other name is removed with the draft */
  if (errno == EEXIST)
    return -1;
  if (g_file_test (to, G_FILE_TEST_EXISTS))
    {
      errno = EEXIST;
      return -1;
    }
  return g_rename (from, to);
}

/* Keeps the permissions of the replaced file. */
static void
keep_mode (const NstDraft *draft)
{
  struct stat status;

  if (stat (draft->path, &status) == 0 && fchmod (draft->file, status.st_mode & 07777) != 0)
    g_debug ("the mode of %s is not kept", draft->path);
}

gboolean
nst_draft_finish (NstDraft *draft, gboolean replace, GError **error)
{
  gboolean done;

  if (replace)
    keep_mode (draft);
  done = fsync (draft->file) == 0 || errno == EINVAL || errno == EROFS; /* not always supported */
  done = done
         && (replace ? g_rename (draft->temporary, draft->path)
                     : rename_to_free (draft->temporary, draft->path))
                == 0;
  if (!done)
    fail (errno, error);
  nst_draft_abandon (draft);
  return done;
}

gboolean
nst_draft_write (const NstDraft *draft, gconstpointer bytes, gsize n, GError **error)
{
  return nst_write_all (draft->file, bytes, n) || fail (errno, error);
}

gboolean
nst_write_all (int file, gconstpointer bytes, gsize n)
{
  const char *from = bytes;

  while (n > 0)
    {
      gssize written = write (file, from, n);

      if (written < 0 && errno == EINTR)
        continue;
      if (written <= 0)
        return FALSE;
      from += written;
      n -= (gsize) written;
    }
  return TRUE;
}

gboolean
nst_replace_file (const char *path, gconstpointer bytes, gsize n, GError **error)
{
  NstDraft *draft = nst_draft_new (path, error);

  if (draft == NULL)
    return FALSE;
  if (nst_draft_write (draft, bytes, n, error))
    return nst_draft_finish (draft, TRUE, error);
  nst_draft_abandon (draft);
  return FALSE;
}
