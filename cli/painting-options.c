/* SPDX-License-Identifier: GPL-3.0-or-later */

/* painting-options.c - the painting options of all subcommands. */

#include "painting-options.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "command.h"
#include "style-commands.h"

#define MOST_THREADS 1024
#define NO           "--no-" /* before the name of a switch */

/* ---- Options ----------------------------------------------------------------------- */

void
cli_painting_options_init (CliPaintingOptions *options)
{
  *options = (CliPaintingOptions) { .texts = g_ptr_array_new_with_free_func (g_free) };
  nst_settings_init (&options->settings);
}

void
cli_painting_options_clear (CliPaintingOptions *options)
{
  g_free (options->mix);
  g_free (options->mix_fine);
  g_ptr_array_unref (options->texts);
}

static gboolean
is_number (const char *name)
{
  guint               n;
  const NstParameter *p = nst_parameters (&n);

  while (n > 0 && !g_str_equal (p->name, name))
    p++, n--;
  return n > 0 && (p->type == NST_PARAMETER_INT || p->type == NST_PARAMETER_DOUBLE);
}

/* Matches GOptionArgFunc; `data` is the CliPaintingOptions. */
static gboolean
set_parameter (const char *option, const char *value, gpointer data, GError **error)
{
  NstSettings     *settings = &((CliPaintingOptions *) data)->settings;
  g_autofree char *point = NULL;

  if (value == NULL) /* a switch: --SWITCH or --no-SWITCH */
    return g_str_has_prefix (option, NO)
               ? nst_settings_set (settings, option + strlen (NO), "false", error)
               : nst_settings_set (settings, option + 2, "true", error);
  if (is_number (option + 2))
    point = cli_command_point (value);
  return nst_settings_set (settings, option + 2, point != NULL ? point : value, error);
}

static char *
describe (const NstParameter *p)
{
  const char *blurb = _ (p->blurb);

  if (p->type == NST_PARAMETER_CHOICE || p->type == NST_PARAMETER_TEXT)
    return g_strdup_printf ("%s (%s)", blurb, p->standard_text);
  if (p->type == NST_PARAMETER_BOOLEAN)
    return g_strdup_printf ("%s (%s)", blurb, p->standard != 0.0 ? "true" : "false");
  /* Translators: what an option does, its least, greatest and usual value. */
  return g_strdup_printf (_ ("%s (%.10g to %.10g; %.10g)"), blurb, p->minimum, p->maximum,
                          p->standard);
}

/* What stands after the sign.  (transfer full) */
static char *
describe_value (const NstParameter *p)
{
  GString *text = g_string_new (NULL);

  if (p->type != NST_PARAMETER_CHOICE)
    g_string_append (text, p->unit != NULL ? p->unit : _ ("VALUE"));
  else
    for (const NstChoice *choice = p->choices; choice->nick != NULL; choice++)
      g_string_append_printf (text, "%s%s", choice > p->choices ? "|" : "", choice->nick);
  return g_string_free_and_steal (text);
}

static void
add_entry (GArray *entries, CliPaintingOptions *options, const NstParameter *p)
{
  char        *text = describe (p), *value = describe_value (p);
  GOptionEntry entry
      = { p->name, 0, 0, G_OPTION_ARG_CALLBACK, (gpointer) set_parameter, text, value };

  g_ptr_array_add (options->texts, text);
  g_ptr_array_add (options->texts, value);
  if (p->type == NST_PARAMETER_BOOLEAN)
    {
      char *name = g_strconcat ("no-", p->name, NULL);

      entry.flags = G_OPTION_FLAG_NO_ARG;
      entry.arg_description = NULL;
      g_array_append_val (entries, entry);
      g_ptr_array_add (options->texts, name);
      entry.long_name = name;
      entry.flags |= G_OPTION_FLAG_HIDDEN;
    }
  g_array_append_val (entries, entry);
}

static GOptionGroup *
parameter_options (CliPaintingOptions *options)
{
  guint               n;
  const NstParameter *parameters = nst_parameters (&n);
  g_autoptr (GArray) entries = g_array_new (TRUE, TRUE, sizeof (GOptionEntry));
  GOptionGroup *group = g_option_group_new ("parameters", _ ("Parameters:"),
                                            _ ("Show the parameters"), options, NULL);

  for (guint i = 0; i < n; i++)
    add_entry (entries, options, &parameters[i]);
  g_option_group_add_entries (group, (const GOptionEntry *) entries->data);
  return group;
}

void
cli_painting_options_add (CliPaintingOptions *options, GOptionContext *context)
{
  GOptionEntry entries[] = {
    { "mix", 0, 0, G_OPTION_ARG_STRING, &options->mix,
      N_ ("Weight of each style, relative to the others; negative values push away from a style "
          "(default: all equal)"),
      "W,W..." },
    { "mix-fine", 0, 0, G_OPTION_ARG_STRING, &options->mix_fine,
      N_ ("The same for colors and brushwork only; --mix then applies to larger forms only"),
      "W,W..." },
    { "threads", 0, 0, G_OPTION_ARG_INT, &options->threads,
      N_ ("Number of threads (default: one per core)"), "N" },
    G_OPTION_ENTRY_NULL,
  };

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  g_option_context_add_group (context, parameter_options (options));
}

gboolean
cli_painting_options_check (const CliPaintingOptions *options, GError **error)
{
  if (options->threads >= 0 && options->threads <= MOST_THREADS)
    return nst_settings_check (&options->settings, error);
  g_set_error (error, NST_ERROR, NST_ERROR_ARGUMENT,
               _ ("The number of threads must be between 0 and %d, but it is %d."), MOST_THREADS,
               options->threads);
  return FALSE;
}

/* ---- Styles ------------------------------------------------------------------------ */

static void
clear_share (gpointer share)
{
  nst_style_unref (((NstStyleShare *) share)->style);
}

/* An empty mixture, which owns the styles that are put into it. */
static GArray *
shares_new (void)
{
  GArray *shares = g_array_new (FALSE, TRUE, sizeof (NstStyleShare));

  g_array_set_clear_func (shares, clear_share);
  return shares;
}

/* The `n` weights that `text` lists, to the members at `offset` of the shares. */
static gboolean
parse_weights (const char *option, const char *text, guint n, gsize offset, NstStyleShare *shares,
               GError **error)
{
  g_auto (GStrv) words = g_strsplit (text, ",", -1);
  gboolean ok = g_strv_length (words) == n;

  for (guint i = 0; ok && i < n; i++)
    {
      char *end;

      G_STRUCT_MEMBER (double, &shares[i], offset) = g_ascii_strtod (words[i], &end);
      ok = end != words[i] && *end == '\0';
    }
  if (!ok)
    g_set_error (error, NST_ERROR, NST_ERROR_ARGUMENT,
                 _ ("%s needs one number for each of the %u styles, separated by commas and with a "
                    "decimal point (1,0.5), not “%s”."),
                 option, n, text);
  return ok;
}

static gboolean
weigh_styles (const CliPaintingOptions *options, guint n, NstStyleShare *shares, GError **error)
{
  for (guint i = 0; i < n; i++)
    shares[i].coarse = shares[i].fine = 1.0;
  if (options->mix != NULL
      && (!parse_weights ("--mix", options->mix, n, G_STRUCT_OFFSET (NstStyleShare, coarse), shares,
                          error)
          || !parse_weights ("--mix", options->mix, n, G_STRUCT_OFFSET (NstStyleShare, fine),
                             shares, error)))
    return FALSE;
  return options->mix_fine == NULL
         || parse_weights ("--mix-fine", options->mix_fine, n,
                           G_STRUCT_OFFSET (NstStyleShare, fine), shares, error);
}

/* The style that the network was made for, where none is given. */
static gboolean
add_own_style (const NstNetwork *network, const char *hint, GArray *shares, GError **error)
{
  GError       *reason = NULL;
  NstStyleShare share = { nst_style_of_network (network, &reason), 1.0, 1.0, NULL };

  if (share.style != NULL)
    g_array_append_val (shares, share);
  else if (reason != NULL)
    g_propagate_error (error, reason);
  else
    g_set_error (error, NST_ERROR, NST_ERROR_ARGUMENT,
                 _ ("The network “%s” was not trained for one style. %s"),
                 nst_network_get_name (network), hint);
  return share.style != NULL;
}

static void
tell_of_strokes (const CliPaintingOptions *options, const NstStyle *style)
{
  if (options->settings.strokes > 0.0 && !nst_style_has_strokes (style))
    {
      g_autofree char *note
          = g_strdup_printf (_ ("The style “%s” has no strokes, so only its colors and texture are "
                                "painted; measure it again from its picture."),
                             nst_style_get_name (style));

      g_printerr ("nst: %s\n", note);
    }
}

GArray *
cli_painting_styles (const CliPaintingOptions *options, char *const *words, guint n,
                     const NstNetwork *network, const char *own_hint, GError **error)
{
  g_autoptr (GArray) shares = shares_new ();

  for (guint i = 0; i < n; i++)
    {
      NstStyleShare share = { cli_command_style (words[i], error), 1.0, 1.0, NULL };

      if (share.style == NULL)
        return NULL;
      g_array_append_val (shares, share);
      tell_of_strokes (options, share.style);
    }
  if (n == 0 && own_hint != NULL && !add_own_style (network, own_hint, shares, error))
    return NULL;
  if (!weigh_styles (options, shares->len, (NstStyleShare *) shares->data, error))
    return NULL;
  return g_steal_pointer (&shares);
}
