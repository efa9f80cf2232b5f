/* SPDX-License-Identifier: GPL-3.0-or-later */

/* settings.c - the values of the parameters: their defaults, checks, and texts. */

#include <math.h>
#include <string.h>

#include <glib/gi18n-lib.h>

#include "nst.h"

static guint
count_choices (const NstParameter *p)
{
  guint n = 0;

  while (p->choices[n].nick != NULL)
    n++;
  return n;
}

/* The position of `nick`, or the number of choices if it is unknown. */
static guint
find_choice (const NstParameter *p, const char *nick)
{
  guint i = 0;

  while (p->choices[i].nick != NULL && !g_str_equal (p->choices[i].nick, nick))
    i++;
  return i;
}

void
nst_settings_init (NstSettings *settings)
{
  guint               n;
  const NstParameter *parameters = nst_parameters (&n);

  memset (settings, 0, sizeof *settings);
  for (guint i = 0; i < n; i++)
    {
      const NstParameter *p = &parameters[i];
      gpointer            member = G_STRUCT_MEMBER_P (settings, p->offset);

      switch (p->type)
        {
        case NST_PARAMETER_BOOLEAN:
          *(gboolean *) member = p->standard != 0.0;
          break;
        case NST_PARAMETER_INT:
          *(int *) member = (int) p->standard;
          break;
        case NST_PARAMETER_DOUBLE:
          *(double *) member = p->standard;
          break;
        case NST_PARAMETER_CHOICE:
          *(guint *) member = find_choice (p, p->standard_text);
          break;
        case NST_PARAMETER_TEXT:
          *(const char **) member = g_intern_string (p->standard_text);
          break;
        }
    }
}

double
nst_settings_get_kept (const NstSettings *settings)
{
  return settings->color_preservation > 0.0 ? settings->color_preservation
         : settings->keep_colors            ? 1.0
                                            : 0.0;
}

/* ---- Checking ---------------------------------------------------------------------- */

static gboolean
check_number (const NstParameter *p, double value, GError **error)
{
  /* Written so that NaN fails. */
  if (value >= p->minimum && value <= p->maximum)
    return TRUE;
  g_set_error (error, NST_ERROR, NST_ERROR_ARGUMENT,
               _ ("The parameter “%s” must be between %g and %g, but it is %g."), p->name,
               p->minimum, p->maximum, value);
  return FALSE;
}

static gboolean
refuse_choice (const NstParameter *p, const char *nick, GError **error)
{
  g_autoptr (GString) known = g_string_new (NULL);

  for (const NstChoice *choice = p->choices; choice->nick != NULL; choice++)
    g_string_append_printf (known, "%s“%s”", known->len > 0 ? ", " : "", choice->nick);
  g_set_error (error, NST_ERROR, NST_ERROR_ARGUMENT,
               _ ("The parameter “%s” cannot be “%s”; use one of %s."), p->name, nick, known->str);
  return FALSE;
}

static gboolean
check_choice (const NstParameter *p, guint value, GError **error)
{
  g_autofree char *number = g_strdup_printf ("%u", value);

  return value < count_choices (p) || refuse_choice (p, number, error);
}

static gboolean
check_text (const NstParameter *p, const char *text, GError **error)
{
  if (text != NULL && *text != '\0')
    return TRUE;
  g_set_error (error, NST_ERROR, NST_ERROR_ARGUMENT, _ ("The parameter “%s” must not be empty."),
               p->name);
  return FALSE;
}

static gboolean
check_parameter (const NstParameter *p, const NstSettings *settings, GError **error)
{
  gconstpointer member = G_STRUCT_MEMBER_P (settings, p->offset);

  switch (p->type)
    {
    case NST_PARAMETER_INT:
      return check_number (p, *(const int *) member, error);
    case NST_PARAMETER_DOUBLE:
      return check_number (p, *(const double *) member, error);
    case NST_PARAMETER_CHOICE:
      return check_choice (p, *(const guint *) member, error);
    case NST_PARAMETER_TEXT:
      return check_text (p, *(const char *const *) member, error);
    case NST_PARAMETER_BOOLEAN:
    default:
      return TRUE;
    }
}

gboolean
nst_settings_check (const NstSettings *settings, GError **error)
{
  guint               n;
  const NstParameter *parameters = nst_parameters (&n);

  for (guint i = 0; i < n; i++)
    if (!check_parameter (&parameters[i], settings, error))
      return FALSE;
  return TRUE;
}

/* ---- From text --------------------------------------------------------------------- */

static const NstParameter *
need_parameter (const char *name, GError **error)
{
  const NstParameter *p = nst_parameter_find (name);

  if (p == NULL)
    g_set_error (error, NST_ERROR, NST_ERROR_ARGUMENT, _ ("There is no parameter “%s”."), name);
  return p;
}

static gboolean
parse_failed (const NstParameter *p, const char *text, const char *format, GError **error)
{
  g_set_error (error, NST_ERROR, NST_ERROR_ARGUMENT, format, p->name, text);
  return FALSE;
}

static gboolean
parse_number (const NstParameter *p, const char *text, gpointer member, GError **error)
{
  char    *end = NULL;
  gboolean whole = p->type == NST_PARAMETER_INT;
  double   value = g_ascii_strtod (text, &end);

  if (end == text || *end != '\0' || (whole && value != floor (value)))
    return parse_failed (p, text,
                         whole ? _ ("The parameter “%s” needs a whole number, not “%s”.")
                               : _ ("The parameter “%s” needs a number, not “%s”."),
                         error);
  if (!check_number (p, value, error))
    return FALSE;
  if (whole)
    *(int *) member = (int) value;
  else
    *(double *) member = value;
  return TRUE;
}

static gboolean
parse_boolean (const NstParameter *p, const char *text, gpointer member, GError **error)
{
  gboolean yes = g_str_equal (text, "true") || g_str_equal (text, "yes") || g_str_equal (text, "1");
  gboolean no = g_str_equal (text, "false") || g_str_equal (text, "no") || g_str_equal (text, "0");

  if (!yes && !no)
    return parse_failed (p, text, _ ("The parameter “%s” needs “true” or “false”, not “%s”."),
                         error);
  *(gboolean *) member = yes;
  return TRUE;
}

static gboolean
parse_choice (const NstParameter *p, const char *text, gpointer member, GError **error)
{
  guint value = find_choice (p, text);

  if (value == count_choices (p))
    return refuse_choice (p, text, error);
  *(guint *) member = value;
  return TRUE;
}

gboolean
nst_settings_set (NstSettings *settings, const char *name, const char *text, GError **error)
{
  const NstParameter *p = need_parameter (name, error);
  gpointer            member;

  if (p == NULL)
    return FALSE;
  member = G_STRUCT_MEMBER_P (settings, p->offset);
  switch (p->type)
    {
    case NST_PARAMETER_INT:
    case NST_PARAMETER_DOUBLE:
      return parse_number (p, text, member, error);
    case NST_PARAMETER_BOOLEAN:
      return parse_boolean (p, text, member, error);
    case NST_PARAMETER_CHOICE:
      return parse_choice (p, text, member, error);
    case NST_PARAMETER_TEXT:
    default:
      if (!check_text (p, text, error))
        return FALSE;
      *(const char **) member = g_intern_string (text);
      return TRUE;
    }
}

/* ---- To text ----------------------------------------------------------------------- */

char *
nst_settings_get_text (const NstSettings *settings, const NstParameter *p)
{
  gconstpointer member = G_STRUCT_MEMBER_P (settings, p->offset);
  char          number[G_ASCII_DTOSTR_BUF_SIZE];

  switch (p->type)
    {
    case NST_PARAMETER_BOOLEAN:
      return g_strdup (*(const gboolean *) member ? "true" : "false");
    case NST_PARAMETER_INT:
      return g_strdup_printf ("%d", *(const int *) member);
    case NST_PARAMETER_DOUBLE:
      return g_strdup (g_ascii_dtostr (number, sizeof number, *(const double *) member));
    case NST_PARAMETER_CHOICE:
      return g_strdup (p->choices[*(const guint *) member].nick);
    case NST_PARAMETER_TEXT:
    default:
      return g_strdup (*(const char *const *) member);
    }
}

gboolean
nst_settings_equal (const NstSettings *a, const NstSettings *b)
{
  guint               n;
  const NstParameter *parameters = nst_parameters (&n);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *one = nst_settings_get_text (a, &parameters[i]);
      g_autofree char *other = nst_settings_get_text (b, &parameters[i]);

      if (g_strcmp0 (one, other) != 0)
        return FALSE;
    }
  return TRUE;
}
