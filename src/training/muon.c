/* SPDX-License-Identifier: GPL-3.0-or-later */

/* muon.c - the optimizer Muon. */

#include "training/muon.h"

#include <cblas.h>
#include <math.h>
#include <string.h>

#include "base/arena.h"

#define MOMENTUM   0.95f
#define ITERATIONS 5
/* Of the polynomial a x + b x^3 + c x^5 on the singular values, as published. */
#define LINEAR  3.4445f
#define CUBIC   -4.7750f
#define QUINTIC 2.0315f

struct _NstMuon
{
  NstMuonMatrix *matrices;
  guint          n;
  gsize          n_values;
  NstArena      *arena;
  float         *momentum; /* (n_values) */
};

static gsize
values_of (const NstMuonMatrix *m)
{
  return (gsize) m->rows * m->columns;
}

NstMuon *
nst_muon_new (const NstMuonMatrix *matrices, guint n, GError **error)
{
  g_autoptr (NstMuon) muon = g_new0 (NstMuon, 1);

  muon->matrices = g_memdup2 (matrices, sizeof (NstMuonMatrix) * n);
  muon->n = n;
  for (guint i = 0; i < n; i++)
    muon->n_values += values_of (&matrices[i]);
  muon->arena = nst_arena_new ();
  muon->momentum = nst_arena_floats (muon->arena, muon->n_values);
  return nst_arena_check (muon->arena, error) ? g_steal_pointer (&muon) : NULL;
}

void
nst_muon_free (NstMuon *muon)
{
  if (muon == NULL)
    return;
  nst_arena_free (muon->arena);
  g_free (muon->matrices);
  g_free (muon);
}

float *
nst_muon_get_momentum (NstMuon *muon)
{
  return muon->momentum;
}

gsize
nst_muon_get_n_values (const NstMuon *muon)
{
  return muon->n_values;
}

/* ---- Orthogonal -------------------------------------------------------------------- */

gsize
nst_muon_scratch_floats (int rows, int columns)
{
  gsize side = (gsize) MIN (rows, columns);

  return (gsize) rows * columns + 2 * side * side;
}

/* An iteration works on the smaller side of x, whichever that is: with rows few it is
 * a = x x^T and x <- LINEAR x + b x, with columns few a = x^T x and x <- LINEAR x + x b, where
 * b = CUBIC a + QUINTIC a a. */
static void
iterate (int rows, int columns, float *x, float *scratch)
{
  int      side = MIN (rows, columns);
  gboolean wide = rows <= columns;
  float   *a = scratch, *b = a + (gsize) side * side, *product = b + (gsize) side * side;
  gsize    n = (gsize) rows * columns;

  cblas_sgemm (CblasRowMajor, wide ? CblasNoTrans : CblasTrans, wide ? CblasTrans : CblasNoTrans,
               side, side, MAX (rows, columns), 1.0f, x, columns, x, columns, 0.0f, a, side);
  memcpy (b, a, sizeof (float) * side * side);
  cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasNoTrans, side, side, side, QUINTIC, a, side, a,
               side, CUBIC, b, side);
  if (wide)
    cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasNoTrans, rows, columns, side, 1.0f, b, side, x,
                 columns, 0.0f, product, columns);
  else
    cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasNoTrans, rows, columns, side, 1.0f, x, columns,
                 b, side, 0.0f, product, columns);
  for (gsize i = 0; i < n; i++)
    x[i] = LINEAR * x[i] + product[i];
}

void
nst_muon_orthogonalize (int rows, int columns, float *x, float *scratch)
{
  gsize  n = (gsize) rows * columns;
  double square = 0.0;
  float  scale;

  for (gsize i = 0; i < n; i++)
    square += (double) x[i] * x[i];
  if (!(square > 0.0) || !isfinite (square))
    {
      memset (x, 0, sizeof (float) * n);
      return;
    }
  scale = (float) (1.0 / sqrt (square));
  for (gsize i = 0; i < n; i++)
    x[i] *= scale;
  for (int i = 0; i < ITERATIONS; i++)
    iterate (rows, columns, x, scratch);
}

/* ---- A step ------------------------------------------------------------------------ */

typedef struct
{
  NstMuon *muon;
  NstPool *pool;
  float    rate;
  float   *gradient, *x;
} Step;

/* One item is one matrix, so that the result does not depend on the number of threads. */
static void
step_matrix (gpointer data, int item, int worker)
{
  const Step          *step = data;
  const NstMuonMatrix *m = &step->muon->matrices[item];
  float               *gradient = step->gradient + m->offset, *x = step->x + m->offset;
  float               *momentum = step->muon->momentum;
  gsize                n = values_of (m);
  float                rate = step->rate * sqrtf (MAX (1.0f, (float) m->rows / (float) m->columns));
  float               *scratch
      = nst_pool_scratch (step->pool, worker, nst_muon_scratch_floats (m->rows, m->columns));

  if (scratch == NULL)
    return;
  for (int i = 0; i < item; i++)
    momentum += values_of (&step->muon->matrices[i]);
  for (gsize i = 0; i < n; i++)
    {
      momentum[i] = MOMENTUM * momentum[i] + gradient[i];
      gradient[i] += MOMENTUM * momentum[i];
    }
  nst_muon_orthogonalize (m->rows, m->columns, gradient, scratch);
  for (gsize i = 0; i < n; i++)
    x[i] -= rate * gradient[i];
  memset (gradient, 0, sizeof (float) * n);
}

void
nst_muon_step (NstMuon *muon, NstPool *pool, double rate, float *gradient, float *x)
{
  Step step = { muon, pool, (float) rate, gradient, x };

  nst_pool_run (pool, (int) muon->n, step_matrix, &step);
}
