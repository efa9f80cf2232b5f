/* SPDX-License-Identifier: GPL-3.0-or-later */

/* pdb-reason.c - why a procedure of GIMP's has failed. */

#include "gimp/pdb-reason.h"

#include <libgimp/gimp.h>

#include <string.h>

/* What libgimp says where a procedure has failed without a reason. */
#define LIBGIMP_DOMAIN "gimp30-libgimp"
#define NO_REASON      "execution error"

char *
pdb_reason (void)
{
  const char      *message = gimp_pdb_get_last_error (gimp_get_pdb ());
  g_autofree char *reason = g_strdelimit (g_strdup (message ? message : ""), "\n", ' ');

  g_strstrip (reason);
  if (!*reason || strstr (reason, "file-") || strstr (reason, "gimp-")
      || g_str_equal (reason, g_dgettext (LIBGIMP_DOMAIN, NO_REASON)))
    return g_strdup ("");

  return g_strdup_printf (" (%s)", reason);
}
