/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tiles.c - divides a large picture into overlapping tiles of one size. */

#include "style/tiles.h"

NstCut *
nst_cut_new (int length, int longest, int halo, int multiple)
{
  NstCut *cut = g_new0 (NstCut, 1);
  int     own = longest - 2 * halo; /* what a part in the middle makes */
  int     whole = (length + multiple - 1) / multiple * multiple;

  cut->n = whole <= longest ? 1 : (whole - 2 * halo + own - 1) / own;
  cut->origins = g_new0 (int, cut->n);
  cut->bounds = g_new0 (int, cut->n + 1);
  cut->bounds[cut->n] = length;
  /* As short as that number of parts allows. */
  cut->seen = (whole + 2 * halo * (cut->n - 1) + cut->n - 1) / cut->n;
  cut->seen = MIN ((cut->seen + multiple - 1) / multiple * multiple, whole);
  for (int i = 1; i < cut->n; i++)
    {
      cut->origins[i] = MIN (i * (cut->seen - 2 * halo), whole - cut->seen);
      cut->bounds[i] = cut->origins[i - 1] + cut->seen - halo;
    }
  return cut;
}

int
nst_cut_get_seen (const NstCut *cut, int part)
{
  return MIN (cut->seen, cut->bounds[cut->n] - cut->origins[part]);
}

void
nst_cut_free (NstCut *cut)
{
  if (cut == NULL)
    return;
  g_free (cut->origins);
  g_free (cut->bounds);
  g_free (cut);
}
