/* SPDX-License-Identifier: GPL-3.0-or-later */

/* repainting.c - what Fast's later passes begin with and ask for. */

#include "style/repainting.h"

void
nst_repainting_begin (float *painting, const float *first, gsize n)
{
  for (gsize i = 0; i < n; i++)
    {
      float painted = CLAMP (painting[i], 0.0f, 1.0f);

      painting[i] = painted + NST_REPAINTING_FIRST * (first[i] - painted);
    }
}

GPtrArray *
nst_repainting_ask (const NstNetwork *network, const GPtrArray *styles, const GPtrArray *painting)
{
  static const double gains[NST_LEVELS] = NST_REPAINTING_GAINS;
  GPtrArray *asked = g_ptr_array_new_with_free_func ((GDestroyNotify) nst_style_statistics_free);

  for (guint k = 0; k < styles->len; k++)
    {
      const NstStyleStatistics *style = styles->pdata[k], *painted = painting->pdata[k];
      NstStyleStatistics       *own = nst_style_statistics_new (network);

      for (int level = 0; level < NST_LEVELS; level++)
        {
          const NstMoments *both[] = { &style->levels[level], &painted->levels[level] };
          double            weights[] = { 1.0 + gains[level], -gains[level] };

          nst_moments_mix (2, both, weights, &own->levels[level]);
        }
      g_ptr_array_add (asked, own);
    }
  return asked;
}
