/* SPDX-License-Identifier: GPL-3.0-or-later */

/* smoothing.h - Gaussian smoothing of planes. */

#ifndef NST_SMOOTHING_H
#define NST_SMOOTHING_H

#include "base/pool.h"

G_BEGIN_DECLS

/* `plane` (height, width) becomes its mean under a Gaussian of standard deviation radius / 2, cut
 * off at `radius` pixels, 1 to 64; beyond the border nothing counts.  `scratch` has the plane's
 * size. */
void nst_smooth (NstPool *pool, int height, int width, int radius, float *plane, float *scratch);

/* An approximation for a radius of 12 or more: at a quarter of the size, enlarged linearly, with
 * a small fraction of the work. */
void nst_smooth_wide (NstPool *pool, int height, int width, int radius, float *plane,
                      float *scratch);

G_END_DECLS

#endif
