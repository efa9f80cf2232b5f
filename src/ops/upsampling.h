/* SPDX-License-Identifier: GPL-3.0-or-later */

/* upsampling.h - nearest-neighbor upsampling by 2. */

#ifndef NST_UPSAMPLING_H
#define NST_UPSAMPLING_H

#include "base/pool.h"

G_BEGIN_DECLS

/* From (channels, height, width) to (channels, 2 height, 2 width), with so many floats from one
 * plane to the next. */
void nst_upsampling_forward (NstPool *pool, int channels, int height, int width, const float *input,
                             gsize input_stride, float *output, gsize output_stride);

/* The adjoint: gradient_in (channels, height, width) = the sums of gradient_out's squares, added to
 * what is there if `add`. */
void nst_upsampling_backward (NstPool *pool, int channels, int height, int width,
                              const float *gradient_out, gboolean add, float *gradient_in);

G_END_DECLS

#endif
