/* SPDX-License-Identifier: GPL-3.0-or-later */

/* style-commands.c - `nst styles`: lists the installed styles; `nst measure`: writes the style of a picture
 * to a file. */

#include "style-commands.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "command.h"
#include "files.h"
#include "output-place.h"

#define CLI_STYLE_ENDING ".safetensors"

/* ---- From words -------------------------------------------------------------------- */

static gboolean
is_name (const char *word)
{
  return strpbrk (word, "./\\") == NULL && !g_file_test (word, G_FILE_TEST_EXISTS);
}

gboolean
cli_command_style_is_picture (const char *word)
{
  return !is_name (word) && !g_str_has_suffix (word, CLI_STYLE_ENDING);
}

static NstStyle *
style_of_picture (const char *path, GError **error)
{
  g_autoptr (NstPicture) picture = cli_file_load (path, NULL, error);
  g_autofree char *name = g_filename_display_basename (path);

  return picture != NULL ? nst_style_new (picture, name, error) : NULL;
}

NstStyle *
cli_command_style (const char *word, GError **error)
{
  g_autoptr (NstCatalogue) catalogue = cli_command_catalogue ();

  if (!cli_command_style_is_picture (word))
    return nst_catalogue_open_style (catalogue, word, error);
  return style_of_picture (word, error);
}

char *
cli_command_style_path (const char *word, GError **error)
{
  g_autoptr (NstCatalogue) catalogue = cli_command_catalogue ();
  g_autoptr (GPtrArray) styles = is_name (word) ? nst_catalogue_list_styles (catalogue) : NULL;

  if (styles == NULL)
    return g_strdup (word);
  for (guint i = 0; i < styles->len; i++)
    {
      const NstStyleInfo *info = styles->pdata[i];

      if (g_str_equal (info->name, word))
        return g_strdup (info->path);
    }
  g_set_error (error, NST_ERROR, NST_ERROR_ARGUMENT,
               _ ("There is no style “%s”; “nst styles” lists the installed ones."), word);
  return NULL;
}

char *
cli_command_style_name (const char *word)
{
  char *name = g_path_get_basename (word);
  char *dot = strrchr (name, '.');

  if (dot != NULL && dot != name)
    *dot = '\0';
  return name;
}

void
cli_plan_read_style (CliPlan *plan, const char *word)
{
  /* Only needed if files are replaced; errors are reported when the style is opened. */
  g_autofree char *path = cli_plan_replaces (plan) ? cli_command_style_path (word, NULL) : NULL;

  cli_plan_read (plan, path);
}

/* ---- nst styles -------------------------------------------------------------------- */

static void
print_style (const NstStyleInfo *info)
{
  g_print ("%s\n", info->name);
  if (info->problem != NULL)
    g_print (_ ("  cannot be used: %s\n"), info->problem);
  else
    g_print ("  %s\n", nst_style_get_title (info->style));
  if (info->style != NULL && nst_style_get_shown_credit (info->style) != NULL)
    g_print ("  %s\n", nst_style_get_shown_credit (info->style));
  if (info->style != NULL && nst_style_get_license (info->style) != NULL)
    g_print (_ ("  license: %s\n"), nst_style_get_license (info->style));
  if (info->style != NULL && nst_style_get_manner (info->style) != NULL)
    g_print (_ ("  group: %s\n"), nst_style_get_manner (info->style)->word);
  g_print ("  %s\n", info->path);
}

int
cli_command_styles (int argc, char **argv)
{
  g_autoptr (NstCatalogue) catalogue = cli_command_catalogue ();
  g_autoptr (GPtrArray) styles = NULL;
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  GError *error = NULL;

  g_option_context_set_summary (context, _ ("Lists the installed styles."));
  if (!cli_command_parse (context, &argc, &argv, &error))
    return cli_command_fail (error, 2);
  if (argc > 1)
    {
      g_printerr ("nst: %s\n", _ ("“nst styles” takes no arguments."));
      return 2;
    }
  styles = nst_catalogue_list_styles (catalogue);
  for (guint i = 0; i < styles->len; i++)
    print_style (styles->pdata[i]);
  if (styles->len == 0)
    g_print ("%s\n", _ ("No style is installed."));
  return 0;
}

/* ---- nst measure ------------------------------------------------------------------- */

typedef struct
{
  char    *output, *name, *credit, *license, *manner, *thumbnail, *network;
  int      threads;
  gboolean force;
} Measuring;

/* Where there is a --manner: whether it is one. */
static gboolean
check_manner (const char *word, GError **error)
{
  guint            n;
  const NstManner *manners = nst_manners (&n);
  g_autoptr (GString) words = g_string_new (NULL);

  if (word == NULL || nst_manner_find (word) != NULL)
    return TRUE;
  for (guint i = 0; i < n; i++)
    g_string_append_printf (words, "%s%s", i > 0 ? ", " : "", manners[i].word);
  g_set_error (error, NST_ERROR, NST_ERROR_ARGUMENT,
               _ ("There is no group “%s”; --manner can be one of: %s."), word, words->str);
  return FALSE;
}

static gboolean
parse (int *argc, char ***argv, Measuring *m, GError **error)
{
  g_autoptr (GOptionContext) context = g_option_context_new (_ ("PICTURE"));
  GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &m->output, N_ ("The style file to write"),
      N_ ("FILE") },
    { "name", 0, 0, G_OPTION_ARG_STRING, &m->name,
      N_ ("Name of the style in the gallery (default: the file name of the picture)"),
      N_ ("NAME") },
    { "credit", 0, 0, G_OPTION_ARG_STRING, &m->credit, N_ ("The work and its artist"),
      N_ ("TEXT") },
    { "license", 0, 0, G_OPTION_ARG_STRING, &m->license,
      N_ ("The license of the style file, such as CC0-1.0"), N_ ("TEXT") },
    { "manner", 0, 0, G_OPTION_ARG_STRING, &m->manner,
      N_ ("Group of the style in the gallery: painting, watercolor, drawing, print or ornament"),
      N_ ("WORD") },
    { "thumbnail", 0, 0, G_OPTION_ARG_FILENAME, &m->thumbnail,
      N_ ("Picture that the gallery shows (default: the picture itself)"), N_ ("PICTURE") },
    { "network", 0, 0, G_OPTION_ARG_FILENAME, &m->network,
      N_ ("Network that the style is for (codec)"), N_ ("NAME") },
    { "force", 'f', 0, G_OPTION_ARG_NONE, &m->force, N_ ("Replace an existing file"), NULL },
    { "threads", 0, 0, G_OPTION_ARG_INT, &m->threads,
      N_ ("Number of threads (default: one per core)"), "N" },
    G_OPTION_ENTRY_NULL,
  };

  g_option_context_set_summary (context, _ ("Measures the style of PICTURE and saves it to a file, "
                                            "so that the picture is no longer needed."));
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!cli_command_parse (context, argc, argv, error))
    return FALSE;
  if (!check_manner (m->manner, error))
    return FALSE;
  if (*argc == 2 && m->output != NULL)
    return cli_output_check_ending (m->output, CLI_STYLE_ENDING, error);
  g_set_error_literal (
      error, NST_ERROR, NST_ERROR_ARGUMENT,
      _ ("Arguments are missing; use “nst measure PICTURE -o STYLE.safetensors”."));
  return FALSE;
}

static gboolean
check_files (const char *path, const Measuring *m, const NstNetwork *network, GError **error)
{
  g_autoptr (CliPlan) plan = cli_plan_new (m->force);

  cli_plan_write (plan, m->output);
  cli_plan_read (plan, path);
  cli_plan_read (plan, m->thumbnail);
  cli_plan_read (plan, nst_network_get_path (network));
  return cli_plan_check (plan, error);
}

static gboolean
measure (const char *path, const Measuring *m, GError **error)
{
  g_autoptr (NstCatalogue) catalogue = cli_command_catalogue ();
  g_autoptr (NstNetwork) network
      = nst_catalogue_open_network (catalogue, m->network != NULL ? m->network : "codec", error);
  g_autoptr (GCancellable) cancellable = cli_command_cancellable ();
  g_autoptr (NstPicture) picture = NULL;
  g_autoptr (NstPicture) shown = NULL;
  g_autoptr (NstStyle) style = NULL;
  g_autofree char *base = g_filename_display_basename (path);

  if (network == NULL || !check_files (path, m, network, error)
      || !(picture = cli_file_load (path, NULL, error))
      || !(shown = cli_file_load (m->thumbnail != NULL ? m->thumbnail : path, NULL, error))
      || !(style = nst_style_new (picture, m->name != NULL ? m->name : base, error)))
    return FALSE;
  nst_style_set_credit (style, m->credit);
  nst_style_set_license (style, m->license);
  nst_style_set_manner (style, nst_manner_find (m->manner));
  return nst_style_set_thumbnail (style, shown, error)
         && nst_style_save (style, network, m->threads, m->output, cancellable, error);
}

int
cli_command_measure (int argc, char **argv)
{
  Measuring m = { 0 };
  GError   *error = NULL;
  int       status = 0;

  if (!parse (&argc, &argv, &m, &error))
    status = cli_command_fail (error, 2);
  else if (!measure (argv[1], &m, &error))
    status = cli_command_fail (error, 1);
  g_free (m.output);
  g_free (m.name);
  g_free (m.credit);
  g_free (m.license);
  g_free (m.manner);
  g_free (m.thumbnail);
  g_free (m.network);
  return status;
}
