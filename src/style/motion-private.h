/* SPDX-License-Identifier: GPL-3.0-or-later */

/* motion-private.h - what the search for motion and the judgement of it share. */

#ifndef NST_MOTION_PRIVATE_H
#define NST_MOTION_PRIVATE_H

#include "style/motion.h"

G_BEGIN_DECLS

/* Whether a place lies within the picture, half a pixel of its border included. */
static inline gboolean
nst_motion_is_inside (float x, float y, int width, int height)
{
  return x >= -0.5f && y >= -0.5f && x <= width - 0.5f && y <= height - 0.5f;
}

/* Luma of Rec. 601 of all pixels. */
void nst_motion_luminance (const NstPicture *picture, float *light);

/* `light` (height, width) without its finest grain and its local mean, which becomes `shade`. */
void nst_motion_detail (NstPool *pool, int height, int width, const float *light, float *detail,
                        float *shade, float *scratch);

/* Motion that explains no more than no motion does, in the neighbourhood, is none: noise must not
 * make what stands still swim.  The details are those of the two pictures, before and now. */
void nst_motion_settle (NstPool *pool, NstMotion *motion, const float *before, const float *now,
                        float *still, float *moved, float *scratch);

/* No trust where `back`, the motion from the picture before to the one now, does not lead to where
 * `motion` came from. */
void nst_motion_meet (NstPool *pool, NstMotion *motion, const NstMotion *back);

G_END_DECLS

#endif
