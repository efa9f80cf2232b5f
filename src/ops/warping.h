/* SPDX-License-Identifier: GPL-3.0-or-later */

/* warping.h - warps planes by a displacement field. */

#ifndef NST_WARPING_H
#define NST_WARPING_H

#include "base/pool.h"

G_BEGIN_DECLS

/* `from` and `to` are planes of (height, width), as are `dx` and `dy`, in pixels: `to` at (x, y)
 * becomes `from` at (x + dx, y + dy); beyond the border that is the nearest pixel.  Between pixels a
 * polynomial of the fifth degree goes through the six nearest in each direction (Lagrange's): its
 * frequency response is flat as far as six values allow and nowhere above 1, so that a picture that
 * is moved again and again stays sharp for long, and nothing grows.  A displacement by whole pixels
 * is exact. */
void nst_warp (NstPool *pool, int height, int width, const float *from, const float *dx,
               const float *dy, float *to);

/* The same for several planes, which costs less than one after the other. */
void nst_warp_planes (NstPool *pool, int n_planes, int height, int width, const float *const from[],
                      const float *dx, const float *dy, float *const to[]);

G_END_DECLS

#endif
