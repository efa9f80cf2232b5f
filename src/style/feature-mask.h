/* SPDX-License-Identifier: GPL-3.0-or-later */

/* feature-mask.h - how much each position of some features counts. */

#ifndef NST_FEATURE_MASK_H
#define NST_FEATURE_MASK_H

#include "network/pass.h"

G_BEGIN_DECLS

static inline gsize
nst_features_positions (const NstFeatures *features)
{
  return (gsize) features->height * features->width;
}

/* The picture's mask at the size of some features, to be freed by g_free; *mask is NULL where all
 * count alike, and where so little counts that nothing is left of it at that size (what is
 * transparent has the colors of its surroundings by then: fill.h).  FALSE when memory ran out. */
gboolean nst_feature_mask (const NstPicture *picture, const NstFeatures *features, float **mask,
                           GError **error);

/* Whether nst_feature_mask would copy the picture's mask as it is: then that may serve. */
gboolean nst_feature_mask_is_whole (const NstPicture *picture, const NstFeatures *features);

G_END_DECLS

#endif
