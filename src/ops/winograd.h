/* SPDX-License-Identifier: GPL-3.0-or-later */

/* winograd.h - 3x3 convolution in a quarter of the multiplications.
 *
 * Winograd's minimal filtering F(4x4, 3x3), after Lavin & Gray 2016: a tile of 4x4 outputs is made
 * of the 6x6 inputs that it sees with 36 multiplications for each pair of channels, not 144.  The
 * rounding error is a few times that of the plain way.
 */

#ifndef NST_WINOGRAD_H
#define NST_WINOGRAD_H

#include "ops/padding.h"

G_BEGIN_DECLS

/* Whether this way is faster than patches times a matrix, for an output of (out, rows, columns)
 * made of `in` channels. */
gboolean nst_winograd_suits (int in, int out, int rows, int columns);

/* Floats of the transformed weights: 36 in out. */
gsize nst_winograd_n_weights (int in, int out);

/* From weights (out, in, 3, 3) to transformed (36, out, in). */
void nst_winograd_transform (int in, int out, const float *weights, float *transformed);

/* output (out, rows, columns) = bias[o] + the cross-correlation of input (in, height, width) with
 * the weights; position (y, x) of the output sees the input's rows y - shift .. y - shift + 2 and
 * columns x - shift .. x - shift + 2.  Shift 1 with rows = height and columns = width keeps the
 * size; shift 2 with rows = height + 2 and columns = width + 2 is the full correlation.  What lies
 * beyond the input is as `padding` says.  `bias` may be NULL; `relu` rectifies the output.
 *
 * The result is the same, bit for bit, for any number of threads in `pool`. */
void nst_winograd_convolve (NstPool *pool, int in, int out, const float *transformed,
                            const float *bias, gboolean relu, const float *input, int height,
                            int width, NstPadding padding, int shift, int rows, int columns,
                            float *output);

G_END_DECLS

#endif
