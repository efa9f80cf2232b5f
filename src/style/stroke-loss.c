/* SPDX-License-Identifier: GPL-3.0-or-later */

/* stroke-loss.c - nearest neighbors between a painting and a style, at one tap.
 *
 * With d = f - m, q = d^T K^2 d and the table t_j = K b_j of the bank's unit vectors
 * b_j = K (s_j - m) / |K (s_j - m)|, the cosine of f and s_j is (d . t_j) / sqrt q, and its gradient
 * at f is t_j / sqrt q - cos K^2 d / q.
 */

#include "style/stroke-loss.h"

#include <cblas.h>
#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/memory.h"
#include "base/vector-code.h"
#include "ops/nearest.h"

#define CHUNK    256   /* positions in an item */
#define TURNED   16    /* positions that are taken out of their planes together */
#define LANES    16    /* partial sums, so that they fill a vector */
#define SMALLEST 1e-12 /* squared length below which a vector has no direction */

struct _NstStrokeLoss
{
  int       channels, n;
  gsize     positions;
  NstArena *arena;
  float    *mean;        /* (channels) m */
  float    *square;      /* (channels, channels) K^2 */
  float    *table;       /* (channels, n) t */
  float    *rows;        /* (n, channels) the same */
  float    *offsets;     /* (n) -m . t */
  gint32   *nearest;     /* (positions) of the bank */
  gint32   *back;        /* (n) of the positions */
  float    *back_scores; /* (n) */
  gint32   *chains;      /* (positions) the first of the bank whose nearest is the position; -1 */
  gint32   *next;        /* (n) and the next one; -1 */
};

/* ---- Set-up ------------------------------------------------------------------------ */

/* product (channels) = m v, for a symmetric m, or v itself without. */
static void
apply (int channels, const double *m, const double *v, double *product)
{
  if (m == NULL)
    memcpy (product, v, sizeof (double) * channels);
  else
    cblas_dgemv (CblasRowMajor, CblasNoTrans, channels, channels, 1.0, m, channels, v, 1, 0.0,
                 product, 1);
}

/* t_j = K b_j; all 0 for a vector that is the mean itself, which is then never the nearest. */
static void
fill_row (NstStrokeLoss *loss, int j, const float *vector, const double *metric, const double *mean)
{
  int                n = loss->channels;
  g_autofree double *d = g_new (double, n), *unit = g_new (double, n), *t = g_new (double, n);
  double             square, offset = 0.0;

  for (int c = 0; c < n; c++)
    d[c] = vector[c] - mean[c];
  apply (n, metric, d, unit);
  square = cblas_ddot (n, unit, 1, unit, 1);
  for (int c = 0; c < n; c++)
    unit[c] = square > SMALLEST ? unit[c] / sqrt (square) : 0.0;
  apply (n, metric, unit, t);
  for (int c = 0; c < n; c++)
    {
      loss->rows[(gsize) j * n + c] = loss->table[(gsize) c * loss->n + j] = (float) t[c];
      offset -= mean[c] * t[c];
    }
  loss->offsets[j] = (float) offset;
}

static void
fill_square (NstStrokeLoss *loss, const double *metric)
{
  int n = loss->channels;

  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++)
      loss->square[i * n + j]
          = metric != NULL ? (float) cblas_ddot (n, metric + i * n, 1, metric + j * n, 1) : i == j;
}

/* With buffers out of `arena`, which it takes. */
static NstStrokeLoss *
plan (int channels, int n, gsize positions, NstArena *arena)
{
  NstStrokeLoss *loss = g_new0 (NstStrokeLoss, 1);
  gsize          width = (gsize) channels, height = (gsize) n;

  loss->channels = channels;
  loss->n = n;
  loss->positions = positions;
  loss->arena = arena;
  loss->mean = nst_arena_buffer (arena, width);
  loss->square = nst_arena_buffer (arena, width * width);
  loss->table = nst_arena_buffer (arena, width * height);
  loss->rows = nst_arena_buffer (arena, width * height);
  loss->offsets = nst_arena_buffer (arena, height);
  loss->nearest = nst_arena_alloc (arena, positions, sizeof (gint32));
  loss->back = nst_arena_alloc (arena, height, sizeof (gint32));
  loss->back_scores = nst_arena_buffer (arena, height);
  loss->chains = nst_arena_alloc (arena, positions, sizeof (gint32));
  loss->next = nst_arena_alloc (arena, height, sizeof (gint32));
  return loss;
}

gsize
nst_stroke_loss_bytes (int channels, int n, gsize positions)
{
  g_autoptr (NstStrokeLoss) loss = plan (channels, n, positions, nst_arena_new_counting ());

  return nst_arena_get_bytes (loss->arena);
}

NstStrokeLoss *
nst_stroke_loss_new (const NstBank *bank, const double *metric, const double *mean, gsize positions,
                     GError **error)
{
  g_autoptr (NstStrokeLoss) loss = plan (bank->channels, bank->n, positions, nst_arena_new ());

  if (!nst_arena_check (loss->arena, error))
    return NULL;
  for (int c = 0; c < bank->channels; c++)
    loss->mean[c] = (float) mean[c];
  fill_square (loss, metric);
  for (int j = 0; j < bank->n; j++)
    fill_row (loss, j, bank->vectors + (gsize) j * bank->channels, metric, mean);
  return g_steal_pointer (&loss);
}

void
nst_stroke_loss_free (NstStrokeLoss *loss)
{
  if (loss == NULL)
    return;
  nst_arena_free (loss->arena);
  g_free (loss);
}

/* ---- What a position is, in the metric ------------------------------------------------ */

/* Of `n` positions: d (n, channels), K^2 d (n, channels) and q (n). */
typedef struct
{
  int    n;
  float *d, *product, *q;
} Block;

static gsize
block_floats (const NstStrokeLoss *loss)
{
  return ((gsize) 3 * loss->channels + 1) * CHUNK;
}

/* Vectors are taken out of the channels' planes, so that one is looked at in one piece. */
NST_INLINE void
take_vectors_body (const float *features, gsize stride, int channels, int n, const float *mean,
                   float *d)
{
  for (int first = 0; first < n; first += TURNED)
    for (int c = 0; c < channels; c++)
      for (int i = first; i < MIN (first + TURNED, n); i++)
        d[(gsize) i * channels + c] = features[c * stride + i] - mean[c];
}

NST_VECTORIZED (void, take_vectors,
                (const float *features, gsize stride, int channels, int n, const float *mean,
                 float *d),
                (features, stride, channels, n, mean, d))

NST_INLINE float
dot_body (const float *a, const float *b, int n)
{
  float lanes[LANES] = { 0 }, sum = 0.0f;
  int   c = 0;

  for (; c + LANES <= n; c += LANES)
    for (int l = 0; l < LANES; l++)
      lanes[l] += a[c + l] * b[c + l];
  for (; c < n; c++)
    lanes[0] += a[c] * b[c];
  for (int l = 0; l < LANES; l++)
    sum += lanes[l];
  return sum;
}

NST_VECTORIZED (float, dot, (const float *a, const float *b, int n), (a, b, n))

/* Of the positions from `first` of the part on.  `scratch` has block_floats values; the last
 * (channels, CHUNK) of them stay free. */
static Block
measure_block (const NstStrokeLoss *loss, const NstStrokePart *part, gsize first, float *scratch)
{
  int   channels = loss->channels, n = (int) MIN (CHUNK, part->positions - first);
  Block b = { n, scratch, scratch + (gsize) channels * n, scratch + (gsize) 2 * channels * n };

  take_vectors (part->features + first, part->stride, channels, n, loss->mean, b.d);
  cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasNoTrans, n, channels, channels, 1.0f, b.d,
               channels, loss->square, channels, 0.0f, b.product, channels);
  for (int i = 0; i < n; i++)
    b.q[i] = dot (b.d + (gsize) i * channels, b.product + (gsize) i * channels, channels);
  return b;
}

/* ---- Matching ---------------------------------------------------------------------- */

typedef struct
{
  const NstStrokeLoss *loss;
  NstPool             *pool;
  const NstStrokePart *part;
  float               *scales;
} Scaling;

static void
scale_chunk (gpointer data, int item, int worker)
{
  const Scaling *s = data;
  gsize          first = (gsize) item * CHUNK;
  float         *scratch = nst_pool_scratch (s->pool, worker, block_floats (s->loss));
  Block          b;

  if (scratch == NULL)
    return;
  b = measure_block (s->loss, s->part, first, scratch);
  for (int i = 0; i < b.n; i++)
    {
      gboolean counts = s->part->weights == NULL || s->part->weights[first + i] > 0.0f;

      s->scales[first + i] = counts && b.q[i] > (float) SMALLEST ? 1.0f / sqrtf (b.q[i]) : 0.0f;
    }
}

void
nst_stroke_loss_begin_matching (NstStrokeLoss *loss)
{
  for (int j = 0; j < loss->n; j++)
    {
      loss->back[j] = G_MAXINT32;
      loss->back_scores[j] = -INFINITY;
    }
}

void
nst_stroke_loss_match (NstStrokeLoss *loss, NstPool *pool, const NstStrokePart *part)
{
  g_autofree float *scales = nst_memory_try (part->positions, sizeof (float));
  Scaling           s = { loss, pool, part, scales };
  NstNearest        nearest = { .channels = loss->channels,
                                .positions = part->positions,
                                .stride = part->stride,
                                .features = part->features,
                                .scales = scales,
                                .n = loss->n,
                                .bank = loss->table,
                                .offsets = loss->offsets,
                                .nearest = loss->nearest + part->first,
                                .first = part->first,
                                .nearest_back = loss->back,
                                .scores_back = loss->back_scores };

  if (scales == NULL)
    {
      nst_pool_refuse (pool, sizeof (float) * part->positions);
      return;
    }
  nst_pool_run (pool, (int) ((part->positions + CHUNK - 1) / CHUNK), scale_chunk, &s);
  nst_nearest (pool, &nearest);
}

void
nst_stroke_loss_end_matching (NstStrokeLoss *loss)
{
  memset (loss->chains, 0xff, sizeof (gint32) * loss->positions);
  for (int j = loss->n; j-- > 0;)
    if (loss->back[j] != G_MAXINT32)
      {
        loss->next[j] = loss->chains[loss->back[j]];
        loss->chains[loss->back[j]] = j;
      }
}

/* ---- Evaluation -------------------------------------------------------------------- */

typedef struct
{
  const NstStrokeLoss *loss;
  NstPool             *pool;
  double               forward, back; /* weights of a position, and of one of the bank */
  const NstStrokePart *part;
  float               *gradient;
  double              *sums; /* one an item */
} Evaluation;

/* Adds weight (1 - cos) of position i of the block and of row j; its gradient, which is
 * weight (cos K^2 d / q - t / sqrt q), is added to `gradient` (channels). */
NST_INLINE double
add_pair_body (const NstStrokeLoss *loss, const Block *b, int i, int j, double weight,
               float *gradient)
{
  int          channels = loss->channels;
  const float *t = loss->rows + (gsize) j * channels, *product = b->product + (gsize) i * channels;
  float        root = sqrtf (b->q[i]);
  double       cosine = dot_body (b->d + (gsize) i * channels, t, channels) / root;
  float        of_product = (float) (weight * cosine / b->q[i]);
  float        of_row = (float) (weight / root);

  for (int c = 0; c < channels; c++)
    gradient[c] += of_product * product[c] - of_row * t[c];
  return weight * (1.0 - cosine);
}

NST_VECTORIZED (double, add_pair,
                (const NstStrokeLoss *loss, const Block *b, int i, int j, double weight,
                 float *gradient),
                (loss, b, i, j, weight, gradient))

/* All terms of position number `number`, the block's i. */
static double
add_pairs (const Evaluation *e, const Block *b, int i, double weight, gsize number, float *gradient)
{
  const NstStrokeLoss *loss = e->loss;
  double               sum;

  if (weight == 0.0 || !(b->q[i] > (float) SMALLEST))
    return 0.0;
  sum = add_pair (loss, b, i, loss->nearest[number], e->forward * weight, gradient);
  for (gint32 j = loss->chains[number]; j >= 0; j = loss->next[j])
    sum += add_pair (loss, b, i, j, e->back, gradient);
  return sum;
}

static void
evaluate_chunk (gpointer data, int item, int worker)
{
  const Evaluation    *e = data;
  const NstStrokePart *part = e->part;
  int                  channels = e->loss->channels;
  gsize                first = (gsize) item * CHUNK;
  float               *scratch = nst_pool_scratch (e->pool, worker, block_floats (e->loss));
  float               *gradients;
  Block                b;

  if (scratch == NULL)
    return;
  b = measure_block (e->loss, part, first, scratch);
  gradients = b.q + b.n;
  memset (gradients, 0, sizeof (float) * b.n * channels);
  for (int i = 0; i < b.n; i++)
    e->sums[item] += add_pairs (e, &b, i, part->weights != NULL ? part->weights[first + i] : 1.0,
                                part->first + first + i, gradients + (gsize) i * channels);
  for (int c = 0; c < channels; c++)
    for (int i = 0; i < b.n; i++)
      e->gradient[c * part->positions + first + i] += gradients[(gsize) i * channels + c];
}

double
nst_stroke_loss_evaluate (NstStrokeLoss *loss, NstPool *pool, double weight, double back_weight,
                          double total, const NstStrokePart *part, float *gradient)
{
  int                items = (int) ((part->positions + CHUNK - 1) / CHUNK);
  g_autofree double *sums = g_new0 (double, items);
  Evaluation e = { loss, pool, weight / total, back_weight / loss->n, part, gradient, sums };
  double     sum = 0.0;

  nst_pool_run (pool, items, evaluate_chunk, &e);
  for (int i = 0; i < items; i++)
    sum += sums[i];
  return sum;
}
