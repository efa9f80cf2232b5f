/* SPDX-License-Identifier: GPL-3.0-or-later */

/* pyramid.h - the scales of Refine, smallest first. */

#ifndef NST_PYRAMID_H
#define NST_PYRAMID_H

#include "nst.h"

G_BEGIN_DECLS

/* Pixels: scales up to this size decide the painting's forms. */
#define NST_PYRAMID_FORMS 1024

/* Pixels: with strokes, the descent starts at a scale of up to this size. */
#define NST_PYRAMID_STROKES 256

typedef struct
{
  int    longer;        /* longer side in pixels */
  int    width, height; /* of the picture at this scale */
  int    iterations;
  double work; /* this scale's share of all work, 0..1 */
} NstScale;

typedef struct
{
  NstScale scales[NST_MAX_SCALES];
  guint    n_scales;
} NstPyramid;

/* From the working size (`settings->size`, or the picture's own where that is 0 or larger) down by
 * halves to about 128 pixels. */
void nst_pyramid_plan (NstPyramid *pyramid, int width, int height, const NstSettings *settings);

G_END_DECLS

#endif
