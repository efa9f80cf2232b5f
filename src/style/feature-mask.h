/* SPDX-License-Identifier: GPL-3.0-or-later */

/* feature-mask.h - the weight of each position of a feature map. */

#ifndef NST_FEATURE_MASK_H
#define NST_FEATURE_MASK_H

#include "network/pass.h"

G_BEGIN_DECLS

static inline gsize
nst_features_positions (const NstFeatures *features)
{
  return (gsize) features->height * features->width;
}

/* The picture's mask at the size of some features, to `weights` (height, width).  *counts is FALSE,
 * and the weights are not to be used, if there is no mask or if their sum at that size is negligible
 * (transparent pixels have the colors of their surroundings by then: fill.h).  FALSE with
 * NST_ERROR_MEMORY. */
gboolean nst_feature_mask (const NstPicture *picture, const NstFeatures *features, float *weights,
                           gboolean *counts, GError **error);

/* Whether nst_feature_mask would copy the picture's mask unchanged; then that can be used
 * directly. */
gboolean nst_feature_mask_is_whole (const NstPicture *picture, const NstFeatures *features);

G_END_DECLS

#endif
