/* SPDX-License-Identifier: GPL-3.0-or-later */

/* relu.h - the rectifier max (x, 0).  Forward it is part of the convolution; backward it needs one
 * bit a value: whether the output was positive. */

#ifndef NST_RELU_H
#define NST_RELU_H

#include "base/pool.h"

G_BEGIN_DECLS

/* Bytes of the bits of `channels` planes of `positions` values, each plane starting at a byte. */
gsize nst_relu_bit_bytes (int channels, int positions);

/* bits of `output` (channels, positions), the rectified values. */
void nst_relu_note (NstPool *pool, int channels, int positions, const float *output, guint8 *bits);

/* gradient (channels, positions) becomes 0 where the output was 0: known from `bits`, ... */
void nst_relu_backward_bits (NstPool *pool, int channels, int positions, const guint8 *bits,
                             float *gradient);

/* ... or from the output itself, where that is kept anyway. */
void nst_relu_backward (NstPool *pool, int channels, int positions, const float *output,
                        float *gradient);

G_END_DECLS

#endif
