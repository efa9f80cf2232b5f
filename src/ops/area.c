/* SPDX-License-Identifier: GPL-3.0-or-later */

/* area.c - means over areas. */

#include "ops/area.h"

#include <math.h>

#include "base/memory.h"

#define ALL (1.0f - 1e-6f) /* the mean of ones, but for rounding */

/* What value `i` of `n` covers of a line of `length` values. */
static void
cover (int i, int n, int length, double *from, double *to)
{
  *from = (double) i * length / n;
  *to = (double) (i + 1) * length / n;
}

/* How much of value `i` lies between `from` and `to`. */
static double
overlap (int i, double from, double to)
{
  return MAX (MIN (i + 1.0, to) - MAX ((double) i, from), 0.0);
}

void
nst_area_rows (const NstArea *area, int y, int *first, int *end)
{
  double top, bottom;

  cover (y, area->to_height, area->height, &top, &bottom);
  *first = (int) top;
  *end = MIN ((int) ceil (bottom), area->height);
}

void
nst_area_add_row (const NstArea *area, int row, const float *from, int y, float *to)
{
  double top, bottom, share;

  cover (y, area->to_height, area->height, &top, &bottom);
  share = overlap (row, top, bottom) / (bottom - top);
  for (int x = 0; x < area->to_width; x++)
    {
      double left, right, sum = 0.0;

      cover (x, area->to_width, area->width, &left, &right);
      for (int u = (int) left; u < area->width && u < right; u++)
        sum += overlap (u, left, right) * from[u];
      to[x] += (float) (share * sum / (right - left));
    }
}

void
nst_area_add (const NstArea *area, int row, const float *from, float *to)
{
  int first = (int) ((gint64) row * area->to_height / area->height);
  int end = (int) (((gint64) (row + 1) * area->to_height + area->height - 1) / area->height);

  for (int y = first; y < MIN (end, area->to_height); y++)
    nst_area_add_row (area, row, from, y, to + (gsize) y * area->to_width);
}

float *
nst_mask_shrink (const float *mask, int width, int height, int to_width, int to_height,
                 GError **error)
{
  NstArea area = { width, height, to_width, to_height };
  gsize   n = (gsize) to_width * to_height;
  float  *shrunk = nst_memory_try0 (n, sizeof (float));

  if (shrunk == NULL)
    {
      nst_memory_refuse (n * sizeof (float), error);
      return NULL;
    }
  for (int row = 0; row < height; row++)
    nst_area_add (&area, row, mask + (gsize) row * width, shrunk);
  for (gsize i = 0; i < n; i++)
    shrunk[i] = shrunk[i] > ALL ? 1.0f : shrunk[i];
  return shrunk;
}
