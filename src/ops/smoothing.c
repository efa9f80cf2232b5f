/* SPDX-License-Identifier: GPL-3.0-or-later */

/* smoothing.c - planes under a Gaussian window: rows first, then columns, a whole row at a time. */

#include "ops/smoothing.h"

#include <math.h>
#include <string.h>

#include "base/vector-code.h"

#define MOST_RADIUS 64
#define BAND        16 /* rows in an item of the pool */

typedef struct
{
  int          height, width, radius;
  float        weights[2 * MOST_RADIUS + 1];
  const float *from;
  float       *to;
} Smoothing;

/* to += weight * from */
NST_INLINE void
add_body (const float *from, gsize n, float weight, float *to)
{
  for (gsize i = 0; i < n; i++)
    to[i] += weight * from[i];
}

NST_VECTORISED (void, add, (const float *from, gsize n, float weight, float *to),
                (from, n, weight, to))

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

static void
smooth_row (const Smoothing *s, int y)
{
  const float *from = s->from + (gsize) y * s->width;
  float       *to = s->to + (gsize) y * s->width;

  memset (to, 0, sizeof (float) * s->width);
  for (int i = -s->radius; i <= s->radius; i++)
    {
      int first = MAX (0, -i), end = MIN (s->width, s->width - i);

      if (first < end)
        add (from + first + i, end - first, s->weights[i + s->radius], to + first);
    }
  for (int x = 0; x < s->width; x++)
    if (x < s->radius || x >= s->width - s->radius)
      to[x] /= weight_within (s, x, s->width);
}

static void
smooth_column_row (const Smoothing *s, int y)
{
  float *to = s->to + (gsize) y * s->width;

  memset (to, 0, sizeof (float) * s->width);
  for (int i = MAX (-s->radius, -y); i <= MIN (s->radius, s->height - 1 - y); i++)
    add (s->from + (gsize) (y + i) * s->width, s->width, s->weights[i + s->radius], to);
  if (y < s->radius || y >= s->height - s->radius)
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
