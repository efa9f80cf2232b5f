/* SPDX-License-Identifier: GPL-3.0-or-later */

/* catalogue.c - the networks that are installed: found by name, listed with what they say of
 * themselves. */

#include <string.h>

#include "network/network.h"

static const char *const endings[] = { ".safetensors", ".pth" };

static gboolean
has_ending (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (endings); i++)
    if (g_str_has_suffix (name, endings[i]))
      return TRUE;
  return FALSE;
}

/* Where networks live, in order of precedence. */
static GPtrArray *
folders (const char *folder)
{
  GPtrArray         *all = g_ptr_array_new_with_free_func (g_free);
  const char        *asked = g_getenv ("NST_WEIGHTS");
  const char *const *system = g_get_system_data_dirs ();
  g_auto (GStrv) asked_folders
      = g_strsplit (asked != NULL ? asked : "", G_SEARCHPATH_SEPARATOR_S, -1);

  for (int i = 0; asked_folders[i] != NULL; i++)
    if (*asked_folders[i] != '\0')
      g_ptr_array_add (all, g_strdup (asked_folders[i]));
  g_ptr_array_add (all,
                   g_build_filename (g_get_user_data_dir (), "style-transfer", "networks", NULL));
  if (folder != NULL)
    g_ptr_array_add (all, g_strdup (folder));
  for (int i = 0; system[i] != NULL; i++)
    g_ptr_array_add (all, g_build_filename (system[i], "style-transfer", "networks", NULL));
  return all;
}

static void
info_free (gpointer data)
{
  NstNetworkInfo *info = data;

  g_free (info->name);
  g_free (info->path);
  g_free (info->architecture);
  g_free (info->source);
  g_free (info->licence);
  g_free (info->problem);
  g_free (info);
}

static char *
name_of (const char *file_name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (endings); i++)
    if (g_str_has_suffix (file_name, endings[i]))
      return g_strndup (file_name, strlen (file_name) - strlen (endings[i]));
  return g_strdup (file_name);
}

static NstNetworkInfo *
describe (const char *path)
{
  NstNetworkInfo  *info = g_new0 (NstNetworkInfo, 1);
  g_autofree char *base = g_path_get_basename (path);
  g_autoptr (GError) error = NULL;
  g_autoptr (NstWeightFile) file = nst_weight_file_open (path, &error);
  g_autoptr (NstNetwork) network = file != NULL ? nst_network_load (path, NULL, &error) : NULL;

  info->name = name_of (base);
  info->path = g_strdup (path);
  if (file != NULL)
    {
      info->bytes = nst_weight_file_get_bytes (file);
      info->source = g_strdup (nst_weight_file_get_metadata (file, "source"));
      info->licence = g_strdup (nst_weight_file_get_metadata (file, "license"));
    }
  if (network != NULL)
    info->architecture = g_strdup (nst_network_get_architecture (network));
  else
    info->problem = g_strdup (error->message);
  return info;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static gboolean
is_listed (const GPtrArray *infos, const char *file_name)
{
  g_autofree char *name = name_of (file_name);

  for (guint i = 0; i < infos->len; i++)
    if (g_str_equal (((NstNetworkInfo *) infos->pdata[i])->name, name))
      return TRUE;
  return FALSE;
}

static void
list_folder (GPtrArray *infos, const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  if (dir == NULL)
    return;
  while ((name = g_dir_read_name (dir)) != NULL)
    if (has_ending (name))
      g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);
  for (guint i = 0; i < names->len; i++)
    if (!is_listed (infos, names->pdata[i]))
      {
        g_autofree char *path = g_build_filename (folder, names->pdata[i], NULL);

        g_ptr_array_add (infos, describe (path));
      }
}

GPtrArray *
nst_networks_list (const char *folder)
{
  GPtrArray *infos = g_ptr_array_new_with_free_func (info_free);
  g_autoptr (GPtrArray) all = folders (folder);

  for (guint i = 0; i < all->len; i++)
    list_folder (infos, all->pdata[i]);
  return infos;
}

/* The file of the network called `name`, or NULL. */
static char *
find (const char *name, const char *folder)
{
  g_autoptr (GPtrArray) all = folders (folder);

  for (guint i = 0; i < all->len; i++)
    for (gsize e = 0; e < G_N_ELEMENTS (endings); e++)
      {
        g_autofree char *file_name = g_strconcat (name, endings[e], NULL);
        char            *path = g_build_filename (all->pdata[i], file_name, NULL);

        if (g_file_test (path, G_FILE_TEST_EXISTS))
          return path;
        g_free (path);
      }
  return NULL;
}

static gboolean
is_path (const char *name)
{
  return strchr (name, G_DIR_SEPARATOR) != NULL || strchr (name, '/') != NULL || has_ending (name);
}

static void
set_unknown_error (const char *name, const char *folder, GError **error)
{
  g_autoptr (GPtrArray) infos = nst_networks_list (folder);
  g_autoptr (GString) known = g_string_new (NULL);

  for (guint i = 0; i < infos->len; i++)
    g_string_append_printf (known, "%s“%s”", i > 0 ? ", " : "",
                            ((NstNetworkInfo *) infos->pdata[i])->name);
  g_set_error (error, NST_ERROR, NST_ERROR_ARGUMENT,
               "There is no network “%s”; installed are %s, and the path of a weight file will do "
               "as well",
               name, known->len > 0 ? known->str : "none");
}

NstNetwork *
nst_network_open (const char *name, const char *folder, GError **error)
{
  g_autofree char *path = is_path (name) ? g_strdup (name) : find (name, folder);

  if (path == NULL)
    {
      set_unknown_error (name, folder, error);
      return NULL;
    }
  return nst_network_load (path, NULL, error);
}
