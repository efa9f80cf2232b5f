/* SPDX-License-Identifier: GPL-3.0-or-later */

/* blas-check.c - checks that the BLAS library gives correct results. */

#include "base/blas-check.h"

#include <cblas.h>

/* No side is a multiple of a vector's length, so that the kernels for remainders are tested, too. */
enum
{
  ROWS = 43,
  COLUMNS = 53,
  DEPTH = 37
};

/* Whole numbers from -3 to 3: their products and sums are exact in float32. */
static int
number (int i)
{
  return i * 7919 % 1009 % 7 - 3;
}

/* Element (row, column) of a matrix that begins at `first` of these numbers. */
static int
element (int first, int row, int column, int width)
{
  return number (first + row * width + column);
}

/* What the product must have at (row, column): a is (ROWS, DEPTH), b is (DEPTH, COLUMNS). */
static int
expected (int row, int column)
{
  int sum = 0;

  for (int k = 0; k < DEPTH; k++)
    sum += element (0, row, k, DEPTH) * element (5, k, column, COLUMNS);
  return sum;
}

/* The matrices in both precisions, as they are and transposed. */
typedef struct
{
  float  a[ROWS * DEPTH], at[ROWS * DEPTH], b[DEPTH * COLUMNS], bt[DEPTH * COLUMNS];
  double da[ROWS * DEPTH], dat[ROWS * DEPTH], db[DEPTH * COLUMNS];
  float  product[ROWS * COLUMNS];
  double dproduct[ROWS * COLUMNS];
  int    right[ROWS * COLUMNS];
} Check;

static void
fill (Check *c)
{
  for (int i = 0; i < ROWS; i++)
    for (int k = 0; k < DEPTH; k++)
      c->a[i * DEPTH + k] = c->at[k * ROWS + i] = element (0, i, k, DEPTH);
  for (int k = 0; k < DEPTH; k++)
    for (int j = 0; j < COLUMNS; j++)
      c->b[k * COLUMNS + j] = c->bt[j * DEPTH + k] = element (5, k, j, COLUMNS);
  for (int i = 0; i < ROWS * DEPTH; i++)
    {
      c->da[i] = c->a[i];
      c->dat[i] = c->at[i];
    }
  for (int i = 0; i < DEPTH * COLUMNS; i++)
    c->db[i] = c->b[i];
  for (int i = 0; i < ROWS; i++)
    for (int j = 0; j < COLUMNS; j++)
      c->right[i * COLUMNS + j] = expected (i, j);
}

/* By sgemm, with either matrix transposed or not; with beta = 1. */
static gboolean
check_sgemm (Check *c, gboolean turn_a, gboolean turn_b)
{
  gboolean right = TRUE;

  for (int i = 0; i < ROWS * COLUMNS; i++)
    c->product[i] = 1.0f;
  cblas_sgemm (CblasRowMajor, turn_a ? CblasTrans : CblasNoTrans,
               turn_b ? CblasTrans : CblasNoTrans, ROWS, COLUMNS, DEPTH, 2.0f,
               turn_a ? c->at : c->a, turn_a ? ROWS : DEPTH, turn_b ? c->bt : c->b,
               turn_b ? DEPTH : COLUMNS, 1.0f, c->product, COLUMNS);
  for (int i = 0; i < ROWS * COLUMNS; i++)
    right &= c->product[i] == 2 * c->right[i] + 1;
  return right;
}

static gboolean
check_dgemm (Check *c, gboolean turn_a)
{
  gboolean right = TRUE;

  cblas_dgemm (CblasRowMajor, turn_a ? CblasTrans : CblasNoTrans, CblasNoTrans, ROWS, COLUMNS,
               DEPTH, 1.0, turn_a ? c->dat : c->da, turn_a ? ROWS : DEPTH, c->db, COLUMNS, 0.0,
               c->dproduct, COLUMNS);
  for (int i = 0; i < ROWS * COLUMNS; i++)
    right &= c->dproduct[i] == c->right[i];
  return right;
}

/* The first column of the product, by a matrix and a vector, and by vectors. */
static gboolean
check_vectors (Check *c)
{
  gboolean right = TRUE;

  cblas_dgemv (CblasRowMajor, CblasNoTrans, ROWS, DEPTH, 1.0, c->da, DEPTH, c->db, COLUMNS, 0.0,
               c->dproduct, 1);
  for (int i = 0; i < ROWS; i++)
    {
      double dot = cblas_ddot (DEPTH, c->da + i * DEPTH, 1, c->db, COLUMNS);

      right &= c->dproduct[i] == c->right[i * COLUMNS] && dot == c->right[i * COLUMNS];
    }
  return right;
}

static gboolean
check_all (void)
{
  g_autofree Check *c = g_new (Check, 1);

  fill (c);
  return check_sgemm (c, FALSE, FALSE) && check_sgemm (c, FALSE, TRUE)
         && check_sgemm (c, TRUE, FALSE) && check_dgemm (c, FALSE) && check_dgemm (c, TRUE)
         && check_vectors (c);
}

gboolean
nst_blas_check (void)
{
  static gsize once = 0;

  if (g_once_init_enter (&once))
    g_once_init_leave (&once, check_all () ? 1 : 2);
  return once == 1;
}
