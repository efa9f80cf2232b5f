/* SPDX-License-Identifier: GPL-3.0-or-later */

/* statistics.c - second-order statistics of features, forward and backward. */

#include "ops/statistics.h"

#include <cblas.h>
#include <math.h>
#include <string.h>

#define CHUNK 1024 /* positions at a time: they stay in cache */
#define SLOTS                                                                                      \
  8 /* partial sums; each is made in order by one worker, and they are added in order              \
     */

typedef struct
{
  NstPool     *pool;
  int          channels;
  gsize        positions;
  const float *features;
  const float *weights;
  float       *sums[SLOTS];     /* (channels, channels) and (channels) */
  const float *gradient_mean;   /* over W */
  const float *gradient_moment; /* times 2 / W */
  float       *gradient;
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
  for (int c = 0; c < s->channels; c++)
    {
      const float *from = s->features + c * s->positions + first;

      for (int i = 0; i < n; i++)
        to[(gsize) c * n + i] = from[i] * scale[i];
    }
}

/* ---- Forward ----------------------------------------------------------------------- */

static void
add_means (const Statistics *s, gsize first, int n, float *mean)
{
  for (int c = 0; c < s->channels; c++)
    {
      const float *from = s->features + c * s->positions + first;
      double       sum = 0.0;

      if (s->weights == NULL)
        for (int i = 0; i < n; i++)
          sum += from[i];
      else
        for (int i = 0; i < n; i++)
          sum += from[i] * s->weights[first + i];
      mean[c] += (float) sum;
    }
}

static void
add_moments (const Statistics *s, gsize first, int n, int worker, float *moment)
{
  const float *block = s->features + first;
  gsize        stride = s->positions;

  if (s->weights != NULL)
    {
      float *root = nst_pool_scratch (s->pool, worker, (gsize) (s->channels + 1) * CHUNK);

      for (int i = 0; i < n; i++)
        root[i] = sqrtf (s->weights[first + i]);
      copy_chunk (s, first, n, root, root + CHUNK);
      block = root + CHUNK;
      stride = n;
    }
  cblas_ssyrk (CblasRowMajor, CblasLower, CblasNoTrans, s->channels, n, 1.0f, block, (int) stride,
               1.0f, moment, s->channels);
}

static void
sum_slot (gpointer data, int slot, int worker)
{
  const Statistics *s = data;
  gsize             chunks = (s->positions + CHUNK - 1) / CHUNK;
  gsize             first = chunks * slot / SLOTS * CHUNK;
  gsize             end = MIN (chunks * (slot + 1) / SLOTS * CHUNK, s->positions);
  float            *moment = s->sums[slot];
  float            *mean = moment + (gsize) s->channels * s->channels;

  memset (moment, 0, sizeof (float) * s->channels * (s->channels + 1));
  for (; first < end; first += CHUNK)
    {
      int n = (int) MIN (CHUNK, end - first);

      add_moments (s, first, n, worker, moment);
      add_means (s, first, n, mean);
    }
}

void
nst_statistics (NstPool *pool, int channels, gsize positions, const float *features,
                const float *weights, double *mean, double *moment)
{
  Statistics        s = { .pool = pool,
                          .channels = channels,
                          .positions = positions,
                          .features = features,
                          .weights = weights };
  gsize             n = (gsize) channels * channels;
  double            scale = 1.0 / total_weight (positions, weights);
  g_autofree float *sums = g_new (float, SLOTS *(n + channels));

  for (int i = 0; i < SLOTS; i++)
    s.sums[i] = sums + i * (n + channels);
  nst_pool_run (pool, SLOTS, sum_slot, &s);

  memset (mean, 0, sizeof (double) * channels);
  for (int slot = 0; slot < SLOTS; slot++)
    for (int c = 0; c < channels; c++)
      mean[c] += scale * s.sums[slot][n + c];
  for (int i = 0; i < channels; i++)
    for (int j = 0; j <= i; j++)
      {
        double sum = 0.0;

        for (int slot = 0; slot < SLOTS; slot++)
          sum += s.sums[slot][i * channels + j];
        moment[i * channels + j] = moment[j * channels + i] = scale * sum;
      }
}

/* ---- Backward ---------------------------------------------------------------------- */

static void
backward_chunk (gpointer data, int item, int worker)
{
  const Statistics *s = data;
  gsize             first = (gsize) item * CHUNK;
  int               n = (int) MIN (CHUNK, s->positions - first);
  float            *block = nst_pool_scratch (s->pool, worker, (gsize) s->channels * CHUNK);

  cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasNoTrans, s->channels, n, s->channels, 1.0f,
               s->gradient_moment, s->channels, s->features + first, (int) s->positions, 0.0f,
               block, n);
  for (int c = 0; c < s->channels; c++)
    {
      float       *to = s->gradient + c * s->positions + first;
      const float *from = block + (gsize) c * n;
      float        mean = s->gradient_mean[c];

      if (s->weights == NULL)
        for (int i = 0; i < n; i++)
          to[i] += from[i] + mean;
      else
        for (int i = 0; i < n; i++)
          to[i] += s->weights[first + i] * (from[i] + mean);
    }
}

void
nst_statistics_backward (NstPool *pool, int channels, gsize positions, const float *features,
                         const float *weights, const double *gradient_mean,
                         const double *gradient_moment, float *gradient)
{
  gsize             n = (gsize) channels * channels;
  double            scale = 1.0 / total_weight (positions, weights);
  g_autofree float *mean = g_new (float, channels);
  g_autofree float *moment = g_new (float, n);
  Statistics        s = { .pool = pool,
                          .channels = channels,
                          .positions = positions,
                          .features = features,
                          .weights = weights,
                          .gradient_mean = mean,
                          .gradient_moment = moment,
                          .gradient = gradient };

  for (int c = 0; c < channels; c++)
    mean[c] = (float) (scale * gradient_mean[c]);
  for (gsize i = 0; i < n; i++)
    moment[i] = (float) (2.0 * scale * gradient_moment[i]);
  nst_pool_run (pool, (int) ((positions + CHUNK - 1) / CHUNK), backward_chunk, &s);
}
