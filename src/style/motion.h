/* SPDX-License-Identifier: GPL-3.0-or-later */

/* motion.h - how the pixels of a picture have moved since the one before.
 *
 * Dense motion from coarse to fine: at each size the picture before is moved by what is known so
 * far, and the rest is found where  sum over a window of (gx u + gy v - t)^2  and the differences
 * between neighbours are least: the windowed least squares of B. Lucas and T. Kanade (IJCAI 1981)
 * with the smoothness of B. Horn and B. Schunck (Artificial Intelligence 17, 1981), as A. Bruhn, J.
 * Weickert and C. Schnoerr join them (International Journal of Computer Vision 61, 2005).  Windows
 * count pixels that do not fit for less, and smoothness ends where the picture has an edge.  What
 * is compared is the picture without its local mean, so that a change of the light is no motion.
 */

#ifndef NST_MOTION_H
#define NST_MOTION_H

#include "base/pool.h"
#include "nst.h"

G_BEGIN_DECLS

/* The pixel (x, y) was at (x + dx, y + dy), as far as can be trusted: 0 (not at all) to 1.  All are
 * (height, width), in pixels.  There is no trust where the motion there and the motion back do not
 * meet (N. Sundaram, T. Brox, K. Keutzer, ECCV 2010), and where the origin lies outside of the
 * picture.  What was covered and what is new nst_motion_compare tells, of what has been moved. */
typedef struct
{
  int    width, height;
  float *dx, *dy, *trust;
} NstMotion;

/* Between two pictures of one size.  It is estimated at up to 640 pixels, or half the size of larger
 * ones up to 1024, and finds shifts of some tens of pixels there.  Fails with NST_ERROR_MEMORY. */
NstMotion *nst_motion_estimate (NstPool *pool, const NstPicture *before, const NstPicture *now,
                                GError **error);

/* No motion; trust where the pictures look the same. */
NstMotion *nst_motion_none (NstPool *pool, const NstPicture *before, const NstPicture *now,
                            GError **error);
void       nst_motion_free (NstMotion *motion);

/* Lowers `trust` (height, width) where two pictures of one size look different: by more than noise
 * and small shifts explain, light and shade left aside.  Fails with NST_ERROR_MEMORY. */
gboolean nst_motion_compare (NstPool *pool, const NstPicture *a, const NstPicture *b, float *trust,
                             GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NstMotion, nst_motion_free)

G_END_DECLS

#endif
