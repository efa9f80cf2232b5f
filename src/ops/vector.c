/* SPDX-License-Identifier: GPL-3.0-or-later */

/* vector.c - operations on long vectors, chunk by chunk. */

#include "ops/vector.h"

#include <math.h>

#define CHUNK      32768
#define MAX_CHUNKS 4096 /* beyond that a chunk is longer */
#define LANES      16 /* partial sums in a chunk: independent, so that they fill a vector register */

typedef struct
{
  gsize        n, chunk;
  const float *a, *b;
  float       *y;
  float        alpha, beta;
  double       sums[MAX_CHUNKS];
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
