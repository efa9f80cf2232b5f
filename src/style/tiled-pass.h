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
  int    channels;
  gsize  positions;
  gsize  stride;      /* floats from one channel to the next */
  float *values;      /* (channels, positions), `stride` apart; NULL: the pass does not keep them */
  const float *mask;  /* (positions) how much each counts, or NULL: all alike */
  double       share; /* of what counts in the whole picture, how much is the tile's own: 0..1 */
  NstRectangle part;  /* where they are in the features of the whole picture */
  NstRectangle within; /* and in those of the tile */
} NstOwnFeatures;

typedef struct _NstTiledPass NstTiledPass;

/* For pictures of (3, height, width), in tiles of at most `largest` pixels a side, which is a
 * multiple of the encoder's deepest stride.  Fails with NST_ERROR_MEMORY. */
NstTiledPass *nst_tiled_pass_new (const NstNetwork *network, NstPassMode mode, int height,
                                  int width, int largest, GError **error);
void          nst_tiled_pass_free (NstTiledPass *pass);

/* The side of tiles, at most `largest`, for pictures of this size; a single tile if that needs
 * little enough memory. */
int nst_tile_side (const NstNetwork *network, NstPassMode mode, int height, int width);

/* A pass without buffers, which cannot run; with (`masked`) or without a mask, and with weights of
 * `n_regions` regions. */
NstTiledPass *nst_tiled_pass_new_dry (const NstNetwork *network, NstPassMode mode, int height,
                                      int width, int largest, gboolean masked, int n_regions);

/* The memory of its buffers, in bytes; the mask and the weights of regions that were given are not
 * included. */
gsize nst_tiled_pass_get_bytes (const NstTiledPass *pass);

/* The size of a tile's own features at a tap, at most, in floats. */
gsize nst_tiled_pass_own_floats (const NstTiledPass *pass, int tap);

/* The number of pixels that it computes, including the overlaps of tiles. */
double nst_tiled_pass_pixels (const NstNetwork *network, int height, int width, int largest);

int nst_tiled_pass_get_n_tiles (const NstTiledPass *pass);

/* The size of the whole picture's features at the tap; 0 where it is too small to get that deep. */
NstFeatures nst_tiled_pass_get_whole (const NstTiledPass *pass, int tap);

/* Uses the mask of `picture`, which has the pass's size and must outlive it, for all further
 * pictures.  Fails with NST_ERROR_MEMORY. */
gboolean nst_tiled_pass_set_mask (NstTiledPass *pass, const NstPicture *picture, GError **error);

/* Measures statistics by region:  `weights` (n, height, width), multiplied by `mask`, that of
 * nst_tiled_pass_set_mask, or NULL.  Both must stay valid.  Without weights there is a single
 * region, which weighs as the mask does; so it is before the first call.  Fails with
 * NST_ERROR_MEMORY. */
gboolean nst_tiled_pass_set_regions (NstTiledPass *pass, NstPool *pool, int n, const float *weights,
                                     const float *mask, GError **error);

/* Whether the regions have weights of their own. */
gboolean nst_tiled_pass_has_weights (const NstTiledPass *pass);

/* The weight of a region at a style's tap, in positions; and how much that is of all that counts
 * there, 0..1. */
double nst_tiled_pass_get_weight (const NstTiledPass *pass, int tap, int region);
double nst_tiled_pass_get_area (const NstTiledPass *pass, int tap, int region);

/* Encodes tile number `tile` of `picture` (3, height, width). */
void nst_tiled_pass_forward (NstTiledPass *pass, NstPool *pool, const float *picture, int tile);

/* The pass that encoded the tile. */
NstPass *nst_tiled_pass_get_pass (const NstTiledPass *pass);

/* The tile's own features at a tap, after a forward pass and until the next one. */
NstOwnFeatures nst_tiled_pass_get_own (NstTiledPass *pass, NstPool *pool, int tap);

/* The weights of the tile's own features at a style's tap for a region.  Valid as long as these. */
typedef struct
{
  const float *weights; /* (positions); without weights of its own, those of the features */
  double       total;   /* their sum, if they are its own */
  double       share;   /* of the whole region's weight */
} NstOwnWeights;

NstOwnWeights nst_tiled_pass_weigh_own (NstTiledPass *pass, NstPool *pool, int tap, int region,
                                        const NstOwnFeatures *own);

/* Turns the tile's own features at a tap into the loss's gradient at them. */
typedef void (*NstOwnGradientFunc) (int tap, const NstOwnFeatures *own, gpointer data);

/* Like nst_pass_backward, for the encoded tile: its part of the gradient is added to `gradient`
 * (3, height, width), which the first tile overwrites. */
void nst_tiled_pass_backward (NstTiledPass *pass, NstPool *pool, guint taps,
                              NstOwnGradientFunc turn, gpointer data, float *gradient);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NstTiledPass, nst_tiled_pass_free)

G_END_DECLS

#endif
