/* SPDX-License-Identifier: GPL-3.0-or-later */

/* convolution.h - stride-1 convolution with an odd square kernel: as patches times a matrix, or by
 * Winograd's shorter way (winograd.h) where the shape suits it and the weights have been made
 * ready.
 *
 * Shapes: input (in, height, width), output (out, height, width), weights (out, in, kernel,
 * kernel), bias (out).  As everywhere in this field it is the cross-correlation:
 *   output[o][y][x] = bias[o] + sum over i, u, v of weights[o][i][u][v] input[i][y + u - r][x + v -
 * r] with r = (kernel - 1) / 2.
 */

#ifndef NST_CONVOLUTION_H
#define NST_CONVOLUTION_H

#include "ops/padding.h"

G_BEGIN_DECLS

typedef struct
{
  int        in, out; /* channels */
  int        kernel;
  NstPadding padding;
  gboolean   relu; /* the output is rectified in the same breath */
} NstConvolution;

gsize nst_convolution_n_weights (const NstConvolution *convolution);

/* The weights of one direction. */
typedef struct
{
  const float *plain;       /* forward (out, in, kernel, kernel), backward turned */
  const float *transformed; /* by nst_convolution_transform, or NULL: patches only */
} NstConvolutionWeights;

/* Floats that nst_convolution_transform writes; 0 where the short way knows no such kernel. */
gsize nst_convolution_n_transformed (const NstConvolution *convolution);

/* `in` and `out` are those of the direction: swapped for the turned weights. */
void nst_convolution_transform (const NstConvolution *convolution, gboolean turned,
                                const float *plain, float *transformed);

void nst_convolution_forward (NstPool *pool, const NstConvolution *convolution,
                              NstConvolutionWeights weights, const float *bias, const float *input,
                              int height, int width, float *output);

/* The weights as the backward pass wants them: (in, out, kernel, kernel), each kernel turned by
 * half a turn. */
void nst_convolution_turn (const NstConvolution *convolution, const float *weights, float *turned);

/* Floats of work space that the backward pass to the data needs. */
gsize nst_convolution_backward_space (const NstConvolution *convolution, int height, int width);

/* gradient_in = the adjoint of the forward pass (without its rectifier) applied to gradient_out.
 * `space` may be NULL where nst_convolution_backward_space is 0. */
void nst_convolution_backward_data (NstPool *pool, const NstConvolution *convolution,
                                    NstConvolutionWeights turned, const float *gradient_out,
                                    int height, int width, float *space, float *gradient_in);

/* Adds to gradient_weights and gradient_bias. */
void nst_convolution_backward_weights (NstPool *pool, const NstConvolution *convolution,
                                       const float *input, const float *gradient_out, int height,
                                       int width, float *gradient_weights, float *gradient_bias);

G_END_DECLS

#endif
