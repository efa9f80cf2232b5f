/* SPDX-License-Identifier: GPL-3.0-or-later */

/* nearest.h - nearest neighbors by inner products, both ways: of each position of some features,
 * which vector of a bank is nearest; and of each vector of the bank, which position.
 *
 * With features f (channels, positions), a bank t (channels, n) and numbers s, b:
 *
 *   score (i, j) = s_i (f_i . t_j + b_j)
 *
 * The nearest is the one with the highest score, of several the first.  All pairs are looked at,
 * block by block: there is never a matrix of all scores.
 */

#ifndef NST_NEAREST_H
#define NST_NEAREST_H

#include "base/pool.h"

G_BEGIN_DECLS

typedef struct
{
  int          channels;
  gsize        positions;
  gsize        stride;   /* values from one channel of the features to the next */
  const float *features; /* (channels, positions), `stride` apart */
  const float *scales;   /* (positions) s; positions with 0 are ignored */

  int          n;
  const float *bank;    /* (channels, n) */
  const float *offsets; /* (n) b */

  gint32 *nearest; /* (positions): a number in the bank */

  /* The other way round, of all calls so far: each begins at -INFINITY.  Position i of this call
   * is number `first` + i. */
  gsize   first;
  gint32 *nearest_back; /* (n) */
  float  *scores_back;  /* (n) */
} NstNearest;

/* Does nothing if there is not enough memory; nst_pool_check_cancelled then reports it. */
void nst_nearest (NstPool *pool, const NstNearest *nearest);

G_END_DECLS

#endif
