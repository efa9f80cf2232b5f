/* SPDX-License-Identifier: GPL-3.0-or-later */

/* picture-loss.c - what is asked of the pixels themselves: smoothness, and staying in range. */

#include "style/picture-loss.h"

#include <math.h>

#define BAND 32 /* rows in an item of the pool */

typedef struct
{
  int          height, width;
  double       scale; /* weight over the number of values */
  const float *picture;
  float       *gradient;
  double      *sums; /* one a band */
} PictureLoss;

static int
n_bands (int height)
{
  return (3 * height + BAND - 1) / BAND;
}

static double
run_bands (NstPool *pool, NstJob job, int height, int width, double weight, const float *picture,
           float *gradient)
{
  int                bands = n_bands (height);
  g_autofree double *sums = g_new0 (double, bands);
  PictureLoss loss = { height, width, weight / (3.0 * height * width), picture, gradient, sums };
  double      sum = 0.0;

  nst_pool_run (pool, bands, job, &loss);
  for (int i = 0; i < bands; i++)
    sum += sums[i];
  return loss.scale * sum;
}

/* ---- Variation --------------------------------------------------------------------- */

/* A neighbour, and how much the squared difference to it counts.  Each pixel looks at all eight:
 * its loss is half of what it shares with each, and its gradient is complete without writing
 * elsewhere. */
static const struct
{
  int    dy, dx;
  double weight;
} neighbours[] = {
  { 0, -1, 2.0 / 3.0 },   { 0, 1, 2.0 / 3.0 },   { -1, 0, 2.0 / 3.0 },  { 1, 0, 2.0 / 3.0 },
  { -1, -1, 2.0 / 12.0 }, { -1, 1, 2.0 / 12.0 }, { 1, -1, 2.0 / 12.0 }, { 1, 1, 2.0 / 12.0 },
};

static double
vary_row (const PictureLoss *loss, const float *row, const float *other, int dx, double weight,
          float *gradient)
{
  int    first = MAX (0, -dx), end = loss->width - MAX (0, dx);
  float  factor = (float) (2.0 * weight * loss->scale);
  double sum = 0.0;

  for (int x = first; x < end; x++)
    {
      float difference = row[x] - other[x + dx];

      sum += difference * difference;
      gradient[x] += factor * difference;
    }
  return 0.5 * weight * sum;
}

static void
vary_band (gpointer data, int band, G_GNUC_UNUSED int worker)
{
  const PictureLoss *loss = data;
  int                end = MIN ((band + 1) * BAND, 3 * loss->height);

  for (int r = band * BAND; r < end; r++)
    {
      int          y = r % loss->height;
      const float *row = loss->picture + (gsize) r * loss->width;

      for (gsize i = 0; i < G_N_ELEMENTS (neighbours); i++)
        if (y + neighbours[i].dy >= 0 && y + neighbours[i].dy < loss->height)
          loss->sums[band]
              += vary_row (loss, row, row + neighbours[i].dy * loss->width, neighbours[i].dx,
                           neighbours[i].weight, loss->gradient + (gsize) r * loss->width);
    }
}

double
nst_variation_loss (NstPool *pool, int height, int width, double weight, const float *picture,
                    float *gradient)
{
  return run_bands (pool, vary_band, height, width, weight, picture, gradient);
}

/* ---- Range ------------------------------------------------------------------------- */

static void
range_band (gpointer data, int band, G_GNUC_UNUSED int worker)
{
  const PictureLoss *loss = data;
  gsize              first = (gsize) band * BAND * loss->width;
  gsize  end = MIN (first + (gsize) BAND * loss->width, (gsize) 3 * loss->height * loss->width);
  float  factor = (float) (2.0 * loss->scale);
  double sum = 0.0;

  for (gsize i = first; i < end; i++)
    {
      float value = loss->picture[i];
      float outside = value - CLAMP (value, 0.0f, 1.0f);

      sum += outside * outside;
      loss->gradient[i] += factor * outside;
    }
  loss->sums[band] = sum;
}

double
nst_range_loss (NstPool *pool, int height, int width, double weight, const float *picture,
                float *gradient)
{
  return run_bands (pool, range_band, height, width, weight, picture, gradient);
}
