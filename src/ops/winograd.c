/* SPDX-License-Identifier: GPL-3.0-or-later */

/* winograd.c - 3x3 convolution in a quarter of the multiplications.
 *
 * The output's tiles, of 4x4 positions, are numbered row by row.  Three steps make them: the 6x6
 * inputs of each tile are transformed, which gives 36 matrices (in, tiles); each is multiplied by
 * the weights' matrix of that number (out, in); and the 36 matrices (out, tiles) are transformed
 * back.  Where there are tiles enough, each worker does the three steps for a block of tiles that
 * stays in its cache.  Where there are few tiles and many channels, the weights are what fills the
 * caches: then the workers do each step together, channel by channel and matrix by matrix.
 */

#include "ops/winograd.h"

#include <cblas.h>
#include <string.h>

#include "base/vector-code.h"

#define TILE     4 /* positions of the output, in both directions */
#define WINDOW   6 /* of the input */
#define MATRICES 36
#define GROUP    16                     /* tiles that are transformed together */
#define LINE     (GROUP * TILE)         /* pixels of the output in a line of a group */
#define SEEN     (LINE + WINDOW - TILE) /* pixels of the input in a line of a group in one row */

/* ---- The transforms, for each width of vectors ------------------------------------- */

#define NAME(name) any_##name
#define LANES      4
#include "ops/winograd-tiles.h"

#ifdef NST_HAVE_VECTOR_TARGETS

NST_WIDE_BEGIN
#define NAME(name) wide_##name
#define LANES      8
#include "ops/winograd-tiles.h"
NST_TARGET_END

NST_WIDEST_BEGIN
#define NAME(name) widest_##name
#define LANES      16
#include "ops/winograd-tiles.h"
NST_TARGET_END

#endif

typedef struct
{
  void (*row) (const float *const lines[6], float *to, gsize stride);
  void (*scattered) (const float *const lines[6], float *to, gsize stride);
  void (*back) (const float *from, gsize stride, float bias, gboolean relu, float *const lines[4]);
} Transforms;

static const Transforms *
transforms (void)
{
  static const Transforms any = { any_transform_row, any_transform_scattered, any_transform_back };
#ifdef NST_HAVE_VECTOR_TARGETS
  static const Transforms wide
      = { wide_transform_row, wide_transform_scattered, wide_transform_back };
  static const Transforms widest
      = { widest_transform_row, widest_transform_scattered, widest_transform_back };

  switch (nst_vectors ())
    {
    case NST_VECTORS_WIDEST:
      return &widest;
    case NST_VECTORS_WIDE:
      return &wide;
    case NST_VECTORS_ANY:
      break;
    }
#endif
  return &any;
}

/* ---- A convolution and its groups of tiles ----------------------------------------- */

typedef struct
{
  NstPool          *pool;
  const Transforms *transforms;
  int               in, out;
  const float      *weights; /* (36, out, in) */
  const float      *bias;    /* or NULL */
  gboolean          relu;
  const float      *input; /* (in, height, width) */
  int               height, width;
  NstPadding        padding;
  int               shift, rows, columns;
  float            *output; /* (out, rows, columns) */

  int    tile_columns, n_tiles;
  int    block; /* tiles, a multiple of GROUP */
  int    first; /* in the stepwise way: the first tile of the block at hand */
  float *space; /* in the stepwise way: the block's matrices */
} Winograd;

/* Tiles of a group that lie side by side. */
typedef struct
{
  int at, n;           /* in the group */
  int y, x;            /* the first output position */
  int sources[WINDOW]; /* rows of the input, or -1 where it is zero */
} Run;

typedef struct
{
  int n_runs;
  Run runs[GROUP];
} Group;

static void
find_runs (const Winograd *w, int first, Group *group)
{
  int n = MIN (GROUP, w->n_tiles - first);

  group->n_runs = 0;
  for (int at = 0; at < n;)
    {
      Run *run = &group->runs[group->n_runs++];
      int  column = (first + at) % w->tile_columns;

      run->at = at;
      run->n = MIN (n - at, w->tile_columns - column);
      run->y = (first + at) / w->tile_columns * TILE;
      run->x = column * TILE;
      for (int u = 0; u < WINDOW; u++)
        run->sources[u] = nst_padding_source (w->padding, run->y + u - w->shift, w->height);
      at += run->n;
    }
}

/* The matrices of a block lie one after the other, each with a cache line more than it needs:
 * otherwise the 36 places that one tile is written to would share a few sets of the cache. */
static gsize
matrix_floats (const Winograd *w, int channels)
{
  return (gsize) channels * w->block + 16;
}

static gsize
space_floats (const Winograd *w)
{
  return MATRICES * (matrix_floats (w, w->in) + matrix_floats (w, w->out));
}

static float *
products_in (const Winograd *w, float *space)
{
  return space + MATRICES * matrix_floats (w, w->in);
}

/* ---- From the input ---------------------------------------------------------------- */

/* to[0..n-1] = pixels start.. of row `source`, with what lies beyond it as the padding says. */
static void
copy_line (const Winograd *w, const float *plane, int source, int start, int n, float *to)
{
  const float *row = plane + (gsize) MAX (source, 0) * w->width;
  int          inside = CLAMP (-start, 0, n);
  int          end = CLAMP (w->width - start, inside, n);

  if (source < 0)
    {
      memset (to, 0, sizeof (float) * n);
      return;
    }
  for (int i = 0; i < inside; i++)
    {
      int column = nst_padding_source (w->padding, start + i, w->width);
      to[i] = column < 0 ? 0.0f : row[column];
    }
  memcpy (to + inside, row + start + inside, sizeof (float) * (end - inside));
  for (int i = end; i < n; i++)
    {
      int column = nst_padding_source (w->padding, start + i, w->width);
      to[i] = column < 0 ? 0.0f : row[column];
    }
}

static void
transform_row (const Winograd *w, const Run *run, const float *plane, float *to, gsize stride)
{
  float        copies[WINDOW][SEEN];
  const float *lines[WINDOW];
  int          start = run->x - w->shift;

  for (int u = 0; u < WINDOW; u++)
    if (run->sources[u] >= 0 && start >= 0 && start + SEEN <= w->width)
      lines[u] = plane + (gsize) run->sources[u] * w->width + start;
    else
      {
        copy_line (w, plane, run->sources[u], start, SEEN, copies[u]);
        lines[u] = copies[u];
      }
  w->transforms->row (lines, to, stride);
}

static void
transform_scattered (const Winograd *w, const Group *group, const float *plane, float *to,
                     gsize stride)
{
  float        copies[WINDOW][2 * LINE] = { 0 };
  const float *lines[WINDOW];

  for (int u = 0; u < WINDOW; u++)
    {
      lines[u] = copies[u];
      for (int r = 0; r < group->n_runs; r++)
        {
          const Run *run = &group->runs[r];
          float     *copy = copies[u] + run->at * TILE;
          float      line[SEEN];

          copy_line (w, plane, run->sources[u], run->x - w->shift, run->n * TILE + 2, line);
          memcpy (copy, line, sizeof (float) * run->n * TILE);
          memcpy (copy + LINE, line + TILE, sizeof (float) * (run->n * TILE - 2));
        }
    }
  w->transforms->scattered (lines, to, stride);
}

/* Channels of the group whose first tile is `at` in the block that begins with tile `first`. */
static void
transform_group (const Winograd *w, int first, int at, int first_channel, int channels,
                 float *space)
{
  gsize stride = matrix_floats (w, w->in);
  Group group;

  find_runs (w, first + at, &group);
  for (int c = first_channel; c < first_channel + channels; c++)
    {
      const float *plane = w->input + (gsize) c * w->height * w->width;
      float       *to = space + (gsize) c * w->block + at;

      if (group.runs[0].n == GROUP)
        transform_row (w, &group.runs[0], plane, to, stride);
      else
        transform_scattered (w, &group, plane, to, stride);
    }
}

/* ---- The products ------------------------------------------------------------------ */

static void
multiply (const Winograd *w, int matrix, int tiles, float *space)
{
  cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasNoTrans, w->out, tiles, w->in, 1.0f,
               w->weights + (gsize) matrix * w->out * w->in, w->in,
               space + matrix * matrix_floats (w, w->in), w->block, 0.0f,
               products_in (w, space) + matrix * matrix_floats (w, w->out), w->block);
}

/* ---- To the output ----------------------------------------------------------------- */

static void
copy_runs (const Winograd *w, const Group *group, float pixels[TILE][LINE], float *plane)
{
  for (int r = 0; r < group->n_runs; r++)
    {
      const Run *run = &group->runs[r];
      int        lines = MIN (TILE, w->rows - run->y);
      int        n = MIN (run->n * TILE, w->columns - run->x);

      for (int u = 0; u < lines; u++)
        memcpy (plane + (gsize) (run->y + u) * w->columns + run->x, pixels[u] + run->at * TILE,
                sizeof (float) * n);
    }
}

static void
transform_group_back (const Winograd *w, int first, int at, int first_channel, int channels,
                      float *space)
{
  const float *products = products_in (w, space) + at;
  gsize        stride = matrix_floats (w, w->out);
  Group        group;
  const Run   *run = &group.runs[0];

  find_runs (w, first + at, &group);
  for (int o = first_channel; o < first_channel + channels; o++)
    {
      float        pixels[TILE][LINE];
      float       *lines[TILE];
      float       *plane = w->output + (gsize) o * w->rows * w->columns;
      const float *from = products + (gsize) o * w->block;
      gboolean whole = run->n == GROUP && run->y + TILE <= w->rows && run->x + LINE <= w->columns;

      for (int u = 0; u < TILE; u++)
        lines[u] = whole ? plane + (gsize) (run->y + u) * w->columns + run->x : pixels[u];
      w->transforms->back (from, stride, w->bias != NULL ? w->bias[o] : 0.0f, w->relu, lines);
      if (!whole)
        copy_runs (w, &group, pixels, plane);
    }
}

/* ---- The two ways ------------------------------------------------------------------ */

static void
whole_block (gpointer data, int item, int worker)
{
  const Winograd *w = data;
  float          *space = nst_pool_scratch (w->pool, worker, space_floats (w));
  int             first = item * w->block;
  int             tiles = MIN (w->block, w->n_tiles - first);

  for (int at = 0; at < tiles; at += GROUP)
    transform_group (w, first, at, 0, w->in, space);
  for (int matrix = 0; matrix < MATRICES; matrix++)
    multiply (w, matrix, tiles, space);
  for (int at = 0; at < tiles; at += GROUP)
    transform_group_back (w, first, at, 0, w->out, space);
}

#define CHANNELS 8 /* of an item of the stepwise way */

static void
step_in (gpointer data, int item, G_GNUC_UNUSED int worker)
{
  const Winograd *w = data;
  int             tiles = MIN (w->block, w->n_tiles - w->first);
  int             channel = item * CHANNELS;

  for (int at = 0; at < tiles; at += GROUP)
    transform_group (w, w->first, at, channel, MIN (CHANNELS, w->in - channel), w->space);
}

static void
step_product (gpointer data, int item, G_GNUC_UNUSED int worker)
{
  const Winograd *w = data;

  multiply (w, item, MIN (w->block, w->n_tiles - w->first), w->space);
}

static void
step_out (gpointer data, int item, G_GNUC_UNUSED int worker)
{
  const Winograd *w = data;
  int             tiles = MIN (w->block, w->n_tiles - w->first);
  int             channel = item * CHANNELS;

  for (int at = 0; at < tiles; at += GROUP)
    transform_group_back (w, w->first, at, channel, MIN (CHANNELS, w->out - channel), w->space);
}

static void
run_steps (Winograd *w)
{
  /* the workers' jobs ask for no scratch, so that the caller's own (worker 0's) is theirs to share
   */
  w->space = nst_pool_scratch (w->pool, 0, space_floats (w));
  for (w->first = 0; w->first < w->n_tiles; w->first += w->block)
    {
      nst_pool_run (w->pool, (w->in + CHANNELS - 1) / CHANNELS, step_in, w);
      nst_pool_run (w->pool, MATRICES, step_product, w);
      nst_pool_run (w->pool, (w->out + CHANNELS - 1) / CHANNELS, step_out, w);
    }
}

#define BLOCK_FLOATS                                                                               \
  (160 * 1024)       /* of the matrices of a worker's block: they stay in its cache                \
                      */
#define MIN_BLOCK 64 /* tiles; fewer leave the products inefficient */
#define MAX_BLOCK 128

/* When to go stepwise: with so many weights that a block should use them for more tiles than fit a
 * cache, or with too few blocks to share out. */
#define MANY_WEIGHTS (128 * 128)
#define FEW_BLOCKS   4
#define STEP_TILES   256 /* of a block in the stepwise way, at most */

void
nst_winograd_convolve (NstPool *pool, int in, int out, const float *transformed, const float *bias,
                       gboolean relu, const float *input, int height, int width, NstPadding padding,
                       int shift, int rows, int columns, float *output)
{
  int      tile_rows = (rows + TILE - 1) / TILE;
  int      tile_columns = (columns + TILE - 1) / TILE;
  int      block = BLOCK_FLOATS / (MATRICES * (in + out)) / GROUP * GROUP;
  Winograd w = {
    .pool = pool,
    .transforms = transforms (),
    .in = in,
    .out = out,
    .weights = transformed,
    .bias = bias,
    .relu = relu,
    .input = input,
    .height = height,
    .width = width,
    .padding = padding,
    .shift = shift,
    .rows = rows,
    .columns = columns,
    .output = output,
    .tile_columns = tile_columns,
    .n_tiles = tile_rows * tile_columns,
    .block = CLAMP (block, MIN_BLOCK, MAX_BLOCK),
  };

  if (in * out >= MANY_WEIGHTS || w.n_tiles < FEW_BLOCKS * w.block)
    {
      w.block = MIN (STEP_TILES, (w.n_tiles + GROUP - 1) / GROUP * GROUP);
      run_steps (&w);
    }
  else
    nst_pool_run (pool, (w.n_tiles + w.block - 1) / w.block, whole_block, &w);
}

/* ---- The weights ------------------------------------------------------------------- */

/* Measured, on one thread: from 16x16 on, this way is faster for any channels (1 to 1: 1.05 times,
 * 3 to 16: 1.7, from 16 to 16 up to 512 to 512: 2 to 4).  For 8x8 it depends: the products, of four
 * tiles, are narrow and the weights four times as many.  Thin strips waste most of their tiles. */
gboolean
nst_winograd_suits (int in, int out, int rows, int columns)
{
  return in * out > 1 && MIN (rows, columns) >= TILE && rows * columns >= 144;
}

gsize
nst_winograd_n_weights (int in, int out)
{
  return (gsize) MATRICES * in * out;
}

#define KERNELS 16 /* that are transformed together: a cache line of each matrix */

/* to[0], to[step], ..., to[5 step] = the transform of three taps, KERNELS at a time. */
static inline void
transform_taps (const float *a, const float *b, const float *c, float *to, gsize step)
{
  for (int k = 0; k < KERNELS; k++)
    {
      float even = (a[k] + c[k]) * (1.0f / 6.0f), odd = b[k] * (1.0f / 6.0f);
      float far = a[k] * (1.0f / 24.0f) + c[k] * (1.0f / 6.0f), twice = b[k] * (1.0f / 12.0f);

      to[k] = 0.25f * a[k];
      to[step + k] = -even - odd;
      to[2 * step + k] = odd - even;
      to[3 * step + k] = far + twice;
      to[4 * step + k] = far - twice;
      to[5 * step + k] = c[k];
    }
}

void
nst_winograd_transform (int in, int out, const float *weights, float *transformed)
{
  gsize kernels = (gsize) in * out;

  for (gsize first = 0; first < kernels; first += KERNELS)
    {
      gsize n = MIN (KERNELS, kernels - first);
      float taps[3][3][KERNELS] = { 0 };
      float down[3][WINDOW][KERNELS];
      float whole[MATRICES][KERNELS];

      for (gsize k = 0; k < n; k++)
        for (int t = 0; t < 9; t++)
          taps[t / 3][t % 3][k] = weights[9 * (first + k) + t];
      for (int v = 0; v < 3; v++)
        transform_taps (taps[0][v], taps[1][v], taps[2][v], down[v][0], KERNELS);
      for (int u = 0; u < WINDOW; u++)
        transform_taps (down[0][u], down[1][u], down[2][u], whole[6 * u], KERNELS);
      for (int matrix = 0; matrix < MATRICES; matrix++)
        memcpy (transformed + matrix * kernels + first, whole[matrix], sizeof (float) * n);
    }
}
