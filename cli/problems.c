/* SPDX-License-Identifier: GPL-3.0-or-later */

/* problems.c - reports all problems of a call together. */

#include "problems.h"

#include <nst.h>

#define MOST_TOLD 20

gboolean
cli_problems_report (const GPtrArray *problems, GError **error)
{
  if (problems->len == 1)
    g_set_error_literal (error, NST_ERROR, NST_ERROR_FILE, problems->pdata[0]);
  if (problems->len <= 1)
    return problems->len == 0;
  for (guint i = 0; i < MIN (problems->len, MOST_TOLD); i++)
    g_printerr ("nst: %s\n", (const char *) problems->pdata[i]);
  if (problems->len > MOST_TOLD)
    {
      guint more = problems->len - MOST_TOLD;

      g_printerr ("nst: ");
      g_printerr (g_dngettext (GETTEXT_PACKAGE, "There is %u more problem like these.",
                               "There are %u more problems like these.", more),
                  more);
      g_printerr ("\n");
    }
  g_set_error (error, NST_ERROR, NST_ERROR_FILE,
               g_dngettext (GETTEXT_PACKAGE, "Nothing has been painted, for this %u reason.",
                            "Nothing has been painted, for these %u reasons.", problems->len),
               problems->len);
  return FALSE;
}
