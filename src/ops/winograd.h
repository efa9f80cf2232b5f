/* SPDX-License-Identifier: GPL-3.0-or-later */

/* winograd.h - 3x3 convolution with a quarter of the multiplications, fused with the operations
 * before and after it.
 *
 * Winograd's minimal filtering F(4x4, 3x3), after Lavin & Gray 2016: a tile of 4x4 outputs needs 36
 * multiplications for each pair of channels, not 144; it depends on 6x6 inputs.  The rounding error
 * is a few times that of direct convolution.
 */

#ifndef NST_WINOGRAD_H
#define NST_WINOGRAD_H

#include "ops/gates.h"
#include "ops/padding.h"
#include "ops/planes.h"

G_BEGIN_DECLS

/* The cross-correlation of an input (in, height, width) with weights (out, in, 3, 3), the input
 * continued beyond its border as `padding` says:
 *   output[o][y][x] = sum over i, u, v of weights[o][i][u][v] input[i][y + u - 1][x + v - 1]
 */
typedef struct
{
  int          in, out, height, width;
  const float *input;
  NstPadding   padding;
  /* Not NULL: the input is (in, height / 2, width / 2), the gradient of a 2x2 pooling, and is first
   * spread to where these gates (in, height, width) are open. */
  const guint16 *spread;

  const float *transformed; /* the weights by nst_winograd_transform, or NULL: */
  const float *plain;       /* they are transformed as they are needed, */
  gboolean     turned;      /* turned first: see nst_winograd_transform */

  /* Forward: the bias (out) is added and the output rectified; pooled to (out, height / 2, width /
   * 2); and its gates noted. */
  const float *bias;   /* or NULL */
  gboolean     relu;   /* also where it is pooled */
  gboolean     pooled; /* wants relu */
  guint16     *noted;  /* or NULL */

  /* Backward: what was in `output` is added, and what these gates shut out (after that) is 0. */
  gboolean       add;
  const guint16 *gates; /* or NULL */

  float *output; /* (out, height, width) */

  /* Some rows only, from first_row on and before end_row, which are multiples of 4, or the height;
   * end_row 0: all.  The buffers then need only the rows that are read (one more at each end) and
   * written; where a stride is 0, a buffer has all of them. */
  int       first_row, end_row;
  NstPlanes input_planes, output_planes;
} NstWinograd;

/* Whether this way is faster than patches times a matrix. */
gboolean nst_winograd_suits (int in, int out, int height, int width);

/* The result is the same, bit for bit, for any number of threads in `pool`. */
void nst_winograd_convolve (NstPool *pool, const NstWinograd *convolution);

/* The gradient of the weights and the biases: adds to gradient_weights (out, in, 3, 3)
 *   sum over y, x of gradient_out[o][y][x] input[i][y + u - 1][x + v - 1]
 * and to gradient_bias (out) the sums of gradient_out. */
typedef struct
{
  int            in, out, height, width;
  const float   *input; /* (in, height, width) */
  NstPadding     padding;
  const float   *gradient_out; /* (out, height, width), or (out, height / 2, width / 2): */
  const guint16 *spread;       /* to be spread to where these gates are open; or NULL */
  float         *gradient_weights, *gradient_bias;
} NstWinogradGradient;

/* Whether this way is faster than patches times a matrix. */
gboolean nst_winograd_gradient_suits (int in, int out, int height, int width);

/* Again the same, bit for bit, for any number of threads. */
void nst_winograd_gradient (NstPool *pool, const NstWinogradGradient *gradient);

/* ---- Weights ----------------------------------------------------------------------- */

/* Outputs lie by eights: as (out / 8, 36, in, 8), with zeros for those that are missing to a
 * multiple of 8. */
#define NST_WINOGRAD_EIGHT 8 /* rows of a product */

/* Floats of the transformed weights. */
gsize nst_winograd_n_weights (int in, int out);

/* Transforms weights (out, in, 3, 3); or `turned`, for the backward pass to the data, weights (in,
 * out, 3, 3) with each kernel turned by half a turn. */
void nst_winograd_transform (NstPool *pool, int in, int out, gboolean turned, const float *weights,
                             float *transformed);

/* The same for `eights` eights of the outputs, from number `first`. */
void nst_winograd_transform_eights (int in, int out, gboolean turned, const float *weights,
                                    int first, int eights, float *transformed);

G_END_DECLS

#endif
