/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tiled-pass.c - an encoder's passes on pictures of any size, in tiles. */

#include "style/tiled-pass.h"

#include <string.h>

#include "base/arena.h"
#include "base/memory.h"
#include "style/feature-mask.h"
#include "style/tiles.h"

/* A picture whose pass takes no more than this is not cut: with the codec, one of 2048 x 2048
 * pixels.  In tiles it would take twice the time. */
#define WHOLE (750 << 20)

/* Pixels: in tiles of that side, a large picture's are computed 1.4 times, in a quarter of that
 * memory. */
#define SIDE 1024

/* How much each position of a tap counts. */
typedef struct
{
  const float *whole; /* NULL: all alike */
  float       *own;   /* the whole, where it is not the picture's mask itself */
  float       *tile;  /* of the current tile; NULL if that is everything */
  double       total; /* of the whole */
} Mask;

/* A region at the style's taps. */
typedef struct
{
  double total[NST_MAX_TAPS]; /* weight */
  float *own[NST_MAX_TAPS];   /* weights of the tile's own features, */
  double sums[NST_MAX_TAPS];  /* and their sums */
  guint  weighed;             /* bits of the taps where these belong to the current tile */
} Region;

struct _NstTiledPass
{
  const NstNetwork *network;
  int               height, width;
  NstCut           *rows, *columns;
  NstPass          *pass; /* of a tile's size */
  NstArena         *arena;
  float            *pixels, *gradient; /* (3, rows->seen, columns->seen); NULL for a single tile */
  Mask              masks[NST_MAX_TAPS];

  NstRegionView view; /* of the whole picture; n is 0 without weights: there is one region */
  const float  *mask; /* of the picture, or NULL */
  Region       *regions;

  int   tile;     /* the current tile */
  guint gathered; /* bits of the taps where its own features have been taken together */
};

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

/* All but the pass itself, with buffers out of `arena`, which it takes. */
static NstTiledPass *
plan (const NstNetwork *network, NstPassMode mode, int height, int width, int largest,
      NstArena *arena)
{
  NstTiledPass *pass = g_new0 (NstTiledPass, 1);
  gsize         n;

  pass->network = network;
  pass->height = height;
  pass->width = width;
  pass->arena = arena;
  plan_cuts (network, height, width, largest, &pass->rows, &pass->columns);
  n = (gsize) 3 * pass->rows->seen * pass->columns->seen;
  if (nst_tiled_pass_get_n_tiles (pass) > 1)
    {
      pass->pixels = nst_arena_buffer (arena, n);
      if (mode == NST_PASS_PICTURE)
        pass->gradient = nst_arena_buffer (arena, n);
    }
  return pass;
}

NstTiledPass *
nst_tiled_pass_new (const NstNetwork *network, NstPassMode mode, int height, int width, int largest,
                    GError **error)
{
  g_autoptr (NstTiledPass) pass = plan (network, mode, height, width, largest, nst_arena_new ());

  pass->pass = nst_pass_new (network, mode, nst_cut_get_seen (pass->rows, 0),
                             nst_cut_get_seen (pass->columns, 0), error);
  if (pass->pass == NULL || !nst_arena_check (pass->arena, error))
    return NULL;
  return g_steal_pointer (&pass);
}

static void
clear_mask (Mask *mask)
{
  mask->whole = NULL;
  g_clear_pointer (&mask->own, g_free);
  g_clear_pointer (&mask->tile, g_free);
}

static void
clear_regions (NstTiledPass *pass)
{
  for (int k = 0; k < pass->view.n; k++)
    for (int t = 0; t < NST_MAX_TAPS; t++)
      g_free (pass->regions[k].own[t]);
  g_clear_pointer (&pass->regions, g_free);
  pass->view = (NstRegionView) { 0 };
}

void
nst_tiled_pass_free (NstTiledPass *pass)
{
  if (pass == NULL)
    return;
  for (int t = 0; t < NST_MAX_TAPS; t++)
    clear_mask (&pass->masks[t]);
  clear_regions (pass);
  nst_cut_free (pass->rows);
  nst_cut_free (pass->columns);
  nst_pass_free (pass->pass);
  nst_arena_free (pass->arena);
  g_free (pass);
}

gsize
nst_tiled_pass_bytes (const NstNetwork *network, NstPassMode mode, int height, int width,
                      int largest)
{
  g_autoptr (NstTiledPass) pass
      = plan (network, mode, height, width, largest, nst_arena_new_counting ());

  return nst_arena_get_bytes (pass->arena)
         + nst_pass_bytes (network, mode, nst_cut_get_seen (pass->rows, 0),
                           nst_cut_get_seen (pass->columns, 0));
}

gsize
nst_tiled_pass_own_bytes (const NstNetwork *network, int tap, int height, int width, int largest)
{
  g_autoptr (NstCut) rows = NULL;
  g_autoptr (NstCut) columns = NULL;

  plan_cuts (network, height, width, largest, &rows, &columns);
  return nst_pass_tap_bytes (network, tap, nst_cut_get_seen (rows, 0),
                             nst_cut_get_seen (columns, 0));
}

gsize
nst_tiled_pass_region_bytes (const NstNetwork *network, int height, int width, int largest)
{
  gsize bytes = 0;
  g_autoptr (NstCut) rows = NULL;
  g_autoptr (NstCut) columns = NULL;

  plan_cuts (network, height, width, largest, &rows, &columns);
  for (int level = 0; level < NST_LEVELS; level++)
    {
      int t = nst_architecture_style_tap (network->architecture, level);
      int stride = nst_architecture_stride (network->architecture, network->tap_layers[t]);

      bytes += sizeof (float) * (gsize) (rows->seen / stride) * (columns->seen / stride);
    }
  return bytes;
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

int
nst_tiled_pass_get_n_tiles (const NstTiledPass *pass)
{
  return pass->rows->n * pass->columns->n;
}

static gboolean
is_whole (const NstTiledPass *pass)
{
  return nst_tiled_pass_get_n_tiles (pass) == 1;
}

static int
row_of (const NstTiledPass *pass)
{
  return pass->tile / pass->columns->n;
}

static int
column_of (const NstTiledPass *pass)
{
  return pass->tile % pass->columns->n;
}

static int
stride_of (const NstTiledPass *pass, int tap)
{
  return nst_architecture_stride (pass->network->architecture, pass->network->tap_layers[tap]);
}

NstFeatures
nst_tiled_pass_get_whole (const NstTiledPass *pass, int tap)
{
  NstFeatures whole = *nst_pass_get_features (pass->pass, tap);

  whole.values = NULL;
  if (nst_features_positions (&whole) > 0)
    {
      whole.height = pass->height / stride_of (pass, tap);
      whole.width = pass->width / stride_of (pass, tap);
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

static NstRectangle
part_at (const NstTiledPass *pass, int tap)
{
  NstRectangle part;

  find_own (pass->rows, row_of (pass), stride_of (pass, tap), &part.y, &part.height);
  find_own (pass->columns, column_of (pass), stride_of (pass, tap), &part.x, &part.width);
  return part;
}

/* `part` in the features of what the tile sees. */
static NstRectangle
within_tile (const NstTiledPass *pass, int tap, NstRectangle part)
{
  part.x -= pass->columns->origins[column_of (pass)] / stride_of (pass, tap);
  part.y -= pass->rows->origins[row_of (pass)] / stride_of (pass, tap);
  return part;
}

/* ---- Masks ------------------------------------------------------------------------- */

static double
sum_of (gsize n, const float *values)
{
  double sum = 0.0;

  for (gsize i = 0; i < n; i++)
    sum += values[i];
  return sum;
}

/* Largest number of positions of a tile at a tap. */
static gsize
most_own (const NstTiledPass *pass, int tap)
{
  return (gsize) (pass->rows->seen / stride_of (pass, tap))
         * (pass->columns->seen / stride_of (pass, tap));
}

static gboolean
set_mask (NstTiledPass *pass, int tap, const NstPicture *picture, GError **error)
{
  Mask       *mask = &pass->masks[tap];
  NstFeatures whole = nst_tiled_pass_get_whole (pass, tap);
  gsize       most = most_own (pass, tap);

  clear_mask (mask);
  if (nst_feature_mask_is_whole (picture, &whole))
    mask->whole = picture->mask;
  else if (!nst_feature_mask (picture, &whole, &mask->own, error))
    return FALSE;
  else
    mask->whole = mask->own;
  if (mask->whole == NULL)
    return TRUE;
  mask->total = sum_of (nst_features_positions (&whole), mask->whole);
  if (!is_whole (pass) && !(mask->tile = nst_memory_try (most, sizeof (float))))
    return nst_memory_refuse (most * sizeof (float), error);
  return TRUE;
}

gboolean
nst_tiled_pass_set_mask (NstTiledPass *pass, const NstPicture *picture, GError **error)
{
  for (int t = 0; t < pass->network->architecture->n_taps; t++)
    if (!set_mask (pass, t, picture, error))
      return FALSE;
  return TRUE;
}

gsize
nst_tiled_pass_mask_bytes (const NstNetwork *network, int height, int width, int largest)
{
  gsize bytes = 0;
  g_autoptr (NstCut) rows = NULL;
  g_autoptr (NstCut) columns = NULL;

  plan_cuts (network, height, width, largest, &rows, &columns);
  for (int t = 0; t < network->architecture->n_taps; t++)
    {
      int   stride = nst_architecture_stride (network->architecture, network->tap_layers[t]);
      gsize most = (gsize) (rows->seen / stride) * (columns->seen / stride);

      if (stride > 1)
        bytes += sizeof (float) * (gsize) (height / stride) * (width / stride);
      if (rows->n * columns->n > 1)
        bytes += sizeof (float) * most;
    }
  return bytes;
}

/* ---- Regions ----------------------------------------------------------------------- */

/* The weights of the tile's own features, which are `part` of those at the tap. */
static void
weigh (NstTiledPass *pass, NstPool *pool, int tap, int region, const NstRectangle *part)
{
  Region *r = &pass->regions[region];

  nst_region_view_average (&pass->view, pool, region, pass->mask, stride_of (pass, tap), part,
                           r->own[tap], (gsize) part->width);
  r->sums[tap] = sum_of ((gsize) part->width * part->height, r->own[tap]);
  r->weighed |= 1u << tap;
}

/* The weight of a region at a tap, tile by tile. */
static double
weigh_whole (NstTiledPass *pass, NstPool *pool, int tap, int region)
{
  double total = 0.0;

  for (pass->tile = 0; pass->tile < nst_tiled_pass_get_n_tiles (pass); pass->tile++)
    {
      NstRectangle part = part_at (pass, tap);

      weigh (pass, pool, tap, region, &part);
      total += pass->regions[region].sums[tap];
    }
  pass->tile = 0;
  return total;
}

gboolean
nst_tiled_pass_set_regions (NstTiledPass *pass, NstPool *pool, int n, const float *weights,
                            const float *mask, GError **error)
{
  clear_regions (pass);
  if (weights == NULL)
    return TRUE;
  pass->regions = g_new0 (Region, n);
  pass->view
      = (NstRegionView) { n, weights, (gsize) pass->width * pass->height, (gsize) pass->width };
  pass->mask = mask;
  for (int k = 0; k < n; k++)
    for (int level = 0; level < NST_LEVELS; level++)
      {
        int   t = nst_architecture_style_tap (pass->network->architecture, level);
        gsize most = most_own (pass, t);

        if (most == 0)
          continue;
        pass->regions[k].own[t] = nst_memory_try (most, sizeof (float));
        if (pass->regions[k].own[t] == NULL)
          return nst_memory_refuse (most * sizeof (float), error);
        pass->regions[k].total[t] = weigh_whole (pass, pool, t, k);
      }
  return TRUE;
}

gboolean
nst_tiled_pass_has_weights (const NstTiledPass *pass)
{
  return pass->view.n > 0;
}

/* The sum of weights at a tap, in positions. */
static double
total_of (const NstTiledPass *pass, int tap)
{
  NstFeatures whole = nst_tiled_pass_get_whole (pass, tap);
  const Mask *mask = &pass->masks[tap];

  return mask->whole != NULL ? mask->total : (double) nst_features_positions (&whole);
}

double
nst_tiled_pass_get_weight (const NstTiledPass *pass, int tap, int region)
{
  return nst_tiled_pass_has_weights (pass) ? pass->regions[region].total[tap]
                                           : total_of (pass, tap);
}

double
nst_tiled_pass_get_area (const NstTiledPass *pass, int tap, int region)
{
  double all = total_of (pass, tap);

  return all > 0.0 ? MIN (nst_tiled_pass_get_weight (pass, tap, region) / all, 1.0) : 0.0;
}

NstOwnWeights
nst_tiled_pass_weigh_own (NstTiledPass *pass, NstPool *pool, int tap, int region,
                          const NstOwnFeatures *own)
{
  Region *r;

  if (!nst_tiled_pass_has_weights (pass))
    return (NstOwnWeights) { own->mask, 0.0, own->share };
  r = &pass->regions[region];
  if (!(r->weighed & 1u << tap))
    weigh (pass, pool, tap, region, &own->part);
  return (NstOwnWeights) { r->own[tap], r->sums[tap], r->sums[tap] / r->total[tap] };
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
  height = nst_cut_get_seen (pass->rows, row_of (pass));
  width = nst_cut_get_seen (pass->columns, column_of (pass));
  y0 = pass->rows->origins[row_of (pass)];
  x0 = pass->columns->origins[column_of (pass)];
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
  Mask              *mask = &pass->masks[tap];
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
  const Mask        *mask = &pass->masks[tap];
  NstOwnFeatures     own = { .channels = f->channels,
                             .stride = nst_features_positions (f),
                             .values = f->values,
                             .mask = is_whole (pass) ? mask->whole : mask->tile };
  NstFeatures        whole = nst_tiled_pass_get_whole (pass, tap);

  if (own.stride == 0)
    return own;
  own.part = part_at (pass, tap);
  own.within = within_tile (pass, tap, own.part);
  own.positions = (gsize) own.part.width * own.part.height;
  if (!is_whole (pass) && !(pass->gathered & 1u << tap))
    gather (pass, pool, tap, own.part);
  if (is_whole (pass))
    own.share = 1.0;
  else if (own.mask != NULL)
    own.share = sum_of (own.positions, own.mask) / mask->total;
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
  int          height = nst_cut_get_seen (pass->rows, row_of (pass));
  int          width = nst_cut_get_seen (pass->columns, column_of (pass));
  int          y0 = pass->rows->origins[row_of (pass)];
  int          x0 = pass->columns->origins[column_of (pass)];
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
