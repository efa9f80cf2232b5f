/* SPDX-License-Identifier: GPL-3.0-or-later */

/* stroke-fusion.h - draws fused features to those that the style really has.
 *
 * Fusion by statistics (fusion.h) says how features vary together, which cannot tell a stroke from
 * noise of the same spectrum.  Here a feature f goes a part of the way to the vectors s_j of the
 * style's bank that are like it:
 *
 *   f' = f + share (sum of w_j s_j / sum of w_j - f)
 *   w_j = max (0, 1 - (c - c_j) / NST_STROKE_FUSION_REACH)^8
 *
 * with the cosine c_j of K (f - m) and K (s_j - m), the highest one c, the style's mean m and the
 * metric K of style-loss.h.  The weights fall like exp (-50 (c - c_j)), so that nearly the nearest
 * is taken, and yet nothing jumps where another one becomes nearest: neither between the tiles of a
 * picture nor between the frames of a film.
 *
 * Nearest neighbors of features are those of T. Q. Chen and M. Schmidt, "Fast patch-based style
 * transfer of arbitrary style", 2016; weights by likeness those of D. Y. Park and K. H. Lee,
 * "Arbitrary style transfer with style-attentional networks", CVPR 2019. */

#ifndef NST_STROKE_FUSION_H
#define NST_STROKE_FUSION_H

#include "network/network.h"
#include "base/pool.h"
#include "style/style-statistics.h"

G_BEGIN_DECLS

#define NST_STROKE_FUSION_REACH 0.16

/* What of a bank is looked at: with all 4096 vectors, paintings are no better. */
#define NST_STROKE_FUSION_VECTORS 256

/* Of one style. */
typedef struct _NstStrokeFusion NstStrokeFusion;

/* Of a style measured with `network`, for the setting `strokes` where `strength` of the style is
 * asked for.  A level without a bank, and all of them where nothing is asked for, do nothing.  Fails
 * with NST_ERROR_MEMORY. */
NstStrokeFusion *nst_stroke_fusion_new (const NstNetwork *network, const NstStyleStatistics *style,
                                        double strokes, double strength, GError **error);
void             nst_stroke_fusion_free (NstStrokeFusion *fusion);

/* A style and how much each position is its own, (positions) in [0, 1]; NULL: all of it. */
typedef struct
{
  const NstStrokeFusion *fusion;
  const float           *weights;
} NstWeightedStrokes;

/* Draws `features` (channels, positions) of a level to those of `n` styles, whose weights sum to 1
 * at most.  Channels are `stride` floats apart. */
void nst_stroke_fusion_apply (NstPool *pool, int level, int n, const NstWeightedStrokes *styles,
                              gsize positions, gsize stride, float *features);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NstStrokeFusion, nst_stroke_fusion_free)

G_END_DECLS

#endif
