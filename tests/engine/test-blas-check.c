/* SPDX-License-Identifier: GPL-3.0-or-later */

/* test-blas-check.c - a BLAS library with wrong results is found and reported before a painting
 * is ruined.  The one here replaces the computer's: it omits the end of the depth if the second
 * matrix is transposed. */

#include "check.h"

#include <cblas.h>

#include "base/blas-check.h"

void
cblas_sgemm (G_GNUC_UNUSED CBLAS_LAYOUT layout, CBLAS_TRANSPOSE turn_a, CBLAS_TRANSPOSE turn_b,
             blasint rows, blasint columns, blasint depth, float alpha, const float *a, blasint lda,
             const float *b, blasint ldb, float beta, float *c, blasint ldc)
{
  int most = turn_b == CblasTrans ? depth - 1 : depth;

  for (int i = 0; i < rows; i++)
    for (int j = 0; j < columns; j++)
      {
        double sum = 0.0;

        for (int k = 0; k < most; k++)
          sum += (double) (turn_a == CblasTrans ? a[k * lda + i] : a[i * lda + k])
                 * (turn_b == CblasTrans ? b[j * ldb + k] : b[k * ldb + j]);
        c[i * ldc + j] = alpha * (float) sum + (beta == 0.0f ? 0.0f : beta * c[i * ldc + j]);
      }
}

static void
test_wrong (void)
{
  g_autoptr (NstPool) pool = nst_pool_new (1);
  g_autoptr (GError) error = NULL;

  g_assert_false (nst_blas_check ());
  g_assert_true (nst_pool_cancelled (pool));
  g_assert_true (nst_pool_check_cancelled (pool, &error));
  check_sentence (error, NST_ERROR, NST_ERROR_NUMERIC, "OpenBLAS");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/blas-check/wrong", test_wrong);
  return g_test_run ();
}
