/* SPDX-License-Identifier: GPL-3.0-or-later */

/* statistics-gradient.c - the gradient of second-order statistics at the features. */

#include "ops/statistics-private.h"

#include <cblas.h>
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/vector-code.h"
#include "ops/product.h"

/* ---- Backward ---------------------------------------------------------------------- */

typedef struct
{
  int          channels;
  gsize        positions, stride;
  float       *features;
  const float *weights;
  float       *mean;   /* (channels): to be added, and */
  float       *matrix; /* to be multiplied with the features, by eights of its rows: (channels / 8,
                          channels, 8) where that is thin; NULL: the multiple `pull` of them */
  const float *target; /* or NULL */
  float        pull;
  NstPool     *pool;
} Backward;

/* products (n) of channel c, from `first`, become the gradient there. */
NST_INLINE void
finish_row_body (const Backward *g, int c, gsize first, int n, const float *products)
{
  float       *gradient = g->features + c * g->stride + first;
  const float *target = g->target != NULL ? g->target + c * g->positions + first : NULL;
  float        mean = g->mean[c];

  if (target != NULL)
    for (int i = 0; i < n; i++)
      gradient[i] = products[i] + mean - g->pull * target[i];
  else
    for (int i = 0; i < n; i++)
      gradient[i] = products[i] + mean;
  if (g->weights != NULL)
    for (int i = 0; i < n; i++)
      gradient[i] *= g->weights[first + i];
}

NST_VECTORIZED (void, finish_row,
                (const Backward *g, int c, gsize first, int n, const float *products),
                (g, c, first, n, products))

#define CACHE_LINE 16  /* floats */
#define AHEAD      128 /* columns: how long before they are used they are asked for */

/* Eight rows and 32 columns at a time. */
NST_INLINE void
backward_columns (const Backward *g, const NstProducts *kernels, gsize first, int n)
{
  int   channels = g->channels;
  float columns[NST_STATISTICS_FEW * NST_PRODUCT_COLUMNS];

  for (int c = 0; c < channels; c++)
    {
      const float *from = g->features + c * g->stride + first;

      for (int i = 0; i < n; i += CACHE_LINE)
        __builtin_prefetch (from + AHEAD + i, 1);
      for (int i = 0; i < n; i++)
        columns[c * NST_PRODUCT_COLUMNS + i] = from[i];
    }
  for (int row = 0; row < channels; row += NST_PRODUCT_ROWS)
    {
      float products[NST_PRODUCT_ROWS * NST_PRODUCT_COLUMNS];

      kernels->multiply (g->matrix + (gsize) row * channels, columns, channels, NST_PRODUCT_ROWS, n,
                         products);
      for (int r = 0; r < NST_PRODUCT_ROWS; r++)
        finish_row_body (g, row + r, first, n, products + r * NST_PRODUCT_COLUMNS);
    }
}

NST_INLINE void
backward_thin_body (const Backward *g, const NstProducts *kernels, gsize first, int n)
{
  int at = 0;

  for (; at + NST_PRODUCT_COLUMNS <= n; at += NST_PRODUCT_COLUMNS) /* a length that is known */
    backward_columns (g, kernels, first + at, NST_PRODUCT_COLUMNS);
  if (at < n)
    backward_columns (g, kernels, first + at, n - at);
}

NST_VECTORIZED (void, backward_thin,
                (const Backward *g, const NstProducts *kernels, gsize first, int n),
                (g, kernels, first, n))

#define TURNED (64 * 1024) /* features in an item, about */

/* Positions in an item: many where there are many, so that workers do not meet in a page; few at
 * the deepest tap, which has few in all. */
static int
turned_together (int channels)
{
  return CLAMP (TURNED / channels, NST_STATISTICS_CHUNK / 2, 4 * NST_STATISTICS_CHUNK)
         / NST_PRODUCT_COLUMNS * NST_PRODUCT_COLUMNS;
}

static void
backward_chunk (gpointer data, int item, int worker)
{
  const Backward *g = data;
  int             together = turned_together (g->channels);
  gsize           first = (gsize) item * together;
  int             n = (int) MIN ((gsize) together, g->positions - first);
  float          *block = nst_pool_scratch (g->pool, worker, (gsize) g->channels * together);

  if (block == NULL)
    return;
  if (g->matrix != NULL && nst_statistics_is_thin (g->channels))
    {
      backward_thin (g, nst_products (), first, n);
      return;
    }
  if (g->matrix != NULL)
    cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasNoTrans, g->channels, n, g->channels, 1.0f,
                 g->matrix, g->channels, g->features + first, (int) g->stride, 0.0f, block, n);
  else
    for (int c = 0; c < g->channels; c++)
      for (int i = 0; i < n; i++)
        block[(gsize) c * n + i] = g->pull * g->features[c * g->stride + first + i];
  for (int c = 0; c < g->channels; c++)
    finish_row (g, c, first, n, block + (gsize) c * n);
}

/* The matrix that the features are multiplied with, in the order that its product wants. */
static void
fill_matrix (int channels, double scale, const double *gradient_moment, double pull, float *matrix)
{
  for (int i = 0; i < channels; i++)
    for (int j = 0; j < channels; j++)
      {
        double value = 2.0 * scale * gradient_moment[i * channels + j] + (i == j ? pull : 0.0);
        int    eight = i / NST_PRODUCT_ROWS;
        int    at = nst_statistics_is_thin (channels)
                        ? (eight * channels + j) * NST_PRODUCT_ROWS + i % NST_PRODUCT_ROWS
                        : i * channels + j;

        matrix[at] = (float) value;
      }
}

void
nst_statistics_backward (NstPool *pool, int channels, gsize positions, gsize stride,
                         const float *weights, const double *gradient_mean,
                         const double *gradient_moment, const float *target, double pull,
                         float *features)
{
  double            scale = 1.0 / nst_statistics_weight (positions, weights);
  gsize             together = turned_together (channels);
  g_autofree float *mean = g_new0 (float, channels);
  g_autofree float *matrix = NULL;
  Backward          b = { .channels = channels,
                          .positions = positions,
                          .stride = stride,
                          .features = features,
                          .weights = weights,
                          .mean = mean,
                          .target = target,
                          .pull = target != NULL ? (float) pull : 0.0f,
                          .pool = pool };

  for (int c = 0; c < channels && gradient_mean != NULL; c++)
    mean[c] = (float) (scale * gradient_mean[c]);
  if (gradient_moment != NULL)
    {
      b.matrix = matrix = g_new (float, (gsize) channels *channels);
      fill_matrix (channels, scale, gradient_moment, b.pull, matrix);
    }
  nst_pool_run (pool, (int) ((positions + together - 1) / together), backward_chunk, &b);
}

/* ---- Backward, by regions ---------------------------------------------------------- */

typedef struct
{
  const float *weights;
  float       *mean, *matrix; /* (channels) to be added to the product with (channels, channels) */
} RegionMap;

typedef struct
{
  Backward   whole; /* what is the same for all regions; without a matrix */
  int        n;
  RegionMap *maps;
} RegionsBackward;

static void
pull_chunk (const Backward *g, gsize first, int n, float *gradient)
{
  for (int c = 0; c < g->channels; c++)
    for (int i = 0; i < n; i++)
      {
        float pulled = 0.0f;

        if (g->target != NULL)
          pulled = g->pull
                   * (g->features[c * g->stride + first + i]
                      - g->target[c * g->positions + first + i]);
        gradient[(gsize) c * n + i] = g->weights != NULL ? g->weights[first + i] * pulled : pulled;
      }
}

static void
add_region (const Backward *g, const RegionMap *map, gsize first, int n, float *product,
            float *gradient)
{
  if (!nst_statistics_any (map->weights + first, n))
    return;
  cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasNoTrans, g->channels, n, g->channels, 1.0f,
               map->matrix, g->channels, g->features + first, (int) g->stride, 0.0f, product, n);
  for (int c = 0; c < g->channels; c++)
    for (int i = 0; i < n; i++)
      gradient[(gsize) c * n + i]
          += map->weights[first + i] * (product[(gsize) c * n + i] + map->mean[c]);
}

static void
backward_regions_chunk (gpointer data, int item, int worker)
{
  const RegionsBackward *r = data;
  const Backward        *g = &r->whole;
  gsize                  first = (gsize) item * NST_STATISTICS_CHUNK;
  int                    n = (int) MIN (NST_STATISTICS_CHUNK, g->positions - first);
  float                 *gradient
      = nst_pool_scratch (g->pool, worker, (gsize) 2 * g->channels * NST_STATISTICS_CHUNK);

  if (gradient == NULL)
    return;
  pull_chunk (g, first, n, gradient);
  for (int k = 0; k < r->n; k++)
    add_region (g, &r->maps[k], first, n, gradient + (gsize) g->channels * NST_STATISTICS_CHUNK,
                gradient);
  for (int c = 0; c < g->channels; c++)
    memcpy (g->features + c * g->stride + first, gradient + (gsize) c * n, sizeof (float) * n);
}

static void
fill_region_map (int channels, const NstRegionGradient *gradient, RegionMap *map)
{
  double scale = 1.0 / gradient->total;
  gsize  n = (gsize) channels * channels;

  map->weights = gradient->weights;
  map->mean = g_new (float, channels);
  map->matrix = g_new (float, n);
  for (int c = 0; c < channels; c++)
    map->mean[c] = (float) (scale * gradient->gradient_mean[c]);
  for (gsize i = 0; i < n; i++)
    map->matrix[i] = (float) (2.0 * scale * gradient->gradient_moment[i]);
}

void
nst_statistics_backward_regions (NstPool *pool, int channels, gsize positions, gsize stride, int n,
                                 const NstRegionGradient *gradients, const float *weights,
                                 const float *target, double pull, float *features)
{
  g_autofree RegionMap *maps = g_new (RegionMap, n);
  RegionsBackward       r = { .whole = { .channels = channels,
                                         .positions = positions,
                                         .stride = stride,
                                         .features = features,
                                         .weights = weights,
                                         .target = target,
                                         .pull = (float) pull,
                                         .pool = pool },
                              .n = n,
                              .maps = maps };

  for (int k = 0; k < n; k++)
    fill_region_map (channels, &gradients[k], &maps[k]);
  nst_pool_run (pool, (int) ((positions + NST_STATISTICS_CHUNK - 1) / NST_STATISTICS_CHUNK),
                backward_regions_chunk, &r);
  for (int k = 0; k < n; k++)
    {
      g_free (maps[k].mean);
      g_free (maps[k].matrix);
    }
}
