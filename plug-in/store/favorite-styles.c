/* SPDX-License-Identifier: GPL-3.0-or-later */

/* favorite-styles.c - a file of names, one a line, below a line that says what it is: a file without
 * that line is damaged, or somebody else's. */

#include "store/favorite-styles.h"

#include "store/user-folder.h"

#include "nst.h"

#include <glib/gstdio.h>

#include <errno.h>
#include <string.h>

#define FILE_NAME "favorite-styles"
#define FIRST     "style-transfer favorites 1\n"
#define ASIDE     100 /* damaged files are kept, at most */

/* The names in `text`; NULL: it is damaged. */
static char **
parse (const char *text, gsize length)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_auto (GStrv) lines = NULL;

  if (!g_utf8_validate (text, (gssize) length, NULL) || !g_str_has_prefix (text, FIRST))
    return NULL;

  lines = g_strsplit (text + strlen (FIRST), "\n", -1);
  for (char **line = lines; *line; line++)
    if (**line)
      g_strv_builder_add (names, *line);

  return g_strv_builder_end (names);
}

static char **
read_file (const char *path, gboolean *damaged)
{
  g_autofree char *text = NULL;
  gsize            length = 0;
  char           **names;

  *damaged = FALSE;
  if (!g_file_get_contents (path, &text, &length, NULL))
    {
      /* What is there but cannot be read is not overwritten either. */
      *damaged = g_file_test (path, G_FILE_TEST_EXISTS);
      return g_new0 (char *, 1);
    }

  names = parse (text, length);
  *damaged = !names;

  return names ? names : g_new0 (char *, 1);
}

char **
favorite_styles_read (void)
{
  g_autofree char *path = user_folder_path (FILE_NAME);
  gboolean         damaged;

  return read_file (path, &damaged);
}

static gboolean
fail (const char *path, const char *what, GError **error)
{
  g_autofree char *shown = g_filename_display_name (path);

  return nst_fail (error, NST_ERROR_FILE, "\"%s\": %s", shown, what);
}

/* Gives the damaged file a name that is free. */
static gboolean
put_aside (const char *path, GError **error)
{
  for (int i = 1; i <= ASIDE; i++)
    {
      g_autofree char *aside = g_strdup_printf ("%s-damaged-%d", path, i);

      if (g_file_test (aside, G_FILE_TEST_EXISTS))
        continue;

      return g_rename (path, aside) == 0 || fail (path, g_strerror (errno), error);
    }

  return fail (path, g_strerror (EEXIST), error);
}

/* Takes `name` out of the list, and puts `other` (or NULL: nothing) into its place: at the end where
 * it was not there. */
static gboolean
change (const char *name, const char *other, GError **error)
{
  g_autofree char *path = user_folder_path (FILE_NAME);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  gboolean damaged, found = FALSE;
  g_auto (GStrv) before = read_file (path, &damaged);

  for (char **line = before; *line; line++)
    if (!g_str_equal (*line, name))
      g_ptr_array_add (names, *line);
    else if (other && !found)
      {
        g_ptr_array_add (names, (gpointer) other);
        found = TRUE;
      }
  if (other && !found)
    g_ptr_array_add (names, (gpointer) other);

  return (!damaged || put_aside (path, error))
         && user_folder_write_lines (FILE_NAME, FIRST, names, G_MAXUINT, error);
}

static gboolean
is_favorite (const char *name)
{
  g_auto (GStrv) names = favorite_styles_read ();

  return g_strv_contains ((const char *const *) names, name);
}

gboolean
favorite_styles_set (const char *name, gboolean favorite, GError **error)
{
  return is_favorite (name) == favorite || change (name, favorite ? name : NULL, error);
}

gboolean
favorite_styles_rename (const char *name, const char *renamed, GError **error)
{
  return !is_favorite (name) || change (name, renamed, error);
}
