/* SPDX-License-Identifier: GPL-3.0-or-later */

/* command-line.c - additions to GOption for all subcommands. */

#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "interrupt.h"

/* Whether a word before "--" asks for help. */
static gboolean
asks_for_help (int argc, char **argv)
{
  for (int i = 1; i < argc && !g_str_equal (argv[i], "--"); i++)
    if (g_str_equal (argv[i], "--help") || g_str_equal (argv[i], "-h")
        || g_str_equal (argv[i], "-?"))
      return TRUE;
  return FALSE;
}

/* A switch takes no word, as a person types it; scripts may say --keep-colors=false, which becomes
 * --no-keep-colors.  Other words after the sign are refused as the engine does. */
static gboolean
plain_switch (const NstParameter *p, char **word, GError **error)
{
  g_autofree char *beginning = g_strdup_printf ("--%s=", p->name);
  g_autofree char *plain = NULL;
  NstSettings      settings;

  if (p->type != NST_PARAMETER_BOOLEAN || !g_str_has_prefix (*word, beginning))
    return TRUE;
  nst_settings_init (&settings);
  if (!nst_settings_set (&settings, p->name, *word + strlen (beginning), error))
    return FALSE;
  plain = g_strconcat (G_STRUCT_MEMBER (gboolean, &settings, p->offset) ? "--" : "--no-", p->name,
                       NULL);
  *word = (char *) g_intern_string (plain); /* lives as long as the other words do */
  return TRUE;
}

gboolean
cli_command_parse (GOptionContext *context, int *argc, char ***argv, GError **error)
{
  guint               n;
  const NstParameter *parameters = nst_parameters (&n);

  if (asks_for_help (*argc, *argv))
    {
      g_autofree char *help = g_option_context_get_help (context, FALSE, NULL);

      g_print ("%s", help);
      exit (cli_interrupt_end (0));
    }
  for (int i = 1; i < *argc && !g_str_equal ((*argv)[i], "--"); i++)
    for (guint p = 0; p < n; p++)
      if (!plain_switch (&parameters[p], &(*argv)[i], error))
        return FALSE;
  return g_option_context_parse (context, argc, argv, error);
}

char *
cli_command_point (const char *number)
{
  char *point = g_strdup (number);
  char *comma = strchr (point, ',');

  if (comma != NULL && strchr (comma + 1, ',') == NULL && strchr (point, '.') == NULL)
    *comma = '.';
  return point;
}

gboolean
cli_command_parse_number (const char *option, const char *text, double *number, GError **error)
{
  g_autofree char *point = cli_command_point (text);
  char            *end;

  *number = g_ascii_strtod (point, &end);
  if (end != point && *end == '\0')
    return TRUE;
  g_set_error (error, NST_ERROR, NST_ERROR_ARGUMENT, _ ("%s needs a number such as 0.5, not “%s”."),
               option, text);
  return FALSE;
}

gboolean
cli_command_refuse (const char *sentence, GError **error)
{
  g_set_error_literal (error, NST_ERROR, NST_ERROR_ARGUMENT, sentence);
  return FALSE;
}
