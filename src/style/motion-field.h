/* SPDX-License-Identifier: GPL-3.0-or-later */

/* motion-field.h - a motion field, and the image features that it is estimated from. */

#ifndef NST_MOTION_FIELD_H
#define NST_MOTION_FIELD_H

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

/* Fails with NST_ERROR_MEMORY. */
#define NST_MOTION_PLANES 3 /* of floats */

NstMotion *nst_motion_new (int width, int height, GError **error);
void       nst_motion_free (NstMotion *motion);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NstMotion, nst_motion_free)

/* Whether a position is inside the picture, including half a pixel of the border. */
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

G_END_DECLS

#endif
