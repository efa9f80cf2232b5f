/* SPDX-License-Identifier: GPL-3.0-or-later */

/* motion-trust.h - how far a motion can be trusted. */

#ifndef NST_MOTION_TRUST_H
#define NST_MOTION_TRUST_H

#include "style/motion-field.h"

G_BEGIN_DECLS

/* Motion that explains no more than no motion does, in the neighborhood, is none: noise must not
 * make what stands still swim.  The details are those of the two pictures, before and now. */
void nst_motion_settle (NstPool *pool, NstMotion *motion, const float *before, const float *now,
                        float *still, float *moved, float *scratch);

/* No trust where `back`, the motion from the picture before to the one now, does not lead to where
 * `motion` came from. */
void nst_motion_meet (NstPool *pool, NstMotion *motion, const NstMotion *back);

/* Lowers `trust` (height, width) where two pictures of one size look different: by more than noise
 * and small shifts explain, light and shade left aside.  Fails with NST_ERROR_MEMORY. */
gboolean nst_motion_compare (NstPool *pool, const NstPicture *a, const NstPicture *b, float *trust,
                             GError **error);

G_END_DECLS

#endif
