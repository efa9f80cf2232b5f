/* SPDX-License-Identifier: GPL-3.0-or-later */

/* statistics.c - second-order statistics of features, forward. */

#include "ops/statistics-private.h"

#include <cblas.h>
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/vector-code.h"
#include "ops/product.h"

/* Partial sums: each is made in order by one worker, and they are added in order. */
#define SLOTS 8

typedef struct
{
  NstPool       *pool;
  NstMeasurement m;
  float         *sums;      /* (SLOTS, of (channels, channels) and (channels)) */
  double        *distances; /* (channels) */
} Statistics;

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
      float *root
          = nst_pool_scratch (s->pool, worker, (gsize) (s->m.channels + 1) * NST_STATISTICS_CHUNK);

      if (root == NULL)
        return;
      for (int i = 0; i < n; i++)
        root[i] = sqrtf (s->m.weights[first + i]);
      copy_chunk (s, first, n, root, root + NST_STATISTICS_CHUNK);
      block = root + NST_STATISTICS_CHUNK;
      stride = n;
    }
  if (nst_statistics_is_thin (s->m.channels))
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
  gsize positions = s->m.positions,
        chunks = (positions + NST_STATISTICS_CHUNK - 1) / NST_STATISTICS_CHUNK;
  gsize  first = chunks * slot / SLOTS * NST_STATISTICS_CHUNK;
  gsize  end = MIN (chunks * (slot + 1) / SLOTS * NST_STATISTICS_CHUNK, positions);
  float *moment = s->sums + slot * sums_of_slot (s);
  float *mean = moment + (gsize) s->m.channels * s->m.channels;

  memset (moment, 0, sizeof (float) * sums_of_slot (s));
  for (; first < end; first += NST_STATISTICS_CHUNK)
    {
      int n = (int) MIN (NST_STATISTICS_CHUNK, end - first);

      if (s->m.weights != NULL && !nst_statistics_any (s->m.weights + first, n))
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
  double scale = 1.0 / nst_statistics_weight (s->m.positions, s->m.weights);

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
    for (gsize first = 0; first < m->positions; first += NST_STATISTICS_CHUNK)
      sum += square_chunk (a + first, b != NULL ? b + first : NULL,
                           (int) MIN (NST_STATISTICS_CHUNK, m->positions - first));
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
