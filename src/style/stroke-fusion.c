/* SPDX-License-Identifier: GPL-3.0-or-later */

/* stroke-fusion.c - draws fused features to those that the style really has.
 *
 * With d = f - m and the table t_j = K^2 (s_j - m) / |K (s_j - m)|, a cosine is (d . t_j) / |K d|,
 * and |K d|^2 = d . K^2 d.
 */

#include "style/stroke-fusion.h"

#include <cblas.h>
#include <math.h>
#include <string.h>

#include "base/vector-code.h"
#include "ops/vector.h"
#include "style/lift-metric.h"

#define CHUNK    128    /* positions in an item */
#define SMALLEST 1e-12f /* squared length below which a vector has no direction */

/* Where features are drawn: relu3_1 and relu4_1.  With relu2_1 paintings lose more of the scene than
 * they gain (bench/recipe.md). */
static gboolean
draws_at (int level)
{
  return level == 2 || level == 3;
}

/* How far the way goes: not at all at 0, half of it at 1, nearly all at 4. */
static double
share_of (double strokes, double strength)
{
  return (1.0 - pow (2.0, -strokes)) * strength;
}

typedef struct
{
  int    channels;
  int    n;       /* 0: nothing is done */
  float *mean;    /* (channels) m */
  float *square;  /* (channels, channels) K^2 */
  float *vectors; /* (n, channels) s */
  float *table;   /* (n, channels) t */
} Level;

struct _NstStrokeFusion
{
  float share;
  Level levels[NST_LEVELS];
};

/* ---- Set-up ------------------------------------------------------------------------ */

static float *
square_of (const NstNetwork *network, int level, int channels)
{
  int                tap = nst_architecture_style_tap (network->architecture, level);
  float             *square = g_new (float, (gsize) channels *channels);
  g_autofree double *exact = nst_lift_square (network, tap);

  for (int i = 0; i < channels * channels; i++)
    square[i] = exact != NULL ? (float) exact[i] : i / channels == i % channels;
  return square;
}

/* The table, from the vectors; all 0 for one that is the mean itself. */
static void
fill_table (Level *l)
{
  gsize             n = (gsize) l->n * l->channels;
  g_autofree float *deviations = g_new (float, n);

  for (gsize i = 0; i < n; i++)
    deviations[i] = l->vectors[i] - l->mean[i % l->channels];
  cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasNoTrans, l->n, l->channels, l->channels, 1.0f,
               deviations, l->channels, l->square, l->channels, 0.0f, l->table, l->channels);
  for (int j = 0; j < l->n; j++)
    {
      float *row = l->table + (gsize) j * l->channels;
      float  squared = cblas_sdot (l->channels, deviations + (gsize) j * l->channels, 1, row, 1);

      cblas_sscal (l->channels, squared > SMALLEST ? 1.0f / sqrtf (squared) : 0.0f, row, 1);
    }
}

static gboolean
fill_level (const NstNetwork *network, int level, const NstMoments *moments, const NstBank *bank,
            Level *l, GError **error)
{
  NstBank thin = { 0 };

  if (!nst_bank_thin (bank, NST_STROKE_FUSION_VECTORS, &thin, error))
    return FALSE;
  *l = (Level) { .channels = thin.channels, .n = thin.n, .vectors = thin.vectors };
  if (l->n == 0)
    return TRUE;
  l->mean = g_new (float, l->channels);
  for (int c = 0; c < l->channels; c++)
    l->mean[c] = (float) moments->mean[c];
  l->square = square_of (network, level, l->channels);
  l->table = g_new (float, (gsize) l->n * l->channels);
  fill_table (l);
  return TRUE;
}

NstStrokeFusion *
nst_stroke_fusion_new (const NstNetwork *network, const NstStyleStatistics *style, double strokes,
                       double strength, GError **error)
{
  g_autoptr (NstStrokeFusion) fusion = g_new0 (NstStrokeFusion, 1);

  fusion->share = (float) share_of (strokes, strength);
  for (int level = 0; level < NST_LEVELS && fusion->share > 0.0f; level++)
    if (draws_at (level)
        && !fill_level (network, level, &style->levels[level], &style->banks[level],
                        &fusion->levels[level], error))
      return NULL;
  return g_steal_pointer (&fusion);
}

void
nst_stroke_fusion_free (NstStrokeFusion *fusion)
{
  if (fusion == NULL)
    return;
  for (int level = 0; level < NST_LEVELS; level++)
    {
      g_free (fusion->levels[level].mean);
      g_free (fusion->levels[level].square);
      g_free (fusion->levels[level].vectors);
      g_free (fusion->levels[level].table);
    }
  g_free (fusion);
}

/* ---- Weights ----------------------------------------------------------------------- */

/* inverse (n) = 1 / |K d|, or 0 where d has no direction; `product` (channels, n) is K^2 d. */
NST_INLINE void
invert_lengths_body (int channels, int n, const float *d, const float *product, float *inverse)
{
  memset (inverse, 0, sizeof (float) * n);
  for (int c = 0; c < channels; c++)
    for (int i = 0; i < n; i++)
      inverse[i] += d[c * n + i] * product[c * n + i];
  for (int i = 0; i < n; i++)
    inverse[i] = inverse[i] > SMALLEST ? 1.0f / sqrtf (inverse[i]) : 0.0f;
}

NST_VECTORIZED (void, invert_lengths,
                (int channels, int n, const float *d, const float *product, float *inverse),
                (channels, n, d, product, inverse))

/* Products (vectors, n) with the table become weights, not yet of sum 1; sums (n).  `top` (n) is
 * scratch. */
NST_INLINE void
weigh_body (int vectors, int n, const float *inverse, float *products, float *top, float *sums)
{
  const float steepness = (float) (1.0 / NST_STROKE_FUSION_REACH);

  for (int i = 0; i < n; i++)
    {
      top[i] = -INFINITY;
      sums[i] = 0.0f;
    }
  for (int j = 0; j < vectors; j++)
    for (int i = 0; i < n; i++)
      top[i] = MAX (top[i], products[j * n + i]);
  for (int j = 0; j < vectors; j++)
    for (int i = 0; i < n; i++)
      {
        float lack = (top[i] - products[j * n + i]) * inverse[i] * steepness;
        float weight = MAX (1.0f - lack, 0.0f);

        weight *= weight;
        weight *= weight;
        weight *= weight;
        products[j * n + i] = weight;
        sums[i] += weight;
      }
}

NST_VECTORIZED (void, weigh,
                (int vectors, int n, const float *inverse, float *products, float *top,
                 float *sums),
                (vectors, n, inverse, products, top, sums))

/* ---- Features ---------------------------------------------------------------------- */

typedef struct
{
  NstPool                  *pool;
  int                       level, channels;
  int                       n;
  const NstWeightedStrokes *styles;
  gsize                     positions, stride;
  float                    *features;
} Drawing;

/* What a chunk of `n` positions needs. */
typedef struct
{
  int    n;
  float *moved;                /* (channels, n) */
  float *deviations, *target;  /* (channels, n) */
  float *weights;              /* (vectors, n) */
  float *inverse, *top, *sums; /* (n) */
} Scratch;

static gsize
scratch_floats (int channels)
{
  return (gsize) (3 * channels + NST_STROKE_FUSION_VECTORS + 3) * CHUNK;
}

static Scratch
lay_out (int channels, int n, float *floats)
{
  Scratch s = { .n = n, .moved = floats };

  s.deviations = s.moved + (gsize) channels * n;
  s.target = s.deviations + (gsize) channels * n;
  s.weights = s.target + (gsize) channels * n;
  s.inverse = s.weights + (gsize) NST_STROKE_FUSION_VECTORS * n;
  s.top = s.inverse + n;
  s.sums = s.top + n;
  return s;
}

/* Sets s->target to the style's features that are like those of the chunk, times s->sums. */
static void
find_target (const Level *l, const float *features, gsize stride, Scratch *s)
{
  int n = s->n;

  for (int c = 0; c < l->channels; c++)
    for (int i = 0; i < n; i++)
      s->deviations[c * n + i] = features[c * stride + i] - l->mean[c];
  cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasNoTrans, l->channels, n, l->channels, 1.0f,
               l->square, l->channels, s->deviations, n, 0.0f, s->target, n);
  invert_lengths (l->channels, n, s->deviations, s->target, s->inverse);
  cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasNoTrans, l->n, n, l->channels, 1.0f, l->table,
               l->channels, s->deviations, n, 0.0f, s->weights, n);
  weigh (l->n, n, s->inverse, s->weights, s->top, s->sums);
  cblas_sgemm (CblasRowMajor, CblasTrans, CblasNoTrans, l->channels, n, l->n, 1.0f, l->vectors,
               l->channels, s->weights, n, 0.0f, s->target, n);
}

/* Adds what one style draws the chunk by; `weights` (n) or NULL. */
static void
add_style (const NstStrokeFusion *fusion, const Level *l, const float *weights,
           const float *features, gsize stride, Scratch *s)
{
  int n = s->n;

  find_target (l, features, stride, s);
  for (int i = 0; i < n; i++)
    {
      gboolean counts = s->inverse[i] > 0.0f;

      s->top[i] = counts ? fusion->share * (weights != NULL ? weights[i] : 1.0f) : 0.0f;
      s->sums[i] = 1.0f / s->sums[i];
    }
  for (int c = 0; c < l->channels; c++)
    for (int i = 0; i < n; i++)
      s->moved[c * n + i]
          += s->top[i] * (s->target[c * n + i] * s->sums[i] - features[c * stride + i]);
}

static void
draw_chunk (gpointer data, int item, int worker)
{
  const Drawing *d = data;
  gsize          first = (gsize) item * CHUNK;
  int            n = (int) MIN (CHUNK, d->positions - first);
  float         *features = d->features + first;
  float         *floats = nst_pool_scratch (d->pool, worker, scratch_floats (d->channels));
  Scratch        s;

  if (floats == NULL)
    return;
  s = lay_out (d->channels, n, floats);
  memset (s.moved, 0, sizeof (float) * d->channels * n);
  for (int k = 0; k < d->n; k++)
    {
      const NstStrokeFusion *fusion = d->styles[k].fusion;
      const float           *weights = d->styles[k].weights;

      if (weights != NULL)
        weights += first;
      if (fusion->levels[d->level].n > 0 && (weights == NULL || nst_vector_any (n, weights)))
        add_style (fusion, &fusion->levels[d->level], weights, features, d->stride, &s);
    }
  for (int c = 0; c < d->channels; c++)
    for (int i = 0; i < n; i++)
      features[c * d->stride + i] += s.moved[c * n + i];
}

void
nst_stroke_fusion_apply (NstPool *pool, int level, int n, const NstWeightedStrokes *styles,
                         gsize positions, gsize stride, float *features)
{
  Drawing d = { pool, level, 0, n, styles, positions, stride, features };

  for (int k = 0; k < n; k++)
    d.channels = MAX (d.channels, styles[k].fusion->levels[level].channels);
  if (d.channels > 0)
    nst_pool_run (pool, (int) ((positions + CHUNK - 1) / CHUNK), draw_chunk, &d);
}
