/* SPDX-License-Identifier: GPL-3.0-or-later */

/* unfinished.c - a key file with two texts per procedure: the settings with which the dialog
 * opened, and those with which it was closed.  They are restored only if the dialog opens with the
 * same settings again. */

#include "store/unfinished.h"

#include "store/user-folder.h"

#define FILE_NAME  "unfinished"
#define KEY_OPENED "opened"
#define KEY_LEFT   "left"

gboolean
unfinished_take (GimpProcedureConfig *config, char **opened)
{
  const char *group = G_OBJECT_TYPE_NAME (config);
  g_autoptr (GKeyFile) file = user_folder_read_keys (FILE_NAME);
  g_autofree char *before = g_key_file_get_string (file, group, KEY_OPENED, NULL);
  g_autofree char *left = g_key_file_get_string (file, group, KEY_LEFT, NULL);

  *opened = gimp_config_serialize_to_string (GIMP_CONFIG (config), NULL);

  return left && g_strcmp0 (before, *opened) == 0
         && gimp_config_deserialize_string (GIMP_CONFIG (config), left, -1, NULL, NULL);
}

void
unfinished_keep (GimpProcedureConfig *config, const char *opened)
{
  const char *group = G_OBJECT_TYPE_NAME (config);
  g_autoptr (GKeyFile) file = user_folder_read_keys (FILE_NAME);
  g_autofree char *left = gimp_config_serialize_to_string (GIMP_CONFIG (config), NULL);

  g_key_file_set_string (file, group, KEY_OPENED, opened);
  g_key_file_set_string (file, group, KEY_LEFT, left);
  user_folder_write_keys (FILE_NAME, file);
}

void
unfinished_forget (GimpProcedureConfig *config)
{
  g_autoptr (GKeyFile) file = user_folder_read_keys (FILE_NAME);

  if (g_key_file_remove_group (file, G_OBJECT_TYPE_NAME (config), NULL))
    user_folder_write_keys (FILE_NAME, file);
}
