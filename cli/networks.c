/* SPDX-License-Identifier: GPL-3.0-or-later */

/* networks.c - `nst networks`: what is installed, from where, its size and licence. */

#include "command.h"

static void
print_network (const NstNetworkInfo *info)
{
  g_autofree char *size = g_format_size (info->bytes);

  g_print ("%s\n", info->name);
  if (info->problem != NULL)
    g_print ("  cannot be used: %s\n", info->problem);
  else
    g_print ("  %s, %s\n", info->architecture, size);
  g_print ("  %s\n", info->path);
  if (info->source != NULL)
    g_print ("  %s\n", info->source);
  if (info->licence != NULL)
    g_print ("  licence: %s\n", info->licence);
}

int
nst_command_networks (int argc, char **argv)
{
  g_autofree char *folder = nst_command_data_folder ("weights");
  g_autoptr (GPtrArray) networks = NULL;
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  GError *error = NULL;

  g_option_context_set_summary (context, "Lists the networks that are installed.");
  if (!g_option_context_parse (context, &argc, &argv, &error))
    return nst_command_fail (error, 2);
  if (argc > 1)
    {
      g_printerr ("nst: `nst networks` takes no words.\n");
      return 2;
    }
  networks = nst_networks_list (folder);
  for (guint i = 0; i < networks->len; i++)
    print_network (networks->pdata[i]);
  if (networks->len == 0)
    g_print ("No network is installed.\n");
  return 0;
}
