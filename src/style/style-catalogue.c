/* SPDX-License-Identifier: GPL-3.0-or-later */

/* style-catalogue.c - lists the installed styles and opens them by name. */

#include <glib/gi18n-lib.h>

#include "base/catalogue.h"
#include "base/installed.h"

static const char *const      endings[] = { ".safetensors", NULL };
static const NstInstalledKind styles
    = { "styles", "NST_STYLES", endings, NC_ ("styles", "none"),
        N_ ("There is no style “%s”. Installed styles: %s. The path of a style file works, too.") };

static void
info_free (gpointer data)
{
  NstStyleInfo *info = data;

  g_free (info->name);
  g_free (info->path);
  nst_style_unref (info->style);
  g_free (info->problem);
  g_free (info);
}

GPtrArray *
nst_catalogue_list_styles (const NstCatalogue *catalogue)
{
  GPtrArray *infos = g_ptr_array_new_with_free_func (info_free);
  g_autoptr (GPtrArray) paths = nst_installed_list (&styles, nst_catalogue_get_styles (catalogue));

  for (guint i = 0; i < paths->len; i++)
    {
      NstStyleInfo *info = g_new0 (NstStyleInfo, 1);
      g_autoptr (GError) error = NULL;

      info->name = nst_installed_name (&styles, paths->pdata[i]);
      info->path = g_strdup (paths->pdata[i]);
      info->style = nst_style_load (info->path, &error);
      info->problem = error != NULL ? g_strdup (error->message) : NULL;
      g_ptr_array_add (infos, info);
    }
  return infos;
}

NstStyle *
nst_catalogue_open_style (const NstCatalogue *catalogue, const char *name, GError **error)
{
  g_autofree char *path
      = nst_installed_find (&styles, name, nst_catalogue_get_styles (catalogue), error);

  return path != NULL ? nst_style_load (path, error) : NULL;
}
