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
  const double weights[] = { 1.0 + NST_REPAINTING_GAIN, -NST_REPAINTING_GAIN };
  GPtrArray   *asked = g_ptr_array_new_with_free_func ((GDestroyNotify) nst_style_statistics_free);

  for (guint k = 0; k < styles->len; k++)
    {
      const NstStyleStatistics *both[] = { styles->pdata[k], painting->pdata[k] };
      NstStyleStatistics       *own = nst_style_statistics_new (network);

      nst_style_statistics_mix (2, both, weights, own);
      g_ptr_array_add (asked, own);
    }
  return asked;
}
