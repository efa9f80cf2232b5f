/* SPDX-License-Identifier: GPL-3.0-or-later */

/* fast-tiles.h - a picture that Fast measures and paints: a small one as a whole, a large one tile
 * by tile, so that it takes no more memory than one tile, besides its pixels.  A tile sees the
 * picture as it was, also where the tiles above have painted. */

#ifndef NST_FAST_TILES_H
#define NST_FAST_TILES_H

#include "base/arena.h"
#include "style/region-fusion.h"
#include "style/tiles.h"

G_BEGIN_DECLS

typedef struct
{
  int              width, height; /* of the picture */
  NstCut          *columns, *rows;
  NstPool         *pool;
  int              n_regions;
  const float     *weights;  /* of the picture's regions; NULL: there is one, of all */
  const float     *mask;     /* of the picture, or NULL */
  NstCodecPainter *painter;  /* of a tile's size */
  gboolean         painting; /* and not measuring */

  float      *room; /* for the weights that a tile sees, at the size of its features */
  NstPicture *tile; /* what the painter sees, where that is not the whole picture */
  NstPicture *band; /* the row of tiles that is painted */
  int         most_kept;
  float *kept; /* (3, most_kept, width): rows of the picture that a tile still wants to see as they
                  were */
} NstFastTiles;

/* Cuts pictures of that size, multiples of 16, into tiles of at most `largest` pixels a side, and
 * requests what they need, with weights of `n_regions` regions, unless that is 0. */
void nst_fast_tiles_plan (NstFastTiles *tiles, NstArena *arena, int width, int height, int largest,
                          gboolean masked, int n_regions);

/* For pictures of `n_regions` regions with those weights and that mask, which must stay.  Fails with
 * NST_ERROR_MEMORY. */
gboolean nst_fast_tiles_begin (NstFastTiles *tiles, const NstNetwork *network, NstPool *pool,
                               int n_regions, const float *weights, const float *mask,
                               GError **error);
void     nst_fast_tiles_clear (NstFastTiles *tiles);

/* The memory of the painter, in bytes; and the number of pixels that a pass computes, including the
 * overlaps of tiles. */
gsize  nst_fast_tiles_painter_bytes (const NstFastTiles *tiles, const NstNetwork *network);
double nst_fast_tiles_pixels (const NstFastTiles *tiles);

/* The statistics of `picture`, region by region (region-fusion.h).  A picture of one tile stays
 * encoded.  Fails with NST_ERROR_MEMORY.  Returns: (transfer full). */
GPtrArray *nst_fast_tiles_measure (NstFastTiles *tiles, const NstPicture *picture, GError **error);

/* Replaces `picture`, which was measured last, by its painting with the maps and the strokes of all
 * regions (region-fusion.h).  Fails with G_IO_ERROR_CANCELLED and NST_ERROR_NUMERIC. */
gboolean nst_fast_tiles_paint (NstFastTiles *tiles, NstPicture *picture, const GPtrArray *maps,
                               const GPtrArray *strokes, GError **error);

G_END_DECLS

#endif
