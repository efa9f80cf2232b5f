/* SPDX-License-Identifier: GPL-3.0-or-later */

/* style-statistics.c - the statistics of a style. */

#include "style/style-statistics.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "ops/statistics.h"
#include "style/feature-mask.h"
#include "style/feature-statistics.h"
#include "style/tiled-pass.h"

NstStyleStatistics *
nst_style_statistics_new_sized (const int channels[NST_LEVELS])
{
  NstStyleStatistics *statistics = g_new0 (NstStyleStatistics, 1);

  for (int level = 0; level < NST_LEVELS; level++)
    {
      gsize n = (gsize) channels[level];

      statistics->levels[level].mean = g_new0 (double, n);
      statistics->levels[level].moment = g_new0 (double, n *n);
    }
  return statistics;
}

NstStyleStatistics *
nst_style_statistics_new (const NstNetwork *network)
{
  int channels[NST_LEVELS];

  for (int level = 0; level < NST_LEVELS; level++)
    {
      int tap = nst_architecture_style_tap (network->architecture, level);

      channels[level] = tap < 0 ? 0 : nst_network_tap_channels (network, tap);
    }
  return nst_style_statistics_new_sized (channels);
}

void
nst_style_statistics_free (NstStyleStatistics *statistics)
{
  if (statistics == NULL)
    return;
  for (int level = 0; level < NST_LEVELS; level++)
    {
      g_free (statistics->levels[level].mean);
      g_free (statistics->levels[level].moment);
      nst_bank_clear (&statistics->banks[level]);
    }
  g_free (statistics);
}

/* ---- Measuring --------------------------------------------------------------------- */

/* The mask of the features that count of those of `picture`: those inside `part`, NULL for all. */
static gboolean
mask_of_part (const NstPicture *picture, const NstFeatures *f, const NstRectangle *part,
              float **mask, GError **error)
{
  int      stride = picture->width / f->width;
  gsize    n = nst_features_positions (f);
  gboolean whole
      = part == NULL || (part->width == picture->width && part->height == picture->height);
  gboolean counts;

  *mask = NULL;
  if (whole && picture->mask == NULL)
    return TRUE;
  if (!(*mask = nst_memory_try (n, sizeof (float))))
    return nst_memory_refuse (n * sizeof (float), error);
  if (!nst_feature_mask (picture, f, *mask, &counts, error))
    return FALSE;
  if (whole && !counts)
    g_clear_pointer (mask, g_free);
  if (whole)
    return TRUE;
  /* Where a part's own mask says that nothing counts, nothing does. */
  for (gsize i = 0; i < n && !counts; i++)
    (*mask)[i] = picture->mask == NULL ? 1.0f : 0.0f;
  for (int y = 0; y < f->height; y++)
    for (int x = 0; x < f->width; x++)
      if (x < part->x / stride || x >= (part->x + part->width) / stride || y < part->y / stride
          || y >= (part->y + part->height) / stride)
        (*mask)[(gsize) y * f->width + x] = 0.0f;
  return TRUE;
}

static int
tap_of (const NstPass *pass, int level)
{
  return nst_architecture_style_tap (nst_pass_get_network (pass)->architecture, level);
}

static const NstFeatures *
features_of (const NstPass *pass, int level)
{
  int tap = tap_of (pass, level);

  return tap < 0 ? NULL : nst_pass_get_features (pass, tap);
}

/* The statistics of a level's features `f` by `mask`, and how much weight they have; 0 where nothing
 * was seen. */
static gboolean
read_features (NstPass *pass, NstPool *pool, int level, const NstFeatures *f, const float *mask,
               NstMoments *moments, double *weight, GError **error)
{
  NstRectangle all = { 0, 0, f->width, f->height };

  *weight = nst_total_weight (mask, nst_features_positions (f));
  if (*weight == 0.0)
    return TRUE;
  moments->channels = f->channels;
  if (f->values == NULL)
    return nst_feature_statistics (pass, pool, tap_of (pass, level), &all, mask, moments->mean,
                                   moments->moment, error);
  nst_statistics (pool, f->channels, nst_features_positions (f), f->values, mask, moments->mean,
                  moments->moment);
  return TRUE;
}

static gboolean
read_level (NstPass *pass, NstPool *pool, int level, const NstPicture *picture,
            const NstRectangle *part, NstMoments *moments, double *weight, GError **error)
{
  const NstFeatures *f = features_of (pass, level);
  g_autofree float  *mask = NULL;

  moments->channels = 0;
  *weight = 0.0;
  if (f == NULL || nst_features_positions (f) == 0)
    return TRUE;
  if (!mask_of_part (picture, f, part, &mask, error))
    return FALSE;
  return read_features (pass, pool, level, f, mask, moments, weight, error);
}

gboolean
nst_style_statistics_read (NstPass *pass, NstPool *pool, const NstPicture *picture,
                           NstStyleStatistics *statistics, GError **error)
{
  double weight;

  for (int level = 0; level < NST_LEVELS; level++)
    if (!read_level (pass, pool, level, picture, NULL, &statistics->levels[level], &weight, error))
      return FALSE;
  return !nst_pool_check_cancelled (pool, error);
}

/* Some of the positions of some features, evenly spread, to the bank. */
static gboolean
read_bank (const NstFeatures *f, int most, NstBank *bank, GError **error)
{
  gsize             positions = nst_features_positions (f);
  int               n = (int) MIN ((gsize) most, positions);
  g_autofree gsize *which = nst_memory_try (n, sizeof (gsize));

  nst_bank_clear (bank);
  if (which == NULL)
    return nst_memory_refuse (n * sizeof (gsize), error);
  for (int i = 0; i < n; i++)
    which[i] = i * positions / n;
  return nst_bank_add (bank, f->channels, f->values, positions, which, n, error);
}

gboolean
nst_style_statistics_read_banks (NstPass *pass, int most, NstStyleStatistics *statistics,
                                 GError **error)
{
  for (int level = NST_BANK_FIRST_LEVEL; level <= NST_BANK_LAST_LEVEL; level++)
    {
      const NstFeatures *f = features_of (pass, level);

      if (f != NULL && !read_bank (f, most, &statistics->banks[level], error))
        return FALSE;
    }
  return TRUE;
}

/* ---- Of a picture in parts --------------------------------------------------------- */

void
nst_statistics_sum_init (NstStatisticsSum *sum, const NstNetwork *network)
{
  *sum = (NstStatisticsSum) { .sums = nst_style_statistics_new (network) };
}

void
nst_statistics_sum_clear (NstStatisticsSum *sum)
{
  g_clear_pointer (&sum->sums, nst_style_statistics_free);
}

static void
add_scaled (const NstMoments *from, double scale, NstMoments *to)
{
  int n = from->channels;

  to->channels = n;
  for (int i = 0; i < n; i++)
    to->mean[i] += scale * from->mean[i];
  for (gsize i = 0; i < (gsize) n * n; i++)
    to->moment[i] += scale * from->moment[i];
}

gboolean
nst_statistics_sum_add (NstStatisticsSum *sum, NstPass *pass, NstPool *pool,
                        const NstPicture *picture, const NstRectangle *part, GError **error)
{
  g_autoptr (NstStyleStatistics) own = nst_style_statistics_new (nst_pass_get_network (pass));
  double weight;

  for (int level = 0; level < NST_LEVELS; level++)
    {
      if (!read_level (pass, pool, level, picture, part, &own->levels[level], &weight, error))
        return FALSE;
      if (weight > 0.0)
        add_scaled (&own->levels[level], weight, &sum->sums->levels[level]);
      sum->weights[level] += weight;
    }
  return !nst_pool_check_cancelled (pool, error);
}

/* How much each position of some features counts for a region: those inside `part` of the pixels
 * as its weights say, the others not. */
static float *
mask_of_region (const NstRegionView *view, NstPool *pool, int region, const float *mask, int stride,
                const NstRectangle *part, const NstFeatures *f, GError **error)
{
  gsize        positions = nst_features_positions (f);
  NstRectangle own = { part->x / stride, part->y / stride, 0, 0 };
  float       *weights = nst_memory_try0 (positions, sizeof (float));

  if (weights == NULL)
    {
      nst_memory_refuse (positions * sizeof (float), error);
      return NULL;
    }
  own.width = (part->x + part->width) / stride - own.x;
  own.height = (part->y + part->height) / stride - own.y;
  nst_region_view_average (view, pool, region, mask, stride, &own,
                           weights + (gsize) own.y * f->width + own.x, (gsize) f->width);
  return weights;
}

gboolean
nst_statistics_sum_add_region (NstStatisticsSum *sum, NstPass *pass, NstPool *pool,
                               const NstRegionView *view, int region, const float *mask,
                               const NstRectangle *part, GError **error)
{
  g_autoptr (NstStyleStatistics) own = nst_style_statistics_new (nst_pass_get_network (pass));
  const NstNetwork *network = nst_pass_get_network (pass);

  for (int level = 0; level < NST_LEVELS; level++)
    {
      const NstFeatures *f = features_of (pass, level);
      int                tap = nst_architecture_style_tap (network->architecture, level);
      int                stride;
      g_autofree float  *weights = NULL;
      double             weight;

      if (f == NULL || nst_features_positions (f) == 0)
        continue;
      stride = nst_architecture_stride (network->architecture, network->tap_layers[tap]);
      weights = mask_of_region (view, pool, region, mask, stride, part, f, error);
      if (weights == NULL)
        return FALSE;
      if (!read_features (pass, pool, level, f, weights, &own->levels[level], &weight, error))
        return FALSE;
      if (weight > 0.0)
        add_scaled (&own->levels[level], weight, &sum->sums->levels[level]);
      sum->weights[level] += weight;
    }
  return !nst_pool_check_cancelled (pool, error);
}

void
nst_statistics_sum_finish (const NstStatisticsSum *sum, NstStyleStatistics *statistics)
{
  for (int level = 0; level < NST_LEVELS; level++)
    {
      const NstMoments *from = &sum->sums->levels[level];
      NstMoments       *to = &statistics->levels[level];

      to->channels = 0;
      if (from->channels == 0)
        continue;
      memset (to->mean, 0, sizeof (double) * from->channels);
      memset (to->moment, 0, sizeof (double) * from->channels * from->channels);
      add_scaled (from, 1.0 / sum->weights[level], to);
    }
}

/* ---- Of a picture of any size ------------------------------------------------------ */

/* Adds a level of the current tile, using `own`. */
static gboolean
add_own (NstTiledPass *pass, NstPool *pool, int tap, NstMoments *own, NstMoments *whole,
         GError **error)
{
  NstOwnFeatures f = nst_tiled_pass_get_own (pass, pool, tap);
  NstMeasurement m = { .channels = f.channels,
                       .positions = f.positions,
                       .stride = f.stride,
                       .features = f.values,
                       .weights = f.mask,
                       .mean = own->mean,
                       .moment = own->moment };

  if (f.share == 0.0)
    return TRUE;
  if (f.values != NULL)
    nst_statistics_measure (pool, 1, &m);
  else if (!nst_feature_statistics (nst_tiled_pass_get_pass (pass), pool, tap, &f.within, f.mask,
                                    own->mean, own->moment, error))
    return FALSE;
  own->channels = f.channels;
  add_scaled (own, f.share, whole);
  return TRUE;
}

/* One position in how many, along each side, a bank has of those that a tap sees. */
static int
bank_step (const NstFeatures *whole)
{
  double positions = (double) nst_features_positions (whole);

  return MAX (1, (int) ceil (sqrt (positions / NST_BANK_VECTORS)));
}

/* Adds to the bank what the current tile has of it: positions on a grid over the whole picture,
 * where the mask says that they count. */
static gboolean
add_to_bank (NstTiledPass *pass, NstPool *pool, int tap, NstBank *bank, GError **error)
{
  NstOwnFeatures    f = nst_tiled_pass_get_own (pass, pool, tap);
  NstFeatures       whole = nst_tiled_pass_get_whole (pass, tap);
  int               step = bank_step (&whole), n = 0;
  g_autofree gsize *which = nst_memory_try (f.positions / step + f.part.height + 1, sizeof (gsize));

  if (which == NULL)
    return nst_memory_refuse (f.positions / step * sizeof (gsize), error);
  for (int y = 0; y < f.part.height; y++)
    for (int x = 0; x < f.part.width && (f.part.y + y) % step == step / 2; x++)
      {
        gsize i = (gsize) y * f.part.width + x;

        if ((f.part.x + x) % step == step / 2 && (f.mask == NULL || f.mask[i] > 0.5f))
          which[n++] = i;
      }
  return n == 0 || nst_bank_add (bank, f.channels, f.values, f.stride, which, n, error);
}

NstStyleStatistics *
nst_style_statistics_measure_in_tiles (const NstNetwork *network, NstPool *pool,
                                       const NstPicture *picture, int largest, GError **error)
{
  g_autoptr (NstStyleStatistics) own = nst_style_statistics_new (network);
  g_autoptr (NstStyleStatistics) whole = nst_style_statistics_new (network);
  g_autoptr (NstTiledPass) pass = nst_tiled_pass_new (network, NST_PASS_FORWARD, picture->height,
                                                      picture->width, largest, error);

  if (pass == NULL || !nst_tiled_pass_set_mask (pass, picture, error))
    return NULL;
  for (int tile = 0; tile < nst_tiled_pass_get_n_tiles (pass); tile++)
    {
      nst_tiled_pass_forward (pass, pool, picture->pixels, tile);
      for (int level = 0; level < NST_LEVELS; level++)
        {
          int tap = nst_architecture_style_tap (network->architecture, level);

          if (tap < 0)
            continue;
          if (!add_own (pass, pool, tap, &own->levels[level], &whole->levels[level], error))
            return NULL;
          if (level >= NST_BANK_FIRST_LEVEL && level <= NST_BANK_LAST_LEVEL
              && !add_to_bank (pass, pool, tap, &whole->banks[level], error))
            return NULL;
        }
      if (nst_pool_check_cancelled (pool, error))
        return NULL;
    }
  return g_steal_pointer (&whole);
}

NstStyleStatistics *
nst_style_statistics_measure (const NstNetwork *network, NstPool *pool, const NstPicture *picture,
                              GError **error)
{
  return nst_style_statistics_measure_in_tiles (
      network, pool, picture,
      nst_tile_side (network, NST_PASS_FORWARD, picture->height, picture->width), error);
}

/* ---- Mixing ------------------------------------------------------------------------ */

void
nst_style_statistics_mix (int n_styles, const NstStyleStatistics *const *styles,
                          const double *weights, NstStyleStatistics *mixed)
{
  g_autofree const NstMoments **level_styles = g_new (const NstMoments *, n_styles);

  for (int level = 0; level < NST_LEVELS; level++)
    {
      for (int k = 0; k < n_styles; k++)
        level_styles[k] = &styles[k]->levels[level];
      nst_moments_mix (n_styles, level_styles, weights, &mixed->levels[level]);
    }
}
