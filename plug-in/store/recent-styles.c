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

/* Written beside and renamed. */
static void
write_names (GPtrArray *names)
{
  g_autofree char *path = user_folder_path (FILE_NAME);
  g_autofree char *folder = user_folder_make (NULL, NULL);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < MIN (names->len, RECENT_STYLES); i++)
    g_string_append_printf (text, "%s\n", (const char *) names->pdata[i]);
  if (folder)
    g_file_set_contents (path, text->str, (gssize) text->len, NULL);
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
  write_names (names);
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
  write_names (names);
}
