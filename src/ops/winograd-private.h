/* SPDX-License-Identifier: GPL-3.0-or-later */

/* winograd-private.h - tiles, groups and blocks: shared by the parts of the Winograd
 * convolution. */

#ifndef NST_WINOGRAD_PRIVATE_H
#define NST_WINOGRAD_PRIVATE_H

#include "ops/product.h"
#include "ops/winograd.h"

G_BEGIN_DECLS

#define TILE     NST_GATE_TILE /* positions of the output, in both directions */
#define WINDOW   6             /* of the input */
#define MATRICES 36
#define GROUP    16                     /* tiles that are transformed together */
#define LINE     (GROUP * TILE)         /* pixels of the output in a line of a group */
#define SEEN     (LINE + WINDOW - TILE) /* pixels of the input in a line of a group in one row */
#define BLOCK    NST_PRODUCT_COLUMNS    /* tiles of a product */
#define EIGHT    NST_WINOGRAD_EIGHT     /* outputs of a product */

/* ---- The inner loops (winograd-tiles.h) -------------------------------------------- */

/* Where line u of the six that tiles see lies: in which of the three rows of tiles, on which of the
 * four rows of pooled values; and the gate of its column v. */
#define SEEN_TILE(u)   (((u) + TILE - 1) / TILE)
#define SEEN_VALUE(u)  (((u) + 1) / 2)
#define SEEN_BIT(u, v) (1 << (((u) + TILE - 1) % TILE * TILE + (v)))

/* Pixel x of line u of what a pooled gradient spreads to. */
static inline float
nst_winograd_spread_to (const float *const pooled[4], const guint16 *const gates[3], int u, int x)
{
  int tile = x >> 2; /* also where x is negative */

  return gates[SEEN_TILE (u)][tile] & SEEN_BIT (u, x & 3) ? pooled[SEEN_VALUE (u)][x >> 1] : 0.0f;
}

typedef struct
{
  void (*row) (const float *const lines[6], const float before[6], const float after[6], float *to,
               gsize stride);
  void (*spread_row) (const float *const pooled[4], const guint16 *const gates[3],
                      const float before[6], const float after[6], float *to, gsize stride);
  void (*scattered) (const float *const lines[6], float *to, gsize stride);
  void (*spread) (const float *pooled, const guint16 *gates, int row, int tiles, float *to);
  void (*to_lines) (const float *from, gsize stride, float bias, gboolean relu, guint16 *gates,
                    float *const lines[4]);
  void (*to_pooled) (const float *from, gsize stride, float bias, guint16 *gates,
                     float *const lines[2]);
  void (*to_gradient) (const float *from, gsize stride, gboolean add, const guint16 *gates,
                       float *const lines[4]);
} NstWinogradKernels;

/* Those for the widest vectors of the processor. */
const NstWinogradKernels *nst_winograd_kernels (void);

/* ---- A convolution and its groups of tiles ----------------------------------------- */

typedef struct
{
  NstPool                  *pool;
  NstWinograd               c;
  const NstWinogradKernels *kernels;
  const NstProducts        *products;
  int                       tile_columns;
  int                       first_tile, end_tile; /* numbered over all of the output */

  /* When the workers share blocks: */
  int    first_block, n_blocks; /* current ones */
  int    eights;                /* of the outputs in an item */
  float *inputs;                /* of each block, one after the other */
} NstWinogradWork;

/* Tiles of a group that lie side by side. */
typedef struct
{
  int at, n;           /* in the group */
  int y, x;            /* the first output position */
  int sources[WINDOW]; /* rows of the input, or -1 where it is zero: see find_sources */
  int before, after;   /* columns, the same */
} NstRun;

typedef struct
{
  int    first, n; /* tiles */
  int    n_runs;
  NstRun runs[GROUP];
} NstGroup;

/* The group that begins with tile `first`. */
void nst_winograd_find_runs (const NstWinogradWork *work, int first, NstGroup *group);

/* ---- Blocks ------------------------------------------------------------------------ */

/* The 36 matrices (in, BLOCK) of a block's inputs lie one after the other, each with a cache line
 * more than it needs: otherwise the 36 places that one tile is written to would share a few sets of
 * the cache.  The same goes for the matrices (EIGHT, BLOCK) of the products. */
static inline gsize
nst_winograd_input_stride (const NstWinogradWork *w)
{
  return (gsize) w->c.in * BLOCK + 16;
}

static inline gsize
nst_winograd_input_floats (const NstWinogradWork *w)
{
  return MATRICES * nst_winograd_input_stride (w);
}

static inline int
nst_winograd_block_tiles (const NstWinogradWork *w, int block)
{
  return MIN (BLOCK, w->end_tile - w->first_tile - block * BLOCK);
}

/* The first tile of a block. */
static inline int
nst_winograd_block_first (const NstWinogradWork *w, int block)
{
  return w->first_tile + block * BLOCK;
}

/* Transforms some channels of a block's inputs. */
void nst_winograd_transform_block (const NstWinogradWork *work, int block, int first_channel,
                                   int end_channel, float *inputs);

G_END_DECLS

#endif
