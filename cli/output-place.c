/* SPDX-License-Identifier: GPL-3.0-or-later */

/* output-place.c - the paths of files that are written. */

#include "output-place.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <nst.h>

gboolean
cli_output_refuse (const char *path, const char *reason, GError **error)
{
  g_autofree char *shown = g_filename_display_name (path);

  g_set_error (error, NST_ERROR, NST_ERROR_FILE, _ ("“%s” cannot be written: %s."), shown, reason);
  return FALSE;
}

gboolean
cli_output_check_ending (const char *path, const char *ending, GError **error)
{
  g_autofree char *shown = g_filename_display_name (path);

  if (g_str_has_suffix (path, ending) && strlen (path) > strlen (ending))
    return TRUE;
  g_set_error (
      error, NST_ERROR, NST_ERROR_ARGUMENT,
      _ ("“%s” cannot be written: its name must end in %s, so that it is recognized later."), shown,
      ending);
  return FALSE;
}

char *
cli_output_place (const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  char            *real = nst_real_path (path);
  GStatBuf         status;

  if (real != NULL)
    return real;
  if (*path == '\0')
    cli_output_refuse (path, _ ("its name is empty"), error);
  else if (errno == ENAMETOOLONG)
    cli_output_refuse (path, _ ("its name is too long"), error);
  else if (g_lstat (path, &status) == 0)
    cli_output_refuse (path, _ ("it is a link to something that does not exist"), error);
  else if (g_stat (folder, &status) != 0)
    cli_output_refuse (path, _ ("its folder does not exist; create it first"), error);
  else if (!S_ISDIR (status.st_mode))
    cli_output_refuse (path, _ ("the path of its folder leads to a file"), error);
  else if (g_str_has_suffix (path, G_DIR_SEPARATOR_S))
    cli_output_refuse (path, _ ("it is the name of a folder"), error);
  else
    return g_strdup (path);
  return NULL;
}

gboolean
cli_output_is_read_only (const char *path)
{
  struct stat status;

  return stat (path, &status) == 0 && (!(status.st_mode & 0222) || g_access (path, W_OK) != 0);
}
