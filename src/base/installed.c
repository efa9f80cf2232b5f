/* SPDX-License-Identifier: GPL-3.0-or-later */

/* installed.c - finds installed files by name. */

#include "base/installed.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "nst-types.h"

static const char *
ending_of (const NstInstalledKind *kind, const char *name)
{
  for (int i = 0; kind->endings[i] != NULL; i++)
    if (g_str_has_suffix (name, kind->endings[i]))
      return kind->endings[i];
  return NULL;
}

char *
nst_installed_name (const NstInstalledKind *kind, const char *path)
{
  char       *name = g_path_get_basename (path);
  const char *ending = ending_of (kind, name);

  if (ending != NULL)
    name[strlen (name) - strlen (ending)] = '\0';
  return name;
}

char *
nst_installed_user_folder (const NstInstalledKind *kind)
{
  return g_build_filename (g_get_user_data_dir (), "style-transfer", kind->folder, NULL);
}

static GPtrArray *
folders (const NstInstalledKind *kind, const char *shipped)
{
  GPtrArray         *all = g_ptr_array_new_with_free_func (g_free);
  const char        *asked = g_getenv (kind->variable);
  const char *const *system = g_get_system_data_dirs ();
  g_auto (GStrv) asked_folders
      = g_strsplit (asked != NULL ? asked : "", G_SEARCHPATH_SEPARATOR_S, -1);

  for (int i = 0; asked_folders[i] != NULL; i++)
    if (*asked_folders[i] != '\0')
      g_ptr_array_add (all, g_strdup (asked_folders[i]));
  g_ptr_array_add (all, nst_installed_user_folder (kind));
  if (shipped != NULL)
    g_ptr_array_add (all, g_strdup (shipped));
  for (int i = 0; system[i] != NULL; i++)
    g_ptr_array_add (all, g_build_filename (system[i], "style-transfer", kind->folder, NULL));
  return all;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static void
list_folder (const NstInstalledKind *kind, const char *folder, GHashTable *known, GPtrArray *paths)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_free);
  const char *file;

  if (dir == NULL)
    return;
  while ((file = g_dir_read_name (dir)) != NULL)
    if (ending_of (kind, file) != NULL)
      g_ptr_array_add (files, g_strdup (file));
  g_ptr_array_sort (files, compare_names);
  for (guint i = 0; i < files->len; i++)
    if (g_hash_table_add (known, nst_installed_name (kind, files->pdata[i])))
      g_ptr_array_add (paths, g_build_filename (folder, files->pdata[i], NULL));
}

GPtrArray *
nst_installed_list (const NstInstalledKind *kind, const char *shipped)
{
  GPtrArray *paths = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) all = folders (kind, shipped);
  g_autoptr (GHashTable) known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < all->len; i++)
    list_folder (kind, all->pdata[i], known, paths);
  return paths;
}

static gboolean
is_path (const NstInstalledKind *kind, const char *name)
{
  return strchr (name, G_DIR_SEPARATOR) != NULL || strchr (name, '/') != NULL
         || ending_of (kind, name) != NULL;
}

/* All names, in quotes and separated by commas, or "none". */
static char *
list_names (const NstInstalledKind *kind, const char *shipped)
{
  g_autoptr (GPtrArray) paths = nst_installed_list (kind, shipped);
  GString *names = g_string_new (NULL);

  for (guint i = 0; i < paths->len; i++)
    {
      g_autofree char *name = nst_installed_name (kind, paths->pdata[i]);

      if (i > 0)
        /* Translators: between two names of a list. */
        g_string_append (names, C_ ("list", ", "));
      /* Translators: a name in a list. */
      g_string_append_printf (names, C_ ("list", "“%s”"), name);
    }
  if (names->len == 0)
    g_string_append (names, g_dpgettext2 (GETTEXT_PACKAGE, kind->folder, kind->none));
  return g_string_free_and_steal (names);
}

char *
nst_installed_find (const NstInstalledKind *kind, const char *name, const char *shipped,
                    GError **error)
{
  g_autoptr (GPtrArray) all = folders (kind, shipped);
  g_autofree char *names = NULL;

  if (is_path (kind, name))
    return g_strdup (name);
  for (guint i = 0; i < all->len; i++)
    for (int e = 0; kind->endings[e] != NULL; e++)
      {
        g_autofree char *file = g_strconcat (name, kind->endings[e], NULL);
        char            *path = g_build_filename (all->pdata[i], file, NULL);

        if (g_file_test (path, G_FILE_TEST_EXISTS))
          return path;
        g_free (path);
      }
  names = list_names (kind, shipped);
  g_set_error (error, NST_ERROR, NST_ERROR_ARGUMENT, _ (kind->unknown), name, names);
  return NULL;
}
