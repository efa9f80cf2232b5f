/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tiled-pass-weights.c - how much each position of the features counts: the mask of the picture and
 * the weights of regions, for the whole picture and for the current tile. */

#include "style/tiled-pass-private.h"

#include <string.h>

#include "style/feature-mask.h"

double
nst_tiled_pass_sum (gsize n, const float *values)
{
  double sum = 0.0;

  for (gsize i = 0; i < n; i++)
    sum += values[i];
  return sum;
}

/* ---- Masks ------------------------------------------------------------------------- */

void
nst_tiled_pass_plan_mask (NstTiledPass *pass, int tap, gboolean direct)
{
  NstTapMask *mask = &pass->masks[tap];
  int         stride = nst_tiled_pass_stride (pass, tap);
  gsize       whole = (gsize) (pass->height / stride) * (pass->width / stride);

  if (!direct)
    mask->own = nst_arena_buffer (pass->mask_arena, whole);
  if (nst_tiled_pass_get_n_tiles (pass) > 1)
    mask->tile = nst_arena_buffer (pass->mask_arena, nst_tiled_pass_most_positions (pass, tap));
}

static gboolean
set_mask (NstTiledPass *pass, int tap, const NstPicture *picture, GError **error)
{
  NstTapMask *mask = &pass->masks[tap];
  NstFeatures whole = nst_tiled_pass_get_whole (pass, tap);
  gboolean    direct = nst_feature_mask_is_whole (picture, &whole), counts = direct;

  nst_tiled_pass_plan_mask (pass, tap, direct);
  if (!nst_arena_check (pass->mask_arena, error)
      || (!direct && !nst_feature_mask (picture, &whole, mask->own, &counts, error)))
    return FALSE;
  if (!counts)
    {
      mask->tile = NULL;
      return TRUE;
    }
  mask->whole = direct ? picture->mask : mask->own;
  mask->total = nst_tiled_pass_sum (nst_features_positions (&whole), mask->whole);
  return TRUE;
}

gboolean
nst_tiled_pass_set_mask (NstTiledPass *pass, const NstPicture *picture, GError **error)
{
  memset (pass->masks, 0, sizeof pass->masks);
  nst_arena_free (pass->mask_arena);
  pass->mask_arena = nst_arena_new ();
  for (int t = 0; picture->mask != NULL && t < pass->network->architecture->n_taps; t++)
    if (!set_mask (pass, t, picture, error))
      return FALSE;
  return TRUE;
}

/* ---- Regions ----------------------------------------------------------------------- */

/* The weights of the tile's own features, which are `part` of those at the tap. */
static void
weigh (NstTiledPass *pass, NstPool *pool, int tap, int region, const NstRectangle *part)
{
  NstTapRegion *r = &pass->regions[region];

  nst_region_view_average (&pass->view, pool, region, pass->mask, nst_tiled_pass_stride (pass, tap),
                           part, r->own[tap], (gsize) part->width);
  r->sums[tap] = nst_tiled_pass_sum ((gsize) part->width * part->height, r->own[tap]);
  r->weighed |= 1u << tap;
}

/* The weight of a region at a tap, tile by tile. */
static double
weigh_whole (NstTiledPass *pass, NstPool *pool, int tap, int region)
{
  double total = 0.0;

  for (pass->tile = 0; pass->tile < nst_tiled_pass_get_n_tiles (pass); pass->tile++)
    {
      NstRectangle part = nst_tiled_pass_part (pass, tap);

      weigh (pass, pool, tap, region, &part);
      total += pass->regions[region].sums[tap];
    }
  pass->tile = 0;
  return total;
}

void
nst_tiled_pass_plan_regions (NstTiledPass *pass, int n)
{
  pass->regions = g_new0 (NstTapRegion, n);
  for (int k = 0; k < n; k++)
    for (int level = 0; level < NST_LEVELS; level++)
      {
        int   t = nst_architecture_style_tap (pass->network->architecture, level);
        gsize most = nst_tiled_pass_most_positions (pass, t);

        if (most > 0)
          pass->regions[k].own[t] = nst_arena_buffer (pass->region_arena, most);
      }
}

static void
clear_regions (NstTiledPass *pass)
{
  g_clear_pointer (&pass->regions, g_free);
  pass->view = (NstRegionView) { 0 };
  nst_arena_free (pass->region_arena);
  pass->region_arena = nst_arena_new ();
}

gboolean
nst_tiled_pass_set_regions (NstTiledPass *pass, NstPool *pool, int n, const float *weights,
                            const float *mask, GError **error)
{
  clear_regions (pass);
  if (weights == NULL)
    return TRUE;
  nst_tiled_pass_plan_regions (pass, n);
  if (!nst_arena_check (pass->region_arena, error))
    return FALSE;
  pass->view
      = (NstRegionView) { n, weights, (gsize) pass->width * pass->height, (gsize) pass->width };
  pass->mask = mask;
  for (int k = 0; k < n; k++)
    for (int t = 0; t < NST_MAX_TAPS; t++)
      if (pass->regions[k].own[t] != NULL)
        pass->regions[k].total[t] = weigh_whole (pass, pool, t, k);
  return TRUE;
}

gboolean
nst_tiled_pass_has_weights (const NstTiledPass *pass)
{
  return pass->view.n > 0;
}

/* The sum of weights at a tap, in positions. */
static double
total_of (const NstTiledPass *pass, int tap)
{
  NstFeatures       whole = nst_tiled_pass_get_whole (pass, tap);
  const NstTapMask *mask = &pass->masks[tap];

  return mask->whole != NULL ? mask->total : (double) nst_features_positions (&whole);
}

double
nst_tiled_pass_get_weight (const NstTiledPass *pass, int tap, int region)
{
  return nst_tiled_pass_has_weights (pass) ? pass->regions[region].total[tap]
                                           : total_of (pass, tap);
}

double
nst_tiled_pass_get_area (const NstTiledPass *pass, int tap, int region)
{
  double all = total_of (pass, tap);

  return all > 0.0 ? MIN (nst_tiled_pass_get_weight (pass, tap, region) / all, 1.0) : 0.0;
}

NstOwnWeights
nst_tiled_pass_weigh_own (NstTiledPass *pass, NstPool *pool, int tap, int region,
                          const NstOwnFeatures *own)
{
  NstTapRegion *r;

  if (!nst_tiled_pass_has_weights (pass))
    return (NstOwnWeights) { own->mask, 0.0, own->share };
  r = &pass->regions[region];
  if (!(r->weighed & 1u << tap))
    weigh (pass, pool, tap, region, &own->part);
  return (NstOwnWeights) { r->own[tap], r->sums[tap], r->sums[tap] / r->total[tap] };
}
