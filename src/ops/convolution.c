/* SPDX-License-Identifier: GPL-3.0-or-later */

/* convolution.c - stride-1 convolution, as patches times a matrix or by Winograd's shorter way.
 *
 * The output is cut into blocks of consecutive positions.  For each block the patches that its
 * positions see are gathered as the columns of a panel, small enough to stay in a core's cache, and
 * one matrix product makes the block's output.  The backward pass to the data is the same with the
 * weights turned; the one to the weights multiplies by the panel transposed.
 */

#include "ops/convolution.h"

#include <cblas.h>
#include <string.h>

#include "ops/winograd.h"

#define PANEL_FLOATS (96 * 1024) /* 384 KiB: fits a core's second-level cache beside the rest */
#define MIN_BLOCK    64          /* positions; fewer leave the matrix product inefficient */
#define MAX_BLOCK    1024

/* The positions of a (rows, columns) grid whose patches start `shift` before each position. */
typedef struct
{
  const float *input; /* (channels, height, width) */
  int          channels, height, width, kernel;
  NstPadding   padding;
  int          rows, columns, shift;
} Patches;

static int
block_positions (int channels, int kernel)
{
  int positions = PANEL_FLOATS / (channels * kernel * kernel);

  return CLAMP (positions / 16 * 16, MIN_BLOCK, MAX_BLOCK);
}

static int
n_blocks (const Patches *patches, int block)
{
  return (patches->rows * patches->columns + block - 1) / block;
}

/* to[0..n-1] = row[start..start+n-1], with what lies outside of the row as the padding says. */
static void
gather_run (const float *row, int width, NstPadding padding, int start, int n, float *to)
{
  int i = 0;

  for (; i < n && start + i < 0; i++)
    {
      int source = nst_padding_source (padding, start + i, width);
      to[i] = source < 0 ? 0.0f : row[source];
    }
  if (i < n && start + i < width)
    {
      int run = MIN (n - i, width - start - i);
      memcpy (to + i, row + start + i, sizeof (float) * run);
      i += run;
    }
  for (; i < n; i++)
    {
      int source = nst_padding_source (padding, start + i, width);
      to[i] = source < 0 ? 0.0f : row[source];
    }
}

/* One row of the panel: what tap (u, v) of `plane` contributes to positions first..first+n-1. */
static void
gather_tap (const Patches *p, const float *plane, int u, int v, int first, int n, float *to)
{
  int y = first / p->columns;
  int x = first % p->columns;

  while (n > 0)
    {
      int run = MIN (n, p->columns - x);
      int row = nst_padding_source (p->padding, y + u - p->shift, p->height);

      if (row < 0)
        memset (to, 0, sizeof (float) * run);
      else
        gather_run (plane + (gsize) row * p->width, p->width, p->padding, x + v - p->shift, run,
                    to);
      to += run;
      n -= run;
      x = 0;
      y++;
    }
}

/* The panel (channels * kernel * kernel, n) of the channels first_channel.. */
static void
gather (const Patches *p, int first_channel, int channels, int first, int n, float *panel)
{
  for (int c = first_channel; c < first_channel + channels; c++)
    {
      const float *plane = p->input + (gsize) c * p->height * p->width;

      for (int u = 0; u < p->kernel; u++)
        for (int v = 0; v < p->kernel; v++, panel += n)
          gather_tap (p, plane, u, v, first, n, panel);
    }
}

/* ---- Forward, and backward to the data ----------------------------------------------------------
 */

typedef struct
{
  NstPool     *pool;
  Patches      patches;
  const float *weights; /* (out, channels * kernel * kernel) */
  const float *bias;    /* or NULL */
  int          out, block;
  gboolean     relu;
  float       *output; /* (out, rows, columns) */
} Product;

static void
rectify_block (float *output, int n)
{
  for (int i = 0; i < n; i++)
    output[i] = MAX (output[i], 0.0f);
}

static void
product_block (gpointer data, int item, int worker)
{
  const Product *product = data;
  const Patches *p = &product->patches;
  int            positions = p->rows * p->columns;
  int            first = item * product->block;
  int            n = MIN (product->block, positions - first);
  int            k = p->channels * p->kernel * p->kernel;
  const float   *panel = p->input + first;
  int            panel_stride = positions;
  float         *output = product->output + first;

  if (p->kernel > 1)
    {
      float *gathered = nst_pool_scratch (product->pool, worker, (gsize) k * product->block);

      gather (p, 0, p->channels, first, n, gathered);
      panel = gathered;
      panel_stride = n;
    }
  if (product->bias != NULL)
    for (int o = 0; o < product->out; o++)
      for (int i = 0; i < n; i++)
        output[(gsize) o * positions + i] = product->bias[o];
  cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasNoTrans, product->out, n, k, 1.0f,
               product->weights, k, panel, panel_stride, product->bias != NULL ? 1.0f : 0.0f,
               output, positions);
  if (product->relu)
    for (int o = 0; o < product->out; o++)
      rectify_block (output + (gsize) o * positions, n);
}

static void
run_product (NstPool *pool, Product *product, const float *transformed)
{
  const Patches *p = &product->patches;

  if (transformed != NULL && nst_winograd_suits (p->channels, product->out, p->rows, p->columns))
    {
      nst_winograd_convolve (pool, p->channels, product->out, transformed, product->bias,
                             product->relu, p->input, p->height, p->width, p->padding, p->shift,
                             p->rows, p->columns, product->output);
      return;
    }
  product->pool = pool;
  product->block = block_positions (product->patches.channels, product->patches.kernel);
  nst_pool_run (pool, n_blocks (&product->patches, product->block), product_block, product);
}

gsize
nst_convolution_n_weights (const NstConvolution *convolution)
{
  return (gsize) convolution->out * convolution->in * convolution->kernel * convolution->kernel;
}

void
nst_convolution_forward (NstPool *pool, const NstConvolution *convolution,
                         NstConvolutionWeights weights, const float *bias, const float *input,
                         int height, int width, float *output)
{
  Product product = {
    .patches = { input, convolution->in, height, width, convolution->kernel, convolution->padding,
                 height, width, (convolution->kernel - 1) / 2 },
    .weights = weights.plain,
    .bias = bias,
    .out = convolution->out,
    .relu = convolution->relu,
    .output = output,
  };

  run_product (pool, &product, weights.transformed);
}

void
nst_convolution_turn (const NstConvolution *convolution, const float *weights, float *turned)
{
  int taps = convolution->kernel * convolution->kernel;

  for (int o = 0; o < convolution->out; o++)
    for (int i = 0; i < convolution->in; i++)
      for (int t = 0; t < taps; t++)
        turned[((gsize) i * convolution->out + o) * taps + (taps - 1 - t)]
            = weights[((gsize) o * convolution->in + i) * taps + t];
}

gsize
nst_convolution_n_transformed (const NstConvolution *convolution)
{
  return convolution->kernel == 3 ? nst_winograd_n_weights (convolution->in, convolution->out) : 0;
}

void
nst_convolution_transform (const NstConvolution *convolution, gboolean turned, const float *plain,
                           float *transformed)
{
  int in = turned ? convolution->out : convolution->in;
  int out = turned ? convolution->in : convolution->out;

  if (convolution->kernel == 3)
    nst_winograd_transform (in, out, plain, transformed);
}

gsize
nst_convolution_backward_space (const NstConvolution *convolution, int height, int width)
{
  int border = convolution->kernel - 1; /* twice the radius */

  if (border == 0 || convolution->padding == NST_PADDING_ZERO)
    return 0;
  return (gsize) convolution->in * (height + border) * (width + border);
}

/* Where the padding copies pixels, the gradient is first had for the padded input, then folded. */
void
nst_convolution_backward_data (NstPool *pool, const NstConvolution *convolution,
                               NstConvolutionWeights turned, const float *gradient_out, int height,
                               int width, float *space, float *gradient_in)
{
  int      radius = (convolution->kernel - 1) / 2;
  gboolean folds = radius > 0 && convolution->padding != NST_PADDING_ZERO;
  int      border = folds ? radius : 0;
  Product  product = {
     .patches = { gradient_out, convolution->out, height, width, convolution->kernel,
                  NST_PADDING_ZERO, height + 2 * border, width + 2 * border, radius + border },
     .weights = turned.plain,
     .out = convolution->in,
     .output = folds ? space : gradient_in,
  };

  run_product (pool, &product, turned.transformed);
  if (folds)
    nst_padding_fold (pool, convolution->padding, radius, convolution->in, height, width, space,
                      gradient_in);
}

/* ---- Backward to the weights -------------------------------------------------------------------
 */

#define GROUP 16 /* input channels in an item: its columns of the gradient are no one else's */

typedef struct
{
  NstPool     *pool;
  Patches      patches;
  const float *gradient_out;
  int          out, block;
  float       *gradient_weights;
} WeightGradient;

static void
weight_gradient_group (gpointer data, int item, int worker)
{
  const WeightGradient *gradient = data;
  const Patches        *p = &gradient->patches;
  int                   positions = p->rows * p->columns;
  int                   taps = p->kernel * p->kernel;
  int                   first_channel = item * GROUP;
  int                   channels = MIN (GROUP, p->channels - first_channel);
  float                *panel
      = nst_pool_scratch (gradient->pool, worker, (gsize) channels * taps * gradient->block);

  for (int first = 0; first < positions; first += gradient->block)
    {
      int n = MIN (gradient->block, positions - first);

      gather (p, first_channel, channels, first, n, panel);
      cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasTrans, gradient->out, channels * taps, n, 1.0f,
                   gradient->gradient_out + first, positions, panel, n, 1.0f,
                   gradient->gradient_weights + (gsize) first_channel * taps, p->channels * taps);
    }
}

/* Partial sums that do not wait for each other. */
static double
sum_row (const float *row, int n)
{
  double lanes[8] = { 0 }, sum = 0.0;
  int    i = 0;

  for (; i + 8 <= n; i += 8)
    for (int l = 0; l < 8; l++)
      lanes[l] += row[i + l];
  for (; i < n; i++)
    sum += row[i];
  for (int l = 0; l < 8; l++)
    sum += lanes[l];
  return sum;
}

void
nst_convolution_backward_weights (NstPool *pool, const NstConvolution *convolution,
                                  const float *input, const float *gradient_out, int height,
                                  int width, float *gradient_weights, float *gradient_bias)
{
  int            channels = MIN (GROUP, convolution->in);
  int            positions = height * width;
  WeightGradient gradient = {
    .pool = pool,
    .patches = { input, convolution->in, height, width, convolution->kernel, convolution->padding,
                 height, width, (convolution->kernel - 1) / 2 },
    .gradient_out = gradient_out,
    .out = convolution->out,
    .block = block_positions (channels, convolution->kernel),
    .gradient_weights = gradient_weights,
  };

  nst_pool_run (pool, (convolution->in + GROUP - 1) / GROUP, weight_gradient_group, &gradient);
  for (int o = 0; o < convolution->out; o++)
    gradient_bias[o] += (float) sum_row (gradient_out + (gsize) o * positions, positions);
}
