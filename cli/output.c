/* SPDX-License-Identifier: GPL-3.0-or-later */

/* output.c - writing files so that nothing is lost. */

#include "output.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "output-place.h"

struct _NstOutput
{
  char    *path;      /* as the user calls it */
  char    *place;     /* where that is: not a link */
  char    *temporary; /* beside it */
  int      file;
  gboolean force;
};

gboolean
nst_output_refuse (const char *path, const char *reason, GError **error)
{
  g_autofree char *shown = g_filename_display_name (path);

  g_set_error (error, NST_ERROR, NST_ERROR_FILE, "“%s” cannot be written: %s", shown, reason);
  return FALSE;
}

/* A name that is short, so that it fits where the file's own does. */
static char *
temporary_beside (const char *place)
{
  g_autofree char *folder = g_path_get_dirname (place);

  return g_build_filename (folder, ".nst-XXXXXX", NULL);
}

NstOutput *
nst_output_new (const char *path, gboolean force, GError **error)
{
  NstOutput *output = g_new0 (NstOutput, 1);

  output->path = g_strdup (path);
  output->force = force;
  output->file = -1;
  output->place = nst_output_place (path, error);
  if (output->place != NULL)
    {
      output->temporary = temporary_beside (output->place);
      output->file = g_mkstemp_full (output->temporary, O_RDWR | O_CLOEXEC, 0666);
      if (output->file >= 0)
        return output;
      nst_output_refuse (path, g_strerror (errno), error);
      g_clear_pointer (&output->temporary, g_free); /* there is none */
    }
  nst_output_abandon (output);
  return NULL;
}

int
nst_output_get_descriptor (const NstOutput *output)
{
  return output->file;
}

void
nst_output_abandon (NstOutput *output)
{
  if (output == NULL)
    return;
  if (output->file >= 0)
    close (output->file);
  if (output->temporary != NULL)
    g_unlink (output->temporary);
  g_free (output->temporary);
  g_free (output->place);
  g_free (output->path);
  g_free (output);
}

/* As rename, but not onto a file that is there.  Not every file system has hard links. */
static int
rename_to_free (const char *from, const char *to)
{
  if (link (from, to) == 0)
    return 0; /* the other name is removed with the output */
  if (errno == EEXIST)
    return -1;
  if (g_file_test (to, G_FILE_TEST_EXISTS))
    {
      errno = EEXIST;
      return -1;
    }
  return g_rename (from, to);
}

/* What is replaced keeps who may read and write it. */
static void
keep_mode (const NstOutput *output)
{
  struct stat status;

  if (stat (output->place, &status) == 0 && fchmod (output->file, status.st_mode & 07777) != 0)
    g_debug ("the mode of %s is not kept", output->place);
}

gboolean
nst_output_finish (NstOutput *output, GError **error)
{
  int failed;

  if (output->force)
    keep_mode (output);
  failed = fsync (output->file) != 0 && errno != EINVAL && errno != EROFS;
  if (!failed)
    failed = output->force ? g_rename (output->temporary, output->place)
                           : rename_to_free (output->temporary, output->place);
  if (failed)
    nst_output_refuse (output->path, errno == EEXIST ? NST_OUTPUT_EXISTS : g_strerror (errno),
                       error);
  nst_output_abandon (output);
  return !failed;
}

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
  return TRUE;
}

gboolean
nst_output_save (const char *path, gconstpointer bytes, gsize n, gboolean force, GError **error)
{
  NstOutput *output;

  if (g_str_equal (path, NST_OUTPUT_STANDARD))
    {
      if (write_all (STDOUT_FILENO, bytes, n))
        return TRUE;
      g_set_error (error, NST_ERROR, NST_ERROR_FILE, "The standard output cannot be written: %s",
                   g_strerror (errno));
      return FALSE;
    }
  if (!(output = nst_output_new (path, force, error)))
    return FALSE;
  if (write_all (output->file, bytes, n))
    return nst_output_finish (output, error);
  nst_output_refuse (path, g_strerror (errno), error);
  nst_output_abandon (output);
  return FALSE;
}
