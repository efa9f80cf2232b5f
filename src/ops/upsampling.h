/* SPDX-License-Identifier: GPL-3.0-or-later */

/* upsampling.h - nearest-neighbor upsampling by 2. */

#ifndef NST_UPSAMPLING_H
#define NST_UPSAMPLING_H

#include "base/pool.h"

G_BEGIN_DECLS

/* From (channels, height, width) to (channels, 2 height, 2 width). */
void nst_upsampling_forward (NstPool *pool, int channels, int height, int width, const float *input,
                             float *output);

/* The adjoint: gradient_in (channels, height, width) = the sums of gradient_out's squares, added to
 * what is there if `add`. */
void nst_upsampling_backward (NstPool *pool, int channels, int height, int width,
                              const float *gradient_out, gboolean add, float *gradient_in);

G_END_DECLS

#endif
