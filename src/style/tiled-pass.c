/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tiled-pass.c - an encoder's passes on pictures of any size, in tiles. */

#include "style/tiled-pass-private.h"

#include <string.h>

#include "style/feature-mask.h"

/* A picture whose pass takes no more than this is not cut: with the codec, one of 2048 x 2048
 * pixels.  In tiles it would take twice the time. */
#define WHOLE (750 << 20)

/* Pixels: in tiles of that side, a large picture's are computed 1.4 times, in a quarter of that
 * memory. */
#define SIDE 1024

/* ---- Planning ---------------------------------------------------------------------- */

static int
deepest_stride (const NstNetwork *network)
{
  return nst_architecture_stride (network->architecture, network->architecture->n_layers - 1);
}

int
nst_tile_side (const NstNetwork *network, NstPassMode mode, int height, int width)
{
  int multiple = deepest_stride (network);

  if ((double) height * width > G_MAXINT || nst_pass_bytes (network, mode, height, width) > WHOLE)
    return SIDE;
  return MAX (SIDE, (MAX (height, width) + multiple - 1) / multiple * multiple);
}

static void
plan_cuts (const NstNetwork *network, int height, int width, int largest, NstCut **rows,
           NstCut **columns)
{
  int multiple = deepest_stride (network);
  int halo = (nst_architecture_reach (network->architecture) + multiple - 1) / multiple * multiple;

  *rows = nst_cut_new (height, largest, halo, multiple);
  *columns = nst_cut_new (width, largest, halo, multiple);
}

/* All but the pass itself.  `arena` creates the arenas of its buffers. */
static NstTiledPass *
plan (const NstNetwork *network, NstPassMode mode, int height, int width, int largest,
      NstArena *(*arena) (void) )
{
  NstTiledPass *pass = g_new0 (NstTiledPass, 1);
  gsize         n;

  pass->network = network;
  pass->height = height;
  pass->width = width;
  pass->arena = arena ();
  pass->mask_arena = arena ();
  pass->region_arena = arena ();
  plan_cuts (network, height, width, largest, &pass->rows, &pass->columns);
  n = (gsize) 3 * pass->rows->seen * pass->columns->seen;
  if (nst_tiled_pass_get_n_tiles (pass) > 1)
    {
      pass->pixels = nst_arena_buffer (pass->arena, n);
      if (mode == NST_PASS_PICTURE)
        pass->gradient = nst_arena_buffer (pass->arena, n);
    }
  return pass;
}

NstTiledPass *
nst_tiled_pass_new (const NstNetwork *network, NstPassMode mode, int height, int width, int largest,
                    GError **error)
{
  g_autoptr (NstTiledPass) pass = plan (network, mode, height, width, largest, nst_arena_new);

  pass->pass = nst_pass_new (network, mode, nst_cut_get_seen (pass->rows, 0),
                             nst_cut_get_seen (pass->columns, 0), error);
  if (pass->pass == NULL || !nst_arena_check (pass->arena, error))
    return NULL;
  return g_steal_pointer (&pass);
}

NstTiledPass *
nst_tiled_pass_new_dry (const NstNetwork *network, NstPassMode mode, int height, int width,
                        int largest, gboolean masked, int n_regions)
{
  NstTiledPass *pass = plan (network, mode, height, width, largest, nst_arena_new_counting);

  pass->pass = nst_pass_new_dry (network, mode, NULL, nst_cut_get_seen (pass->rows, 0),
                                 nst_cut_get_seen (pass->columns, 0));
  for (int t = 0; masked && t < network->architecture->n_taps; t++)
    nst_tiled_pass_plan_mask (pass, t, nst_tiled_pass_stride (pass, t) == 1);
  nst_tiled_pass_plan_regions (pass, n_regions);
  return pass;
}

gsize
nst_tiled_pass_get_bytes (const NstTiledPass *pass)
{
  return nst_pass_get_bytes (pass->pass) + nst_arena_get_bytes (pass->arena)
         + nst_arena_get_bytes (pass->mask_arena) + nst_arena_get_bytes (pass->region_arena);
}

void
nst_tiled_pass_free (NstTiledPass *pass)
{
  if (pass == NULL)
    return;
  nst_cut_free (pass->rows);
  nst_cut_free (pass->columns);
  nst_pass_free (pass->pass);
  nst_arena_free (pass->arena);
  nst_arena_free (pass->mask_arena);
  nst_arena_free (pass->region_arena);
  g_free (pass->regions);
  g_free (pass);
}

static double
total_seen (const NstCut *cut)
{
  double sum = 0.0;

  for (int i = 0; i < cut->n; i++)
    sum += nst_cut_get_seen (cut, i);
  return sum;
}

double
nst_tiled_pass_pixels (const NstNetwork *network, int height, int width, int largest)
{
  g_autoptr (NstCut) rows = NULL;
  g_autoptr (NstCut) columns = NULL;

  plan_cuts (network, height, width, largest, &rows, &columns);
  return total_seen (rows) * total_seen (columns);
}

/* ---- Geometry ---------------------------------------------------------------------- */

static gboolean
is_whole (const NstTiledPass *pass)
{
  return nst_tiled_pass_get_n_tiles (pass) == 1;
}

/* `part` in the features of what the tile sees. */
static NstRectangle
within_tile (const NstTiledPass *pass, int tap, NstRectangle part)
{
  part.x
      -= pass->columns->origins[nst_tiled_pass_column (pass)] / nst_tiled_pass_stride (pass, tap);
  part.y -= pass->rows->origins[nst_tiled_pass_row (pass)] / nst_tiled_pass_stride (pass, tap);
  return part;
}

/* ---- Forward ----------------------------------------------------------------------- */

void
nst_tiled_pass_forward (NstTiledPass *pass, NstPool *pool, const float *picture, int tile)
{
  int    height, width, x0, y0;
  float *to = pass->pixels;

  if (!is_whole (pass))
    for (int k = 0; k < pass->view.n; k++)
      pass->regions[k].weighed = 0;
  pass->tile = tile;
  pass->gathered = 0;
  if (is_whole (pass))
    {
      nst_pass_forward (pass->pass, pool, picture);
      return;
    }
  height = nst_cut_get_seen (pass->rows, nst_tiled_pass_row (pass));
  width = nst_cut_get_seen (pass->columns, nst_tiled_pass_column (pass));
  y0 = pass->rows->origins[nst_tiled_pass_row (pass)];
  x0 = pass->columns->origins[nst_tiled_pass_column (pass)];
  for (int c = 0; c < 3; c++)
    for (int y = 0; y < height; y++, to += width)
      memcpy (to, picture + ((gsize) c * pass->height + y0 + y) * pass->width + x0,
              sizeof (float) * width);
  nst_pass_set_size (pass->pass, height, width);
  nst_pass_forward (pass->pass, pool, pass->pixels);
}

NstPass *
nst_tiled_pass_get_pass (const NstTiledPass *pass)
{
  return pass->pass;
}

/* Gathers the tile's own features and mask. */
static void
gather (NstTiledPass *pass, NstPool *pool, int tap, NstRectangle part)
{
  const NstFeatures *f = nst_pass_get_features (pass->pass, tap);
  NstRectangle       within = within_tile (pass, tap, part);
  NstTapMask        *mask = &pass->masks[tap];
  int                width = nst_tiled_pass_get_whole (pass, tap).width;

  if (f->values != NULL)
    nst_part_gather (pool, f->channels, f->height, f->width, &within, f->values);
  for (int y = 0; y < part.height && mask->whole != NULL; y++)
    memcpy (mask->tile + (gsize) y * part.width,
            mask->whole + (gsize) (part.y + y) * width + part.x, sizeof (float) * part.width);
  pass->gathered |= 1u << tap;
}

NstOwnFeatures
nst_tiled_pass_get_own (NstTiledPass *pass, NstPool *pool, int tap)
{
  const NstFeatures *f = nst_pass_get_features (pass->pass, tap);
  const NstTapMask  *mask = &pass->masks[tap];
  NstOwnFeatures     own = { .channels = f->channels,
                             .stride = nst_features_positions (f),
                             .values = f->values,
                             .mask = is_whole (pass) ? mask->whole : mask->tile };
  NstFeatures        whole = nst_tiled_pass_get_whole (pass, tap);

  if (own.stride == 0)
    return own;
  own.part = nst_tiled_pass_part (pass, tap);
  own.within = within_tile (pass, tap, own.part);
  own.positions = (gsize) own.part.width * own.part.height;
  if (!is_whole (pass) && !(pass->gathered & 1u << tap))
    gather (pass, pool, tap, own.part);
  if (is_whole (pass))
    own.share = 1.0;
  else if (own.mask != NULL)
    own.share = nst_tiled_pass_sum (own.positions, own.mask) / mask->total;
  else
    own.share = (double) own.positions / (double) nst_features_positions (&whole);
  return own;
}

/* ---- Backward ---------------------------------------------------------------------- */

typedef struct
{
  NstTiledPass      *pass;
  NstPool           *pool;
  NstOwnGradientFunc turn;
  gpointer           data;
} Turn;

/* Matches NstTapGradientFunc. */
static void
turn_own (int tap, float *values, gpointer data)
{
  const Turn        *t = data;
  const NstFeatures *f = nst_pass_get_features (t->pass->pass, tap);
  NstOwnFeatures     own = nst_tiled_pass_get_own (t->pass, t->pool, tap);
  NstRectangle       within = within_tile (t->pass, tap, own.part);

  t->turn (tap, &own, t->data);
  if (!is_whole (t->pass))
    nst_part_scatter (t->pool, f->channels, f->height, f->width, &within, values);
}

static void
add_tile (const NstTiledPass *pass, float *gradient)
{
  int          height = nst_cut_get_seen (pass->rows, nst_tiled_pass_row (pass));
  int          width = nst_cut_get_seen (pass->columns, nst_tiled_pass_column (pass));
  int          y0 = pass->rows->origins[nst_tiled_pass_row (pass)];
  int          x0 = pass->columns->origins[nst_tiled_pass_column (pass)];
  const float *from = pass->gradient;

  for (int c = 0; c < 3; c++)
    for (int y = 0; y < height; y++, from += width)
      {
        float *to = gradient + ((gsize) c * pass->height + y0 + y) * pass->width + x0;

        for (int x = 0; x < width; x++)
          to[x] += from[x];
      }
}

void
nst_tiled_pass_backward (NstTiledPass *pass, NstPool *pool, guint taps, NstOwnGradientFunc turn,
                         gpointer data, float *gradient)
{
  Turn t = { pass, pool, turn, data };

  if (is_whole (pass))
    {
      nst_pass_backward (pass->pass, pool, taps, turn_own, &t, gradient, NULL);
      return;
    }
  nst_pass_backward (pass->pass, pool, taps, turn_own, &t, pass->gradient, NULL);
  if (pass->tile == 0)
    memset (gradient, 0, sizeof (float) * 3 * pass->height * pass->width);
  add_tile (pass, gradient);
}
