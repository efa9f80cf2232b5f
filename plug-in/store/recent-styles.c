/* SPDX-License-Identifier: GPL-3.0-or-later */

/* recent-styles.c - a file of names, one per line, in the user's data folder.  GIMP's last values
 * are not used, because GIMP also keeps them with each image. */

#include "store/recent-styles.h"

#include "store/user-folder.h"

#include <string.h>

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
  g_autofree char *path = user_folder_path (FILE_NAME);
  g_autofree char *folder = user_folder_make (NULL, NULL);
  g_auto (GStrv) before = recent_styles_read ();
  g_autoptr (GString) text = g_string_new (name);
  int n = 1;

  for (char **other = before; *other && n < RECENT_STYLES; other++)
    if (!g_str_equal (*other, name))
      {
        g_string_append_printf (text, "\n%s", *other);
        n++;
      }
  g_string_append_c (text, '\n');

  if (folder)
    g_file_set_contents (path, text->str, (gssize) text->len, NULL);
}
