/* SPDX-License-Identifier: GPL-3.0-or-later */

/* draft.c - files that get their final name only when they are complete.
 *
 * A draft is a hidden file, or folder, with a lock.  The system releases the lock when the process
 * ends in any way, so a draft without a lock is left over.  On file systems without locks, nothing
 * is swept. g_file_set_contents is not used: its temporary name is longer than the final one, which
 * fails for long names, appears in its errors, and stays behind if the process is killed.
 */

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/open-flags.h"
#include "nst-types.h"

#ifdef G_OS_WIN32
#define fsync _commit
#endif

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

/* Whether the open file is still the one at this path.  Windows removes no file that is open. */
static gboolean
is_there (int file, const char *path)
{
#ifdef G_OS_UNIX
  struct stat opened, named;

  return fstat (file, &opened) == 0 && lstat (path, &named) == 0 && opened.st_dev == named.st_dev
         && opened.st_ino == named.st_ino;
#else
  return file >= 0 && g_file_test (path, G_FILE_TEST_EXISTS);
#endif
}

/* Opens a draft, for its lock.  Windows opens no folders: there, a file in it has the lock. */
static int
open_draft (const char *path, G_GNUC_UNUSED gboolean is_folder, G_GNUC_UNUSED int flags)
{
#ifdef G_OS_WIN32
  g_autofree char *lock = is_folder ? g_build_filename (path, "lock", NULL) : g_strdup (path);

  return g_open (lock, O_RDWR | O_BINARY | (is_folder ? O_CREAT : 0), 0666);
#else
  return g_open (path, O_RDONLY | O_CLOEXEC | flags, 0);
#endif
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
  gboolean    is_folder = g_file_test (path, G_FILE_TEST_IS_DIR);
  int         file = open_draft (path, is_folder, O_NOFOLLOW | O_NONBLOCK);
  gboolean    is_ours;
  struct stat status;

  if (file < 0)
    return;
  is_ours = fstat (file, &status) == 0 && (S_ISREG (status.st_mode) || S_ISDIR (status.st_mode))
            && nst_lock_file (file) && is_there (file, path);
#ifdef G_OS_WIN32
  close (file); /* nothing is removed that is open */
  if (is_ours)
    remove_draft (path, is_folder);
#else
  if (is_ours)
    remove_draft (path, S_ISDIR (status.st_mode));
  close (file);
#endif
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
    return g_mkstemp_full (path, O_RDWR | O_CLOEXEC | O_BINARY, 0666);
  if (g_mkdtemp_full (path, 0777) == NULL)
    return -1;
  return open_draft (path, TRUE, 0);
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
      if (!nst_lock_file (file) && errno == EWOULDBLOCK)
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
  g_autofree char *real = nst_real_path (path);
  g_autofree char *place = g_strdup (real != NULL ? real : path);
  g_autofree char *folder = g_path_get_dirname (place);
  NstDraft        *draft = begin (folder, FALSE, error);

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

/* Windows renames and removes nothing that is open; elsewhere the lock is held until the end. */
static void
let_go (NstDraft *draft)
{
#ifdef G_OS_WIN32
  if (draft->file >= 0)
    close (draft->file);
  draft->file = -1;
#else
  (void) draft;
#endif
}

void
nst_draft_abandon (NstDraft *draft)
{
  if (draft == NULL)
    return;
  let_go (draft);
  if (draft->temporary != NULL)
    remove_draft (draft->temporary, draft->is_folder);
  if (draft->file >= 0)
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
#ifdef G_OS_UNIX
  if (link (from, to) == 0)
    return 0; /* the other name is removed with the draft */
  if (errno == EEXIST)
    return -1;
#endif
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
#ifdef G_OS_UNIX
  struct stat status;

  if (stat (draft->path, &status) == 0 && fchmod (draft->file, status.st_mode & 07777) != 0)
    g_debug ("the mode of %s is not kept", draft->path);
#else
  (void) draft; /* there are no modes */
#endif
}

gboolean
nst_draft_finish (NstDraft *draft, gboolean replace, GError **error)
{
  gboolean done;

  if (replace)
    keep_mode (draft);
  done = fsync (draft->file) == 0 || errno == EINVAL || errno == EROFS; /* not always supported */
  let_go (draft);
  done = done
         && (replace ? g_rename (draft->temporary, draft->path)
                     : rename_to_free (draft->temporary, draft->path))
                == 0;
  if (!done)
    fail (errno, error);
  nst_draft_abandon (draft);
  return done;
}

static gboolean
write_draft (const NstDraft *draft, gconstpointer bytes, gsize n, GError **error)
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
  if (write_draft (draft, bytes, n, error))
    return nst_draft_finish (draft, TRUE, error);
  nst_draft_abandon (draft);
  return FALSE;
}
