/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tiled-pass-geometry.c - where the tiles' features are in those of the whole picture. */

#include "style/tiled-pass-private.h"

#include "style/feature-mask.h"

int
nst_tiled_pass_get_n_tiles (const NstTiledPass *pass)
{
  return pass->rows->n * pass->columns->n;
}

NstFeatures
nst_tiled_pass_get_whole (const NstTiledPass *pass, int tap)
{
  NstFeatures whole = *nst_pass_get_features (pass->pass, tap);

  whole.values = NULL;
  if (nst_features_positions (&whole) > 0)
    {
      whole.height = pass->height / nst_tiled_pass_stride (pass, tap);
      whole.width = pass->width / nst_tiled_pass_stride (pass, tap);
    }
  return whole;
}

/* Where a tile's own features begin and end along a side, in those of the whole: poolings leave out
 * what is too much at the picture's end. */
static void
find_own (const NstCut *cut, int part, int stride, int *first, int *length)
{
  *first = cut->bounds[part] / stride;
  *length = cut->bounds[part + 1] / stride - *first;
}

NstRectangle
nst_tiled_pass_part (const NstTiledPass *pass, int tap)
{
  NstRectangle part;

  find_own (pass->rows, nst_tiled_pass_row (pass), nst_tiled_pass_stride (pass, tap), &part.y,
            &part.height);
  find_own (pass->columns, nst_tiled_pass_column (pass), nst_tiled_pass_stride (pass, tap), &part.x,
            &part.width);
  return part;
}

gsize
nst_tiled_pass_most_positions (const NstTiledPass *pass, int tap)
{
  int stride = nst_tiled_pass_stride (pass, tap);

  return (gsize) (pass->rows->seen / stride) * (pass->columns->seen / stride);
}

gsize
nst_tiled_pass_own_floats (const NstTiledPass *pass, int tap)
{
  const NstFeatures *f = nst_pass_get_features (pass->pass, tap);

  return nst_features_positions (f) > 0 ? f->channels * nst_tiled_pass_most_positions (pass, tap)
                                        : 0;
}
