/* SPDX-License-Identifier: GPL-3.0-or-later */

/* convolution.c - chooses the algorithm of a convolution. */

#include "ops/convolution.h"

#include "ops/border.h"
#include "ops/patches.h"
#include "ops/winograd.h"

static gboolean
has_short_way (const NstConvolution *c, int height, int width)
{
  return c->kernel == 3 && nst_winograd_suits (c->in, c->out, height, width);
}

static NstWinograd
short_way (const NstConvolution *c, NstConvolutionWeights weights, const float *bias,
           const float *input, int height, int width, float *output)
{
  return (NstWinograd) { .in = c->in,
                         .out = c->out,
                         .height = height,
                         .width = width,
                         .input = input,
                         .padding = c->padding,
                         .transformed = weights.transformed,
                         .plain = weights.plain,
                         .bias = bias,
                         .relu = c->relu,
                         .pooled = c->pooled,
                         .output = output };
}

void
nst_convolution_forward (NstPool *pool, const NstConvolution *convolution,
                         NstConvolutionWeights weights, const float *bias, const float *input,
                         int height, int width, float *output, guint16 *gates)
{
  NstWinograd winograd = short_way (convolution, weights, bias, input, height, width, output);

  winograd.noted = gates;
  if (has_short_way (convolution, height, width))
    nst_winograd_convolve (pool, &winograd);
  else
    nst_patches_forward (pool, convolution, weights.plain, bias, input, height, width, output,
                         gates);
}

gboolean
nst_convolution_takes_rows (const NstConvolution *convolution, int height, int width)
{
  return has_short_way (convolution, height, width);
}

void
nst_convolution_forward_rows (NstPool *pool, const NstConvolution *convolution,
                              NstConvolutionWeights weights, const float *bias, const float *input,
                              int height, int width, const NstConvolutionRows *rows, float *output)
{
  NstWinograd winograd = short_way (convolution, weights, bias, input, height, width, output);

  winograd.first_row = rows->first;
  winograd.end_row = rows->end;
  winograd.input_planes = rows->input;
  winograd.output_planes = rows->output;
  nst_winograd_convolve (pool, &winograd);
}

/* ---- Weights ----------------------------------------------------------------------- */

/* Above, the transformed weights of both directions would take eight times the memory of the plain
 * ones, and reading them as long as making them. */
#define MANY_WEIGHTS (256 * 256)

gsize
nst_convolution_n_weights (const NstConvolution *convolution)
{
  return (gsize) convolution->out * convolution->in * convolution->kernel * convolution->kernel;
}

gsize
nst_convolution_n_transformed (const NstConvolution *convolution)
{
  int in = convolution->in, out = convolution->out;

  if (convolution->kernel != 3 || in * out >= MANY_WEIGHTS)
    return 0;
  return MAX (nst_winograd_n_weights (in, out), nst_winograd_n_weights (out, in));
}

void
nst_convolution_transform (NstPool *pool, const NstConvolution *convolution, gboolean backward,
                           const float *plain, float *transformed)
{
  int in = backward ? convolution->out : convolution->in;
  int out = backward ? convolution->in : convolution->out;

  if (nst_convolution_n_transformed (convolution) > 0)
    nst_winograd_transform (pool, in, out, backward, plain, transformed);
}

/* ---- Backward ---------------------------------------------------------------------- */

void
nst_convolution_backward_data (NstPool *pool, const NstConvolution *convolution,
                               NstConvolutionWeights weights, const float *gradient_out,
                               const guint16 *gates, int height, int width, gboolean add,
                               const guint16 *gates_in, float *gradient_in)
{
  const NstConvolution *c = convolution;
  NstWinograd           winograd = { .in = c->out,
                                     .out = c->in,
                                     .height = height,
                                     .width = width,
                                     .input = gradient_out,
                                     .padding = NST_PADDING_ZERO,
                                     .spread = c->pooled ? gates : NULL,
                                     .transformed = weights.transformed,
                                     .plain = weights.plain,
                                     .turned = TRUE,
                                     .add = add,
                                     .gates = gates_in,
                                     .output = gradient_in };
  NstBorder             border = { .in = c->in,
                                   .out = c->out,
                                   .height = height,
                                   .width = width,
                                   .padding = c->padding,
                                   .weights = weights.plain,
                                   .gradient_out = gradient_out,
                                   .gates = winograd.spread,
                                   .gates_in = gates_in,
                                   .gradient_in = gradient_in };

  if (!has_short_way (c, height, width))
    {
      nst_patches_backward_data (pool, c, weights.plain, gradient_out, gates, height, width, add,
                                 gates_in, gradient_in);
      return;
    }
  nst_winograd_convolve (pool, &winograd);
  nst_border_pay (pool, &border);
}

gsize
nst_convolution_n_gates (const NstConvolution *convolution, int height, int width)
{
  return convolution->relu ? nst_gates_words (convolution->out, height, width) : 0;
}

void
nst_convolution_backward_gates (NstPool *pool, const NstConvolution *convolution,
                                const guint16 *gates, int height, int width, float *gradient_out)
{
  if (convolution->relu && !convolution->pooled)
    nst_gates_shut (pool, convolution->out, height, width, gates, gradient_out);
}

void
nst_convolution_backward_weights (NstPool *pool, const NstConvolution *convolution,
                                  const float *input, const float *gradient_out,
                                  const guint16 *gates, int height, int width,
                                  float *gradient_weights, float *gradient_bias)
{
  const NstConvolution *c = convolution;
  NstWinogradGradient   winograd = { .in = c->in,
                                     .out = c->out,
                                     .height = height,
                                     .width = width,
                                     .input = input,
                                     .padding = c->padding,
                                     .gradient_out = gradient_out,
                                     .spread = c->pooled ? gates : NULL,
                                     .gradient_weights = gradient_weights,
                                     .gradient_bias = gradient_bias };

  if (c->kernel == 3 && nst_winograd_gradient_suits (c->in, c->out, height, width))
    nst_winograd_gradient (pool, &winograd);
  else
    nst_patches_backward_weights (pool, convolution, input, gradient_out, gates, height, width,
                                  gradient_weights, gradient_bias);
}
