/* SPDX-License-Identifier: GPL-3.0-or-later */

/* picture-loss.c - losses on the pixels themselves: smoothness and range. */

#include "style/picture-loss.h"

#include <math.h>

#include "base/vector-code.h"

#define BAND 32 /* rows in an item of the pool */

typedef struct
{
  int          height, width;
  double       scale; /* weight over the number of values */
  const float *picture;
  float       *gradient;
  const float *previous, *trust; /* of nst_previous_loss alone */
  double      *sums;             /* one a band */
} PictureLoss;

static int
n_bands (int height)
{
  return (3 * height + BAND - 1) / BAND;
}

static double
run_bands (NstPool *pool, NstJob job, double weight, PictureLoss loss)
{
  int                bands = n_bands (loss.height);
  g_autofree double *sums = g_new0 (double, bands);
  double             sum = 0.0;

  loss.scale = weight / (3.0 * loss.height * loss.width);
  loss.sums = sums;
  nst_pool_run (pool, bands, job, &loss);
  for (int i = 0; i < bands; i++)
    sum += sums[i];
  return loss.scale * sum;
}

/* ---- Variation --------------------------------------------------------------------- */

#define SIDE   (2.0f / 3.0f) /* weight of the squared difference to a neighbor */
#define CORNER (2.0f / 12.0f)
#define LANES  16 /* partial sums: independent, so that they fill a vector */

/* With g = sum over a pixel's neighbors of weight (pixel - neighbor), the loss's gradient is 2 g,
 * and the loss itself, in which each pair counts once, is the sum of pixel g. */

static float
vary_border_pixel (const PictureLoss *loss, const float *row, int y, int x)
{
  float sum = 0.0f;

  for (int dy = -1; dy <= 1; dy++)
    for (int dx = -1; dx <= 1; dx++)
      if (y + dy >= 0 && y + dy < loss->height && x + dx >= 0 && x + dx < loss->width)
        sum += (dy == 0 || dx == 0 ? SIDE : CORNER) * (row[x] - row[dy * loss->width + x + dx]);
  return sum;
}

NST_INLINE float
vary_inner_pixel (const float *row, const float *above, const float *below, int x)
{
  float sides = row[x - 1] + row[x + 1] + above[x] + below[x];
  float corners = above[x - 1] + above[x + 1] + below[x - 1] + below[x + 1];

  return 4.0f * (SIDE + CORNER) * row[x] - SIDE * sides - CORNER * corners;
}

/* Pixels 1.. of a row, by LANES, as far as they have all their neighbors; returns the first that
 * it left out. */
NST_INLINE int
vary_inner_body (const float *row, gsize width, float factor, float *gradient, double *sum)
{
  float lanes[LANES] = { 0 };
  int   x;

  for (x = 1; x + LANES < (int) width; x += LANES)
    for (int l = 0; l < LANES; l++)
      {
        float g = vary_inner_pixel (row, row - width, row + width, x + l);

        lanes[l] += row[x + l] * g;
        gradient[x + l] += factor * g;
      }
  for (int l = 0; l < LANES; l++)
    *sum += lanes[l];
  return x;
}

NST_VECTORIZED (int, vary_inner,
                (const float *row, gsize width, float factor, float *gradient, double *sum),
                (row, width, factor, gradient, sum))

static double
vary_row (const PictureLoss *loss, const float *row, int y, float *gradient)
{
  int    rest = 1;
  float  factor = (float) (2.0 * loss->scale);
  double sum = 0.0;

  if (y > 0 && y + 1 < loss->height)
    rest = vary_inner (row, (gsize) loss->width, factor, gradient, &sum);
  for (int x = 0; x < loss->width; x = x == 0 ? rest : x + 1)
    {
      float g = vary_border_pixel (loss, row, y, x);

      sum += row[x] * g;
      gradient[x] += factor * g;
    }
  return sum;
}

static void
vary_band (gpointer data, int band, G_GNUC_UNUSED int worker)
{
  const PictureLoss *loss = data;
  int                end = MIN ((band + 1) * BAND, 3 * loss->height);

  for (int r = band * BAND; r < end; r++)
    loss->sums[band] += vary_row (loss, loss->picture + (gsize) r * loss->width, r % loss->height,
                                  loss->gradient + (gsize) r * loss->width);
}

double
nst_variation_loss (NstPool *pool, int height, int width, double weight, const float *picture,
                    float *gradient)
{
  return run_bands (
      pool, vary_band, weight,
      (PictureLoss) { .height = height, .width = width, .picture = picture, .gradient = gradient });
}

/* ---- Range ------------------------------------------------------------------------- */

NST_INLINE float
range_row_body (const float *picture, int n, float factor, float *gradient)
{
  float lanes[LANES] = { 0 }, sum = 0.0f;

  for (int x = 0; x < n; x++)
    {
      float outside = picture[x] - MIN (MAX (picture[x], 0.0f), 1.0f);

      lanes[x % LANES] += outside * outside;
      gradient[x] += factor * outside;
    }
  for (int l = 0; l < LANES; l++)
    sum += lanes[l];
  return sum;
}

NST_VECTORIZED (float, range_row, (const float *picture, int n, float factor, float *gradient),
                (picture, n, factor, gradient))

static void
range_band (gpointer data, int band, G_GNUC_UNUSED int worker)
{
  const PictureLoss *loss = data;
  int                end = MIN ((band + 1) * BAND, 3 * loss->height);

  for (int r = band * BAND; r < end; r++)
    loss->sums[band]
        += range_row (loss->picture + (gsize) r * loss->width, loss->width,
                      (float) (2.0 * loss->scale), loss->gradient + (gsize) r * loss->width);
}

double
nst_range_loss (NstPool *pool, int height, int width, double weight, const float *picture,
                float *gradient)
{
  return run_bands (
      pool, range_band, weight,
      (PictureLoss) { .height = height, .width = width, .picture = picture, .gradient = gradient });
}

/* ---- The previous frame ------------------------------------------------------------ */

NST_INLINE float
part_row_body (const float *picture, const float *previous, const float *trust, int n, float factor,
               float *gradient)
{
  float lanes[LANES] = { 0 }, sum = 0.0f;

  for (int x = 0; x < n; x++)
    {
      float apart = picture[x] - previous[x];

      lanes[x % LANES] += trust[x] * apart * apart;
      gradient[x] += factor * trust[x] * apart;
    }
  for (int l = 0; l < LANES; l++)
    sum += lanes[l];
  return sum;
}

NST_VECTORIZED (float, part_row,
                (const float *picture, const float *previous, const float *trust, int n,
                 float factor, float *gradient),
                (picture, previous, trust, n, factor, gradient))

static void
part_band (gpointer data, int band, G_GNUC_UNUSED int worker)
{
  const PictureLoss *loss = data;
  int                end = MIN ((band + 1) * BAND, 3 * loss->height);

  for (int r = band * BAND; r < end; r++)
    loss->sums[band] += part_row (
        loss->picture + (gsize) r * loss->width, loss->previous + (gsize) r * loss->width,
        loss->trust + (gsize) (r % loss->height) * loss->width, loss->width,
        (float) (2.0 * loss->scale), loss->gradient + (gsize) r * loss->width);
}

double
nst_previous_loss (NstPool *pool, int height, int width, double weight, const float *previous,
                   const float *trust, const float *picture, float *gradient)
{
  return run_bands (pool, part_band, weight,
                    (PictureLoss) { .height = height,
                                    .width = width,
                                    .picture = picture,
                                    .gradient = gradient,
                                    .previous = previous,
                                    .trust = trust });
}
