/* SPDX-License-Identifier: GPL-3.0-or-later */

/* network-catalogue.c - lists the installed networks and opens them by name. */

#include "network/network-catalogue.h"

#include <glib/gi18n-lib.h>

#include "base/catalogue.h"
#include "network/network.h"

static const char *const endings[] = { ".safetensors", ".pth", NULL };
const NstInstalledKind   nst_installed_networks
    = { "networks", "NST_WEIGHTS", endings, NC_ ("networks", "none"),
        N_ ("There is no network “%s”. Installed networks: %s. The path of a weight file works, "
            "too.") };

static void
info_free (gpointer data)
{
  NstNetworkInfo *info = data;

  g_free (info->name);
  g_free (info->path);
  g_free (info->architecture);
  g_free (info->source);
  g_free (info->license);
  g_free (info->checksum);
  g_free (info->problem);
  g_free (info);
}

static NstNetworkInfo *
describe (const char *path)
{
  NstNetworkInfo *info = g_new0 (NstNetworkInfo, 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (NstWeightFile) file = nst_weight_file_open (path, &error);
  g_autoptr (NstNetwork) network = file != NULL ? nst_network_load (path, NULL, &error) : NULL;

  info->name = nst_installed_name (&nst_installed_networks, path);
  info->path = g_strdup (path);
  if (file != NULL)
    {
      info->bytes = nst_weight_file_get_bytes (file);
      info->source = g_strdup (nst_weight_file_get_metadata (file, "source"));
      info->license = g_strdup (nst_weight_file_get_metadata (file, "license"));
      info->checksum = g_strdup (nst_weight_file_get_metadata (file, "sha256"));
    }
  if (network != NULL)
    info->architecture = g_strdup (nst_network_get_architecture (network));
  else
    info->problem = g_strdup (error->message);
  return info;
}

GPtrArray *
nst_catalogue_list_networks (const NstCatalogue *catalogue)
{
  GPtrArray *infos = g_ptr_array_new_with_free_func (info_free);
  g_autoptr (GPtrArray) paths
      = nst_installed_list (&nst_installed_networks, nst_catalogue_get_networks (catalogue));

  for (guint i = 0; i < paths->len; i++)
    g_ptr_array_add (infos, describe (paths->pdata[i]));
  return infos;
}

NstNetwork *
nst_catalogue_open_network (const NstCatalogue *catalogue, const char *name, GError **error)
{
  g_autofree char *path = nst_installed_find (&nst_installed_networks, name,
                                              nst_catalogue_get_networks (catalogue), error);

  return path != NULL ? nst_network_load (path, NULL, error) : NULL;
}
