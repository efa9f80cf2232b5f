/* SPDX-License-Identifier: GPL-3.0-or-later */

/* matrix.c - small square matrices in double precision. */

#include "ops/matrix.h"

#include <cblas.h>
#include <math.h>
#include <string.h>

/* LAPACK's symmetric eigensolver (divide and conquer), which OpenBLAS brings. */
extern void dsyevd_ (const char *jobz, const char *uplo, const int *n, double *a, const int *lda,
                     double *w, double *work, const int *lwork, int *iwork, const int *liwork,
                     int *info);

void
nst_matrix_multiply (int n, const double *a, const double *b, double *product)
{
  cblas_dgemm (CblasRowMajor, CblasNoTrans, CblasNoTrans, n, n, n, 1.0, a, n, b, n, 0.0, product,
               n);
}

void
nst_matrix_sandwich (int n, const double *s, const double *a, double *result)
{
  g_autofree double *half = g_new (double, (gsize) n *n);

  nst_matrix_multiply (n, s, a, half);
  nst_matrix_multiply (n, half, s, result);
}

double
nst_matrix_trace (int n, const double *a)
{
  double trace = 0.0;

  for (int i = 0; i < n; i++)
    trace += a[(gsize) i * n + i];
  return trace;
}

void
nst_matrix_eigensystem (int n, double *vectors, double *values)
{
  int                work_length = 1 + 6 * n + 2 * n * n;
  int                index_length = 3 + 5 * n;
  int                info = 0;
  g_autofree double *work = g_new (double, work_length);
  g_autofree int    *indices = g_new (int, index_length);

  dsyevd_ ("V", "L", &n, vectors, &n, values, work, &work_length, indices, &index_length, &info);
}

void
nst_matrix_recompose (int n, const double *vectors, const double *values, double *result)
{
  g_autofree double *scaled = g_new (double, (gsize) n *n);

  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++)
      scaled[(gsize) i * n + j] = values[i] * vectors[(gsize) i * n + j];
  cblas_dgemm (CblasRowMajor, CblasTrans, CblasNoTrans, n, n, n, 1.0, vectors, n, scaled, n, 0.0,
               result, n);
}

void
nst_matrix_root (int n, const double *a, double floor, double *root, double *inverse)
{
  gsize              size = (gsize) n * n;
  g_autofree double *vectors = g_new (double, size);
  g_autofree double *values = g_new (double, n);
  double             lowest;

  memcpy (vectors, a, sizeof (double) * size);
  nst_matrix_eigensystem (n, vectors, values);
  /* Without an inverse, zero may stay zero. */
  lowest = inverse != NULL ? MAX (floor * values[n - 1], G_MINDOUBLE) : 0.0;
  for (int i = 0; i < n; i++)
    values[i] = sqrt (MAX (values[i], lowest));
  nst_matrix_recompose (n, vectors, values, root);
  if (inverse == NULL)
    return;
  for (int i = 0; i < n; i++)
    values[i] = 1.0 / values[i];
  nst_matrix_recompose (n, vectors, values, inverse);
}
