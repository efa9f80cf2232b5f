/* SPDX-License-Identifier: GPL-3.0-or-later */

/* user-styles.c - turns a name into the path of a new file. */

#include "store/user-styles.h"

#include "store/favorite-styles.h"
#include "store/recent-styles.h"
#include "store/user-folder.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include <errno.h>
#include <string.h>

#define ENDING    ".safetensors"
#define FOLDER    "styles"
#define MOST      100     /* bytes of a file's name */
#define NAMELESS  "style" /* where nothing is left of a name */
#define FORBIDDEN "/\\:*?\"<>|."

/* ---- Names of files ---------------------------------------------------------------- */

/* What the file of a style called `name` is called, without its ending: a word that every system
 * takes for a file, and scripts and `nst` for the name of a style: so there is no dot in it, and no
 * dash before it. */
static char *
stem_of (const char *name)
{
  g_autofree char *stem = g_strdelimit (g_strdup (name), FORBIDDEN, '-');
  const char      *start = stem;
  const char      *end;

  for (char *c = stem; *c; c++)
    if (g_ascii_iscntrl (*c))
      *c = '-';
  while (*start == '-' || g_ascii_isspace (*start))
    start++;
  if (strlen (start) > MOST && (end = g_utf8_find_prev_char (start, start + MOST + 1)))
    stem[end - stem] = '\0';

  return *start ? g_strchomp (g_strdup (start)) : g_strdup (NAMELESS);
}

static char *
path_of (const char *folder, const char *stem)
{
  g_autofree char *base = g_strconcat (stem, ENDING, NULL);

  return g_build_filename (folder, base, NULL);
}

/* A path that is free, in the user's folder of styles, which is made. */
static char *
path_for (const char *name, GError **error)
{
  g_autofree char *folder = user_folder_make (FOLDER, error);
  g_autofree char *stem = stem_of (name);

  if (!folder)
    return NULL;

  for (int i = 1;; i++)
    {
      g_autofree char *numbered = i == 1 ? g_strdup (stem) : g_strdup_printf ("%s-%d", stem, i);
      g_autofree char *path = path_of (folder, numbered);

      if (!g_file_test (path, G_FILE_TEST_EXISTS))
        return g_steal_pointer (&path);
    }
}

/* The name of the file without its ending. */
static char *
stem_of_path (const char *path)
{
  g_autofree char *base = g_path_get_basename (path);

  return g_strndup (base, strlen (base) - strlen (ENDING));
}

/* ---- Saving ------------------------------------------------------------------------ */

char *
user_styles_save (const NstPicture *picture, const char *name, const NstNetwork *network,
                  int threads, GCancellable *cancellable, GError **error)
{
  g_autoptr (NstStyle) style = nst_style_new (picture, name, error);
  g_autofree char *path = style ? path_for (name, error) : NULL;

  if (!path || !nst_style_set_thumbnail (style, picture, error)
      || !nst_style_save (style, network, threads, path, cancellable, error))
    return NULL;

  return stem_of_path (path);
}

/* ---- Renaming ---------------------------------------------------------------------- */

gboolean
user_styles_owns (const NstStyleInfo *style)
{
  g_autofree char *folder = user_folder_path (FOLDER);
  g_autofree char *home = g_path_get_dirname (style->path);

  return g_str_equal (folder, home);
}

/* Some systems take names for the same that differ in capitals only, and so do people. */
static gboolean
same_name (const char *name, const char *other)
{
  g_autofree char *a = g_utf8_casefold (name, -1), *b = g_utf8_casefold (other, -1);

  return g_str_equal (a, b);
}

/* Whether a style other than that in the file `path` is called `name`, or has a file called `stem`. */
static gboolean
is_taken (GPtrArray *styles, const char *path, const char *name, const char *stem)
{
  for (guint i = 0; i < styles->len; i++)
    {
      const NstStyleInfo *other = g_ptr_array_index (styles, i);

      if (!g_str_equal (other->path, path)
          && (same_name (other->name, stem)
              || (other->style && same_name (nst_style_get_name (other->style), name))))
        return TRUE;
    }

  return FALSE;
}

/* The old file goes when the new one is there; where it cannot, the new one does. */
static gboolean
move (const char *from, const char *to, const char *name, GError **error)
{
  g_autofree char *shown = g_filename_display_name (from);
  int              mistake;

  if (!nst_style_copy_renamed (from, to, name, error))
    return FALSE;
  if (g_str_equal (from, to) || g_unlink (from) == 0)
    return TRUE;

  mistake = errno;
  g_unlink (to);
  return nst_fail (error, NST_ERROR_FILE, "\"%s\": %s", shown, g_strerror (mistake));
}

char *
user_styles_rename (const NstStyleInfo *style, const char *name, GPtrArray *styles, GError **error)
{
  g_autofree char *stripped = g_strstrip (g_strdup (name));
  g_autofree char *wanted = stem_of (stripped);
  g_autofree char *folder = g_path_get_dirname (style->path);
  /* A file whose name would change in its capitals only keeps it: see same_name. */
  g_autofree char *stem = g_strdup (same_name (wanted, style->name) ? style->name : wanted);
  g_autofree char *path = path_of (folder, stem);

  if (!*stripped)
    return nst_fail_null (error, NST_ERROR_ARGUMENT, _ ("A style needs a name."));
  if (is_taken (styles, style->path, stripped, stem)
      || (!g_str_equal (path, style->path) && g_file_test (path, G_FILE_TEST_EXISTS)))
    return nst_fail_null (error, NST_ERROR_ARGUMENT,
                          _ ("There is a style called “%s” already: choose another name."),
                          stripped);
  if (!move (style->path, path, stripped, error))
    return NULL;

  recent_styles_rename (style->name, stem);
  favorite_styles_rename (style->name, stem, NULL); /* a star is not worth a mistake here */

  return g_steal_pointer (&stem);
}

/* ---- Deleting ---------------------------------------------------------------------- */

gboolean
user_styles_delete (const NstStyleInfo *style, gboolean to_trash, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (style->path);

  if (!(to_trash ? g_file_trash (file, NULL, error) : g_file_delete (file, NULL, error)))
    return FALSE;
  favorite_styles_rename (style->name, NULL, NULL);

  return TRUE;
}
