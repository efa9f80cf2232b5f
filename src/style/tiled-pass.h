/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tiled-pass.h - an encoder's passes on pictures of any size: small ones as a whole, large ones
 * tile by tile, with the memory of one tile.
 *
 * Each position of the features belongs to one tile.  A tile includes all pixels that its own
 * features depend on, so these features, and their gradient at the picture, are those of a pass
 * over the whole, up to rounding.
 */

#ifndef NST_TILED_PASS_H
#define NST_TILED_PASS_H

#include "network/pass.h"
#include "ops/part.h"
#include "style/regions.h"

G_BEGIN_DECLS

/* A tile's own features at a tap. */
typedef struct
{
  int          channels;
  gsize        positions;
  gsize        stride; /* floats from one channel to the next */
  float       *values; /* (channels, positions), `stride` apart */
  const float *mask;   /* (positions) how much each counts, or NULL: all alike */
  double       share;  /* of what counts in the whole picture, how much is the tile's own: 0..1 */
  NstRectangle part;   /* where they are in the features of the whole picture */
} NstOwnFeatures;

typedef struct _NstTiledPass NstTiledPass;

/* For pictures of (3, height, width), in tiles of at most `largest` pixels a side, which is a
 * multiple of the encoder's deepest stride.  Fails with NST_ERROR_MEMORY. */
NstTiledPass *nst_tiled_pass_new (const NstNetwork *network, NstPassMode mode, int height,
                                  int width, int largest, GError **error);
void          nst_tiled_pass_free (NstTiledPass *pass);

/* The longest side of a tile, for `largest`, that suits pictures of such a size: their own where a
 * pass over the whole takes little enough memory. */
int nst_tile_side (const NstNetwork *network, NstPassMode mode, int height, int width);

/* What the buffers of such a pass take; and a tile's own features at a tap, at most. */
gsize nst_tiled_pass_bytes (const NstNetwork *network, NstPassMode mode, int height, int width,
                            int largest);
gsize nst_tiled_pass_own_bytes (const NstNetwork *network, int tap, int height, int width,
                                int largest);

/* The pixels that it computes, what tiles see of each other included. */
double nst_tiled_pass_pixels (const NstNetwork *network, int height, int width, int largest);

int nst_tiled_pass_get_n_tiles (const NstTiledPass *pass);

/* The size of the whole picture's features at the tap; 0 where it is too small to get that deep. */
NstFeatures nst_tiled_pass_get_whole (const NstTiledPass *pass, int tap);

/* Has the mask of `picture`, which has the pass's size and must outlive it, count for all pictures
 * from now on.  Fails with NST_ERROR_MEMORY. */
gboolean nst_tiled_pass_set_mask (NstTiledPass *pass, const NstPicture *picture, GError **error);

/* What a mask takes beside the picture's own. */
gsize nst_tiled_pass_mask_bytes (const NstNetwork *network, int height, int width, int largest);

/* Tells statistics apart by regions: `weights` (n, height, width) are theirs, which count times
 * `mask`, that of the picture which nst_tiled_pass_set_mask has taken, or NULL.  Both must stay.
 * n of 0: no regions any more.  Fails with NST_ERROR_MEMORY. */
gboolean nst_tiled_pass_set_regions (NstTiledPass *pass, NstPool *pool, int n, const float *weights,
                                     const float *mask, GError **error);

/* What that takes for each region, besides its weights. */
gsize nst_tiled_pass_region_bytes (const NstNetwork *network, int height, int width, int largest);

/* The weight of a region at a style's tap, in positions; and how much that is of all that counts
 * there, 0..1. */
double nst_tiled_pass_get_weight (const NstTiledPass *pass, int tap, int region);
double nst_tiled_pass_get_area (const NstTiledPass *pass, int tap, int region);

/* What all positions at a tap count, in positions. */
double nst_tiled_pass_get_total (const NstTiledPass *pass, int tap);

/* Encodes what tile number `tile` sees of `picture` (3, height, width). */
void nst_tiled_pass_forward (NstTiledPass *pass, NstPool *pool, const float *picture, int tile);

/* What is the tile's own of what the tap sees, after a forward pass and until the next one. */
NstOwnFeatures nst_tiled_pass_get_own (NstTiledPass *pass, NstPool *pool, int tap);

/* How much the tile's own features at a style's tap count for a region.  Valid as those. */
typedef struct
{
  const float *weights; /* (positions) */
  double       total;   /* their sum */
  double       share;   /* of the whole region's weight */
} NstOwnWeights;

NstOwnWeights nst_tiled_pass_weigh_own (NstTiledPass *pass, NstPool *pool, int tap, int region);

/* Turns the tile's own features at a tap into the loss's gradient at them. */
typedef void (*NstOwnGradientFunc) (int tap, const NstOwnFeatures *own, gpointer data);

/* As nst_pass_backward, for the tile that has been encoded: its part of the gradient is added to
 * `gradient` (3, height, width), which the first tile overwrites. */
void nst_tiled_pass_backward (NstTiledPass *pass, NstPool *pool, guint taps,
                              NstOwnGradientFunc turn, gpointer data, float *gradient);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NstTiledPass, nst_tiled_pass_free)

G_END_DECLS

#endif
