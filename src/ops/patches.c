/* SPDX-License-Identifier: GPL-3.0-or-later */

/* patches.c - convolution as patches times a matrix.
 *
 * The output is cut into blocks of consecutive positions.  For each block the patches that its
 * positions see are gathered as the columns of a panel, small enough to stay in a core's cache, and
 * one matrix product makes the block's output.  Backward to the data the product makes the panel,
 * which is scattered; backward to the weights it multiplies by the panel transposed.
 */

#include "ops/patches.h"

#include <cblas.h>
#include <string.h>

#define PANEL_FLOATS (96 * 1024) /* 384 KiB: fits a core's second-level cache beside the rest */
#define MIN_BLOCK    64          /* positions; fewer leave the matrix product inefficient */
#define MAX_BLOCK    1024

/* An input, and how the positions see it. */
typedef struct
{
  const float *input; /* (channels, height, width) */
  int          channels, height, width, kernel;
  NstPadding   padding;
} Patches;

static int
block_positions (int channels, int kernel)
{
  int positions = PANEL_FLOATS / (channels * kernel * kernel);

  return CLAMP (positions / 16 * 16, MIN_BLOCK, MAX_BLOCK);
}

/* OpenBLAS makes products of less than a million multiplications without packing what it
 * multiplies. */
static int
one_tap_positions (const NstConvolution *c)
{
  int unpacked = 512 * 1024 / (c->in * c->out) / 16 * 16;

  return unpacked < 2 * MIN_BLOCK ? MAX_BLOCK : MIN (unpacked, MAX_BLOCK);
}

static int
n_blocks (const Patches *patches, int block)
{
  return (patches->height * patches->width + block - 1) / block;
}

/* One row of the panel: what tap (u, v) of `plane` contributes to positions first..first+n-1. */
static void
gather_tap (const Patches *p, const float *plane, int u, int v, int first, int n, float *to)
{
  int radius = (p->kernel - 1) / 2;
  int y = first / p->width;
  int x = first % p->width;

  while (n > 0)
    {
      int run = MIN (n, p->width - x);
      int row = nst_padding_source (p->padding, y + u - radius, p->height);

      if (row < 0)
        memset (to, 0, sizeof (float) * run);
      else
        nst_padding_copy (p->padding, plane + (gsize) row * p->width, p->width, x + v - radius, run,
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

/* ---- Forward ----------------------------------------------------------------------- */

typedef struct
{
  NstPool     *pool;
  Patches      patches;
  const float *weights; /* (out, channels * kernel * kernel) */
  const float *bias;
  int          out, block;
  gboolean     relu;
  float       *output; /* (out, height, width) */
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
  int            positions = p->height * p->width;
  int            first = item * product->block;
  int            n = MIN (product->block, positions - first);
  int            k = p->channels * p->kernel * p->kernel;
  const float   *panel = p->input + first;
  int            panel_stride = positions;
  float         *output = product->output + first;

  if (p->kernel > 1)
    {
      float *gathered = nst_pool_scratch (product->pool, worker, (gsize) k * product->block);

      if (gathered == NULL)
        return;
      gather (p, 0, p->channels, first, n, gathered);
      panel = gathered;
      panel_stride = n;
    }
  for (int o = 0; o < product->out; o++)
    for (int i = 0; i < n; i++)
      output[(gsize) o * positions + i] = product->bias[o];
  cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasNoTrans, product->out, n, k, 1.0f,
               product->weights, k, panel, panel_stride, 1.0f, output, positions);
  if (product->relu)
    for (int o = 0; o < product->out; o++)
      rectify_block (output + (gsize) o * positions, n);
}

void
nst_patches_forward (NstPool *pool, const NstConvolution *c, const float *weights,
                     const float *bias, const float *input, int height, int width, float *output,
                     guint16 *gates)
{
  Product product = {
    .pool = pool,
    .patches = { input, c->in, height, width, c->kernel, c->padding },
    .weights = weights,
    .bias = bias,
    .out = c->out,
    .relu = c->relu,
    .block = block_positions (c->in, c->kernel),
    .output = output,
  };

  if (c->pooled)
    product.output = nst_pool_shared (pool, (gsize) c->out * height * width);
  nst_pool_run (pool, n_blocks (&product.patches, product.block), product_block, &product);
  if (c->pooled)
    nst_gates_pool (pool, c->out, height, width, product.output, output, gates);
  else if (gates != NULL)
    nst_gates_note (pool, c->out, height, width, output, gates);
}

/* ---- Backward to the data ---------------------------------------------------------- */

#define GROUP 16 /* input channels in an item: what they get is no one else's */

typedef struct
{
  NstPool              *pool;
  const NstConvolution *c;
  int                   height, width, block;
  const float          *weights;      /* (out, in * kernel * kernel) */
  const float          *gradient_out; /* (out, height, width) */
  gboolean              add;
  float                *gradient_in;
} ToData;

/* The adjoint of nst_padding_copy: row[..] += from[0..n-1]. */
static void
scatter_run (float *row, int width, NstPadding padding, int start, int n, const float *from)
{
  for (int i = 0; i < n; i++)
    {
      int to = start + i;

      if (to < 0 || to >= width)
        to = nst_padding_source (padding, to, width);
      if (to >= 0)
        row[to] += from[i];
    }
}

static void
scatter_tap (const ToData *d, float *plane, int u, int v, int first, int n, const float *from)
{
  int radius = (d->c->kernel - 1) / 2;
  int y = first / d->width, x = first % d->width;

  while (n > 0)
    {
      int run = MIN (n, d->width - x);
      int row = nst_padding_source (d->c->padding, y + u - radius, d->height);

      if (row >= 0)
        scatter_run (plane + (gsize) row * d->width, d->width, d->c->padding, x + v - radius, run,
                     from);
      from += run;
      n -= run;
      x = 0;
      y++;
    }
}

/* What the outputs' gradient is for each tap, added where the tap was read. */
static void
scatter_group (gpointer data, int item, int worker)
{
  const ToData *d = data;
  int           taps = d->c->kernel * d->c->kernel, columns = d->c->in * taps;
  int           positions = d->height * d->width;
  int           first_channel = item * GROUP, channels = MIN (GROUP, d->c->in - first_channel);
  float        *planes = d->gradient_in + (gsize) first_channel * positions;
  float        *panel = nst_pool_scratch (d->pool, worker, (gsize) channels * taps * d->block);

  if (panel == NULL)
    return;
  if (!d->add)
    memset (planes, 0, sizeof (float) * channels * positions);
  for (int first = 0; first < positions; first += d->block)
    {
      int n = MIN (d->block, positions - first);

      cblas_sgemm (CblasRowMajor, CblasTrans, CblasNoTrans, channels * taps, n, d->c->out, 1.0f,
                   d->weights + (gsize) first_channel * taps, columns, d->gradient_out + first,
                   positions, 0.0f, panel, n);
      for (int c = 0; c < channels; c++)
        for (int t = 0; t < taps; t++)
          scatter_tap (d, planes + (gsize) c * positions, t / d->c->kernel, t % d->c->kernel, first,
                       n, panel + (gsize) (c * taps + t) * n);
    }
}

/* Without neighbors nothing needs to be scattered. */
static void
one_tap_block (gpointer data, int item, G_GNUC_UNUSED int worker)
{
  const ToData *d = data;
  int           positions = d->height * d->width;
  int           first = item * d->block, n = MIN (d->block, positions - first);

  cblas_sgemm (CblasRowMajor, CblasTrans, CblasNoTrans, d->c->in, n, d->c->out, 1.0f, d->weights,
               d->c->in, d->gradient_out + first, positions, d->add ? 1.0f : 0.0f,
               d->gradient_in + first, positions);
}

/* The gradient of a pooled output, at every position. */
static const float *
spread_out (NstPool *pool, const NstConvolution *c, const float *gradient_out, const guint16 *gates,
            int height, int width)
{
  float *spread;

  if (!c->pooled)
    return gradient_out;
  spread = nst_pool_shared (pool, (gsize) c->out * height * width);
  nst_gates_spread (pool, c->out, height, width, gates, gradient_out, spread);
  return spread;
}

void
nst_patches_backward_data (NstPool *pool, const NstConvolution *c, const float *weights,
                           const float *gradient_out, const guint16 *gates, int height, int width,
                           gboolean add, const guint16 *gates_in, float *gradient_in)
{
  ToData job = { .pool = pool,
                 .c = c,
                 .height = height,
                 .width = width,
                 .block = c->kernel == 1 ? one_tap_positions (c)
                                         : block_positions (MIN (GROUP, c->in), c->kernel),
                 .weights = weights,
                 .gradient_out = spread_out (pool, c, gradient_out, gates, height, width),
                 .add = add,
                 .gradient_in = gradient_in };
  int    positions = height * width;

  if (c->kernel == 1)
    nst_pool_run (pool, (positions + job.block - 1) / job.block, one_tap_block, &job);
  else
    nst_pool_run (pool, (c->in + GROUP - 1) / GROUP, scatter_group, &job);
  if (gates_in != NULL)
    nst_gates_shut (pool, c->in, height, width, gates_in, gradient_in);
}

/* ---- Backward to the weights ------------------------------------------------------- */

#define OUTPUTS 256 /* of a kernel of one tap, in an item */

typedef struct
{
  NstPool     *pool;
  Patches      patches;
  const float *gradient_out;
  int          out, block;
  float       *gradient_weights, *gradient_bias;
} WeightGradient;

/* Partial sums that do not wait for each other. */
static float
sum_row (const float *row, int n)
{
  float lanes[16] = { 0 }, sum = 0.0f;
  int   i = 0;

  for (; i + 16 <= n; i += 16)
    for (int l = 0; l < 16; l++)
      lanes[l] += row[i + l];
  for (; i < n; i++)
    sum += row[i];
  for (int l = 0; l < 16; l++)
    sum += lanes[l];
  return sum;
}

static void
sum_rows (const WeightGradient *gradient, int first_output, int outputs, int first, int n)
{
  gsize positions = (gsize) gradient->patches.height * gradient->patches.width;

  for (int o = first_output; o < first_output + outputs; o++)
    gradient->gradient_bias[o] += sum_row (gradient->gradient_out + o * positions + first, n);
}

/* One tap: the input is its own panel. */
static void
one_tap_outputs (gpointer data, int item, G_GNUC_UNUSED int worker)
{
  const WeightGradient *g = data;
  const Patches        *p = &g->patches;
  int                   positions = p->height * p->width;
  int                   o = item * OUTPUTS, outputs = MIN (OUTPUTS, g->out - o);

  for (int first = 0; first < positions; first += g->block)
    {
      int n = MIN (g->block, positions - first);

      cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasTrans, outputs, p->channels, n, 1.0f,
                   g->gradient_out + (gsize) o * positions + first, positions, p->input + first,
                   positions, 1.0f, g->gradient_weights + (gsize) o * p->channels, p->channels);
      sum_rows (g, o, outputs, first, n);
    }
}

static void
weight_gradient_group (gpointer data, int item, int worker)
{
  const WeightGradient *gradient = data;
  const Patches        *p = &gradient->patches;
  int                   positions = p->height * p->width;
  int                   taps = p->kernel * p->kernel;
  int                   first_channel = item * GROUP;
  int                   channels = MIN (GROUP, p->channels - first_channel);
  float                *panel
      = nst_pool_scratch (gradient->pool, worker, (gsize) channels * taps * gradient->block);

  if (panel == NULL)
    return;
  for (int first = 0; first < positions; first += gradient->block)
    {
      int n = MIN (gradient->block, positions - first);

      gather (p, first_channel, channels, first, n, panel);
      cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasTrans, gradient->out, channels * taps, n, 1.0f,
                   gradient->gradient_out + first, positions, panel, n, 1.0f,
                   gradient->gradient_weights + (gsize) first_channel * taps, p->channels * taps);
    }
}

void
nst_patches_backward_weights (NstPool *pool, const NstConvolution *c, const float *input,
                              const float *gradient_out, const guint16 *gates, int height,
                              int width, float *gradient_weights, float *gradient_bias)
{
  int            positions = height * width;
  WeightGradient gradient = {
    .pool = pool,
    .patches = { input, c->in, height, width, c->kernel, c->padding },
    .gradient_out = spread_out (pool, c, gradient_out, gates, height, width),
    .out = c->out,
    .block
    = c->kernel == 1 ? one_tap_positions (c) : block_positions (MIN (GROUP, c->in), c->kernel),
    .gradient_weights = gradient_weights,
    .gradient_bias = gradient_bias,
  };

  if (c->kernel == 1)
    nst_pool_run (pool, (c->out + OUTPUTS - 1) / OUTPUTS, one_tap_outputs, &gradient);
  else
    {
      nst_pool_run (pool, (c->in + GROUP - 1) / GROUP, weight_gradient_group, &gradient);
      for (int first = 0; first < positions && !nst_pool_cancelled (pool); first += gradient.block)
        sum_rows (&gradient, 0, c->out, first, MIN (gradient.block, positions - first));
    }
}
