/* SPDX-License-Identifier: GPL-3.0-or-later */

/* user-styles.c - turns a name into the path of a new file. */

#include "store/user-styles.h"

#include "store/user-folder.h"

#include <string.h>

/* A path that is free, in the user's folder of styles, which is made. */
static char *
path_for (const char *name, GError **error)
{
  g_autofree char *folder = user_folder_make ("styles", error);
  g_autofree char *stem = g_strdelimit (g_strstrip (g_strdup (name)), "/\\:*?\"<>|", '-');

  if (!folder)
    return NULL;

  for (int i = 1;; i++)
    {
      g_autofree char *base = i == 1 ? g_strdup_printf ("%s.safetensors", stem)
                                     : g_strdup_printf ("%s-%d.safetensors", stem, i);
      g_autofree char *path = g_build_filename (folder, base, NULL);

      if (!g_file_test (path, G_FILE_TEST_EXISTS))
        return g_steal_pointer (&path);
    }
}

char *
user_styles_save (const NstPicture *picture, const char *name, const NstNetwork *network,
                  int threads, GCancellable *cancellable, GError **error)
{
  g_autoptr (NstStyle) style = nst_style_new (picture, name, error);
  g_autofree char *path = style ? path_for (name, error) : NULL;
  g_autofree char *base = path ? g_path_get_basename (path) : NULL;

  if (!path || !nst_style_set_thumbnail (style, picture, error)
      || !nst_style_save (style, network, threads, path, cancellable, error))
    return NULL;

  return g_strndup (base, strlen (base) - strlen (".safetensors"));
}
