/* SPDX-License-Identifier: GPL-3.0-or-later */

/* feature-mask.c - the weight of each position of a feature map. */

#include "style/feature-mask.h"

#include "ops/resampling.h"

#define LEAST_WEIGHT 1e-3 /* positions: the weight of a whole mask, below which it says nothing */

gboolean
nst_feature_mask_is_whole (const NstPicture *picture, const NstFeatures *features)
{
  gsize  positions = nst_features_positions (features);
  double sum = 0.0;

  if (picture->mask == NULL || features->width != picture->width
      || features->height != picture->height)
    return FALSE;
  for (gsize i = 0; i < positions; i++)
    {
      if (!(picture->mask[i] >= 0.0f && picture->mask[i] <= 1.0f))
        return FALSE;
      sum += picture->mask[i];
    }
  return sum >= LEAST_WEIGHT;
}

gboolean
nst_feature_mask (const NstPicture *picture, const NstFeatures *features, float *weights,
                  gboolean *counts, GError **error)
{
  gsize  positions = nst_features_positions (features);
  double sum = 0.0;

  *counts = FALSE;
  if (picture->mask == NULL || positions == 0)
    return TRUE;
  if (!nst_resample (1, picture->height, picture->width, picture->mask, features->height,
                     features->width, weights, error))
    return FALSE;
  for (gsize i = 0; i < positions; i++)
    {
      weights[i] = CLAMP (weights[i], 0.0f, 1.0f);
      sum += weights[i];
    }
  *counts = sum >= LEAST_WEIGHT;
  return TRUE;
}
