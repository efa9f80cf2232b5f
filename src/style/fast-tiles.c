/* SPDX-License-Identifier: GPL-3.0-or-later */

/* fast-tiles.c - a picture that Fast measures and paints tile by tile. */

#include "style/fast-tiles.h"

#include <string.h>

#include "base/picture.h"

/* Half of the codec's receptive field (80 pixels of the encoder and 50 of the decoder); what lies
 * further off counts for so little that no seam is seen: pixels are off by a hundredth (root of the
 * mean square), most of it near the tiles' borders. */
#define HALO 64

/* ---- Planning ---------------------------------------------------------------------- */

static gboolean
is_whole (const NstFastTiles *tiles)
{
  return tiles->columns->n == 1 && tiles->rows->n == 1;
}

void
nst_fast_tiles_plan (NstFastTiles *tiles, NstArena *arena, int width, int height, int largest,
                     gboolean masked, int n_regions)
{
  int tallest = 0;

  tiles->width = width;
  tiles->height = height;
  tiles->columns = nst_cut_new (width, largest, HALO, NST_CODEC_PAINTER_MULTIPLE);
  tiles->rows = nst_cut_new (height, largest, HALO, NST_CODEC_PAINTER_MULTIPLE);
  if (n_regions > 0)
    tiles->room = nst_arena_buffer (
        arena, nst_region_fusion_room (n_regions, tiles->rows->seen, tiles->columns->seen));
  if (is_whole (tiles))
    return;
  for (int row = 0; row < tiles->rows->n; row++)
    {
      tallest = MAX (tallest, tiles->rows->bounds[row + 1] - tiles->rows->bounds[row]);
      if (row > 0)
        tiles->most_kept
            = MAX (tiles->most_kept, tiles->rows->bounds[row] - tiles->rows->origins[row]);
    }
  tiles->tile = nst_picture_plan (arena, tiles->columns->seen, tiles->rows->seen, masked);
  tiles->band = nst_picture_plan (arena, width, tallest, FALSE);
  tiles->kept = nst_arena_buffer (arena, (gsize) 3 * tiles->most_kept * width);
}

gboolean
nst_fast_tiles_begin (NstFastTiles *tiles, const NstNetwork *network, NstPool *pool, int n_regions,
                      const float *weights, const float *mask, GError **error)
{
  tiles->pool = pool;
  tiles->n_regions = n_regions;
  tiles->weights = weights;
  tiles->mask = mask;
  tiles->painter
      = nst_codec_painter_new (network, FALSE, tiles->rows->seen, tiles->columns->seen, error);
  return tiles->painter != NULL;
}

void
nst_fast_tiles_clear (NstFastTiles *tiles)
{
  nst_codec_painter_free (tiles->painter);
  nst_cut_free (tiles->columns);
  nst_cut_free (tiles->rows);
}

gsize
nst_fast_tiles_painter_bytes (const NstFastTiles *tiles, const NstNetwork *network)
{
  return nst_codec_painter_bytes (network, tiles->rows->seen, tiles->columns->seen);
}

double
nst_fast_tiles_pixels (const NstFastTiles *tiles)
{
  return (double) tiles->columns->n * tiles->columns->seen * tiles->rows->n * tiles->rows->seen;
}

/* ---- What a tile sees -------------------------------------------------------------- */

/* Where row `y` of a plane is to be read for a tile of `row`: from the picture or, where the tiles
 * above have painted there meanwhile, from what was kept. */
static const float *
row_of (const NstFastTiles *tiles, const NstPicture *picture, int channel, int y, int row)
{
  int first = tiles->rows->origins[row];

  if (tiles->painting && row > 0 && y < tiles->rows->bounds[row])
    return tiles->kept + ((gsize) channel * tiles->most_kept + y - first) * picture->width;
  return picture->pixels + ((gsize) channel * picture->height + y) * picture->width;
}

/* What the tile sees of `picture`. */
static const NstPicture *
see_tile (NstFastTiles *tiles, const NstPicture *picture, int row, int column)
{
  NstPicture *tile = tiles->tile;
  int         x0 = tiles->columns->origins[column], y0 = tiles->rows->origins[row];

  if (is_whole (tiles))
    return picture;
  for (int c = 0; c < 3; c++)
    for (int y = 0; y < tile->height; y++)
      memcpy (tile->pixels + ((gsize) c * tile->height + y) * tile->width,
              row_of (tiles, picture, c, y0 + y, row) + x0, sizeof (float) * tile->width);
  for (int y = 0; y < tile->height && tile->mask != NULL; y++)
    memcpy (tile->mask + (gsize) y * tile->width,
            tiles->mask + (gsize) (y0 + y) * picture->width + x0, sizeof (float) * tile->width);
  return tile;
}

static NstRectangle
part_of (const NstFastTiles *tiles, int row, int column)
{
  const NstCut *x = tiles->columns, *y = tiles->rows;

  return (NstRectangle) { x->bounds[column] - x->origins[column], y->bounds[row] - y->origins[row],
                          x->bounds[column + 1] - x->bounds[column],
                          y->bounds[row + 1] - y->bounds[row] };
}

/* Of the regions' weights, those that the tile sees; and of the picture's mask. */
static NstRegionView
view_of (const NstFastTiles *tiles, int row, int column, const float **mask)
{
  gsize width = (gsize) tiles->width;
  gsize first = tiles->rows->origins[row] * width + tiles->columns->origins[column];

  *mask = tiles->mask != NULL ? tiles->mask + first : NULL;
  return (NstRegionView) { .n = tiles->n_regions,
                           .planes = tiles->weights != NULL ? tiles->weights + first : NULL,
                           .plane = width * tiles->height,
                           .row = width };
}

/* What lies near the lower bound of the tiles in `row`, before they are painted. */
static void
keep_rows (NstFastTiles *tiles, const NstPicture *picture, int row)
{
  int   first, n;
  gsize width = (gsize) picture->width;

  if (row + 1 == tiles->rows->n)
    return;
  first = tiles->rows->origins[row + 1];
  n = tiles->rows->bounds[row + 1] - first;
  for (int c = 0; c < 3; c++)
    memcpy (tiles->kept + c * tiles->most_kept * width,
            picture->pixels + ((gsize) c * picture->height + first) * width,
            sizeof (float) * n * width);
}

/* ---- Measuring and painting -------------------------------------------------------- */

GPtrArray *
nst_fast_tiles_measure (NstFastTiles *tiles, const NstPicture *picture, GError **error)
{
  NstPass *encoder = nst_codec_painter_get_encoder (tiles->painter);
  g_autoptr (GArray) sums = nst_region_sums_new (nst_pass_get_network (encoder), tiles->n_regions);

  tiles->painting = FALSE;
  for (int row = 0; row < tiles->rows->n; row++)
    for (int column = 0; column < tiles->columns->n; column++)
      {
        NstRectangle      part = part_of (tiles, row, column);
        const float      *mask;
        NstRegionView     view = view_of (tiles, row, column, &mask);
        const NstPicture *seen = see_tile (tiles, picture, row, column);

        nst_codec_painter_encode (tiles->painter, tiles->pool, seen->pixels);
        if (!nst_region_sums_add (sums, encoder, tiles->pool, seen, &view, mask, &part, error))
          return NULL;
      }
  return nst_region_sums_finish (sums, nst_pass_get_network (encoder));
}

/* The painter's picture, to the tile's place in `band`, which begins with the row's own part. */
static gboolean
paint_tile (NstFastTiles *tiles, const GPtrArray *maps, const GPtrArray *strokes, int row,
            int column, const NstPicture *band, GError **error)
{
  NstRectangle  part = part_of (tiles, row, column);
  int           height = tiles->rows->seen, width = tiles->columns->seen;
  gsize         n = (gsize) 3 * height * width;
  const float  *painted, *mask;
  NstRegionView view = view_of (tiles, row, column, &mask);

  painted = nst_region_decode (tiles->painter, tiles->pool, &view, maps, strokes, tiles->room);
  if (nst_pool_check_cancelled (tiles->pool, error) || !nst_codec_painter_check (painted, n, error))
    return FALSE;
  for (int c = 0; c < 3; c++)
    for (int y = 0; y < part.height; y++)
      {
        const float *from = painted + ((gsize) c * height + part.y + y) * width + part.x;
        float       *to = band->pixels + ((gsize) c * band->height + y) * band->width
                    + tiles->columns->bounds[column];

        for (int x = 0; x < part.width; x++)
          to[x] = CLAMP (from[x], 0.0f, 1.0f);
      }
  return TRUE;
}

/* Paints a row of tiles, which see the picture as it was. */
static gboolean
paint_row (NstFastTiles *tiles, NstPicture *picture, const GPtrArray *maps,
           const GPtrArray *strokes, int row, GError **error)
{
  int               first = tiles->rows->bounds[row];
  const NstPicture *band = tiles->band;

  for (int column = 0; column < tiles->columns->n; column++)
    {
      const NstPicture *seen = see_tile (tiles, picture, row, column);

      nst_codec_painter_encode (tiles->painter, tiles->pool, seen->pixels);
      if (!paint_tile (tiles, maps, strokes, row, column, band, error))
        return FALSE;
    }
  keep_rows (tiles, picture, row);
  for (int c = 0; c < 3; c++)
    memcpy (picture->pixels + ((gsize) c * picture->height + first) * picture->width,
            band->pixels + (gsize) c * band->height * band->width,
            sizeof (float) * (tiles->rows->bounds[row + 1] - first) * band->width);
  return TRUE;
}

gboolean
nst_fast_tiles_paint (NstFastTiles *tiles, NstPicture *picture, const GPtrArray *maps,
                      const GPtrArray *strokes, GError **error)
{
  tiles->painting = TRUE;
  if (is_whole (tiles))
    return paint_tile (tiles, maps, strokes, 0, 0, picture, error);
  for (int row = 0; row < tiles->rows->n; row++)
    if (!paint_row (tiles, picture, maps, strokes, row, error))
      return FALSE;
  return TRUE;
}
