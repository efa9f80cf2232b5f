/* SPDX-License-Identifier: GPL-3.0-or-later */

/* test-muon.c - the optimizer Muon against a naive implementation in double precision: wide, tall
 * and square matrices, several steps, any number of threads. */

#include "check.h"

#include <math.h>
#include <string.h>

#include "training/muon.h"

static const NstMuonMatrix matrices[] = { { 5, 8, 27 }, { 300, 20, 20 }, { 800, 30, 7 } };

#define N 1100 /* values in the vector, some of them in no matrix */

/* ---- The twin ---------------------------------------------------------------------- */

/* c (rows, columns) = a b, where a is (rows, inner). */
static void
multiply (int rows, int inner, int columns, const double *a, const double *b, double *c)
{
  for (int i = 0; i < rows; i++)
    for (int j = 0; j < columns; j++)
      {
        c[i * columns + j] = 0.0;
        for (int k = 0; k < inner; k++)
          c[i * columns + j] += a[i * inner + k] * b[k * columns + j];
      }
}

/* Five times x <- 3.4445 x - 4.7750 (x x^T) x + 2.0315 (x x^T)^2 x, as published, for any shape. */
static void
orthogonalize (int rows, int columns, double *x)
{
  g_autofree double *transposed = g_new (double, rows *columns);
  g_autofree double *a = g_new (double, rows *rows), *cubic = g_new (double, rows *columns);
  g_autofree double *quintic = g_new (double, rows *columns);
  double             square = 0.0;

  for (int i = 0; i < rows * columns; i++)
    square += x[i] * x[i];
  for (int i = 0; i < rows * columns; i++)
    x[i] /= sqrt (square);
  for (int step = 0; step < 5; step++)
    {
      for (int i = 0; i < rows; i++)
        for (int j = 0; j < columns; j++)
          transposed[j * rows + i] = x[i * columns + j];
      multiply (rows, columns, rows, x, transposed, a);
      multiply (rows, rows, columns, a, x, cubic);
      multiply (rows, rows, columns, a, cubic, quintic);
      for (int i = 0; i < rows * columns; i++)
        x[i] = 3.4445 * x[i] - 4.7750 * cubic[i] + 2.0315 * quintic[i];
    }
}

static void
naive_step (const NstMuonMatrix *m, double rate, const float *gradient, double *momentum, double *x)
{
  g_autofree double *update = g_new (double, m->rows * m->columns);
  double             scale = sqrt (MAX (1.0, (double) m->rows / m->columns));

  for (int i = 0; i < m->rows * m->columns; i++)
    {
      double *kept = &momentum[m->offset + i];

      *kept = 0.95 * *kept + gradient[m->offset + i];
      update[i] = gradient[m->offset + i] + 0.95 * *kept;
    }
  orthogonalize (m->rows, m->columns, update);
  for (int i = 0; i < m->rows * m->columns; i++)
    x[m->offset + i] -= rate * scale * update[i];
}

/* ---- Tests ------------------------------------------------------------------------- */

static NstMuon *
new_muon (void)
{
  g_autoptr (GError) error = NULL;
  NstMuon *muon = nst_muon_new (matrices, G_N_ELEMENTS (matrices), &error);

  g_assert_no_error (error);
  return muon;
}

static gboolean
in_a_matrix (gsize i)
{
  for (gsize m = 0; m < G_N_ELEMENTS (matrices); m++)
    if (i >= matrices[m].offset
        && i < matrices[m].offset + (gsize) matrices[m].rows * matrices[m].columns)
      return TRUE;
  return FALSE;
}

/* Matrices move as the twin's do; all else, and its gradient, stays. */
static void
test_steps (void)
{
  for (int pool = 0; pool < CHECK_POOLS; pool++)
    {
      g_autoptr (GRand) random = g_rand_new_with_seed (3);
      g_autoptr (NstMuon) muon = new_muon ();
      g_autofree float  *x = check_noise (random, N);
      g_autofree double *expected = g_new (double, N), *momentum = g_new0 (double, N);

      for (int i = 0; i < N; i++)
        expected[i] = x[i];
      for (int step = 0; step < 3; step++)
        {
          g_autofree float *gradient = check_noise (random, N);
          g_autofree float *given = g_memdup2 (gradient, sizeof (float) * N);

          nst_muon_step (muon, check_pool (pool), 0.3 / (1 + step), gradient, x);
          for (gsize m = 0; m < G_N_ELEMENTS (matrices); m++)
            naive_step (&matrices[m], 0.3 / (1 + step), given, momentum, expected);
          for (gsize i = 0; i < N; i++)
            g_assert_cmpfloat (gradient[i], ==, in_a_matrix (i) ? 0.0f : given[i]);
        }
      check_below (check_error (N, x, expected), 1e-5);
    }
}

/* What is made has singular values near 1, whatever those of the gradient were: the rows' products
 * are close to the unit matrix, as those of the columns where these are fewer. */
static void
test_orthogonal (void)
{
  const int shapes[][2] = { { 12, 108 }, { 90, 16 } };

  for (gsize s = 0; s < G_N_ELEMENTS (shapes); s++)
    {
      int rows = shapes[s][0], columns = shapes[s][1], side = MIN (rows, columns);
      g_autoptr (GRand) random = g_rand_new_with_seed (7);
      g_autofree float *x = check_noise (random, (gsize) rows * columns);
      g_autofree float *scratch = g_new (float, nst_muon_scratch_floats (rows, columns));

      for (int i = 0; i < rows * columns; i++)
        x[i] *= 1.0f + (float) (i / columns); /* rows of very different lengths */
      nst_muon_orthogonalize (rows, columns, x, scratch);
      for (int i = 0; i < side; i++)
        for (int j = 0; j < side; j++)
          {
            double product = 0.0;

            for (int k = 0; k < MAX (rows, columns); k++)
              product += rows < columns ? x[i * columns + k] * x[j * columns + k]
                                        : x[k * columns + i] * x[k * columns + j];
            g_assert_cmpfloat_with_epsilon (product, i == j ? 0.9 : 0.0, 0.6);
          }
    }
}

/* No gradient is no step, and rubbish is none either. */
static void
test_no_gradient (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (4);
  g_autofree float *x = check_noise (random, N);
  g_autofree float *before = g_memdup2 (x, sizeof (float) * N);

  for (int rubbish = 0; rubbish < 2; rubbish++)
    {
      g_autoptr (NstMuon) muon = new_muon ();
      g_autofree float *gradient = g_new0 (float, N);

      for (gsize m = 0; m < G_N_ELEMENTS (matrices); m++)
        gradient[matrices[m].offset] = rubbish ? INFINITY : 0.0f;
      nst_muon_step (muon, check_pool (0), 0.1, gradient, x);
      g_assert_cmpmem (x, sizeof (float) * N, before, sizeof (float) * N);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/muon/steps", test_steps);
  g_test_add_func ("/muon/orthogonal", test_orthogonal);
  g_test_add_func ("/muon/no-gradient", test_no_gradient);
  return g_test_run ();
}
