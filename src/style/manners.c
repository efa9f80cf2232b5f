/* SPDX-License-Identifier: GPL-3.0-or-later */

/* manners.c - the manners that styles can be of: their words in files, and what to show for them. */

#include <glib/gi18n.h>

#include "nst.h"

/* In the order in which a gallery shows them. */
static const NstManner manners[] = {
  { "painting", N_ ("Paintings") },
  { "watercolor", N_ ("Watercolors and pastels") },
  { "drawing", N_ ("Drawings") },
  { "print", N_ ("Prints") },
  { "ornament", N_ ("Glass, mosaic and tiles") },
};

const NstManner *
nst_manners (guint *n)
{
  *n = G_N_ELEMENTS (manners);
  return manners;
}

const NstManner *
nst_manner_find (const char *word)
{
  for (guint i = 0; i < G_N_ELEMENTS (manners); i++)
    if (g_strcmp0 (manners[i].word, word) == 0)
      return &manners[i];
  return NULL;
}
