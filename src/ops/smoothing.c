/* SPDX-License-Identifier: GPL-3.0-or-later */

/* smoothing.c - Gaussian smoothing of planes: rows first, then columns, a whole row at a time. */

#include "ops/smoothing.h"

#include <math.h>

#include "base/vector-code.h"

#define MOST_RADIUS 64
#define BAND        16 /* rows in an item of the pool */
#define BLOCK       32 /* sums at a time: four of AVX2's registers */

typedef struct
{
  int          height, width, radius;
  float        weights[2 * MOST_RADIUS + 1];
  const float *from;
  float       *to;
} Smoothing;

/* to[x] = the sum over i of weights[i] from[i * stride + x], a few registers of it at a time. */
NST_INLINE void
sum_block (const float *from, gsize stride, const float *weights, int taps, gsize n, float *to)
{
  float sums[BLOCK] = { 0.0f };

  for (int i = 0; i < taps; i++)
    for (gsize x = 0; x < n; x++)
      sums[x] += weights[i] * from[i * stride + x];
  for (gsize x = 0; x < n; x++)
    to[x] = sums[x];
}

NST_INLINE void
sum_rows_body (const float *from, gsize stride, const float *weights, int taps, gsize n, float *to)
{
  gsize x = 0;

  for (; x + BLOCK <= n; x += BLOCK)
    sum_block (from + x, stride, weights, taps, BLOCK, to + x);
  if (x < n)
    sum_block (from + x, stride, weights, taps, n - x, to + x);
}

NST_VECTORIZED (void, sum_rows,
                (const float *from, gsize stride, const float *weights, int taps, gsize n,
                 float *to),
                (from, stride, weights, taps, n, to))

static void
scale (float *row, int n, float by)
{
  for (int x = 0; x < n; x++)
    row[x] *= by;
}

/* The sum of the weights that lie within 0..length-1 around `position`. */
static float
weight_within (const Smoothing *s, int position, int length)
{
  float sum = 0.0f;

  for (int i = MAX (-s->radius, -position); i <= MIN (s->radius, length - 1 - position); i++)
    sum += s->weights[i + s->radius];
  return sum;
}

/* The weights that lie beyond the row's ends are left out. */
static float
smooth_at_end (const Smoothing *s, const float *from, int x)
{
  float sum = 0.0f;

  for (int i = MAX (-s->radius, -x); i <= MIN (s->radius, s->width - 1 - x); i++)
    sum += s->weights[i + s->radius] * from[x + i];
  return sum / weight_within (s, x, s->width);
}

static void
smooth_row (const Smoothing *s, int y)
{
  const float *from = s->from + (gsize) y * s->width;
  float       *to = s->to + (gsize) y * s->width;
  int          first = MIN (s->radius, s->width), end = MAX (s->width - s->radius, first);

  for (int x = 0; x < first; x++)
    to[x] = smooth_at_end (s, from, x);
  if (end > first)
    sum_rows (from, 1, s->weights, 2 * s->radius + 1, (gsize) (end - first), to + first);
  for (int x = end; x < s->width; x++)
    to[x] = smooth_at_end (s, from, x);
}

static void
smooth_column_row (const Smoothing *s, int y)
{
  float *to = s->to + (gsize) y * s->width;
  int    above = MIN (s->radius, y), below = MIN (s->radius, s->height - 1 - y);

  sum_rows (s->from + (gsize) (y - above) * s->width, (gsize) s->width,
            s->weights + s->radius - above, above + below + 1, (gsize) s->width, to);
  if (above < s->radius || below < s->radius)
    scale (to, s->width, 1.0f / weight_within (s, y, s->height));
}

static void
smooth_rows_band (gpointer data, int band, G_GNUC_UNUSED int worker)
{
  const Smoothing *s = data;

  for (int y = band * BAND; y < MIN ((band + 1) * BAND, s->height); y++)
    smooth_row (s, y);
}

static void
smooth_columns_band (gpointer data, int band, G_GNUC_UNUSED int worker)
{
  const Smoothing *s = data;

  for (int y = band * BAND; y < MIN ((band + 1) * BAND, s->height); y++)
    smooth_column_row (s, y);
}

void
nst_smooth (NstPool *pool, int height, int width, int radius, float *plane, float *scratch)
{
  int       bands = (height + BAND - 1) / BAND;
  Smoothing s = { .height = height, .width = width, .radius = radius };
  double    sum = 0.0;

  for (int i = -radius; i <= radius; i++)
    sum += exp (-2.0 * i * i / ((double) radius * radius));
  for (int i = -radius; i <= radius; i++)
    s.weights[i + radius] = (float) (exp (-2.0 * i * i / ((double) radius * radius)) / sum);
  s.from = plane;
  s.to = scratch;
  nst_pool_run (pool, bands, smooth_rows_band, &s);
  s.from = scratch;
  s.to = plane;
  nst_pool_run (pool, bands, smooth_columns_band, &s);
}

/* ---- Wide windows ------------------------------------------------------------------ */

#define CELL 4 /* pixels of a side that are one */

typedef struct
{
  int    height, width, rows, columns; /* pixels and cells */
  float *plane, *cells;
} Cells;

/* The cells' means; those at the end of a row or column may be of fewer pixels. */
static void
gather_row (gpointer data, int row, G_GNUC_UNUSED int worker)
{
  const Cells *c = data;
  int          first = row * CELL, end = MIN (first + CELL, c->height);

  for (int column = 0; column < c->columns; column++)
    {
      int   left = column * CELL, right = MIN (left + CELL, c->width);
      float sum = 0.0f;

      for (int y = first; y < end; y++)
        for (int x = left; x < right; x++)
          sum += c->plane[(gsize) y * c->width + x];
      c->cells[(gsize) row * c->columns + column] = sum / (float) ((end - first) * (right - left));
    }
}

/* The two cells around a position and the share of the second one. */
static float
find_cells (int position, int n, int *below, int *above)
{
  float place = CLAMP (((float) position + 0.5f) / CELL - 0.5f, 0.0f, (float) (n - 1));

  *below = (int) place;
  *above = MIN (*below + 1, n - 1);
  return place - (float) *below;
}

static void
spread_row (gpointer data, int y, G_GNUC_UNUSED int worker)
{
  const Cells *c = data;
  float       *to = c->plane + (gsize) y * c->width;
  int          up, down, left, right;
  float        t = find_cells (y, c->rows, &up, &down);
  const float *upper = c->cells + (gsize) up * c->columns;
  const float *lower = c->cells + (gsize) down * c->columns;

  for (int x = 0; x < c->width; x++)
    {
      float s = find_cells (x, c->columns, &left, &right);
      float high = upper[left] + s * (upper[right] - upper[left]);
      float low = lower[left] + s * (lower[right] - lower[left]);

      to[x] = high + t * (low - high);
    }
}

void
nst_smooth_wide (NstPool *pool, int height, int width, int radius, float *plane, float *scratch)
{
  Cells c
      = { height, width, (height + CELL - 1) / CELL, (width + CELL - 1) / CELL, plane, scratch };

  if (MIN (height, width) < 2 * CELL) /* the scratch would not do, and there is nothing to win */
    {
      nst_smooth (pool, height, width, radius, plane, scratch);
      return;
    }
  nst_pool_run (pool, c.rows, gather_row, &c);
  nst_smooth (pool, c.rows, c.columns, radius / CELL, c.cells,
              c.cells + (gsize) c.rows * c.columns);
  nst_pool_run (pool, height, spread_row, &c);
}
