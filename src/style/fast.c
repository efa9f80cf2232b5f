/* SPDX-License-Identifier: GPL-3.0-or-later */

/* fast.c - style transfer in one pass. */

#include "style/fast.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/arena.h"
#include "base/half.h"
#include "base/picture.h"
#include "ops/padding.h"
#include "ops/resampling.h"
#include "style/fast-start.h"
#include "style/fast-tiles.h"
#include "style/grain.h"
#include "style/pyramid.h"
#include "style/repainting.h"

/* A picture with more pixels than a square of that side is painted in tiles of that side. */
#define LARGEST 1024

#define CHUNK 1024 /* values that are converted at a time */

typedef struct
{
  const NstStylizeContext *context;
  NstScale                 scale;
  gboolean                 masked;
  GPtrArray               *styles;  /* of each region, mixed */
  GPtrArray               *strokes; /* of each region, for the current passes */
  GPtrArray               *current; /* statistics of the current picture, for each region */
  NstFastTiles             tiles;
  NstFastStart            *start;     /* what the passes begin with; NULL: the content */
  NstFastStart            *own_start; /* of the content alone, below full strength */

  NstArena   *arena;           /* for what follows, and for the tiles */
  NstPicture *picture;         /* the content at a size that the painter takes, then the painting */
  NstPicture *content, *coded; /* below full strength: see paint_weaker */
  guint16    *first;           /* what the first pass began with, in float16; NULL: there is one */
  float      *weights;         /* of the regions, at that size; NULL: there is one, of all */
} Fast;

/* ---- Sizes ------------------------------------------------------------------------- */

static int
round_up (int side)
{
  return (side + NST_CODEC_PAINTER_MULTIPLE - 1) / NST_CODEC_PAINTER_MULTIPLE
         * NST_CODEC_PAINTER_MULTIPLE;
}

/* Planes of height x width pixels, which lie at the beginning of `planes`, become planes of a larger
 * size: they are continued to the right and below, reflected. */
static void
spread (float *planes, int n, int height, int width, int to_height, int to_width)
{
  for (int k = n; k-- > 0;)
    {
      const float *from = planes + (gsize) k * height * width;
      float       *to = planes + (gsize) k * to_height * to_width;

      for (int y = height; y-- > 0;)
        {
          float *row = to + (gsize) y * to_width;

          memmove (row, from + (gsize) y * width, sizeof (float) * width);
          for (int x = width; x < to_width; x++)
            row[x] = row[nst_padding_source (NST_PADDING_REFLECT, x, width)];
        }
      for (int y = height; y < to_height; y++)
        memcpy (to + (gsize) y * to_width,
                to + (gsize) nst_padding_source (NST_PADDING_REFLECT, y, height) * to_width,
                sizeof (float) * to_width);
    }
}

/* The reverse: leaves out what the picture was continued by. */
static void
gather (NstPicture *picture, int height, int width)
{
  for (int c = 0; c < 3; c++)
    for (int y = 0; y < height; y++)
      memmove (picture->pixels + ((gsize) c * height + y) * width,
               picture->pixels + ((gsize) c * picture->height + y) * picture->width,
               sizeof (float) * width);
  picture->width = width;
  picture->height = height;
}

/* Sets the picture and the regions' weights. */
static gboolean
read_content (Fast *fast, GError **error)
{
  const NstStylizeContext *c = fast->context;
  const NstScale          *scale = &fast->scale;
  const NstPicture        *p = fast->picture;
  NstPicture               sized = { scale->width, scale->height, p->pixels, p->mask };

  if (!nst_picture_resize_to (c->sized != NULL ? c->sized : c->content, &sized, error))
    return FALSE;
  spread (p->pixels, 3, scale->height, scale->width, p->height, p->width);
  if (p->mask != NULL)
    spread (p->mask, 1, scale->height, scale->width, p->height, p->width);
  if (fast->weights == NULL)
    return TRUE;
  nst_regions_weights (c->regions, c->pool, scale->width, scale->height, fast->weights);
  spread (fast->weights, c->regions->n, scale->height, scale->width, p->height, p->width);
  return TRUE;
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

/* ---- Passes ------------------------------------------------------------------------ */

static void
add_grain (const Fast *fast, NstPicture *picture)
{
  nst_grain_add (picture->pixels, &(NstRectangle) { 0, 0, picture->width, picture->height },
                 fast->scale.width, fast->scale.height);
}

/* The small paintings of a large picture. */
static gboolean
find_starts (Fast *fast, GError **error)
{
  const NstStylizeContext *c = fast->context;
  double                   strength = c->settings->strength;
  NstSettings              start;

  if (c->sized != NULL || !nst_fast_get_start (c->settings, fast->scale.longer, strength, &start))
    return TRUE;
  if (!(fast->start = nst_fast_start_new (c, c->content, strength, nst_fast, error)))
    return FALSE;
  return strength == 1.0
         || (fast->own_start = nst_fast_start_new (c, c->content, 0.0, nst_fast, error)) != NULL;
}

/* `picture` becomes `start`, with grain; `content` may be the same picture. */
static gboolean
begin_with (const Fast *fast, const NstFastStart *start, const NstPicture *content,
            NstPicture *picture, GError **error)
{
  int          width = picture->width, height = picture->height;
  NstRectangle all = { 0, 0, fast->scale.width, fast->scale.height };

  if (!nst_fast_start_fill (start, content, all.width, all.height, &all, picture, error))
    return FALSE;
  gather (picture, all.height, all.width);
  spread (picture->pixels, 3, all.height, all.width, height, width);
  picture->width = width;
  picture->height = height;
  add_grain (fast, picture);
  return TRUE;
}

static gboolean
measure (Fast *fast, const NstPicture *picture, GError **error)
{
  g_clear_pointer (&fast->current, g_ptr_array_unref);
  fast->current = nst_fast_tiles_measure (&fast->tiles, picture, error);
  return fast->current != NULL;
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
  return nst_fast_tiles_paint (&fast->tiles, picture, maps, fast->strokes, error);
}

static void
keep_first (const Fast *fast, const NstPicture *picture)
{
  gsize n = (gsize) 3 * picture->height * picture->width;

  for (gsize i = 0; i < n && fast->first != NULL; i++)
    fast->first[i] = nst_half_from_float (picture->pixels[i]);
}

/* The painting becomes what the next pass begins with. */
static void
begin_again (const Fast *fast, const NstPicture *picture)
{
  gsize n = (gsize) 3 * picture->height * picture->width;
  float first[CHUNK];

  for (gsize done = 0; done < n; done += CHUNK)
    {
      gsize some = MIN (n - done, CHUNK);

      for (gsize i = 0; i < some; i++)
        first[i] = nst_half_to_float (fast->first[done + i]);
      nst_repainting_begin (picture->pixels + done, first, some);
    }
}

/* A pass after the first. */
static gboolean
paint_again (Fast *fast, NstPicture *picture, const GPtrArray *target, GError **error)
{
  g_autoptr (GPtrArray) asked = NULL;

  if (!measure (fast, picture, error))
    return FALSE;
  asked = nst_repainting_ask (fast->context->network, target, fast->current);
  begin_again (fast, picture);
  return paint_once (fast, picture, asked, error);
}

/* `target` has `strength` of the styles. */
static gboolean
paint_passes (Fast *fast, NstPicture *picture, const GPtrArray *target, double strength,
              GError **error)
{
  const NstStylizeContext *c = fast->context;

  g_clear_pointer (&fast->strokes, g_ptr_array_unref);
  fast->strokes
      = nst_region_strokes_new (c->network, fast->styles, c->settings->strokes, strength, error);
  if (fast->strokes == NULL)
    return FALSE;
  keep_first (fast, picture);
  if (!paint_once (fast, picture, target, error))
    return FALSE;
  for (int pass = 1; pass < fast->context->network->passes; pass++)
    if (!paint_again (fast, picture, target, error))
      return FALSE;
  return TRUE;
}

static gboolean
paint_fully (Fast *fast, GError **error)
{
  if (fast->start == NULL)
    add_grain (fast, fast->picture);
  else if (!begin_with (fast, fast->start, fast->picture, fast->picture, error))
    return FALSE;
  return paint_passes (fast, fast->picture, fast->styles, 1.0, error);
}

/* Less than full strength: statistics between the content's and the style's.  What the codec loses
 * of the content with its own statistics is given back to the painting, times 1 - strength; towards
 * strength 0, that ends in the untouched content. */
static gboolean
paint_weaker (Fast *fast, GError **error)
{
  NstPicture       *p = fast->picture, *coded = fast->coded;
  const NstNetwork *network = fast->context->network;
  double            strength = fast->context->settings->strength;
  gsize             n = (gsize) 3 * p->height * p->width;
  g_autoptr (GPtrArray) own = NULL;
  g_autoptr (GPtrArray) mixed = NULL;

  memcpy (fast->content->pixels, p->pixels, sizeof (float) * n);
  add_grain (fast, p);
  memcpy (coded->pixels, p->pixels, sizeof (float) * n);
  coded->mask = p->mask;
  if (!measure (fast, p, error))
    return FALSE;
  own = nst_region_statistics_mix (network, fast->current, fast->styles, 0.0);
  mixed = nst_region_statistics_mix (network, fast->current, fast->styles, strength);
  if (fast->start != NULL
      && (!begin_with (fast, fast->start, fast->content, p, error)
          || !begin_with (fast, fast->own_start, fast->content, coded, error)))
    return FALSE;
  if (!paint_passes (fast, p, mixed, strength, error)
      || !paint_passes (fast, coded, own, 0.0, error))
    return FALSE;
  for (gsize i = 0; i < n; i++)
    {
      float lost = fast->content->pixels[i] - coded->pixels[i];

      p->pixels[i] = CLAMP (p->pixels[i] + (float) (1.0 - strength) * lost, 0.0f, 1.0f);
    }
  return TRUE;
}

static gboolean
measure_styles (Fast *fast, GError **error)
{
  const NstStylizeContext *context = fast->context;
  gint64                   began = g_get_monotonic_time ();

  fast->styles = nst_regions_measure_styles (context->regions, context->network, context->pool,
                                             context->settings, fast->scale.longer,
                                             fast->scale.longer, error);
  context->report->style_seconds = (g_get_monotonic_time () - began) * 1e-6;
  return fast->styles != NULL;
}

/* Requests all that is there while a content is painted at the scale, in tiles of at most `largest`
 * pixels a side; with weights of `n_regions` regions, unless that is 0. */
static void
plan (Fast *fast, const NstNetwork *network, int largest, int n_regions,
      const NstSettings *settings)
{
  int width = round_up (fast->scale.width), height = round_up (fast->scale.height);

  fast->picture = nst_picture_plan (fast->arena, width, height, fast->masked);
  if (settings->strength < 1.0)
    {
      fast->content = nst_picture_plan (fast->arena, width, height, FALSE);
      fast->coded = nst_picture_plan (fast->arena, width, height, FALSE);
    }
  if (network->passes > 1)
    fast->first = nst_arena_room (fast->arena, (gsize) 3 * width * height, sizeof (guint16));
  if (n_regions > 0)
    fast->weights = nst_arena_buffer (fast->arena, (gsize) n_regions * width * height);
  nst_fast_tiles_plan (&fast->tiles, fast->arena, width, height, largest, fast->masked, n_regions);
}

/* The painting, not in the arena any more. */
static NstPicture *
paint (Fast *fast, int largest, GError **error)
{
  const NstStylizeContext *c = fast->context;

  if (!measure_styles (fast, error))
    return NULL;
  plan (fast, c->network, largest, c->regions->guided ? c->regions->n : 0, c->settings);
  if (!nst_arena_check (fast->arena, error) || !read_content (fast, error)
      || !find_starts (fast, error)
      || !nst_fast_tiles_begin (&fast->tiles, c->network, c->pool, c->regions->n, fast->weights,
                                fast->picture->mask, error))
    return NULL;
  if (!(c->settings->strength < 1.0 ? paint_weaker : paint_fully) (fast, error))
    return NULL;
  gather (fast->picture, fast->scale.height, fast->scale.width);
  fast->picture->mask = NULL;
  return nst_picture_take (fast->arena, fast->picture);
}

static void
clear (Fast *fast)
{
  g_clear_pointer (&fast->styles, g_ptr_array_unref);
  g_clear_pointer (&fast->strokes, g_ptr_array_unref);
  g_clear_pointer (&fast->current, g_ptr_array_unref);
  nst_fast_tiles_clear (&fast->tiles);
  nst_fast_start_free (fast->start);
  nst_fast_start_free (fast->own_start);
  nst_arena_free (fast->arena);
}

/* Without tiles and buffers. */
static Fast
begin (int width, int height, gboolean masked, const NstSettings *settings, NstArena *arena)
{
  NstPyramid pyramid;

  nst_pyramid_plan (&pyramid, width, height, settings);
  return (Fast) { .scale = pyramid.scales[pyramid.n_scales - 1], .masked = masked, .arena = arena };
}

NstPicture *
nst_fast_in_tiles (const NstStylizeContext *context, int largest, GError **error)
{
  const NstPicture *content = context->content;
  NstPicture       *painting;
  Fast              fast;

  if (!nst_fast_check_network (context->network, error))
    return NULL;
  fast = begin (content->width, content->height, content->mask != NULL, context->settings,
                nst_arena_new ());
  fast.context = context;
  painting = paint (&fast, largest, error);
  clear (&fast);
  if (painting != NULL && context->previous != NULL
      && !nst_previous_frame_keep (context->previous, context->pool, painting, error))
    g_clear_pointer (&painting, nst_picture_free);
  if (painting != NULL && context->progress != NULL)
    context->progress (&(NstProgress) { 1.0, painting }, context->progress_data);
  context->report->n_scales = 1;
  context->report->scales[0]
      = (NstScaleReport) { .width = fast.scale.width, .height = fast.scale.height };
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
static Fast
plan_dry (const NstNetwork *network, int width, int height, gboolean masked, int n_regions,
          const NstSettings *settings)
{
  Fast dry = begin (width, height, masked, settings, nst_arena_new_counting ());

  plan (&dry, network, largest_tile (&dry.scale), n_regions, settings);
  return dry;
}

gsize
nst_fast_bytes (const NstNetwork *network, int width, int height, gboolean masked, int n_regions,
                gboolean frame, const NstSettings *settings)
{
  Fast        dry = plan_dry (network, width, height, masked, n_regions, settings);
  gsize       painter = nst_fast_tiles_painter_bytes (&dry.tiles, network);
  gsize       bytes = nst_arena_get_bytes (dry.arena) + painter;
  NstSettings start;

  if (!frame && nst_fast_get_start (settings, dry.scale.longer, settings->strength, &start))
    {
      gsize kept = nst_fast_start_bytes (width, height, &start);
      gsize small = nst_fast_bytes (network, width, height, masked, n_regions, FALSE, &start);

      bytes += MAX (small, painter) - painter + kept * (settings->strength < 1.0 ? 2 : 1);
    }
  clear (&dry);
  return bytes;
}

double
nst_fast_pixels (const NstNetwork *network, int width, int height, gboolean frame,
                 const NstSettings *settings)
{
  Fast        dry = plan_dry (network, width, height, FALSE, 0, settings);
  double      seen = nst_fast_tiles_pixels (&dry.tiles);
  double      pixels = (settings->strength < 1.0 ? 2.0 : 1.0) * network->passes * seen;
  NstSettings start;

  if (!frame && nst_fast_get_start (settings, dry.scale.longer, settings->strength, &start))
    pixels += nst_fast_pixels (network, width, height, FALSE, &start);
  clear (&dry);
  return pixels;
}
