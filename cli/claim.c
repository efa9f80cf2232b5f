/* SPDX-License-Identifier: GPL-3.0-or-later */

/* claim.c - claims: which program paints a picture. */

#include "claim.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <nst.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* Whether the open file is still the one at `path`: its owner may have removed it between our
 * opening and locking it. */
static gboolean
is_there (int file, const char *path)
{
  struct stat opened, named;

  return fstat (file, &opened) == 0 && stat (path, &named) == 0 && opened.st_dev == named.st_dev
         && opened.st_ino == named.st_ino;
}

static gboolean
has_no_locks (int number)
{
  return number == ENOLCK || number == ENOSYS || number == EOPNOTSUPP || number == EINVAL;
}

static char *
read_owner (const char *path)
{
  char *owner = NULL;

  if (!g_file_get_contents (path, &owner, NULL, NULL) || *owner == '\0')
    {
      g_free (owner);
      return g_strdup (_ ("another program"));
    }
  return g_strstrip (owner);
}

/* For users, and for the next program to notice an earlier claim.  It is synchronized to the
 * disk, because it must survive a power failure if the painting does. */
static void
write_owner (int file)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *time = g_date_time_format_iso8601 (now);
  g_autofree char *text
      = g_strdup_printf ("process %d on %s since %s\n", (int) getpid (), g_get_host_name (), time);

  if (ftruncate (file, 0) != 0 || pwrite (file, text, strlen (text), 0) < 0 || fsync (file) != 0)
    g_debug ("the owner of a claim is not written: %s", g_strerror (errno));
}

static NstClaim *
claim_new (int file, const char *path)
{
  NstClaim   *claim = g_new0 (NstClaim, 1);
  struct stat status;

  claim->file = file;
  claim->path = g_strdup (path);
  if (file >= 0)
    {
      claim->orphan = fstat (file, &status) == 0 && status.st_size > 0;
      write_owner (file);
    }
  return claim;
}

NstClaim *
nst_claim_take (const char *path, char **owner, GError **error)
{
  for (;;)
    {
      int file = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
      int number;

      if (file < 0)
        {
          g_autofree char *shown = g_filename_display_name (path);

          g_set_error (error, NST_ERROR, NST_ERROR_FILE, _ ("“%s” cannot be written: %s."), shown,
                       g_strerror (errno));
          return NULL;
        }
      if (flock (file, LOCK_EX | LOCK_NB) == 0)
        {
          if (is_there (file, path))
            return claim_new (file, path);
          close (file);
          continue;
        }
      number = errno;
      close (file);
      if (has_no_locks (number))
        return claim_new (-1, path);
      if (number == EINTR)
        continue;
      if (owner != NULL)
        *owner = read_owner (path);
      return NULL;
    }
}

/* The file is removed while it is locked, so that the next program creates a new one, or notices
 * that it is gone. */
void
nst_claim_release (NstClaim *claim)
{
  if (claim == NULL)
    return;
  g_unlink (claim->path);
  if (claim->file >= 0)
    close (claim->file);
  g_free (claim->path);
  g_free (claim);
}
