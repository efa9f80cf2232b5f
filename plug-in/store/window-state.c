/* SPDX-License-Identifier: GPL-3.0-or-later */

/* window-state.c - a key file, read and written as a whole each time, because two dialogs may be
 * open. */

#include "store/window-state.h"

#include "store/user-folder.h"

#define FILE_NAME "window-state"

int
window_state_get (const char *dialog, const char *key, int fallback)
{
  g_autoptr (GKeyFile) file = user_folder_read_keys (FILE_NAME);
  g_autoptr (GError) error = NULL;
  int value = g_key_file_get_integer (file, dialog, key, &error);

  return error ? fallback : value;
}

void
window_state_set (const char *dialog, const char *key, int value)
{
  g_autoptr (GKeyFile) file = NULL;

  if (window_state_get (dialog, key, !value) == value)
    return;

  file = user_folder_read_keys (FILE_NAME);
  g_key_file_set_integer (file, dialog, key, value);
  user_folder_write_keys (FILE_NAME, file);
}

char *
window_state_get_text (const char *dialog, const char *key)
{
  g_autoptr (GKeyFile) file = user_folder_read_keys (FILE_NAME);

  return g_key_file_get_string (file, dialog, key, NULL);
}

void
window_state_set_text (const char *dialog, const char *key, const char *text)
{
  g_autoptr (GKeyFile) file = user_folder_read_keys (FILE_NAME);

  g_key_file_set_string (file, dialog, key, text);
  user_folder_write_keys (FILE_NAME, file);
}
