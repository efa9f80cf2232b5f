/* SPDX-License-Identifier: GPL-3.0-or-later */

/* vector.c - operations on long vectors, chunk by chunk. */

#include "ops/vector.h"

#include <math.h>
#include <string.h>

#define CHUNK      32768
#define MAX_CHUNKS 4096 /* beyond that a chunk is longer */
#define LANES      16 /* partial sums in a chunk: independent, so that they fill a vector register */

typedef struct
{
  gsize          n, chunk;
  const float   *a, *b;
  float         *y;
  const guint16 *compact_a, *compact_b;
  guint16       *compact_y;
  float          alpha, beta;
  double         sums[MAX_CHUNKS];
} Vector;

static int
cut (Vector *v)
{
  v->chunk = MAX (CHUNK, (v->n + MAX_CHUNKS - 1) / MAX_CHUNKS);
  return (int) ((v->n + v->chunk - 1) / v->chunk);
}

static double
sum_chunks (const Vector *v, int n_chunks)
{
  double sum = 0.0;

  for (int i = 0; i < n_chunks; i++)
    sum += v->sums[i];
  return sum;
}

static void
dot_chunk (gpointer data, int item, G_GNUC_UNUSED int worker)
{
  Vector *v = data;
  gsize   first = item * v->chunk, end = MIN (first + v->chunk, v->n), i = first;
  double  lanes[LANES] = { 0 };

  for (; i + LANES <= end; i += LANES)
    for (int l = 0; l < LANES; l++)
      lanes[l] += (double) v->a[i + l] * v->b[i + l];
  for (; i < end; i++)
    lanes[0] += (double) v->a[i] * v->b[i];
  v->sums[item] = 0.0;
  for (int l = 0; l < LANES; l++)
    v->sums[item] += lanes[l];
}

double
nst_vector_dot (NstPool *pool, gsize n, const float *a, const float *b)
{
  g_autofree Vector *v = g_new (Vector, 1);
  int                chunks;

  v->n = n;
  v->a = a;
  v->b = b;
  chunks = cut (v);
  nst_pool_run (pool, chunks, dot_chunk, v);
  return sum_chunks (v, chunks);
}

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
  g_autofree Vector *v = g_new (Vector, 1);
  int                chunks;

  v->n = n;
  v->a = a;
  chunks = cut (v);
  nst_pool_run (pool, chunks, abs_chunk, v);
  return sum_chunks (v, chunks);
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
  g_autofree Vector *v = g_new (Vector, 1);

  v->n = n;
  v->a = x;
  v->y = y;
  v->alpha = (float) alpha;
  v->beta = (float) beta;
  nst_pool_run (pool, cut (v), blend_chunk, v);
}

/* ---- Compact vectors ------------------------------------------------------------------- */

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
  g_autofree Vector *v = g_new (Vector, 1);

  v->n = n;
  v->a = a;
  v->b = b;
  v->compact_y = to;
  nst_pool_run (pool, cut (v), difference_chunk, v);
}

static void
compact_dot_chunk (gpointer data, int item, G_GNUC_UNUSED int worker)
{
  Vector *v = data;
  gsize   first = item * v->chunk, end = MIN (first + v->chunk, v->n), i = first;
  double  lanes[LANES] = { 0 };

  for (; i + LANES <= end; i += LANES)
    for (int l = 0; l < LANES; l++)
      lanes[l] += (double) widen (v->compact_a[i + l]) * v->b[i + l];
  for (; i < end; i++)
    lanes[0] += (double) widen (v->compact_a[i]) * v->b[i];
  v->sums[item] = 0.0;
  for (int l = 0; l < LANES; l++)
    v->sums[item] += lanes[l];
}

double
nst_vector_compact_dot (NstPool *pool, gsize n, const guint16 *a, const float *b)
{
  g_autofree Vector *v = g_new (Vector, 1);
  int                chunks;

  v->n = n;
  v->compact_a = a;
  v->b = b;
  chunks = cut (v);
  nst_pool_run (pool, chunks, compact_dot_chunk, v);
  return sum_chunks (v, chunks);
}

static void
product_chunk (gpointer data, int item, G_GNUC_UNUSED int worker)
{
  Vector *v = data;
  gsize   first = item * v->chunk, end = MIN (first + v->chunk, v->n), i = first;
  double  lanes[LANES] = { 0 };

  for (; i + LANES <= end; i += LANES)
    for (int l = 0; l < LANES; l++)
      lanes[l] += (double) widen (v->compact_a[i + l]) * widen (v->compact_b[i + l]);
  for (; i < end; i++)
    lanes[0] += (double) widen (v->compact_a[i]) * widen (v->compact_b[i]);
  v->sums[item] = 0.0;
  for (int l = 0; l < LANES; l++)
    v->sums[item] += lanes[l];
}

double
nst_vector_compact_product (NstPool *pool, gsize n, const guint16 *a, const guint16 *b)
{
  g_autofree Vector *v = g_new (Vector, 1);
  int                chunks;

  v->n = n;
  v->compact_a = a;
  v->compact_b = b;
  chunks = cut (v);
  nst_pool_run (pool, chunks, product_chunk, v);
  return sum_chunks (v, chunks);
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
  g_autofree Vector *v = g_new (Vector, 1);

  v->n = n;
  v->compact_a = x;
  v->y = y;
  v->alpha = (float) alpha;
  nst_pool_run (pool, cut (v), compact_add_chunk, v);
}
