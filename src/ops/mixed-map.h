/* SPDX-License-Identifier: GPL-3.0-or-later */

/* mixed-map.h - maps features by a weighted sum of affine maps, with weights for each position. */

#ifndef NST_MIXED_MAP_H
#define NST_MIXED_MAP_H

#include "base/pool.h"

G_BEGIN_DECLS

typedef struct
{
  const float *matrix;  /* (channels, channels); NULL: features stay as they are */
  const float *offset;  /* (channels) */
  const float *weights; /* (positions), in [0, 1]; those of all maps sum to 1 at most; NULL: it is
                           the only one, and has all the weight */
} NstWeightedMap;

/* to = sum over maps of w (M f + b) + (1 - sum of w) f, at each of the positions of `features`
 * (channels, positions); `to` is another buffer.  Channels are so many floats apart. */
void nst_mixed_map (NstPool *pool, int channels, gsize positions, int n_maps,
                    const NstWeightedMap *maps, const float *features, gsize features_stride,
                    float *to, gsize to_stride);

G_END_DECLS

#endif
