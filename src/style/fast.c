/* SPDX-License-Identifier: GPL-3.0-or-later */

/* fast.c - style transfer in one pass. */

#include "style/fast.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/memory.h"
#include "ops/padding.h"
#include "ops/resampling.h"
#include "style/grain.h"
#include "style/pyramid.h"
#include "style/region-fusion.h"
#include "style/tiles.h"

/* A picture with more pixels than a square of LARGEST is worked on in tiles of that side, and so
 * takes no more memory than one of them, besides its pixels.  HALO, what a tile sees beyond what it paints, is less than half
 * of the codec's receptive field (80 pixels of the encoder and 50 of the decoder); what lies
 * further off counts for so little that nearly all pixels differ by less than 1/255. */
#define LARGEST 1024
#define HALO    64

typedef struct
{
  const NstStylizeContext *context;
  NstScale                 scale;
  GPtrArray               *styles;  /* of each region, mixed */
  GPtrArray               *current; /* statistics of the current picture, for each region */
  NstPicture      *picture; /* the content at a size that the painter takes, then the painting */
  float           *weights; /* of the regions, at that size; NULL: there is one, of all */
  NstCut          *columns, *rows; /* its tiles */
  NstCodecPainter *painter;        /* of a tile's size */
  gboolean         painting;       /* and not measuring */

  NstArena  *arena; /* for what follows */
  float     *room;  /* for the weights that a tile sees, at the size of its features */
  NstPicture tile;  /* what the painter sees, where that is not the whole picture */
  NstPicture band;  /* the row of tiles that is painted */
  int        most_kept;
  float *kept; /* (3, most_kept, width): rows of the picture that a tile still wants to see as they
                  were */
} Fast;

/* ---- Sizes ------------------------------------------------------------------------- */

static int
round_up (int side)
{
  return (side + NST_CODEC_PAINTER_MULTIPLE - 1) / NST_CODEC_PAINTER_MULTIPLE
         * NST_CODEC_PAINTER_MULTIPLE;
}

static gboolean
is_suitable (const NstPicture *picture)
{
  return round_up (picture->width) == picture->width
         && round_up (picture->height) == picture->height;
}

static void
copy_mirrored (const float *from, int height, int width, float *to, int to_height, int to_width)
{
  for (int y = 0; y < to_height; y++)
    for (int x = 0; x < to_width; x++)
      to[(gsize) y * to_width + x]
          = from[(gsize) nst_padding_source (NST_PADDING_REFLECT, y, height) * width
                 + nst_padding_source (NST_PADDING_REFLECT, x, width)];
}

/* `picture` and its mask, continued to the right and below to a size that the painter takes. */
static NstPicture *
extend (const NstPicture *picture, GError **error)
{
  int width = round_up (picture->width), height = round_up (picture->height);
  g_autoptr (NstPicture) extended = nst_picture_new (width, height, error);

  if (extended == NULL)
    return NULL;
  for (int c = 0; c < 3; c++)
    copy_mirrored (picture->pixels + (gsize) c * picture->height * picture->width, picture->height,
                   picture->width, extended->pixels + (gsize) c * height * width, height, width);
  if (picture->mask == NULL)
    return g_steal_pointer (&extended);
  if (!nst_picture_add_mask (extended, error))
    return NULL;
  copy_mirrored (picture->mask, picture->height, picture->width, extended->mask, height, width);
  return g_steal_pointer (&extended);
}

/* The regions' weights at the size of `picture`, which goes beyond the scale's as that of extend
 * does. */
static float *
weigh_regions (const Fast *fast, const NstPicture *picture, GError **error)
{
  const NstScale   *scale = &fast->scale;
  int               n = fast->context->regions->n;
  gsize             plane = (gsize) picture->width * picture->height;
  g_autofree float *sized = nst_regions_weights (fast->context->regions, fast->context->pool,
                                                 scale->width, scale->height, error);
  float            *extended;

  if (sized == NULL || (picture->width == scale->width && picture->height == scale->height))
    return g_steal_pointer (&sized);
  extended = nst_memory_try (n * plane, sizeof (float));
  if (extended == NULL)
    {
      nst_memory_refuse (n * plane * sizeof (float), error);
      return NULL;
    }
  for (int k = 0; k < n; k++)
    copy_mirrored (sized + (gsize) k * scale->height * scale->width, scale->height, scale->width,
                   extended + k * plane, picture->height, picture->width);
  return extended;
}

/* ---- The whole --------------------------------------------------------------------- */

gboolean
nst_fast_check_network (const NstNetwork *network, GError **error)
{
  if (network->decoder != NULL)
    return TRUE;
  g_set_error (error, NST_ERROR, NST_ERROR_ARGUMENT,
               _ ("The network “%s” cannot be used with the method Fast, because it has no "
                  "decoder; choose another network or method."),
               network->name);
  return FALSE;
}

gboolean
nst_fast_check_numbers (const float *values, gsize n, GError **error)
{
  for (gsize i = 0; i < n; i++)
    if (!isfinite (values[i]))
      {
        g_set_error_literal (error, NST_ERROR, NST_ERROR_NUMERIC,
                             _ ("The network gave invalid numbers (NaN or infinity) for this "
                                "picture; choose another network."));
        return FALSE;
      }
  return TRUE;
}

/* ---- Tiles ------------------------------------------------------------------------- */

static gboolean
is_whole (const Fast *fast)
{
  return fast->columns->n == 1 && fast->rows->n == 1;
}

static NstPicture
plan_picture (NstArena *arena, int width, int height, gboolean masked)
{
  gsize n = (gsize) width * height;

  return (NstPicture) { width, height, nst_arena_buffer (arena, 3 * n),
                        masked ? nst_arena_buffer (arena, n) : NULL };
}

/* Cuts a picture of that size, with the weights of so many regions, and allocates what tiles need. */
static void
cut_up (Fast *fast, int width, int height, int largest, gboolean masked, int n_regions)
{
  int tallest = 0;

  fast->columns = nst_cut_new (width, largest, HALO, NST_CODEC_PAINTER_MULTIPLE);
  fast->rows = nst_cut_new (height, largest, HALO, NST_CODEC_PAINTER_MULTIPLE);
  if (n_regions > 0)
    fast->room = nst_arena_buffer (
        fast->arena, nst_region_fusion_room (n_regions, fast->rows->seen, fast->columns->seen));
  if (is_whole (fast))
    return;
  for (int row = 0; row < fast->rows->n; row++)
    {
      tallest = MAX (tallest, fast->rows->bounds[row + 1] - fast->rows->bounds[row]);
      if (row > 0)
        fast->most_kept = MAX (fast->most_kept, fast->rows->bounds[row] - fast->rows->origins[row]);
    }
  fast->tile = plan_picture (fast->arena, fast->columns->seen, fast->rows->seen, masked);
  fast->band = plan_picture (fast->arena, width, tallest, FALSE);
  fast->kept = nst_arena_buffer (fast->arena, (gsize) 3 * fast->most_kept * width);
}

/* Where row `y` of a plane is to be read for a tile of `row`: from the picture or, where the tiles
 * above have painted there meanwhile, from what was kept. */
static const float *
row_of (const Fast *fast, const NstPicture *picture, int channel, int y, int row)
{
  int first = fast->rows->origins[row];

  if (fast->painting && row > 0 && y < fast->rows->bounds[row])
    return fast->kept + ((gsize) channel * fast->most_kept + y - first) * picture->width;
  return picture->pixels + ((gsize) channel * picture->height + y) * picture->width;
}

/* What the tile sees of `picture`. */
static const NstPicture *
see_tile (Fast *fast, const NstPicture *picture, int row, int column)
{
  NstPicture *tile = &fast->tile;
  int         x0 = fast->columns->origins[column], y0 = fast->rows->origins[row];

  if (is_whole (fast))
    return picture;
  for (int c = 0; c < 3; c++)
    for (int y = 0; y < tile->height; y++)
      memcpy (tile->pixels + ((gsize) c * tile->height + y) * tile->width,
              row_of (fast, picture, c, y0 + y, row) + x0, sizeof (float) * tile->width);
  for (int y = 0; y < tile->height && tile->mask != NULL; y++)
    memcpy (tile->mask + (gsize) y * tile->width,
            fast->picture->mask + (gsize) (y0 + y) * picture->width + x0,
            sizeof (float) * tile->width);
  return tile;
}

static NstRectangle
part_of (const Fast *fast, int row, int column)
{
  const NstCut *x = fast->columns, *y = fast->rows;

  return (NstRectangle) { x->bounds[column] - x->origins[column], y->bounds[row] - y->origins[row],
                          x->bounds[column + 1] - x->bounds[column],
                          y->bounds[row + 1] - y->bounds[row] };
}

/* Of the regions' weights, those that the tile sees; and of the picture's mask. */
static NstRegionView
view_of (const Fast *fast, int row, int column, const float **mask)
{
  const NstPicture *p = fast->picture;
  gsize first = (gsize) fast->rows->origins[row] * p->width + fast->columns->origins[column];
  NstRegionView view = { .n = fast->context->regions->n,
                         .planes = fast->weights != NULL ? fast->weights + first : NULL,
                         .plane = (gsize) p->width * p->height,
                         .row = (gsize) p->width };

  *mask = p->mask != NULL ? p->mask + first : NULL;
  return view;
}

/* What lies near the lower bound of the tiles in `row`, before they are painted. */
static void
keep_rows (Fast *fast, const NstPicture *picture, int row)
{
  int   first, n;
  gsize width = (gsize) picture->width;

  if (row + 1 == fast->rows->n)
    return;
  first = fast->rows->origins[row + 1];
  n = fast->rows->bounds[row + 1] - first;
  for (int c = 0; c < 3; c++)
    memcpy (fast->kept + c * fast->most_kept * width,
            picture->pixels + ((gsize) c * picture->height + first) * width,
            sizeof (float) * n * width);
}

/* ---- A pass ------------------------------------------------------------------------ */

/* The statistics of `picture`, to fast->current; a picture of one tile stays encoded. */
static gboolean
measure (Fast *fast, const NstPicture *picture, GError **error)
{
  const NstNetwork *network = fast->context->network;
  g_autoptr (GArray) sums = nst_region_sums_new (network, fast->context->regions->n);

  fast->painting = FALSE;
  for (int row = 0; row < fast->rows->n; row++)
    for (int column = 0; column < fast->columns->n; column++)
      {
        NstRectangle      part = part_of (fast, row, column);
        const float      *mask;
        NstRegionView     view = view_of (fast, row, column, &mask);
        const NstPicture *seen = see_tile (fast, picture, row, column);

        nst_codec_painter_encode (fast->painter, fast->context->pool, seen->pixels);
        if (!nst_region_sums_add (sums, nst_codec_painter_get_encoder (fast->painter),
                                  fast->context->pool, seen, &view, mask, &part, error))
          return FALSE;
      }
  g_clear_pointer (&fast->current, g_ptr_array_unref);
  fast->current = nst_region_sums_finish (sums, network);
  return TRUE;
}

/* The painter's picture, to the tile's place in `band`, which begins with the row's own part. */
static gboolean
paint_tile (Fast *fast, const GPtrArray *maps, int row, int column, const NstPicture *band,
            GError **error)
{
  NstRectangle  part = part_of (fast, row, column);
  int           height = fast->rows->seen, width = fast->columns->seen;
  gsize         n = (gsize) 3 * height * width;
  const float  *painted, *mask;
  NstRegionView view = view_of (fast, row, column, &mask);

  painted = nst_region_decode (fast->painter, fast->context->pool, &view, maps, fast->room);
  if (nst_pool_check_cancelled (fast->context->pool, error)
      || !nst_fast_check_numbers (painted, n, error))
    return FALSE;
  for (int c = 0; c < 3; c++)
    for (int y = 0; y < part.height; y++)
      {
        const float *from = painted + ((gsize) c * height + part.y + y) * width + part.x;
        float       *to = band->pixels + ((gsize) c * band->height + y) * band->width
                    + fast->columns->bounds[column];

        for (int x = 0; x < part.width; x++)
          to[x] = CLAMP (from[x], 0.0f, 1.0f);
      }
  return TRUE;
}

/* Paints a row of tiles, which see the picture as it was. */
static gboolean
paint_row (Fast *fast, NstPicture *picture, const GPtrArray *maps, int row, GError **error)
{
  int               first = fast->rows->bounds[row];
  const NstPicture *band = &fast->band;

  for (int column = 0; column < fast->columns->n; column++)
    {
      const NstPicture *seen = see_tile (fast, picture, row, column);

      nst_codec_painter_encode (fast->painter, fast->context->pool, seen->pixels);
      if (!paint_tile (fast, maps, row, column, band, error))
        return FALSE;
    }
  keep_rows (fast, picture, row);
  for (int c = 0; c < 3; c++)
    memcpy (picture->pixels + ((gsize) c * picture->height + first) * picture->width,
            band->pixels + (gsize) c * band->height * band->width,
            sizeof (float) * (fast->rows->bounds[row + 1] - first) * band->width);
  return TRUE;
}

/* Replaces `picture` by its painting with the statistics `target`. */
static gboolean
paint_once (Fast *fast, NstPicture *picture, const GPtrArray *target, GError **error)
{
  const NstStylizeContext *context = fast->context;
  NstFusionKind            kind = context->settings->fusion;
  g_autoptr (GPtrArray) maps = NULL;

  if (!measure (fast, picture, error))
    return FALSE;
  maps = nst_region_maps_new (context->pool, kind, fast->current, target);
  if (context->maps != NULL)
    g_ptr_array_add (context->maps, g_ptr_array_ref (maps));
  fast->painting = TRUE;
  if (is_whole (fast))
    return paint_tile (fast, maps, 0, 0, picture, error);
  for (int row = 0; row < fast->rows->n; row++)
    if (!paint_row (fast, picture, maps, row, error))
      return FALSE;
  return TRUE;
}

/* ---- All passes -------------------------------------------------------------------- */

static void
add_grain (const Fast *fast, NstPicture *picture)
{
  nst_grain_add (picture->pixels, &(NstRectangle) { 0, 0, picture->width, picture->height },
                 fast->scale.width, fast->scale.height);
}

static gboolean
paint_passes (Fast *fast, NstPicture *picture, const GPtrArray *target, GError **error)
{
  for (int pass = 0; pass < fast->context->network->passes; pass++)
    if (!paint_once (fast, picture, target, error))
      return FALSE;
  return TRUE;
}

/* Less than full strength: statistics between the content's and the style's.  What the codec loses
 * of the content with its own statistics is given back to the painting, times 1 - strength; towards
 * strength 0, that ends in the untouched content. */
static gboolean
paint_weaker (Fast *fast, GError **error)
{
  NstPicture       *p = fast->picture;
  const NstNetwork *network = fast->context->network;
  double            strength = fast->context->settings->strength;
  g_autoptr (NstPicture) content = nst_picture_copy (p, error);
  g_autoptr (NstPicture) coded = NULL;
  g_autoptr (GPtrArray) own = NULL;
  g_autoptr (GPtrArray) mixed = NULL;

  add_grain (fast, p);
  coded = content != NULL ? nst_picture_copy (p, error) : NULL;
  if (coded == NULL || !measure (fast, p, error))
    return FALSE;
  own = nst_region_statistics_mix (network, fast->current, fast->styles, 0.0);
  mixed = nst_region_statistics_mix (network, fast->current, fast->styles, strength);
  if (!paint_passes (fast, p, mixed, error) || !paint_passes (fast, coded, own, error))
    return FALSE;
  for (gsize i = 0; i < (gsize) 3 * p->height * p->width; i++)
    {
      float lost = content->pixels[i] - coded->pixels[i];

      p->pixels[i] = CLAMP (p->pixels[i] + (float) (1.0 - strength) * lost, 0.0f, 1.0f);
    }
  return TRUE;
}

/* Paints fast->picture, whose pixels become the painting's. */
static gboolean
paint (Fast *fast, int largest, GError **error)
{
  const NstPicture *p = fast->picture;

  fast->arena = nst_arena_new ();
  cut_up (fast, p->width, p->height, largest, p->mask != NULL,
          fast->weights != NULL ? fast->context->regions->n : 0);
  fast->painter = nst_codec_painter_new (fast->context->network, FALSE, fast->rows->seen,
                                         fast->columns->seen, error);
  if (fast->painter == NULL || !nst_arena_check (fast->arena, error))
    return FALSE;
  if (fast->context->settings->strength < 1.0)
    return paint_weaker (fast, error);
  add_grain (fast, fast->picture);
  return paint_passes (fast, fast->picture, fast->styles, error);
}

static gboolean
set_up (Fast *fast, GError **error)
{
  const NstStylizeContext *context = fast->context;
  gint64                   began = g_get_monotonic_time ();
  NstPyramid               pyramid;
  g_autoptr (NstPicture) sized = NULL;

  nst_pyramid_plan (&pyramid, context->content->width, context->content->height, context->settings);
  fast->scale = pyramid.scales[pyramid.n_scales - 1];
  fast->styles = nst_regions_measure_styles (context->regions, context->network, context->pool,
                                             context->settings, fast->scale.longer,
                                             fast->scale.longer, error);
  context->report->style_seconds = (g_get_monotonic_time () - began) * 1e-6;
  if (fast->styles == NULL)
    return FALSE;
  sized = context->sized != NULL
              ? nst_picture_copy (context->sized, error)
              : nst_picture_resize (context->content, fast->scale.width, fast->scale.height, error);
  if (sized == NULL)
    return FALSE;
  fast->picture = is_suitable (sized) ? g_steal_pointer (&sized) : extend (sized, error);
  if (fast->picture == NULL || !context->regions->guided)
    return fast->picture != NULL;
  fast->weights = weigh_regions (fast, fast->picture, error);
  return fast->weights != NULL;
}

/* The painting without what it was extended by. */
static NstPicture *
cut_to_size (Fast *fast, GError **error)
{
  const NstScale *scale = &fast->scale;

  g_clear_pointer (&fast->painter, nst_codec_painter_free); /* its memory is wanted */
  if (fast->picture->width == scale->width && fast->picture->height == scale->height)
    {
      g_clear_pointer (&fast->picture->mask, g_free);
      return g_steal_pointer (&fast->picture);
    }
  return nst_picture_crop (fast->picture, 0, 0, scale->width, scale->height, error);
}

NstPicture *
nst_fast_in_tiles (const NstStylizeContext *context, int largest, GError **error)
{
  Fast        fast = { .context = context };
  NstScale   *scale = &fast.scale;
  NstPicture *painting = NULL;

  if (!nst_fast_check_network (context->network, error))
    return NULL;
  if (set_up (&fast, error) && paint (&fast, largest, error))
    painting = cut_to_size (&fast, error);
  if (painting != NULL && context->previous != NULL
      && !nst_previous_frame_keep (context->previous, context->pool, painting, error))
    g_clear_pointer (&painting, nst_picture_free);
  if (painting != NULL && context->progress != NULL)
    context->progress (&(NstProgress) { 1.0, painting }, context->progress_data);
  context->report->n_scales = 1;
  context->report->scales[0] = (NstScaleReport) { .width = scale->width, .height = scale->height };
  g_clear_pointer (&fast.styles, g_ptr_array_unref);
  g_clear_pointer (&fast.current, g_ptr_array_unref);
  nst_picture_free (fast.picture);
  nst_codec_painter_free (fast.painter);
  nst_cut_free (fast.columns);
  nst_cut_free (fast.rows);
  nst_arena_free (fast.arena);
  g_free (fast.weights);
  return painting;
}

/* The side of the tiles of a picture.  One tile is better than two wherever memory allows it: what
 * is in tiles has to be encoded twice in a pass. */
static int
largest_tile (const NstScale *scale)
{
  gsize width = (gsize) round_up (scale->width), height = (gsize) round_up (scale->height);

  return width * height <= (gsize) LARGEST * LARGEST ? (int) MAX (width, height) : LARGEST;
}

NstPicture *
nst_fast (const NstStylizeContext *context, GError **error)
{
  NstPyramid pyramid;

  nst_pyramid_plan (&pyramid, context->content->width, context->content->height, context->settings);
  return nst_fast_in_tiles (context, largest_tile (&pyramid.scales[pyramid.n_scales - 1]), error);
}

/* ---- Forecast ---------------------------------------------------------------------- */

/* A Fast without buffers for a content of such a size, cut up as that would be. */
static void
plan_dry (Fast *fast, int width, int height, gboolean masked, int n_regions,
          const NstSettings *settings)
{
  NstPyramid pyramid;

  nst_pyramid_plan (&pyramid, width, height, settings);
  *fast = (Fast) { .scale = pyramid.scales[pyramid.n_scales - 1],
                   .arena = nst_arena_new_counting () };
  cut_up (fast, round_up (fast->scale.width), round_up (fast->scale.height),
          largest_tile (&fast->scale), masked, n_regions);
}

static void
clear_dry (Fast *fast)
{
  nst_cut_free (fast->columns);
  nst_cut_free (fast->rows);
  nst_arena_free (fast->arena);
}

gsize
nst_fast_bytes (const NstNetwork *network, int width, int height, gboolean masked, int n_regions,
                const NstSettings *settings)
{
  Fast  dry;
  gsize planes, bytes;

  plan_dry (&dry, width, height, masked, n_regions, settings);
  planes = (settings->strength < 1.0 ? 3 : 1) * (masked ? 4 : 3) + (gsize) n_regions;
  bytes = sizeof (float) * planes * round_up (dry.scale.width) * round_up (dry.scale.height)
          + nst_arena_get_bytes (dry.arena)
          + nst_codec_painter_bytes (network, dry.rows->seen, dry.columns->seen);
  clear_dry (&dry);
  return bytes;
}

double
nst_fast_pixels (const NstNetwork *network, int width, int height, const NstSettings *settings)
{
  double times = settings->strength < 1.0 ? 2.0 : 1.0, seen;
  Fast   dry;

  plan_dry (&dry, width, height, FALSE, 0, settings);
  seen = (double) dry.columns->n * dry.columns->seen * dry.rows->n * dry.rows->seen;
  clear_dry (&dry);
  return times * network->passes * seen;
}
