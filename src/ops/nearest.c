/* SPDX-License-Identifier: GPL-3.0-or-later */

/* nearest.c - nearest neighbors by inner products, both ways. */

#include "ops/nearest.h"

#include <cblas.h>
#include <math.h>

#include "base/vector-code.h"

#define ROWS    128 /* positions in an item */
#define COLUMNS 512 /* of the bank at a time: their scores with an item's rows stay in cache */
#define LANES   16  /* that are compared at once */

/* The best so far of some rows, or of some columns. */
typedef struct
{
  float  *scores;
  gint32 *numbers;
} Best;

/* Scores of `n` columns of one row.  The row's best are kept apart by lanes, for which (LANES)
 * there is room in `row`; the columns' are those of all rows so far. */
NST_INLINE void
compare_row_body (const float *products, const float *offsets, float scale, int n, gint32 column,
                  gint32 number, Best row, Best columns)
{
  for (int j = 0; j < n; j += LANES)
    {
      int lanes = MIN (LANES, n - j);

      for (int l = 0; l < lanes; l++)
        {
          float    score = scale * (products[j + l] + offsets[j + l]);
          gboolean best_of_row = score > row.scores[l];
          gboolean best_of_column = score > columns.scores[j + l];

          row.scores[l] = best_of_row ? score : row.scores[l];
          row.numbers[l] = best_of_row ? column + j + l : row.numbers[l];
          columns.scores[j + l] = best_of_column ? score : columns.scores[j + l];
          columns.numbers[j + l] = best_of_column ? number : columns.numbers[j + l];
        }
    }
}

NST_VECTORIZED (void, compare_row,
                (const float *products, const float *offsets, float scale, int n, gint32 column,
                 gint32 number, Best row, Best columns),
                (products, offsets, scale, n, column, number, row, columns))

typedef struct
{
  const NstNearest *n;
  NstPool          *pool;
  Best             *workers; /* one a thread: the columns' best of its items */
} Search;

/* Among equal scores, the first number wins, independent of the order of threads. */
static void
keep_better (float score, gint32 number, float *best_score, gint32 *best_number)
{
  if (score > *best_score || (score == *best_score && number < *best_number))
    {
      *best_score = score;
      *best_number = number;
    }
}

static gint32
best_of_lanes (Best row)
{
  float  score = -INFINITY;
  gint32 number = 0;

  for (int l = 0; l < LANES; l++)
    keep_better (row.scores[l], row.numbers[l], &score, &number);
  return number;
}

static void
search_rows (gpointer data, int item, int worker)
{
  const Search     *search = data;
  const NstNearest *n = search->n;
  gsize             first = (gsize) item * ROWS;
  int               rows = (int) MIN (ROWS, n->positions - first);
  float            *products = nst_pool_scratch (search->pool, worker, ROWS * COLUMNS);
  float             scores[ROWS * LANES];
  gint32            numbers[ROWS * LANES];

  if (products == NULL)
    return;
  for (int i = 0; i < rows * LANES; i++)
    {
      scores[i] = -INFINITY;
      numbers[i] = 0;
    }
  for (int column = 0; column < n->n; column += COLUMNS)
    {
      int  columns = MIN (COLUMNS, n->n - column);
      Best own
          = { search->workers[worker].scores + column, search->workers[worker].numbers + column };

      cblas_sgemm (CblasRowMajor, CblasTrans, CblasNoTrans, rows, columns, n->channels, 1.0f,
                   n->features + first, (int) n->stride, n->bank + column, n->n, 0.0f, products,
                   columns);
      for (int r = 0; r < rows; r++)
        if (n->scales[first + r] != 0.0f)
          compare_row (products + (gsize) r * columns, n->offsets + column, n->scales[first + r],
                       columns, column, (gint32) (n->first + first + r),
                       (Best) { scores + r * LANES, numbers + r * LANES }, own);
    }
  for (int r = 0; r < rows; r++)
    n->nearest[first + r] = best_of_lanes ((Best) { scores + r * LANES, numbers + r * LANES });
}

void
nst_nearest (NstPool *pool, const NstNearest *n)
{
  int              threads = nst_pool_get_n_threads (pool);
  g_autofree Best *workers = g_new (Best, threads);
  float           *shared = nst_pool_shared (pool, (gsize) 2 * threads * n->n);
  Search           search = { n, pool, workers };

  if (shared == NULL)
    return;
  for (int w = 0; w < threads; w++)
    {
      workers[w].scores = shared + (gsize) 2 * w * n->n;
      workers[w].numbers = (gint32 *) (void *) (workers[w].scores + n->n);
      for (int j = 0; j < n->n; j++)
        {
          workers[w].scores[j] = -INFINITY;
          workers[w].numbers[j] = G_MAXINT32;
        }
    }
  nst_pool_run (pool, (int) ((n->positions + ROWS - 1) / ROWS), search_rows, &search);
  for (int w = 0; w < threads; w++)
    for (int j = 0; j < n->n; j++)
      keep_better (workers[w].scores[j], workers[w].numbers[j], &n->scores_back[j],
                   &n->nearest_back[j]);
}
