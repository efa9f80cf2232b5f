/* SPDX-License-Identifier: GPL-3.0-or-later */

/* problems.c - what is wrong with a call, told all at once. */

#include "problems.h"

#include <nst.h>

#define MOST_TOLD 20

gboolean
nst_problems_report (const GPtrArray *problems, GError **error)
{
  if (problems->len == 1)
    g_set_error_literal (error, NST_ERROR, NST_ERROR_FILE, problems->pdata[0]);
  if (problems->len <= 1)
    return problems->len == 0;
  for (guint i = 0; i < MIN (problems->len, MOST_TOLD); i++)
    g_printerr ("nst: %s.\n", (const char *) problems->pdata[i]);
  if (problems->len > MOST_TOLD)
    g_printerr ("nst: There are %u more like these.\n", problems->len - MOST_TOLD);
  g_set_error (error, NST_ERROR, NST_ERROR_FILE, "Nothing has been painted, for these %u reasons",
               problems->len);
  return FALSE;
}
