/* SPDX-License-Identifier: GPL-3.0-or-later */

/* networks-command.c - `nst networks`: lists the installed networks with their source, size and license;
 * installs one from a file, or removes one. */

#include <glib/gi18n-lib.h>

#include "command.h"
#include "plan.h"

static void
print_network (const NstNetworkInfo *info)
{
  g_autofree char *size = g_format_size (info->bytes);

  g_print ("%s\n", info->name);
  if (info->problem != NULL)
    g_print (_ ("  cannot be used: %s\n"), info->problem);
  else
    g_print ("  %s, %s\n", info->architecture, size);
  g_print ("  %s\n", info->path);
  if (info->source != NULL)
    g_print ("  %s\n", info->source);
  if (info->checksum != NULL)
    g_print (_ ("  made from a file with the SHA-256 checksum %s\n"), info->checksum);
  if (info->license != NULL)
    g_print (_ ("  license: %s\n"), info->license);
  else
    g_print ("%s", _ ("  license: not stated\n"));
}

static void
list (const NstCatalogue *catalogue)
{
  g_autoptr (GPtrArray) networks = nst_catalogue_list_networks (catalogue);

  for (guint i = 0; i < networks->len; i++)
    print_network (networks->pdata[i]);
  if (networks->len == 0)
    g_print ("%s\n", _ ("No network is installed."));
}

typedef struct
{
  char           *install, *remove, *name, *license;
  NstInstallation installation;
} Options;

static gboolean
parse (int *argc, char ***argv, Options *o, GError **error)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  GOptionEntry entries[] = {
    { "install", 0, 0, G_OPTION_ARG_FILENAME, &o->install,
      N_ ("Install the network in FILE (.safetensors, or a PyTorch checkpoint) for the current "
          "user"),
      N_ ("FILE") },
    { "name", 0, 0, G_OPTION_ARG_STRING, &o->name,
      N_ ("Name of the installed network (default: the name of the file)"), N_ ("NAME") },
    { "half", 0, 0, G_OPTION_ARG_NONE, &o->installation.half,
      N_ ("Store it as float16, which needs half the space"), NULL },
    { "license", 0, 0, G_OPTION_ARG_STRING, &o->license,
      N_ ("License of the network (default: what the file says)"), N_ ("TEXT") },
    { "force", 0, 0, G_OPTION_ARG_NONE, &o->installation.replace,
      N_ ("Replace an installed network of the same name"), NULL },
    { "remove", 0, 0, G_OPTION_ARG_STRING, &o->remove, N_ ("Remove a network that you installed"),
      N_ ("NAME") },
    G_OPTION_ENTRY_NULL,
  };
  gboolean settings;

  g_option_context_set_summary (context, _ ("Lists the installed networks."));
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!cli_command_parse (context, argc, argv, error))
    return FALSE;
  o->installation.name = o->name;
  o->installation.license = o->license;
  settings
      = o->name != NULL || o->license != NULL || o->installation.half || o->installation.replace;
  if (*argc == 1 && (o->install == NULL || o->remove == NULL) && (o->install != NULL || !settings))
    return TRUE;
  g_set_error_literal (
      error, NST_ERROR, NST_ERROR_ARGUMENT,
      _ ("These arguments do not fit together; use “nst networks”, “nst networks --install FILE” "
         "with --name, --half, --license or --force, or “nst networks --remove NAME”."));
  return FALSE;
}

/* The path of the installed network: in the user's folder. */
static char *
installed_path (const Options *o)
{
  g_autofree char *base = g_path_get_basename (o->install);
  g_autofree char *name = o->name != NULL ? g_strdup (o->name) : g_steal_pointer (&base);
  g_autofree char *file = NULL;

  if (o->name == NULL && strrchr (name, '.') != NULL)
    *strrchr (name, '.') = '\0';
  file = g_strconcat (name, ".safetensors", NULL);
  return g_build_filename (g_get_user_data_dir (), "style-transfer", "networks", file, NULL);
}

/* The replaced file must not be the one that is installed, and must not be read-only. */
static gboolean
check_files (const Options *o, GError **error)
{
  g_autofree char *path = installed_path (o);
  g_autoptr (CliPlan) plan = cli_plan_new (TRUE); /* the engine checks for replacement */

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;
  cli_plan_write (plan, path);
  cli_plan_read (plan, o->install);
  return cli_plan_check (plan, error);
}

static gboolean
install (const Options *o, const NstCatalogue *catalogue, GError **error)
{
  g_autofree char *path
      = check_files (o, error)
            ? nst_catalogue_install_network (catalogue, o->install, &o->installation, error)
            : NULL;
  g_autofree char *shown = path != NULL ? g_filename_display_name (path) : NULL;

  if (path != NULL)
    g_print (_ ("Installed as %s\n"), shown);
  return path != NULL;
}

int
cli_command_networks (int argc, char **argv)
{
  g_autoptr (NstCatalogue) catalogue = cli_command_catalogue ();
  Options o = { 0 };
  GError *error = NULL;
  int     status = 0;

  if (!parse (&argc, &argv, &o, &error))
    status = cli_command_fail (error, 2);
  else if (o.install != NULL)
    status = install (&o, catalogue, &error) ? 0 : cli_command_fail (error, 1);
  else if (o.remove != NULL)
    status = nst_catalogue_remove_network (catalogue, o.remove, &error)
                 ? 0
                 : cli_command_fail (error, 1);
  else
    list (catalogue);
  g_free (o.install);
  g_free (o.remove);
  g_free (o.name);
  g_free (o.license);
  return status;
}
