/* SPDX-License-Identifier: GPL-3.0-or-later */

/* pyramid.c - the scales of Refine. */

#include "style/pyramid.h"

#include <math.h>

#define SMALLEST 128 /* pixels: at half of that the deepest tap sees a handful of positions */

/* Iterations at each scale, as multiples of those asked for, from the largest of at most
 * NST_PYRAMID_FORMS pixels down.  Small scales decide the composition cheaply, but many iterations
 * there dissolve the scene. */
static const double proportions[] = { 1.0, 1.0, 0.5 };

/* Larger scales get their forms from smaller ones, and only add detail. */
#define BEYOND 0.5

static int
side_at (int side, int longer, int scale)
{
  return MAX (1, (int) lround ((double) side * scale / longer));
}

void
nst_pyramid_plan (NstPyramid *pyramid, int width, int height, const NstSettings *settings)
{
  int    longer = MAX (width, height);
  int    size = settings->size > 0 ? MIN (settings->size, longer) : longer;
  double total = 0.0;
  guint  n = 1, halvings = 0;

  while (n < NST_MAX_SCALES && lround (size * exp2 (-(double) n)) >= SMALLEST)
    n++;
  pyramid->n_scales = n;
  for (guint i = n; i-- > 0;)
    {
      NstScale *scale = &pyramid->scales[i];
      double    times = BEYOND;

      scale->longer = (int) lround (size * exp2 (-(double) (n - 1 - i)));
      if (scale->longer <= NST_PYRAMID_FORMS)
        {
          times = proportions[MIN (halvings, G_N_ELEMENTS (proportions) - 1)];
          halvings++;
        }
      scale->width = side_at (width, longer, scale->longer);
      scale->height = side_at (height, longer, scale->longer);
      scale->iterations = MAX (1, (int) lround (settings->iterations * times));
      scale->work = (double) scale->width * scale->height * scale->iterations;
      total += scale->work;
    }
  for (guint i = 0; i < n; i++)
    pyramid->scales[i].work /= total;
}
