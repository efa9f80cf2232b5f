/* SPDX-License-Identifier: GPL-3.0-or-later */

/* resampling.h - resizes planes. */

#ifndef NST_RESAMPLING_H
#define NST_RESAMPLING_H

#include "nst-types.h"

G_BEGIN_DECLS

/* `from` (channels, height, width) to `to` (channels, to_height, to_width), separably with Keys'
 * cubic (a = -1/2; R. Keys, IEEE Trans. ASSP 29, 1981), stretched by the scale when it shrinks so
 * that nothing aliases; beyond the border the kernel's weights are normalized again.  FALSE with
 * NST_ERROR_MEMORY. */
gboolean nst_resample (int channels, int height, int width, const float *from, int to_height,
                       int to_width, float *to, GError **error);

/* Of that only `part`, bit for bit: `to` is (channels, part->height, part->width). */
gboolean nst_resample_part (int channels, int height, int width, const float *from, int to_height,
                            int to_width, const NstRectangle *part, float *to, GError **error);

/* nst_picture_resize to the size of `to`, whose planes are set; its mask may be NULL.  FALSE with NST_ERROR_MEMORY. */
gboolean nst_picture_resize_to (const NstPicture *picture, NstPicture *to, GError **error);

/* The pixels of the part `part` of nst_picture_resize's result, bit for bit, to those of `to`, which
 * has its size.  FALSE with NST_ERROR_MEMORY. */
gboolean nst_picture_resize_part (const NstPicture *picture, int width, int height,
                                  const NstRectangle *part, NstPicture *to, GError **error);

/* `part` of planes (n, height, width), to planes (n, part->height, part->width). */
void nst_crop_planes (int n, int height, int width, const float *from, const NstRectangle *part,
                      float *to);

G_END_DECLS

#endif
