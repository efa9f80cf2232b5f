/* SPDX-License-Identifier: GPL-3.0-or-later */

/* vector.c - operations on long vectors, chunk by chunk. */

#include "ops/vector.h"

#include <math.h>
#include <string.h>

#include "base/vector-code.h"

#define CHUNK      32768
#define MAX_CHUNKS 4096 /* beyond that a chunk is longer */
#define LANES      16 /* partial sums in a chunk: independent, so that they fill a vector register */

/* The operands of one function: vectors of floats and, compact, of bfloat16. */
typedef struct
{
  gsize          n, chunk;
  const float   *a, *b;
  float         *y;
  const guint16 *compact_a, *compact_b;
  guint16       *compact_y;
  float          alpha, beta;
  double        *sums; /* of the chunks */
} Vector;

/* Those of base/half.h, inline: loops over them fill vector registers. */
static inline float
widen (guint16 compact)
{
  guint32 bits = (guint32) compact << 16;
  float   value;

  memcpy (&value, &bits, sizeof value);
  return value;
}

static inline guint16
narrow (float value)
{
  guint32 bits;

  memcpy (&bits, &value, sizeof bits);
  if ((bits & 0x7fffffff) > 0x7f800000)
    return (guint16) (bits >> 16 | 0x40);
  return (guint16) ((bits + 0x7fff + (bits >> 16 & 1)) >> 16);
}

/* ---- Chunks ------------------------------------------------------------------------ */

static int
cut (Vector *v)
{
  v->chunk = MAX (CHUNK, (v->n + MAX_CHUNKS - 1) / MAX_CHUNKS);
  return (int) ((v->n + v->chunk - 1) / v->chunk);
}

static void
change (NstPool *pool, NstJob job, Vector v)
{
  int n_chunks = cut (&v);

  nst_pool_run (pool, n_chunks, job, &v);
}

static double
sum_up (NstPool *pool, NstJob job, Vector v)
{
  int                n_chunks = cut (&v);
  g_autofree double *sums = v.sums = g_new (double, n_chunks);
  double             sum = 0.0;

  nst_pool_run (pool, n_chunks, job, &v);
  for (int i = 0; i < n_chunks; i++)
    sum += sums[i];
  return sum;
}

/* ---- Products ---------------------------------------------------------------------- */

/* Which operands are compact is known where this is inlined. */
NST_INLINE void
dot_body (Vector *v, int item, gboolean compact_a, gboolean compact_b)
{
  gsize  first = item * v->chunk, end = MIN (first + v->chunk, v->n), i = first;
  double lanes[LANES] = { 0 };

  for (; i + LANES <= end; i += LANES)
    for (int l = 0; l < LANES; l++)
      lanes[l] += (double) (compact_a ? widen (v->compact_a[i + l]) : v->a[i + l])
                  * (compact_b ? widen (v->compact_b[i + l]) : v->b[i + l]);
  for (; i < end; i++)
    lanes[0] += (double) (compact_a ? widen (v->compact_a[i]) : v->a[i])
                * (compact_b ? widen (v->compact_b[i]) : v->b[i]);
  v->sums[item] = 0.0;
  for (int l = 0; l < LANES; l++)
    v->sums[item] += lanes[l];
}

static void
dot_chunk (gpointer data, int item, G_GNUC_UNUSED int worker)
{
  dot_body (data, item, FALSE, FALSE);
}

static void
compact_dot_chunk (gpointer data, int item, G_GNUC_UNUSED int worker)
{
  dot_body (data, item, TRUE, FALSE);
}

static void
product_chunk (gpointer data, int item, G_GNUC_UNUSED int worker)
{
  dot_body (data, item, TRUE, TRUE);
}

double
nst_vector_dot (NstPool *pool, gsize n, const float *a, const float *b)
{
  return sum_up (pool, dot_chunk, (Vector) { .n = n, .a = a, .b = b });
}

double
nst_vector_compact_dot (NstPool *pool, gsize n, const guint16 *a, const float *b)
{
  return sum_up (pool, compact_dot_chunk, (Vector) { .n = n, .compact_a = a, .b = b });
}

double
nst_vector_compact_product (NstPool *pool, gsize n, const guint16 *a, const guint16 *b)
{
  return sum_up (pool, product_chunk, (Vector) { .n = n, .compact_a = a, .compact_b = b });
}

/* ---- Sums -------------------------------------------------------------------------- */

static void
abs_chunk (gpointer data, int item, G_GNUC_UNUSED int worker)
{
  Vector *v = data;
  gsize   first = item * v->chunk, end = MIN (first + v->chunk, v->n);
  double  sum = 0.0;

  for (gsize i = first; i < end; i++)
    sum += fabsf (v->a[i]);
  v->sums[item] = sum;
}

double
nst_vector_abs_sum (NstPool *pool, gsize n, const float *a)
{
  return sum_up (pool, abs_chunk, (Vector) { .n = n, .a = a });
}

static void
blend_chunk (gpointer data, int item, G_GNUC_UNUSED int worker)
{
  const Vector *v = data;
  gsize         first = item * v->chunk, end = MIN (first + v->chunk, v->n);

  for (gsize i = first; i < end; i++)
    v->y[i] = v->alpha * v->a[i] + v->beta * v->y[i];
}

void
nst_vector_blend (NstPool *pool, gsize n, double alpha, const float *x, double beta, float *y)
{
  change (pool, blend_chunk,
          (Vector) { .n = n, .a = x, .y = y, .alpha = (float) alpha, .beta = (float) beta });
}

static void
difference_chunk (gpointer data, int item, G_GNUC_UNUSED int worker)
{
  const Vector *v = data;
  gsize         first = item * v->chunk, end = MIN (first + v->chunk, v->n);

  for (gsize i = first; i < end; i++)
    v->compact_y[i] = narrow (v->a[i] - v->b[i]);
}

void
nst_vector_compact_difference (NstPool *pool, gsize n, const float *a, const float *b, guint16 *to)
{
  change (pool, difference_chunk, (Vector) { .n = n, .a = a, .b = b, .compact_y = to });
}

static void
compact_add_chunk (gpointer data, int item, G_GNUC_UNUSED int worker)
{
  const Vector *v = data;
  gsize         first = item * v->chunk, end = MIN (first + v->chunk, v->n);

  for (gsize i = first; i < end; i++)
    v->y[i] += v->alpha * widen (v->compact_a[i]);
}

void
nst_vector_compact_add (NstPool *pool, gsize n, double alpha, const guint16 *x, float *y)
{
  change (pool, compact_add_chunk,
          (Vector) { .n = n, .compact_a = x, .y = y, .alpha = (float) alpha });
}

/* ---- Means ------------------------------------------------------------------------- */

gboolean
nst_vector_any (gsize n, const float *values)
{
  for (gsize i = 0; i < n; i++)
    if (values[i] != 0.0f)
      return TRUE;
  return FALSE;
}

float
nst_vector_mean (gsize n, const float *values)
{
  float sums[LANES] = { 0.0f }, sum = 0.0f;
  gsize i = 0;

  for (; i + LANES <= n; i += LANES)
    for (int lane = 0; lane < LANES; lane++)
      sums[lane] += values[i + lane];
  for (int lane = 0; lane < LANES; lane++)
    sum += sums[lane];
  for (; i < n; i++)
    sum += values[i];
  return sum / (float) n;
}
