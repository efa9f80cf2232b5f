/* SPDX-License-Identifier: GPL-3.0-or-later */

/* window-state.c - a key file, read and written as a whole each time, because two dialogs may be
 * open. */

#include "store/window-state.h"

#include "store/user-folder.h"

#define FILE_NAME "window-state"

static GKeyFile *
read_file (void)
{
  g_autofree char *path = user_folder_path (FILE_NAME);
  GKeyFile        *file = g_key_file_new ();

  g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, NULL);

  return file;
}

int
window_state_get (const char *dialog, const char *key, int fallback)
{
  g_autoptr (GKeyFile) file = read_file ();
  g_autoptr (GError) error = NULL;
  int value = g_key_file_get_integer (file, dialog, key, &error);

  return error ? fallback : value;
}

/* Writes `file`, which is freed. */
static void
write_file (GKeyFile *file)
{
  g_autofree char *path = user_folder_path (FILE_NAME);
  g_autofree char *folder = user_folder_make (NULL, NULL);

  if (folder)
    g_key_file_save_to_file (file, path, NULL);
  g_key_file_unref (file);
}

void
window_state_set (const char *dialog, const char *key, int value)
{
  GKeyFile *file;

  if (window_state_get (dialog, key, !value) == value)
    return;

  file = read_file ();
  g_key_file_set_integer (file, dialog, key, value);
  write_file (file);
}

char *
window_state_get_text (const char *dialog, const char *key)
{
  g_autoptr (GKeyFile) file = read_file ();

  return g_key_file_get_string (file, dialog, key, NULL);
}

void
window_state_set_text (const char *dialog, const char *key, const char *text)
{
  GKeyFile *file = read_file ();

  g_key_file_set_string (file, dialog, key, text);
  write_file (file);
}
