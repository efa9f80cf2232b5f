/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tiled-pass-private.h - the internals of a pass in tiles: tiled-pass.c plans the tiles and runs
 * the pass, tiled-pass-weights.c knows how much each position counts, and tiled-pass-geometry.c where
 * it is. */

#ifndef NST_TILED_PASS_PRIVATE_H
#define NST_TILED_PASS_PRIVATE_H

#include "base/arena.h"
#include "style/tiled-pass.h"
#include "style/tiles.h"

G_BEGIN_DECLS

/* How much each position of a tap counts. */
typedef struct
{
  const float *whole; /* NULL: all alike */
  float       *own;   /* buffer for the whole, where it is not the picture's mask itself */
  float       *tile;  /* of the current tile; NULL if that is everything */
  double       total; /* of the whole */
} NstTapMask;

/* A region at the style's taps. */
typedef struct
{
  double total[NST_MAX_TAPS]; /* weight */
  float *own[NST_MAX_TAPS];   /* weights of the tile's own features, */
  double sums[NST_MAX_TAPS];  /* and their sums */
  guint  weighed;             /* bits of the taps where these belong to the current tile */
} NstTapRegion;

struct _NstTiledPass
{
  const NstNetwork *network;
  int               height, width;
  NstCut           *rows, *columns;
  NstPass          *pass;              /* of a tile's size */
  NstArena         *arena;             /* for the pixels and the gradient */
  float            *pixels, *gradient; /* (3, rows->seen, columns->seen); NULL for a single tile */

  NstArena  *mask_arena;
  NstTapMask masks[NST_MAX_TAPS];

  NstArena     *region_arena;
  NstRegionView view; /* of the whole picture; n is 0 without weights: there is one region */
  const float  *mask; /* of the picture, or NULL */
  NstTapRegion *regions;

  int   tile;     /* the current tile */
  guint gathered; /* bits of the taps where its own features have been taken together */
};

static inline int
nst_tiled_pass_stride (const NstTiledPass *pass, int tap)
{
  return nst_architecture_stride (pass->network->architecture, pass->network->tap_layers[tap]);
}

static inline int
nst_tiled_pass_row (const NstTiledPass *pass)
{
  return pass->tile / pass->columns->n;
}

static inline int
nst_tiled_pass_column (const NstTiledPass *pass)
{
  return pass->tile % pass->columns->n;
}

/* Where the current tile's own features are in those of the whole. */
NstRectangle nst_tiled_pass_part (const NstTiledPass *pass, int tap);

/* The largest number of positions of a tile at a tap. */
gsize nst_tiled_pass_most_positions (const NstTiledPass *pass, int tap);

/* Requests the buffers for a mask at a tap (`direct`: the picture's own can be used), and those for
 * the weights of `n` regions. */
void nst_tiled_pass_plan_mask (NstTiledPass *pass, int tap, gboolean direct);
void nst_tiled_pass_plan_regions (NstTiledPass *pass, int n);

double nst_tiled_pass_sum (gsize n, const float *values);

G_END_DECLS

#endif
