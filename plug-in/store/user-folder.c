/* SPDX-License-Identifier: GPL-3.0-or-later */

/* user-folder.c - the folder style-transfer in the user's data folder; the engine looks for styles
 * there, too. */

#include "store/user-folder.h"

#include "nst.h"

#include <errno.h>
#include <glib/gi18n.h>

char *
user_folder_path (const char *name)
{
  return g_build_filename (g_get_user_data_dir (), "style-transfer", name, NULL);
}

char *
user_folder_make (const char *name, GError **error)
{
  g_autofree char *path = user_folder_path (name);

  if (g_mkdir_with_parents (path, 0755) == 0)
    return g_steal_pointer (&path);

  g_set_error (error, NST_ERROR, NST_ERROR_FILE, _ ("The folder “%s” cannot be created: %s."), path,
               g_strerror (errno));

  return NULL;
}
