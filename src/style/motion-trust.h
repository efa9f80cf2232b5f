/* SPDX-License-Identifier: GPL-3.0-or-later */

/* motion-trust.h - how reliable a motion field is at each pixel. */

#ifndef NST_MOTION_TRUST_H
#define NST_MOTION_TRUST_H

#include "style/motion-field.h"

G_BEGIN_DECLS

/* Removes motion that explains the local neighborhood no better than no motion, so that noise
 * does not move what stands still.  The details are those of the two frames, before and now. */
void nst_motion_settle (NstPool *pool, NstMotion *motion, const float *before, const float *now,
                        float *still, float *moved, float *scratch);

/* Sets trust to 0 where `back`, the motion in the reverse direction, does not lead back to where
 * `motion` came from. */
void nst_motion_meet (NstPool *pool, NstMotion *motion, const NstMotion *back);

/* Lowers `trust` (height, width) where two pictures of one size look different: by more than noise
 * and small shifts explain, light and shade left aside.  Fails with NST_ERROR_MEMORY. */
gboolean nst_motion_compare (NstPool *pool, const NstPicture *a, const NstPicture *b, float *trust,
                             GError **error);

/* The memory that this takes. */
gsize nst_motion_compare_bytes (int width, int height);

G_END_DECLS

#endif
