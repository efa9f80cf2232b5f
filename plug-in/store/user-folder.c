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

  return nst_fail_null (error, NST_ERROR_FILE, _ ("The folder “%s” cannot be created: %s."), path,
                        g_strerror (errno));
}

gboolean
user_folder_write_lines (const char *name, const char *first, GPtrArray *lines, guint most,
                         GError **error)
{
  g_autofree char *folder = user_folder_make (NULL, error), *path = user_folder_path (name);
  g_autofree char *shown = g_filename_display_name (path);
  g_autoptr (GString) text = g_string_new (first);
  g_autoptr (GError) mistake = NULL;

  if (!folder)
    return FALSE;
  for (guint i = 0; i < MIN (lines->len, most); i++)
    g_string_append_printf (text, "%s\n", (const char *) lines->pdata[i]);

  return g_file_set_contents (path, text->str, (gssize) text->len, &mistake)
         || nst_fail (error, NST_ERROR_FILE, "\"%s\": %s", shown, mistake->message);
}

GKeyFile *
user_folder_read_keys (const char *name)
{
  g_autofree char *path = user_folder_path (name);
  GKeyFile        *keys = g_key_file_new ();

  g_key_file_load_from_file (keys, path, G_KEY_FILE_NONE, NULL);

  return keys;
}

void
user_folder_write_keys (const char *name, GKeyFile *keys)
{
  g_autofree char *path = user_folder_path (name);
  g_autofree char *folder = user_folder_make (NULL, NULL);

  if (folder)
    g_key_file_save_to_file (keys, path, NULL);
}
