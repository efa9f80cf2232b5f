/* SPDX-License-Identifier: GPL-3.0-or-later */

/* winograd.c - 3x3 convolution in a quarter of the multiplications.
 *
 * The output's tiles, of 4x4 positions, are numbered row by row.  Three steps make them: the 6x6
 * inputs of each tile are transformed, which gives 36 matrices (in, tiles); each is multiplied by
 * the weights' matrix of that number (out, in); and the 36 matrices (out, tiles) are transformed
 * back.
 *
 * Tiles go by blocks of 32, outputs by eights: what the registers hold of a product.  Where there
 * are many blocks and few weights, each worker does the three steps for a block that stays in its
 * cache.  Else all workers transform the inputs of many blocks together; then each makes some
 * eights of the outputs of all of them, so that weights and inputs are fetched seldom.
 */

#include <string.h>

#include "ops/winograd-private.h"

/* ---- To the output ----------------------------------------------------------------- */

/* The part of a run that lies within an output of that size, `tile` positions a tile. */
typedef struct
{
  int y, x, rows, columns;
} Part;

static Part
part_of (const NstRun *run, int tile, int height, int width)
{
  Part part = { run->y / TILE * tile, run->x / TILE * tile, 0, 0 };

  part.rows = CLAMP (height - part.y, 0, tile);
  part.columns = CLAMP (width - part.x, 0, run->n * tile);
  return part;
}

/* Pixels beyond the border are shut. */
static void
shut_border (const NstWinogradWork *w, const NstGroup *group, guint16 *gates)
{
  int height = w->c.height, width = w->c.width;

  if (w->c.pooled)
    {
      height = height / 2 * 2;
      width = width / 2 * 2;
    }
  for (int r = 0; r < group->n_runs; r++)
    {
      const NstRun *run = &group->runs[r];
      guint         rows = (1u << (TILE * CLAMP (height - run->y, 0, TILE))) - 1;
      int           last = run->at + run->n - 1;
      int           inside = CLAMP (width - (run->x + (run->n - 1) * TILE), 0, TILE);

      for (int t = run->at; t <= last; t++)
        gates[t] &= (guint16) rows;
      gates[last] &= (guint16) (0x1111u * ((1u << inside) - 1));
    }
}

/* Where a group's pixels go, the same for every channel. */
typedef struct
{
  NstGroup group;
  int      tile, height, width; /* positions of the output in a tile; the output's size */
  gsize    gates;               /* words of a channel */
  int      y, x;                /* the first pixel, where the group is whole */
  gboolean whole;               /* its tiles lie side by side and within the output */
} Place;

static void
find_place (const NstWinogradWork *w, int first, Place *place)
{
  const NstWinograd *c = &w->c;
  int                shrink = c->pooled ? 2 : 1;
  Part               part;

  nst_winograd_find_runs (w, first, &place->group);
  place->tile = TILE / shrink;
  place->height = c->height / shrink;
  place->width = c->width / shrink;
  place->gates = nst_gates_plane (c->height, c->width);
  part = part_of (&place->group.runs[0], place->tile, place->height, place->width);
  place->y = part.y;
  place->x = part.x;
  place->whole = place->group.runs[0].n == GROUP && part.rows == place->tile
                 && part.columns == GROUP * place->tile;
}

/* Between the pixels of a group, `tile` lines of them, and channel `o` of the output, where they
 * belong. */
static void
copy_runs (const NstWinograd *c, const Place *p, int o, float pixels[TILE][LINE], gboolean back)
{
  for (int r = 0; r < p->group.n_runs; r++)
    {
      const NstRun *run = &p->group.runs[r];
      Part          part = part_of (run, p->tile, p->height, p->width);

      for (int u = 0; u < part.rows; u++)
        {
          float *line = pixels[u] + run->at * p->tile;
          float *there
              = c->output + nst_planes_at (&c->output_planes, o, part.y + u, p->width) + part.x;

          memcpy (back ? there : line, back ? line : there, sizeof (float) * part.columns);
        }
    }
}

/* One channel of a group. */
static void
finish_channel (const NstWinogradWork *w, const Place *p, int o, const float *from, gsize stride)
{
  const NstWinograd *c = &w->c;
  gsize              gate = o * p->gates + (gsize) p->group.first;
  float              pixels[TILE][LINE];
  float             *lines[TILE];
  guint16            words[GROUP];
  float              bias = c->bias != NULL ? c->bias[o] : 0.0f;
  guint16           *noted = c->noted == NULL ? NULL : p->whole ? c->noted + gate : words;
  const guint16     *gates = c->gates == NULL ? NULL : p->whole ? c->gates + gate : words;

  for (int u = 0; u < p->tile; u++)
    lines[u] = p->whole
                   ? c->output + nst_planes_at (&c->output_planes, o, p->y + u, p->width) + p->x
                   : pixels[u];
  if (!p->whole && c->add)
    copy_runs (c, p, o, pixels, FALSE);
  if (!p->whole && gates != NULL)
    memcpy (words, c->gates + gate, sizeof *words * p->group.n);
  if (c->pooled)
    w->kernels->to_pooled (from, stride, bias, noted, lines);
  else if (c->add || gates != NULL)
    w->kernels->to_gradient (from, stride, c->add, gates, lines);
  else
    w->kernels->to_lines (from, stride, bias, c->relu, noted, lines);
  if (p->whole)
    return;
  copy_runs (c, p, o, pixels, TRUE);
  if (noted != NULL)
    {
      shut_border (w, &p->group, words);
      memcpy (c->noted + gate, words, sizeof *words * p->group.n);
    }
}

/* ---- Products of some eights of the outputs with some blocks ----------------------- */

typedef struct
{
  int          first_eight, eights;
  const float *weights; /* of the first eight */
  int          first_block, blocks;
  const float *inputs;   /* of the first block */
  float       *products; /* products_floats of them */
} Batch;

static gsize
products_stride (int eights, int blocks)
{
  return (gsize) eights * blocks * EIGHT * BLOCK + 16;
}

static gsize
products_floats (int eights, int blocks)
{
  return MATRICES * products_stride (eights, blocks);
}

static int
outputs_of_eight (const NstWinogradWork *w, int eight)
{
  return MIN (EIGHT, w->c.out - eight * EIGHT);
}

/* Asks for part `part` of `parts` of what will be needed soon. */
static void
prefetch (const float *from, gsize n, int part, int parts)
{
  gsize end = n * (part + 1) / parts;

  for (gsize i = n * part / parts; i < end; i += 16)
    __builtin_prefetch (from + i, 0, 2);
}

/* Asks for line number `line` of those that an eight of a block goes to, so that it is there when
 * the products are: it is long since it was last used. */
static void
ask_for_output (const NstWinogradWork *w, int eight, int block, int line)
{
  const NstWinograd *c = &w->c;
  int                shrink = c->pooled ? 2 : 1, tile = TILE / shrink;
  int                height = c->height / shrink, width = c->width / shrink;
  int                o = eight * EIGHT + line / tile;

  if (line >= EIGHT * tile || o >= c->out)
    return;
  for (int at = 0; at < nst_winograd_block_tiles (w, block); at += GROUP)
    {
      int t = nst_winograd_block_first (w, block) + at;
      int y = t / w->tile_columns * tile + line % tile, x = t % w->tile_columns * tile;

      for (int end = MIN (x + GROUP * tile, width); x < end && y < height; x += 16)
        __builtin_prefetch (c->output + nst_planes_at (&c->output_planes, o, y, width) + x, 1);
    }
}

static void
multiply_batch (const NstWinogradWork *w, const Batch *b)
{
  gsize stride = products_stride (b->eights, b->blocks);
  gsize panel = (gsize) w->c.in * EIGHT, inputs = nst_winograd_input_stride (w);

  for (int m = 0; m < MATRICES; m++)
    for (int q = 0; q < b->blocks; q++)
      for (int e = 0; e < b->eights; e++)
        {
          const float *u = b->weights + ((gsize) e * MATRICES + m) * panel;
          const float *v = b->inputs + q * nst_winograd_input_floats (w) + m * inputs;
          int          outputs = outputs_of_eight (w, b->first_eight + e);

          if (b->eights == 1)
            ask_for_output (w, b->first_eight, b->first_block + q, m);
          if (m + 1 < MATRICES && b->eights > 1)
            {
              prefetch (u + panel, panel, q, b->blocks);
              prefetch (v + inputs, inputs - 16, e, b->eights);
            }
          w->products->multiply (u, v, w->c.in, outputs <= EIGHT / 2 ? EIGHT / 2 : EIGHT,
                                 nst_winograd_block_tiles (w, b->first_block + q),
                                 b->products + m * stride
                                     + ((gsize) e * b->blocks + q) * EIGHT * BLOCK);
        }
}

static void
finish_batch (const NstWinogradWork *w, const Batch *b)
{
  gsize stride = products_stride (b->eights, b->blocks);

  for (int q = 0; q < b->blocks; q++)
    for (int at = 0; at < nst_winograd_block_tiles (w, b->first_block + q); at += GROUP)
      {
        Place place;

        find_place (w, nst_winograd_block_first (w, b->first_block + q) + at, &place);
        for (int e = 0; e < b->eights; e++)
          for (int o = 0; o < outputs_of_eight (w, b->first_eight + e); o++)
            finish_channel (w, &place, (b->first_eight + e) * EIGHT + o,
                            b->products + (((gsize) e * b->blocks + q) * EIGHT + o) * BLOCK + at,
                            stride);
      }
}

/* ---- A block is one worker's ------------------------------------------------------- */

static int
n_eights (const NstWinogradWork *w)
{
  return (w->c.out + EIGHT - 1) / EIGHT;
}

static gsize
eight_weights (const NstWinogradWork *w)
{
  return nst_winograd_n_weights (w->c.in, EIGHT);
}

static void
whole_block (gpointer data, int block, int worker)
{
  const NstWinogradWork *w = data;
  float                 *inputs
      = nst_pool_scratch (w->pool, worker, nst_winograd_input_floats (w) + products_floats (1, 1));
  Batch batch = { .eights = 1, .first_block = block, .blocks = 1, .inputs = inputs };

  if (inputs == NULL)
    return;
  batch.products = inputs + nst_winograd_input_floats (w);
  nst_winograd_transform_block (w, block, 0, w->c.in, inputs);
  for (int e = 0; e < n_eights (w); e++)
    {
      batch.first_eight = e;
      batch.weights = w->c.transformed + e * eight_weights (w);
      multiply_batch (w, &batch);
      finish_batch (w, &batch);
    }
}

/* ---- The workers share the blocks -------------------------------------------------- */

#define CHANNELS 16 /* of a block, in an item */
#define BATCH_BLOCKS                                                                               \
  4 /* whose inputs stay in a core's cache for one matrix, beside the weights                      \
     */
#define MOST_EIGHTS 8
/* Floats of the inputs that are shared: about what the last cache holds where the weights are
 * transformed for each share of them, and half of that where they are ready. */
#define SHARED_FLOATS (5 << 20)

static int
channel_items (const NstWinogradWork *w)
{
  return (w->c.in + CHANNELS - 1) / CHANNELS;
}

static void
share_inputs (gpointer data, int item, G_GNUC_UNUSED int worker)
{
  const NstWinogradWork *w = data;
  int                    block = item / channel_items (w);
  int                    channel = item % channel_items (w) * CHANNELS;

  nst_winograd_transform_block (w, w->first_block + block, channel,
                                MIN (channel + CHANNELS, w->c.in),
                                w->inputs + block * nst_winograd_input_floats (w));
}

static void
make_eights (gpointer data, int item, int worker)
{
  const NstWinogradWork *w = data;
  gsize                  n_weights = w->c.transformed == NULL ? w->eights * eight_weights (w) : 0;
  gsize                  n_products = products_floats (w->eights, BATCH_BLOCKS);
  float                 *space = nst_pool_scratch (w->pool, worker, n_products + n_weights);
  Batch                  batch = { .first_eight = item * w->eights, .products = space };

  if (space == NULL)
    return;
  batch.eights = MIN (w->eights, n_eights (w) - batch.first_eight);
  if (n_weights == 0)
    batch.weights = w->c.transformed + batch.first_eight * eight_weights (w);
  else
    {
      nst_winograd_transform_eights (w->c.in, w->c.out, w->c.turned, w->c.plain, batch.first_eight,
                                     batch.eights, space + n_products);
      batch.weights = space + n_products;
    }
  for (int block = 0; block < w->n_blocks; block += BATCH_BLOCKS)
    {
      batch.first_block = w->first_block + block;
      batch.blocks = MIN (BATCH_BLOCKS, w->n_blocks - block);
      batch.inputs = w->inputs + block * nst_winograd_input_floats (w);
      multiply_batch (w, &batch);
      finish_batch (w, &batch);
    }
}

static void
run_shared (NstWinogradWork *w, int blocks)
{
  int floats = w->c.transformed != NULL ? SHARED_FLOATS / 2 : SHARED_FLOATS;
  int most = (int) MAX (BATCH_BLOCKS, floats / nst_winograd_input_floats (w));
  int threads = nst_pool_get_n_threads (w->pool);

  /* How the outputs are shared out does not change them. */
  w->eights = CLAMP (n_eights (w) / (2 * threads), 1, MOST_EIGHTS);
  w->inputs = nst_pool_shared (w->pool, MIN (most, blocks) * nst_winograd_input_floats (w));
  for (w->first_block = 0; w->first_block < blocks; w->first_block += most)
    {
      w->n_blocks = MIN (most, blocks - w->first_block);
      nst_pool_run (w->pool, w->n_blocks * channel_items (w), share_inputs, w);
      nst_pool_run (w->pool, (n_eights (w) + w->eights - 1) / w->eights, make_eights, w);
    }
}

/* ---- Which way --------------------------------------------------------------------- */

#define FEW_WEIGHTS (128 * 128) /* times 36: a block's time is enough to fetch them */
#define FEW_BLOCKS  8           /* too few to share out evenly */

/* Where nothing was said of rows, all of them are there and all are wanted. */
static void
complete (NstWinograd *c)
{
  gsize whole = (gsize) c->height * c->width, halved = (gsize) (c->height / 2) * (c->width / 2);

  if (c->end_row == 0)
    c->end_row = c->height;
  if (c->input_planes.stride == 0)
    c->input_planes.stride = c->spread != NULL ? halved : whole;
  if (c->output_planes.stride == 0)
    c->output_planes.stride = c->pooled ? halved : whole;
}

void
nst_winograd_convolve (NstPool *pool, const NstWinograd *convolution)
{
  NstWinogradWork w = {
    .pool = pool, .c = *convolution, .kernels = nst_winograd_kernels (), .products = nst_products ()
  };
  NstWinograd *c = &w.c;
  int          blocks;

  complete (c);
  w.tile_columns = (c->width + TILE - 1) / TILE;
  w.first_tile = c->first_row / TILE * w.tile_columns;
  w.end_tile = (c->end_row + TILE - 1) / TILE * w.tile_columns;
  blocks = (w.end_tile - w.first_tile + BLOCK - 1) / BLOCK;

  if (c->transformed != NULL && c->in * c->out <= FEW_WEIGHTS && blocks >= FEW_BLOCKS)
    nst_pool_run (pool, blocks, whole_block, &w);
  else
    run_shared (&w, blocks);
}

/* Measured: from 16x16 on, this way is faster for any channels (1 to 1: 1.05 times, 3 to 16: 1.7,
 * from 16 to 16 up to 512 to 512: 2 to 4).  For 8x8 it depends: the products, of four tiles, are
 * narrow and the weights four times as many.  Thin strips waste most of their tiles. */
gboolean
nst_winograd_suits (int in, int out, int height, int width)
{
  return in * out > 1 && MIN (height, width) >= TILE && height * width >= 144;
}
