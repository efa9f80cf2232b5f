/* SPDX-License-Identifier: GPL-3.0-or-later */

/* grain.h - the grain that Fast adds to what it paints.
 *
 * The features of a flat area vary only with the border of the picture and the rounding of its
 * pixels.  Whitening amplifies these variations to the variance of the style: the painting gets a
 * lattice, or rings far from an edge.  Faint noise gives whitening something else to amplify, and the
 * area becomes strokes.  The noise is equally wide, relative to the picture, at any resolution, so
 * that the strokes are, too. */

#ifndef NST_GRAIN_H
#define NST_GRAIN_H

#include "nst.h"

G_BEGIN_DECLS

/* Standard deviation of pixels in [0, 1]: half a step of 8 bits. */
#define NST_GRAIN_DEVIATION 0.002f

/* Adds grain to the pixels (3, place.height, place.width) that show a picture of width x height at
 * `place`, reflected at its border.  It is the same for all three channels, so that gray stays gray,
 * and a function of the position in the picture alone, so that parts and tiles match the whole.  The
 * pixels are not cut off to [0, 1]. */
void nst_grain_add (float *pixels, const NstRectangle *place, int width, int height);

G_END_DECLS

#endif
