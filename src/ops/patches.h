/* SPDX-License-Identifier: GPL-3.0-or-later */

/* patches.h - convolution as patches times a matrix: works for every shape.
 *
 * The arguments are those of convolution.h; the weights are plain.
 */

#ifndef NST_PATCHES_H
#define NST_PATCHES_H

#include "ops/convolution-layer.h"
#include "ops/gates.h"

G_BEGIN_DECLS

void nst_patches_forward (NstPool *pool, const NstConvolution *convolution, const float *weights,
                          const float *bias, const float *input, int height, int width,
                          float *output, guint16 *gates);

void nst_patches_backward_data (NstPool *pool, const NstConvolution *convolution,
                                const float *weights, const float *gradient_out,
                                const guint16 *gates, int height, int width, gboolean add,
                                const guint16 *gates_in, float *gradient_in);

void nst_patches_backward_weights (NstPool *pool, const NstConvolution *convolution,
                                   const float *input, const float *gradient_out,
                                   const guint16 *gates, int height, int width,
                                   float *gradient_weights, float *gradient_bias);

G_END_DECLS

#endif
