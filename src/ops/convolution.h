/* SPDX-License-Identifier: GPL-3.0-or-later */

/* convolution.h - a layer of a network: convolution with an odd square kernel and stride 1, and the
 * rectifier and the 2x2 maximum pooling after it.
 *
 * Shapes: input (in, height, width), output (out, height, width), or (out, height / 2, width / 2)
 * where it is pooled; weights (out, in, kernel, kernel), bias (out).  As everywhere in this field
 * it is the cross-correlation: output[o][y][x] = bias[o] + sum over i, u, v of weights[o][i][u][v]
 * input[i][y + u - r][x + v - r] with r = (kernel - 1) / 2.  It is computed by Winograd's way
 * (winograd.h) where that is the shorter one, else as patches times a matrix.
 */

#ifndef NST_CONVOLUTION_H
#define NST_CONVOLUTION_H

#include "ops/convolution-layer.h"
#include "ops/gates.h"
#include "ops/planes.h"

G_BEGIN_DECLS

/* Weights, and what has been made of them for one direction. */
typedef struct
{
  const float *plain;       /* (out, in, kernel, kernel), for both directions */
  const float *transformed; /* by nst_convolution_transform, or NULL: made as it is needed */
} NstConvolutionWeights;

gsize nst_convolution_n_weights (const NstConvolution *convolution);

/* Floats that nst_convolution_transform writes for a direction; 0 where there is nothing to be
 * prepared, or so much that it is not worth its memory. */
gsize nst_convolution_n_transformed (const NstConvolution *convolution);
void nst_convolution_transform (NstPool *pool, const NstConvolution *convolution, gboolean backward,
                                const float *plain, float *transformed);

/* Words of the gates that the forward pass can note: nst_gates_words, 0 without a rectifier. */
gsize nst_convolution_n_gates (const NstConvolution *convolution, int height, int width);

/* `gates` may be NULL. */
void nst_convolution_forward (NstPool *pool, const NstConvolution *convolution,
                              NstConvolutionWeights weights, const float *bias, const float *input,
                              int height, int width, float *output, guint16 *gates);

/* Some rows of the same: those of the convolution from `first` on and before `end`, multiples of 4
 * or the height.  The buffers need only the rows that are read (one more at each end) and written,
 * which are half as many where it is pooled. */
typedef struct
{
  int       first, end;
  NstPlanes input, output;
} NstConvolutionRows;

/* Whether rows can be made one after the other at that size, or only all at once. */
gboolean nst_convolution_takes_rows (const NstConvolution *convolution, int height, int width);
void     nst_convolution_forward_rows (NstPool *pool, const NstConvolution *convolution,
                                       NstConvolutionWeights weights, const float *bias,
                                       const float *input, int height, int width,
                                       const NstConvolutionRows *rows, float *output);

/* What comes after the convolution, backward: the gradient at the output becomes that before the
 * rectifier.  Where the output is pooled there is nothing to do: nst_convolution_backward_data and
 * _weights take the pooled gradient and the gates. */
void nst_convolution_backward_gates (NstPool *pool, const NstConvolution *convolution,
                                     const guint16 *gates, int height, int width,
                                     float *gradient_out);

/* gradient_in = the adjoint of the convolution applied to gradient_out, which is that before the
 * rectifier or, where it is pooled, the pooled one, to be spread by the layer's own `gates`.
 *
 * add            gradient_in is added to
 * gates_in       where not NULL: of the layer whose output is the input, and not pooled;
 * gradient_in becomes that before its rectifier */
void nst_convolution_backward_data (NstPool *pool, const NstConvolution *convolution,
                                    NstConvolutionWeights weights, const float *gradient_out,
                                    const guint16 *gates, int height, int width, gboolean add,
                                    const guint16 *gates_in, float *gradient_in);

/* Adds to gradient_weights and gradient_bias; gradient_out and `gates` as above. */
void nst_convolution_backward_weights (NstPool *pool, const NstConvolution *convolution,
                                       const float *input, const float *gradient_out,
                                       const guint16 *gates, int height, int width,
                                       float *gradient_weights, float *gradient_bias);

G_END_DECLS

#endif
