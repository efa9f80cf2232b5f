/* SPDX-License-Identifier: GPL-3.0-or-later */

/* replace.c - a whole file in the place of another.  g_file_set_contents makes the temporary name
 * longer than the file's own, which does not fit for long ones, and names it in its errors. */

#include "base/replace.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <unistd.h>

static gboolean
write_all (int file, const char *bytes, gsize n)
{
  while (n > 0)
    {
      gssize written = write (file, bytes, n);

      if (written < 0 && errno == EINTR)
        continue;
      if (written <= 0)
        return FALSE;
      bytes += written;
      n -= (gsize) written;
    }
  return fsync (file) == 0 || errno == EINVAL; /* not every file system has it */
}

gboolean
nst_replace_file (const char *path, gconstpointer bytes, gsize n, GError **error)
{
  char            *real = realpath (path, NULL);
  const char      *place = real != NULL ? real : path;
  g_autofree char *folder = g_path_get_dirname (place);
  g_autofree char *temporary = g_build_filename (folder, ".nst-XXXXXX", NULL);
  int              file = g_mkstemp_full (temporary, O_WRONLY | O_CLOEXEC, 0666);
  int              problem = errno;
  gboolean         done = file >= 0 && write_all (file, bytes, n);

  if (file >= 0)
    {
      problem = errno;
      close (file);
      if (done && g_rename (temporary, place) != 0)
        {
          problem = errno;
          done = FALSE;
        }
      if (!done)
        g_unlink (temporary);
    }
  if (!done)
    g_set_error_literal (error, G_FILE_ERROR, g_file_error_from_errno (problem),
                         g_strerror (problem));
  free (real);
  return done;
}
