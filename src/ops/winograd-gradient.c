/* SPDX-License-Identifier: GPL-3.0-or-later */

/* winograd-gradient.c - the gradient to the weights of a 3x3 convolution, in a quarter of the
 * multiplications.
 *
 * What winograd.c does is linear in the weights, and this is its adjoint: the gradient at the
 * output is transformed by tiles, which gives 36 matrices (tiles, out); each is multiplied by the
 * matrix (in, tiles) of the transformed inputs, which are the forward pass's; and the 36 products
 * (in, out), summed over all tiles, are transformed back, to 3x3 taps.
 *
 * Tiles go by blocks of 32.  Where the products are few, they stay in a worker's cache while it
 * goes through some blocks, a slot, from the pixels to the sums; and the slots' kernels are added
 * in order.  Else all workers transform many blocks together; then each makes some of the products
 * of all of them.
 */

#include <string.h>

#include "base/vector-code.h"
#include "ops/winograd-private.h"

#define TAPS    9
#define SIXTEEN 16 /* channels that are transformed together */
#define STRIP   4  /* tiles, the same */

/* ---- The inner loops, for each width of vectors ------------------------------------ */

#define NAME(name) any_##name
#define LANES      4
#define ROWS       4
#include "ops/winograd-gradient-kernels.h"

#ifdef NST_HAVE_VECTOR_TARGETS

NST_WIDE_BEGIN
#define NAME(name) wide_##name
#define LANES      8
#define ROWS       4
#include "ops/winograd-gradient-kernels.h"
NST_TARGET_END

NST_WIDEST_BEGIN
#define NAME(name) widest_##name
#define LANES      16
#define ROWS       8
#include "ops/winograd-gradient-kernels.h"
NST_TARGET_END

#endif

typedef struct
{
  void (*transform) (const float *from, gsize plane, gsize line, int tiles, int panel, float *to,
                     gsize stride);
  void (*transform_pooled) (const float *from, gsize plane, gsize line, const guint16 *gates,
                            gsize gates_plane, int tiles, int panel, float *to, gsize stride);
  void (*multiply) (const float *inputs, const float *outputs, int panel, int tiles, int ins,
                    float *sums, gboolean add);
  void (*fold) (const float *sums, gsize stride, int panel, int ins, int outs, float *kernels,
                gsize line);
} Kernels;

#define KERNELS(prefix)                                                                            \
  { prefix##_transform, prefix##_transform_pooled, prefix##_multiply, prefix##_fold }

static const Kernels *
find_kernels (void)
{
  NST_RETURN_TABLE (Kernels, KERNELS)
}

/* ---- Work -------------------------------------------------------------------------- */

typedef struct
{
  NstWinogradGradient g;
  NstWinogradWork     forward; /* what the transform of the inputs wants to know */
  const Kernels      *kernels;
  int                 n_blocks;
  int                 panel; /* outputs that lie side by side: 16 or 32 */
  int                 n_panels;

  int    n_slots;
  float *kernels_of_slots; /* slot_floats of each */
} Work;

/* Consecutive blocks, transformed: of the inputs, matrices (in, BLOCK) as winograd-private.h has
 * them; of the gradient, matrices (out / panel, BLOCK, panel). */
typedef struct
{
  int    first, n;
  float *inputs, *outputs;
} Blocks;

static int
n_sixteens (int channels)
{
  return (channels + SIXTEEN - 1) / SIXTEEN;
}

static gsize
input_floats (const Work *w)
{
  return nst_winograd_input_floats (&w->forward);
}

/* A cache line more than it needs, for the reason that inputs have one. */
static gsize
output_stride (const Work *w)
{
  return (gsize) w->n_panels * BLOCK * w->panel + 16;
}

static gsize
output_floats (const Work *w)
{
  return MATRICES * output_stride (w);
}

/* Products read sixteen inputs, even where fewer are left: what they make of the rest, which is
 * anything, is left alone. */
static gsize
blocks_floats (const Work *w, int n)
{
  return n * (output_floats (w) + input_floats (w)) + SIXTEEN * BLOCK;
}

static Blocks
place_blocks (const Work *w, int first, int n, float *space)
{
  return (Blocks) { first, n, space + n * output_floats (w), space };
}

static int
tiles_of (const Work *w, const Blocks *b)
{
  return MIN (b->n * BLOCK, w->forward.end_tile - b->first * BLOCK);
}

/* ---- The gradient at the output, transformed --------------------------------------- */

static void
transform_run (const Work *w, int channel, const NstRun *run, float *to)
{
  const NstWinogradGradient *g = &w->g;
  gsize                      plane = (gsize) g->height * g->width, line = g->width;
  const float *from = g->gradient_out + channel * plane + (gsize) run->y * g->width + run->x;
  int          channels = MIN (SIXTEEN, g->out - channel);
  int          rows = MIN (TILE, g->height - run->y);
  int          columns = (run->n + STRIP - 1) / STRIP * STRIP * TILE;
  float        pixels[SIXTEEN][TILE][LINE];

  if (channels < SIXTEEN || rows < TILE || run->x + columns > g->width)
    {
      columns = MIN (run->n * TILE, g->width - run->x);
      memset (pixels, 0, sizeof pixels);
      for (int c = 0; c < channels; c++)
        for (int u = 0; u < rows; u++)
          memcpy (pixels[c][u], from + c * plane + u * line, sizeof (float) * columns);
      from = pixels[0][0];
      plane = TILE * LINE;
      line = LINE;
    }
  for (int t = 0; t < run->n; t += STRIP)
    w->kernels->transform (from + t * TILE, plane, line, MIN (STRIP, run->n - t), w->panel,
                           to + t * w->panel, output_stride (w));
}

static void
transform_pooled_run (const Work *w, int channel, const NstRun *run, float *to)
{
  const NstWinogradGradient *g = &w->g;
  int            height = g->height / 2, width = g->width / 2, y = run->y / 2, x = run->x / 2;
  gsize          plane = (gsize) height * width, line = width;
  gsize          gates_plane = nst_gates_plane (g->height, g->width);
  const float   *from = g->gradient_out + channel * plane + (gsize) y * width + x;
  const guint16 *gates = g->spread + channel * gates_plane
                         + (gsize) (run->y / TILE) * w->forward.tile_columns + run->x / TILE;
  int     channels = MIN (SIXTEEN, g->out - channel);
  int     rows = MIN (2, height - y), columns = CLAMP (width - x, 0, run->n * 2);
  float   values[SIXTEEN][2][2 * GROUP];
  guint16 words[SIXTEEN][GROUP];

  if (channels < SIXTEEN || rows < 2 || columns < 2 * GROUP)
    {
      memset (values, 0, sizeof values);
      memset (words, 0, sizeof words);
      for (int c = 0; c < channels; c++)
        {
          memcpy (words[c], gates + c * gates_plane, sizeof (guint16) * run->n);
          for (int u = 0; u < rows; u++)
            memcpy (values[c][u], from + c * plane + u * line, sizeof (float) * columns);
        }
      from = values[0][0];
      plane = 2 * 2 * GROUP;
      line = 2 * GROUP;
      gates = words[0];
      gates_plane = GROUP;
    }
  w->kernels->transform_pooled (from, plane, line, gates, gates_plane, run->n, w->panel, to,
                                output_stride (w));
}

/* Sixteen channels of a block. */
static void
transform_outputs (const Work *w, int block, int channel, float *outputs)
{
  float *to = outputs + (gsize) (channel / w->panel) * BLOCK * w->panel + channel % w->panel;

  for (int at = 0; at < nst_winograd_block_tiles (&w->forward, block); at += GROUP)
    {
      NstGroup group;

      nst_winograd_find_runs (&w->forward, block * BLOCK + at, &group);
      for (int r = 0; r < group.n_runs; r++)
        {
          const NstRun *run = &group.runs[r];

          if (w->g.spread != NULL)
            transform_pooled_run (w, channel, run, to + (at + run->at) * w->panel);
          else
            transform_run (w, channel, run, to + (at + run->at) * w->panel);
        }
    }
}

/* ---- Products of some inputs with a panel of outputs ------------------------------- */

typedef struct
{
  int panel;
  int first_in, ins;
} Slice;

/* The sums of a slice are matrices (ins, panel), with room for all rows that products write. */
static gsize
sums_stride (const Work *w, int ins)
{
  return (gsize) n_sixteens (ins) * SIXTEEN * w->panel + 16;
}

static gsize
sums_floats (const Work *w, int ins)
{
  return MATRICES * sums_stride (w, ins);
}

/* Asks for what will be needed soon. */
static void
prefetch (const float *from, gsize n)
{
  for (gsize i = 0; i < n; i += 16)
    __builtin_prefetch (from + i, 0, 2);
}

static void
multiply_slice (const Work *w, const Blocks *b, Slice slice, gboolean add, float *sums)
{
  int tiles = tiles_of (w, b);

  for (int m = 0; m < MATRICES; m++)
    {
      const float *inputs = b->inputs + m * nst_winograd_input_stride (&w->forward)
                            + (gsize) slice.first_in * BLOCK;
      const float *outputs
          = b->outputs + m * output_stride (w) + (gsize) slice.panel * BLOCK * w->panel;

      for (int at = 0; at < tiles; at += BLOCK)
        {
          const float *next_inputs = inputs + input_floats (w);
          const float *next_outputs = outputs + output_floats (w);

          if (at + BLOCK < tiles)
            {
              prefetch (next_inputs, (gsize) slice.ins * BLOCK);
              prefetch (next_outputs, (gsize) BLOCK * w->panel);
            }
          w->kernels->multiply (inputs, outputs, w->panel, MIN (tiles - at, BLOCK), slice.ins,
                                sums + m * sums_stride (w, slice.ins), add || at > 0);
          inputs = next_inputs;
          outputs = next_outputs;
        }
    }
}

static void
fold_slice (const Work *w, Slice slice, const float *sums, float *weights)
{
  int first_out = slice.panel * w->panel;

  w->kernels->fold (
      sums, sums_stride (w, slice.ins), w->panel, slice.ins, MIN (w->panel, w->g.out - first_out),
      weights + ((gsize) first_out * w->g.in + slice.first_in) * TAPS, (gsize) w->g.in * TAPS);
}

#define SUM_MATRIX 7 /* of the transformed gradient: each value is the sum of a tile */

static void
add_biases (const Work *w, const Blocks *b, int panel, float *bias)
{
  int          tiles = tiles_of (w, b), first_out = panel * w->panel;
  const float *sums_of_tiles
      = b->outputs + SUM_MATRIX * output_stride (w) + (gsize) panel * BLOCK * w->panel;
  float sums[2 * SIXTEEN] = { 0 };

  for (int at = 0; at < tiles; at += BLOCK, sums_of_tiles += output_floats (w))
    for (int t = 0; t < MIN (tiles - at, BLOCK); t++)
      for (int o = 0; o < w->panel; o++)
        sums[o] += sums_of_tiles[t * w->panel + o];
  for (int o = 0; o < MIN (w->panel, w->g.out - first_out); o++)
    bias[first_out + o] += sums[o];
}

/* ---- A slot is one worker's -------------------------------------------------------- */

static gsize
n_weights (const Work *w)
{
  return (gsize) w->g.out * w->g.in * TAPS;
}

/* The weights' gradients and then those of the biases. */
static gsize
slot_floats (const Work *w)
{
  return n_weights (w) + w->g.out;
}

static void
do_slot (gpointer data, int slot, int worker)
{
  const Work *w = data;
  int         first = slot * w->n_blocks / w->n_slots, end = (slot + 1) * w->n_blocks / w->n_slots;
  gsize       n_blocks = blocks_floats (w, 1), n_sums = sums_floats (w, w->g.in);
  float      *space = nst_pool_scratch (w->forward.pool, worker, n_blocks + w->n_panels * n_sums);
  float      *weights = w->kernels_of_slots + slot * slot_floats (w);
  float      *sums;

  if (space == NULL)
    return;
  sums = space + n_blocks;
  memset (weights, 0, sizeof (float) * slot_floats (w));
  for (int block = first; block < end; block++)
    {
      Blocks b = place_blocks (w, block, 1, space);

      nst_winograd_transform_block (&w->forward, block, 0, w->g.in, b.inputs);
      for (int channel = 0; channel < w->g.out; channel += SIXTEEN)
        transform_outputs (w, block, channel, b.outputs);
      for (int p = 0; p < w->n_panels; p++)
        {
          multiply_slice (w, &b, (Slice) { p, 0, w->g.in }, block > first, sums + p * n_sums);
          add_biases (w, &b, p, weights + n_weights (w));
        }
    }
  for (int p = 0; p < w->n_panels; p++)
    fold_slice (w, (Slice) { p, 0, w->g.in }, sums + p * n_sums, weights);
}

#define SLOT_BLOCKS 4 /* or more: their products are worth the way back to kernels */
#define MOST_SLOTS  16

static void
run_slots (Work *w)
{
  NstPool *pool = w->forward.pool;

  w->n_slots = CLAMP (w->n_blocks / SLOT_BLOCKS, 1, MOST_SLOTS);
  w->kernels_of_slots = nst_pool_shared (pool, w->n_slots * slot_floats (w));
  nst_pool_run (pool, w->n_slots, do_slot, w);
  for (int s = 0; s < w->n_slots && !nst_pool_cancelled (pool); s++)
    {
      const float *weights = w->kernels_of_slots + s * slot_floats (w);

      for (gsize i = 0; i < n_weights (w); i++)
        w->g.gradient_weights[i] += weights[i];
      for (int o = 0; o < w->g.out; o++)
        w->g.gradient_bias[o] += weights[n_weights (w) + o];
    }
}

/* ---- The workers share the blocks -------------------------------------------------- */

#define INPUTS 64 /* of a slice */
#define SHARED_FLOATS                                                                              \
  (5 * 256 * 1024)     /* of the current blocks: they and the sums stay in the last-level cache */
#define LEAST_BLOCKS 4 /* as SLOT_BLOCKS */

typedef struct
{
  const Work *work;
  Blocks      blocks;
} Round;

static void
transform_some (gpointer data, int item, G_GNUC_UNUSED int worker)
{
  const Round *r = data;
  const Work  *w = r->work;
  int          ins = n_sixteens (w->g.in), all = ins + n_sixteens (w->g.out);
  int          at = item / all, part = item % all, block = r->blocks.first + at;

  if (part < ins)
    nst_winograd_transform_block (&w->forward, block, part * SIXTEEN,
                                  MIN ((part + 1) * SIXTEEN, w->g.in),
                                  r->blocks.inputs + at * input_floats (w));
  else
    transform_outputs (w, block, (part - ins) * SIXTEEN,
                       r->blocks.outputs + at * output_floats (w));
}

static int
n_slices_of_panel (const Work *w)
{
  return (w->g.in + INPUTS - 1) / INPUTS;
}

static void
do_slice (gpointer data, int item, int worker)
{
  const Round *r = data;
  const Work  *w = r->work;
  Slice        slice = { .panel = item / n_slices_of_panel (w),
                         .first_in = item % n_slices_of_panel (w) * INPUTS };
  float       *sums = nst_pool_scratch (w->forward.pool, worker, sums_floats (w, INPUTS));

  if (sums == NULL)
    return;
  slice.ins = MIN (INPUTS, w->g.in - slice.first_in);
  multiply_slice (w, &r->blocks, slice, FALSE, sums);
  fold_slice (w, slice, sums, w->g.gradient_weights);
  if (slice.first_in == 0)
    add_biases (w, &r->blocks, slice.panel, w->g.gradient_bias);
}

static void
run_shared (const Work *w)
{
  NstPool *pool = w->forward.pool;
  int      most = MAX (LEAST_BLOCKS, (int) (SHARED_FLOATS / blocks_floats (w, 1)));
  float   *space = nst_pool_shared (pool, blocks_floats (w, MIN (most, w->n_blocks)));

  for (int first = 0; first < w->n_blocks && !nst_pool_cancelled (pool); first += most)
    {
      int   n = MIN (most, w->n_blocks - first);
      Round round = { w, place_blocks (w, first, n, space) };

      nst_pool_run (pool, n * (n_sixteens (w->g.in) + n_sixteens (w->g.out)), transform_some,
                    &round);
      nst_pool_run (pool, w->n_panels * n_slices_of_panel (w), do_slice, &round);
    }
}

/* ---- Which way --------------------------------------------------------------------- */

#define FEW_PRODUCTS (64 * 64) /* times 36 */

void
nst_winograd_gradient (NstPool *pool, const NstWinogradGradient *gradient)
{
  const NstWinogradGradient *g = gradient;
  int                        tile_rows = (g->height + TILE - 1) / TILE;
  int                        tile_columns = (g->width + TILE - 1) / TILE;
  Work                       w = {
                          .g = *g,
                          .forward = { .pool = pool,
                                       .c = { .in = g->in,
                                              .out = g->out,
                                              .height = g->height,
                                              .width = g->width,
                                              .input = g->input,
                                              .padding = g->padding,
                                              .input_planes = { 0, (gsize) g->height * g->width } },
                                       .kernels = nst_winograd_kernels (),
                                       .tile_columns = tile_columns,
                                       .end_tile = tile_rows * tile_columns },
                          .kernels = find_kernels (),
                          .n_blocks = (tile_rows * tile_columns + BLOCK - 1) / BLOCK,
                          .panel = g->out <= SIXTEEN ? SIXTEEN : 2 * SIXTEEN,
  };

  w.n_panels = (g->out + w.panel - 1) / w.panel;
  if (g->in * g->out <= FEW_PRODUCTS)
    run_slots (&w);
  else
    run_shared (&w);
}

/* Measured on one thread: from 8x8 on, this way is as fast or faster where there are some pairs of
 * channels (3 to 16: 1 to 1.4 times; 16 to 16: 2 to 3.5; 128 to 128: 1.5 to 3.2). */
gboolean
nst_winograd_gradient_suits (int in, int out, int height, int width)
{
  return in * out >= 3 * 16 && MIN (height, width) >= TILE && height * width >= 8 * 8;
}
