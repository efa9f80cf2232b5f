/* SPDX-License-Identifier: GPL-3.0-or-later */

/* warping.c - planes whose pixels have moved. */

#include "ops/warping.h"

#include <math.h>

#define TAPS 6
#define BAND 16 /* rows in an item of the pool */

typedef struct
{
  int          channels, height, width;
  const float *from, *dx, *dy;
  float       *to;
} Warp;

/* The six values around a place in one direction: their indices, and how much each counts. */
typedef struct
{
  int   indices[TAPS];
  float weights[TAPS];
} Support;

/* Lagrange's polynomials for the nodes -2..3, at 0 <= t < 1. */
static void
weigh (float t, float weights[TAPS])
{
  float a = t + 2.0f, b = t + 1.0f, d = t - 1.0f, e = t - 2.0f, f = t - 3.0f;

  weights[0] = b * t * d * e * f * (-1.0f / 120.0f);
  weights[1] = a * t * d * e * f * (1.0f / 24.0f);
  weights[2] = a * b * d * e * f * (-1.0f / 12.0f);
  weights[3] = a * b * t * e * f * (1.0f / 12.0f);
  weights[4] = a * b * t * d * f * (-1.0f / 24.0f);
  weights[5] = a * b * t * d * e * (1.0f / 120.0f);
}

/* Around `place`.  Returns whether that is a whole number. */
static gboolean
find_support (float place, int length, Support *support)
{
  float below;
  int   first;

  place = CLAMP (place, 0.0f, (float) (length - 1));
  below = floorf (place);
  first = (int) below - 2;
  weigh (place - below, support->weights);
  for (int i = 0; i < TAPS; i++)
    support->indices[i] = CLAMP (first + i, 0, length - 1);
  return place == below;
}

static float
interpolate (const float *plane, int width, const Support *across, const Support *down)
{
  float sum = 0.0f;

  for (int j = 0; j < TAPS; j++)
    {
      const float *row = plane + (gsize) down->indices[j] * width;
      float        line = 0.0f;

      for (int i = 0; i < TAPS; i++)
        line += across->weights[i] * row[across->indices[i]];
      sum += down->weights[j] * line;
    }
  return sum;
}

static void
warp_row (const Warp *w, int y)
{
  gsize   plane = (gsize) w->height * w->width;
  Support across, down;

  for (int x = 0; x < w->width; x++)
    {
      gsize    at = (gsize) y * w->width + x;
      gboolean whole = find_support ((float) x + w->dx[at], w->width, &across);

      whole = find_support ((float) y + w->dy[at], w->height, &down) && whole;
      for (int c = 0; c < w->channels; c++)
        {
          const float *from = w->from + c * plane;

          w->to[c * plane + at] = whole
                                      ? from[(gsize) down.indices[2] * w->width + across.indices[2]]
                                      : interpolate (from, w->width, &across, &down);
        }
    }
}

static void
warp_band (gpointer data, int band, G_GNUC_UNUSED int worker)
{
  const Warp *w = data;

  for (int y = band * BAND; y < MIN ((band + 1) * BAND, w->height); y++)
    warp_row (w, y);
}

void
nst_warp (NstPool *pool, int channels, int height, int width, const float *from, const float *dx,
          const float *dy, float *to)
{
  Warp w = { channels, height, width, from, dx, dy, to };

  nst_pool_run (pool, (height + BAND - 1) / BAND, warp_band, &w);
}
