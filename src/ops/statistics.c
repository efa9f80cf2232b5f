/* SPDX-License-Identifier: GPL-3.0-or-later */

/* statistics.c - second-order statistics of features, forward and backward. */

#include "ops/statistics.h"

#include <cblas.h>
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/vector-code.h"
#include "ops/product.h"

#define CHUNK 1024 /* positions at a time: they stay in cache */
#define SLOTS                                                                                      \
  8 /* partial sums; each is made in order by one worker, and they are added in order              \
     */

typedef struct
{
  NstPool       *pool;
  NstMeasurement m;
  float         *sums;      /* (SLOTS, of (channels, channels) and (channels)) */
  double        *distances; /* (channels) */
} Statistics;

static double
total_weight (gsize positions, const float *weights)
{
  double total = 0.0;

  if (weights == NULL)
    return (double) positions;
  for (gsize i = 0; i < positions; i++)
    total += weights[i];
  return total;
}

/* Copies `n` positions from `first`, each scaled by `scale` (may be NULL), to (channels, n). */
static void
copy_chunk (const Statistics *s, gsize first, int n, const float *scale, float *to)
{
  for (int c = 0; c < s->m.channels; c++)
    {
      const float *from = s->m.features + c * s->m.stride + first;

      for (int i = 0; i < n; i++)
        to[(gsize) c * n + i] = from[i] * scale[i];
    }
}

static gboolean
any_weight (const float *weights, int n)
{
  for (int i = 0; i < n; i++)
    if (weights[i] != 0.0f)
      return TRUE;
  return FALSE;
}

/* ---- Forward ----------------------------------------------------------------------- */

#define LANES 16 /* partial sums: independent, so that they fill a vector */

NST_INLINE float
sum_chunk_body (const float *values, const float *weights, int n)
{
  float lanes[LANES] = { 0 }, sum = 0.0f;
  int   i = 0;

  if (weights == NULL)
    for (; i + LANES <= n; i += LANES)
      for (int l = 0; l < LANES; l++)
        lanes[l] += values[i + l];
  for (; i < n; i++)
    lanes[0] += values[i] * (weights != NULL ? weights[i] : 1.0f);
  for (int l = 0; l < LANES; l++)
    sum += lanes[l];
  return sum;
}

NST_VECTORIZED (float, sum_chunk, (const float *values, const float *weights, int n),
                (values, weights, n))

static void
add_means (const Statistics *s, gsize first, int n, float *mean)
{
  for (int c = 0; c < s->m.channels; c++)
    mean[c] += sum_chunk (s->m.features + c * s->m.stride + first,
                          s->m.weights != NULL ? s->m.weights + first : NULL, n);
}

/* Measured: with more channels OpenBLAS is faster. */
#define FEW_CHANNELS 64

static gboolean
is_thin (int channels)
{
  return channels <= FEW_CHANNELS && channels % NST_PRODUCT_ROWS == 0;
}

/* moment += block (channels, n) times its transpose, square by square below the diagonal. */
static void
add_thin_moments (int channels, int n, const float *block, gsize stride, float *moment)
{
  const NstProducts *products = nst_products ();
  int                whole = n / NST_PRODUCT_LANES * NST_PRODUCT_LANES;

  for (int i = 0; i < channels; i += NST_PRODUCT_SQUARE)
    for (int j = 0; j <= i; j += NST_PRODUCT_SQUARE)
      {
        float sums[NST_PRODUCT_SQUARE * NST_PRODUCT_SQUARE * NST_PRODUCT_LANES] = { 0 };

        products->correlate (block + i * stride, block + j * stride, stride, whole, sums);
        for (int s = 0; s < NST_PRODUCT_SQUARE * NST_PRODUCT_SQUARE; s++)
          {
            int   row = i + s / NST_PRODUCT_SQUARE, column = j + s % NST_PRODUCT_SQUARE;
            float sum = 0.0f;

            for (int l = 0; l < NST_PRODUCT_LANES; l++)
              sum += sums[s * NST_PRODUCT_LANES + l];
            for (int x = whole; x < n; x++)
              sum += block[row * stride + x] * block[column * stride + x];
            moment[(gsize) row * channels + column] += sum;
          }
      }
}

#define BAND 64 /* rows at a time: measured */

/* For each band of rows, the product with all rows up to its last one: hardly anything above the
 * diagonal is computed.  cblas_ssyrk would compute nothing there, but it is wrong on some
 * processors with SVE (OpenBLAS issue 5873). */
static void
add_wide_moments (int channels, int n, const float *block, gsize stride, float *moment)
{
  for (int row = 0; row < channels; row += BAND)
    {
      int rows = MIN (BAND, channels - row);

      cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasTrans, rows, row + rows, n, 1.0f,
                   block + row * stride, (int) stride, block, (int) stride, 1.0f,
                   moment + (gsize) row * channels, channels);
    }
}

static void
add_moments (const Statistics *s, gsize first, int n, int worker, float *moment)
{
  const float *block = s->m.features + first;
  gsize        stride = s->m.stride;

  if (s->m.weights != NULL)
    {
      float *root = nst_pool_scratch (s->pool, worker, (gsize) (s->m.channels + 1) * CHUNK);

      if (root == NULL)
        return;
      for (int i = 0; i < n; i++)
        root[i] = sqrtf (s->m.weights[first + i]);
      copy_chunk (s, first, n, root, root + CHUNK);
      block = root + CHUNK;
      stride = n;
    }
  if (is_thin (s->m.channels))
    add_thin_moments (s->m.channels, n, block, stride, moment);
  else
    add_wide_moments (s->m.channels, n, block, stride, moment);
}

static gsize
sums_of_slot (const Statistics *s)
{
  return (gsize) s->m.channels * (s->m.channels + 1);
}

static void
sum_slot (const Statistics *s, int slot, int worker)
{
  gsize  positions = s->m.positions, chunks = (positions + CHUNK - 1) / CHUNK;
  gsize  first = chunks * slot / SLOTS * CHUNK;
  gsize  end = MIN (chunks * (slot + 1) / SLOTS * CHUNK, positions);
  float *moment = s->sums + slot * sums_of_slot (s);
  float *mean = moment + (gsize) s->m.channels * s->m.channels;

  memset (moment, 0, sizeof (float) * sums_of_slot (s));
  for (; first < end; first += CHUNK)
    {
      int n = (int) MIN (CHUNK, end - first);

      if (s->m.weights != NULL && !any_weight (s->m.weights + first, n))
        continue;
      add_moments (s, first, n, worker, moment);
      add_means (s, first, n, mean);
    }
}

/* The slots' sums, together. */
static void
add_slots (const Statistics *s)
{
  int    channels = s->m.channels;
  gsize  n = (gsize) channels * channels;
  double scale = 1.0 / total_weight (s->m.positions, s->m.weights);

  memset (s->m.mean, 0, sizeof (double) * channels);
  for (int slot = 0; slot < SLOTS; slot++)
    for (int c = 0; c < channels; c++)
      s->m.mean[c] += scale * s->sums[slot * sums_of_slot (s) + n + c];
  for (int i = 0; i < channels; i++)
    for (int j = 0; j <= i; j++)
      {
        double sum = 0.0;

        for (int slot = 0; slot < SLOTS; slot++)
          sum += s->sums[slot * sums_of_slot (s) + i * channels + j];
        s->m.moment[i * channels + j] = s->m.moment[j * channels + i] = scale * sum;
      }
}

/* ---- Distance ---------------------------------------------------------------------- */

/* sum of (a - b)^2, or of a^2 where b is NULL. */
NST_INLINE float
square_chunk_body (const float *a, const float *b, int n)
{
  float lanes[LANES] = { 0 }, sum = 0.0f;
  int   i = 0;

  for (; b != NULL && i + LANES <= n; i += LANES)
    for (int l = 0; l < LANES; l++)
      lanes[l] += (a[i + l] - b[i + l]) * (a[i + l] - b[i + l]);
  for (; i < n; i++)
    {
      float difference = a[i] - (b != NULL ? b[i] : 0.0f);

      lanes[i % LANES] += difference * difference;
    }
  for (int l = 0; l < LANES; l++)
    sum += lanes[l];
  return sum;
}

NST_VECTORIZED (float, square_chunk, (const float *a, const float *b, int n), (a, b, n))

static double
distance_of_channel (const NstMeasurement *m, int channel)
{
  const float *a = m->features + channel * m->stride;
  const float *b = m->target != NULL ? m->target + channel * m->positions : NULL;
  double       sum = 0.0;

  if (m->weights == NULL)
    for (gsize first = 0; first < m->positions; first += CHUNK)
      sum += square_chunk (a + first, b != NULL ? b + first : NULL,
                           (int) MIN (CHUNK, m->positions - first));
  else
    for (gsize i = 0; i < m->positions; i++)
      sum += m->weights[i] * square_chunk (a + i, b != NULL ? b + i : NULL, 1);
  return sum;
}

/* ---- Several at once --------------------------------------------------------------- */

/* A slot of positions for the sums, and one of channels for the distance. */
static void
measure_slot (gpointer data, int item, int worker)
{
  const Statistics *s = (const Statistics *) data + item / SLOTS;
  int               slot = item % SLOTS;

  if (s->m.mean != NULL)
    sum_slot (s, slot, worker);
  for (int c = s->m.channels * slot / SLOTS;
       c < s->m.channels * (slot + 1) / SLOTS && s->m.distance != NULL; c++)
    s->distances[c] = distance_of_channel (&s->m, c);
}

static void
finish_measurement (gpointer data, int item, G_GNUC_UNUSED int worker)
{
  const Statistics *s = (const Statistics *) data + item;

  if (s->m.mean != NULL)
    add_slots (s);
  if (s->m.distance != NULL)
    *s->m.distance = 0.0;
  for (int c = 0; c < s->m.channels && s->m.distance != NULL; c++)
    *s->m.distance += s->distances[c];
}

void
nst_statistics_measure (NstPool *pool, int n, const NstMeasurement *measurements)
{
  g_autofree Statistics *all = g_new0 (Statistics, n);

  for (int i = 0; i < n; i++)
    {
      all[i].pool = pool;
      all[i].m = measurements[i];
      if (all[i].m.stride == 0)
        all[i].m.stride = all[i].m.positions;
      if (measurements[i].mean != NULL)
        {
          all[i].sums = nst_memory_try (SLOTS * sums_of_slot (&all[i]), sizeof (float));
          if (all[i].sums == NULL)
            nst_pool_refuse (pool, SLOTS * sums_of_slot (&all[i]) * sizeof (float));
        }
      all[i].distances = g_new (double, measurements[i].channels);
    }
  nst_pool_run (pool, n * SLOTS, measure_slot, all);
  nst_pool_run (pool, n, finish_measurement, all);
  for (int i = 0; i < n; i++)
    {
      g_free (all[i].sums);
      g_free (all[i].distances);
    }
}

void
nst_statistics (NstPool *pool, int channels, gsize positions, const float *features,
                const float *weights, double *mean, double *moment)
{
  NstMeasurement m = { .channels = channels,
                       .positions = positions,
                       .features = features,
                       .weights = weights,
                       .mean = mean,
                       .moment = moment };

  nst_statistics_measure (pool, 1, &m);
}

double
nst_statistics_distance (NstPool *pool, int channels, gsize positions, const float *features,
                         const float *target, const float *weights)
{
  double         distance = 0.0;
  NstMeasurement m = { .channels = channels,
                       .positions = positions,
                       .features = features,
                       .weights = weights,
                       .target = target,
                       .distance = &distance };

  nst_statistics_measure (pool, 1, &m);
  return distance;
}

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
  float columns[FEW_CHANNELS * NST_PRODUCT_COLUMNS];

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
  return CLAMP (TURNED / channels, CHUNK / 2, 4 * CHUNK) / NST_PRODUCT_COLUMNS
         * NST_PRODUCT_COLUMNS;
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
  if (g->matrix != NULL && is_thin (g->channels))
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
        int    at = is_thin (channels)
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
  double            scale = 1.0 / total_weight (positions, weights);
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
  if (!any_weight (map->weights + first, n))
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
  gsize                  first = (gsize) item * CHUNK;
  int                    n = (int) MIN (CHUNK, g->positions - first);
  float *gradient = nst_pool_scratch (g->pool, worker, (gsize) 2 * g->channels * CHUNK);

  if (gradient == NULL)
    return;
  pull_chunk (g, first, n, gradient);
  for (int k = 0; k < r->n; k++)
    add_region (g, &r->maps[k], first, n, gradient + (gsize) g->channels * CHUNK, gradient);
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
  nst_pool_run (pool, (int) ((positions + CHUNK - 1) / CHUNK), backward_regions_chunk, &r);
  for (int k = 0; k < n; k++)
    {
      g_free (maps[k].mean);
      g_free (maps[k].matrix);
    }
}
