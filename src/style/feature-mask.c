/* SPDX-License-Identifier: GPL-3.0-or-later */

/* feature-mask.c - the weight of each position of a feature map. */

#include "style/feature-mask.h"

#include "base/memory.h"
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
nst_feature_mask (const NstPicture *picture, const NstFeatures *features, float **mask,
                  GError **error)
{
  gsize  positions = nst_features_positions (features);
  double sum = 0.0;

  *mask = NULL;
  if (picture->mask == NULL || positions == 0)
    return TRUE;
  *mask = nst_memory_try (positions, sizeof (float));
  if (*mask == NULL)
    return nst_memory_refuse (positions * sizeof (float), error);
  if (!nst_resample (1, picture->height, picture->width, picture->mask, features->height,
                     features->width, *mask, error))
    return FALSE;
  for (gsize i = 0; i < positions; i++)
    {
      (*mask)[i] = CLAMP ((*mask)[i], 0.0f, 1.0f);
      sum += (*mask)[i];
    }
  if (sum < LEAST_WEIGHT)
    g_clear_pointer (mask, g_free);
  return TRUE;
}
