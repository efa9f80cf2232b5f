/* SPDX-License-Identifier: GPL-3.0-or-later */

/* motion.h - how the pixels of a picture have moved since the one before.
 *
 * Dense motion from coarse to fine: at each size the picture before is moved by what is known so
 * far, and the rest is found where  sum over a window of (gx u + gy v - t)^2  and the differences
 * between neighbors are least: the windowed least squares of B. Lucas and T. Kanade (IJCAI 1981)
 * with the smoothness of B. Horn and B. Schunck (Artificial Intelligence 17, 1981), as A. Bruhn, J.
 * Weickert and C. Schnoerr join them (International Journal of Computer Vision 61, 2005).  Windows
 * count pixels that do not fit for less, and smoothness ends where the picture has an edge.  What
 * is compared is the picture without its local mean, so that a change of the light is no motion.
 */

#ifndef NST_MOTION_H
#define NST_MOTION_H

#include "style/motion-trust.h"

G_BEGIN_DECLS

/* Between two pictures of one size.  It is estimated at up to 640 pixels, or half the size of larger
 * ones up to 1024, and finds shifts of some tens of pixels there.  Fails with NST_ERROR_MEMORY. */
NstMotion *nst_motion_estimate (NstPool *pool, const NstPicture *before, const NstPicture *now,
                                GError **error);

/* The memory that this takes for pictures of such a size. */
gsize nst_motion_bytes (int width, int height);

/* No motion, with trust where the pictures look the same. */
NstMotion *nst_motion_none (NstPool *pool, const NstPicture *before, const NstPicture *now,
                            GError **error);

G_END_DECLS

#endif
