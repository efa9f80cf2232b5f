/* SPDX-License-Identifier: GPL-3.0-or-later */

/* warping.c - warps planes by a displacement field. */

#include "ops/warping.h"

#include <math.h>

#include "base/vector-code.h"

#define TAPS  6
#define LANES 8  /* of a support's vector; those beyond TAPS count for nothing */
#define CHUNK 64 /* pixels whose origins are known at a time */
#define BAND  16 /* rows in an item of the pool */

typedef struct
{
  int                 n_planes, height, width;
  const float *const *from;
  const float        *dx, *dy;
  float *const       *to;
} Warp;

/* One register of AVX2, or what there is instead; the other may lie anywhere. */
typedef float Lanes __attribute__ ((vector_size (4 * LANES)));
typedef float Loose __attribute__ ((vector_size (4 * LANES), aligned (4), may_alias));

/* The values around a place in one direction: the first one's index, and how much each counts. */
typedef struct
{
  int   first;
  Lanes weights;
} Support;

/* Lagrange's polynomials for the nodes -2..3, at 0 <= t < 1: each is the product of the distances
 * to the five other nodes, scaled. */
NST_INLINE void
weigh (float t, Lanes *weights)
{
  static const Lanes others[TAPS - 1] = { { 1.0f, 2.0f, 2.0f, 2.0f, 2.0f, 2.0f },
                                          { 0.0f, 0.0f, 1.0f, 1.0f, 1.0f, 1.0f },
                                          { -1.0f, -1.0f, -1.0f, 0.0f, 0.0f, 0.0f },
                                          { -2.0f, -2.0f, -2.0f, -2.0f, -1.0f, -1.0f },
                                          { -3.0f, -3.0f, -3.0f, -3.0f, -3.0f, -2.0f } };
  static const Lanes scales
      = { -1.0f / 120.0f, 1.0f / 24.0f, -1.0f / 12.0f, 1.0f / 12.0f, -1.0f / 24.0f, 1.0f / 120.0f };

  *weights = scales;
  for (int j = 0; j < TAPS - 1; j++)
    *weights *= t + others[j];
}

/* Around `place`.  Returns whether that is a whole number: then one value counts, the third. */
NST_INLINE gboolean
find_support (float place, int length, Support *support)
{
  float below;

  place = CLAMP (place, 0.0f, (float) (length - 1));
  below = floorf (place);
  support->first = (int) below - 2;
  weigh (place - below, &support->weights);
  return place == below;
}

/* Of the lines that were summed downward. */
NST_INLINE float
sum_across (const Lanes *lines, const Support *across)
{
  Lanes products = *lines * across->weights;

  return ((products[0] + products[4]) + (products[1] + products[5])) + (products[2] + products[3]);
}

/* Where all of LANES values in each of TAPS rows lie within the plane. */
NST_INLINE float
interpolate_inside (const float *corner, int width, const Support *across, const Support *down)
{
  Lanes lines = { 0.0f };

  for (int j = 0; j < TAPS; j++)
    lines += down->weights[j] * (Lanes) * (const Loose *) (corner + (gsize) j * width);
  return sum_across (&lines, across);
}

/* Anywhere: beyond the border is the nearest pixel. */
NST_INLINE float
interpolate (const float *plane, int height, int width, const Support *across, const Support *down)
{
  Lanes lines = { 0.0f };

  for (int j = 0; j < TAPS; j++)
    {
      const float *row = plane + (gsize) CLAMP (down->first + j, 0, height - 1) * width;

      for (int i = 0; i < TAPS; i++)
        lines[i] += down->weights[j] * row[CLAMP (across->first + i, 0, width - 1)];
    }
  return sum_across (&lines, across);
}

/* Where a pixel comes from. */
typedef struct
{
  Support  across, down;
  gboolean whole;  /* from one pixel: whole numbers */
  gboolean inside; /* and all that is read lies within the plane */
} Origin;

NST_INLINE void
find_origin (const Warp *w, int x, int y, Origin *o)
{
  gsize    at = (gsize) y * w->width + x;
  gboolean whole = find_support ((float) x + w->dx[at], w->width, &o->across);

  o->whole = find_support ((float) y + w->dy[at], w->height, &o->down) && whole;
  o->inside = o->across.first >= 0 && o->across.first + LANES <= w->width && o->down.first >= 0
              && o->down.first + TAPS <= w->height;
}

NST_INLINE float
value_at (const float *plane, int height, int width, const Origin *o)
{
  const float *corner = plane + (gssize) o->down.first * width + o->across.first;

  if (o->whole)
    return corner[2 * (gssize) width + 2];
  if (o->inside)
    return interpolate_inside (corner, width, &o->across, &o->down);
  return interpolate (plane, height, width, &o->across, &o->down);
}

NST_INLINE void
warp_row_body (const Warp *w, int y)
{
  Origin origins[CHUNK];

  for (int first = 0; first < w->width; first += CHUNK)
    {
      int   n = MIN (CHUNK, w->width - first);
      gsize at = (gsize) y * w->width + first;

      for (int i = 0; i < n; i++)
        find_origin (w, first + i, y, &origins[i]);
      for (int c = 0; c < w->n_planes; c++)
        for (int i = 0; i < n; i++)
          w->to[c][at + i] = value_at (w->from[c], w->height, w->width, &origins[i]);
    }
}

NST_VECTORIZED (void, warp_row, (const Warp *w, int y), (w, y))

static void
warp_band (gpointer data, int band, G_GNUC_UNUSED int worker)
{
  const Warp *w = data;

  for (int y = band * BAND; y < MIN ((band + 1) * BAND, w->height); y++)
    warp_row (w, y);
}

void
nst_warp_planes (NstPool *pool, int n_planes, int height, int width, const float *const from[],
                 const float *dx, const float *dy, float *const to[])
{
  Warp w = { n_planes, height, width, from, dx, dy, to };

  nst_pool_run (pool, (height + BAND - 1) / BAND, warp_band, &w);
}

void
nst_warp (NstPool *pool, int height, int width, const float *from, const float *dx, const float *dy,
          float *to)
{
  nst_warp_planes (pool, 1, height, width, &from, dx, dy, &to);
}
