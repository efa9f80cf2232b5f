/* SPDX-License-Identifier: GPL-3.0-or-later */

/* statistics-private.h - what statistics.c, which measures, and statistics-gradient.c have in common. */

#ifndef NST_STATISTICS_PRIVATE_H
#define NST_STATISTICS_PRIVATE_H

#include "ops/product.h"
#include "ops/statistics.h"

G_BEGIN_DECLS

#define NST_STATISTICS_CHUNK 1024 /* positions at a time: they stay in cache */

/* The sum of the weights; NULL: 1 everywhere. */
static inline double
nst_statistics_weight (gsize positions, const float *weights)
{
  double total = 0.0;

  if (weights == NULL)
    return (double) positions;
  for (gsize i = 0; i < positions; i++)
    total += weights[i];
  return total;
}

static inline gboolean
nst_statistics_any (const float *weights, int n)
{
  for (int i = 0; i < n; i++)
    if (weights[i] != 0.0f)
      return TRUE;
  return FALSE;
}

/* Measured: with more channels OpenBLAS is faster. */
#define NST_STATISTICS_FEW 64

static inline gboolean
nst_statistics_is_thin (int channels)
{
  return channels <= NST_STATISTICS_FEW && channels % NST_PRODUCT_ROWS == 0;
}

G_END_DECLS

#endif
