/* SPDX-License-Identifier: GPL-3.0-or-later */

/* recent-styles.c - a file of names, one per line, in the user's data folder.  GIMP's last values
 * are not used, because GIMP also keeps them with each image. */

#include "store/recent-styles.h"

#include "store/user-folder.h"

#define FILE_NAME "recent-styles"

char **
recent_styles_read (void)
{
  g_autofree char *path = user_folder_path (FILE_NAME), *text = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  int n = 0;

  g_file_get_contents (path, &text, NULL, NULL);
  lines = g_strsplit (text && g_utf8_validate (text, -1, NULL) ? text : "", "\n", -1);

  for (char **line = lines; *line && n < RECENT_STYLES; line++)
    if (**line)
      {
        g_strv_builder_add (names, *line);
        n++;
      }

  return g_strv_builder_end (names);
}

void
recent_styles_add (const char *name)
{
  g_auto (GStrv) before = recent_styles_read ();
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  g_ptr_array_add (names, (gpointer) name);
  for (char **other = before; *other; other++)
    if (!g_str_equal (*other, name))
      g_ptr_array_add (names, *other);
  user_folder_write_lines (FILE_NAME, NULL, names, RECENT_STYLES, NULL);
}

void
recent_styles_rename (const char *name, const char *renamed)
{
  g_auto (GStrv) before = recent_styles_read ();
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  if (!g_strv_contains ((const char *const *) before, name))
    return;

  for (char **other = before; *other; other++)
    g_ptr_array_add (names, g_str_equal (*other, name) ? (gpointer) renamed : *other);
  user_folder_write_lines (FILE_NAME, NULL, names, RECENT_STYLES, NULL);
}
