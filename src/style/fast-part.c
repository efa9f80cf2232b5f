/* SPDX-License-Identifier: GPL-3.0-or-later */

/* fast-part.c - Fast for a part of a picture.  A part depends on the rest through statistics, which are
 * estimated from some windows across the picture, and in a large picture through a small painting of
 * the whole. */

#include "style/fast-part.h"

#include <math.h>
#include <string.h>

#include "ops/padding.h"
#include "base/memory.h"
#include "style/fast-start.h"
#include "style/grain.h"
#include "style/region-fusion.h"
#include "style/repainting.h"
#include "style/window.h"

#define HALO        64 /* pixels that the wanted window sees beyond the part, as a tile of Fast does */
#define SAMPLE      256 /* pixels: side of a window to measure */
#define SAMPLE_HALO 32  /* of which that much does not count, all around */
#define SAMPLES     16  /* about as many of them */

/* What is seen of the picture, continued by reflection to a multiple of what the painter takes. */
typedef struct
{
  NstRectangle place; /* in the picture */
  NstRectangle part;  /* what counts, in the window */
  NstPicture  *pixels;
  NstPicture  *first;   /* what the first pass began with; NULL: there is one */
  float       *weights; /* of the regions (n, height, width); NULL: there is one, of all */
} Window;

typedef struct
{
  const NstStylizeContext *context;
  GPtrArray               *strokes; /* of each region */
  GPtrArray               *current; /* statistics of the current picture, for each region */
  int                      n_samples;
  Window                  *samples;
  Window                   wanted;
  NstCodecPainter         *sampler, *painter; /* of a sample's size, and of the wanted window's */
  float                   *room;              /* for the larger one's regions */
} FastPart;

/* ---- Windows ----------------------------------------------------------------------- */

static int
round_down (int position)
{
  return position / NST_CODEC_PAINTER_MULTIPLE * NST_CODEC_PAINTER_MULTIPLE;
}

static int
round_up (int position)
{
  return round_down (position + NST_CODEC_PAINTER_MULTIPLE - 1);
}

/* The regions' weights in the window, as its pixels are. */
static float *
weigh_window (const NstRegions *regions, const NstRectangle *place, GError **error)
{
  gsize             seen = (gsize) place->width * place->height, n = regions->n * seen;
  g_autofree float *own = g_new (float, regions->n);
  float            *weights = nst_memory_try (n, sizeof (float));

  if (weights == NULL)
    {
      nst_memory_refuse (n * sizeof (float), error);
      return NULL;
    }
  for (gsize i = 0; i < seen; i++)
    {
      int x = nst_padding_source (NST_PADDING_REFLECT, place->x + (int) (i % place->width),
                                  regions->width);
      int y = nst_padding_source (NST_PADDING_REFLECT, place->y + (int) (i / place->width),
                                  regions->height);

      nst_regions_weigh (regions, (gsize) y * regions->width + x, own);
      for (int k = 0; k < regions->n; k++)
        weights[k * seen + i] = own[k];
    }
  return weights;
}

/* What `picture` has at the window's place, with grain. */
static gboolean
read_window (const NstPicture *picture, Window *window, GError **error)
{
  nst_picture_free (window->pixels);
  window->pixels = nst_window_read (picture, &window->place, error);
  if (window->pixels == NULL)
    return FALSE;
  nst_grain_add (window->pixels->pixels, &window->place, picture->width, picture->height);
  return TRUE;
}

static gboolean
fill_window (const FastPart *fast, Window *window, GError **error)
{
  const NstRegions *regions = fast->context->regions;

  if (!read_window (fast->context->content, window, error))
    return FALSE;
  if (!regions->guided)
    return TRUE;
  window->weights = weigh_window (regions, &window->place, error);
  return window->weights != NULL;
}

static NstRegionView
view_of (const FastPart *fast, const Window *window)
{
  return (NstRegionView) { .n = fast->context->regions->n,
                           .planes = window->weights,
                           .plane = (gsize) window->place.width * window->place.height,
                           .row = (gsize) window->place.width };
}

static gboolean
set_window (FastPart *fast, const NstRectangle *part, Window *window, GError **error)
{
  const NstPicture *content = fast->context->content;
  NstRectangle      place = nst_window_place (part, content->width, content->height, HALO);

  window->place = place;
  window->part = (NstRectangle) { part->x - place.x, part->y - place.y, part->width, part->height };
  return fill_window (fast, window, error);
}

/* Where sample `i` of `n` begins: all are in the middle of equal parts of the side.  What counts of
 * a window leaves its halos out, at the picture's border, too, so that all are of one size. */
static int
place_sample (int i, int n, int side, int seen)
{
  int origin = (int) ((i + 0.5) * side / n) - seen / 2;

  return CLAMP (round_down (origin), 0, round_up (side) - seen);
}

static gboolean
set_sample (FastPart *fast, int column, int columns, int row, int rows, Window *window,
            GError **error)
{
  const NstPicture *content = fast->context->content;
  int               width = MIN (SAMPLE, round_up (content->width));
  int               height = MIN (SAMPLE, round_up (content->height));
  int               left = width < SAMPLE ? 0 : SAMPLE_HALO;
  int               top = height < SAMPLE ? 0 : SAMPLE_HALO;

  window->place
      = (NstRectangle) { place_sample (column, columns, content->width, width),
                         place_sample (row, rows, content->height, height), width, height };
  window->part = (NstRectangle) { left, top, width - 2 * left, height - 2 * top };
  return fill_window (fast, window, error);
}

static gboolean
set_samples (FastPart *fast, GError **error)
{
  const NstPicture *content = fast->context->content;
  double            shape = (double) content->width / content->height;
  int               columns = CLAMP ((int) lround (sqrt (SAMPLES * shape)), 1, SAMPLES);
  int               rows = CLAMP ((int) lround ((double) SAMPLES / columns), 1, SAMPLES);

  /* A side that one window sees all of needs no more. */
  columns = content->width <= SAMPLE ? 1 : columns;
  rows = content->height <= SAMPLE ? 1 : rows;

  fast->samples = g_new0 (Window, columns * rows);
  for (int row = 0; row < rows; row++)
    for (int column = 0; column < columns; column++)
      if (!set_sample (fast, column, columns, row, rows, &fast->samples[fast->n_samples++], error))
        return FALSE;
  return TRUE;
}

/* What the window sees of the content becomes what `start` has there; `picture` is of the content's
 * size. */
static gboolean
begin_window (const FastPart *fast, const NstFastStart *start, NstPicture *picture, Window *window,
              GError **error)
{
  const NstPicture   *content = fast->context->content;
  const NstRectangle *place = &window->place;
  NstRectangle        seen = { place->x, place->y, MIN (place->width, content->width - place->x),
                               MIN (place->height, content->height - place->y) };

  return nst_fast_start_fill (start, content, content->width, content->height, &seen, picture,
                              error)
         && read_window (picture, window, error);
}

/* What the passes begin with, in a large picture that is no frame of an animation. */
static gboolean
begin_small (FastPart *fast, double share, GError **error)
{
  const NstPicture *content = fast->context->content;
  int               longer = MAX (content->width, content->height);
  NstSettings       settings;
  g_autoptr (NstFastStart) start = NULL;
  g_autoptr (NstPicture) picture = NULL;

  if (fast->context->sized != NULL
      || !nst_fast_get_start (fast->context->settings, longer, share, &settings))
    return TRUE;
  start = nst_fast_start_new (fast->context, content, share, nst_fast, error);
  picture = start != NULL ? nst_picture_copy (content, error) : NULL;
  if (picture == NULL || !begin_window (fast, start, picture, &fast->wanted, error))
    return FALSE;
  for (int i = 0; i < fast->n_samples; i++)
    if (!begin_window (fast, start, picture, &fast->samples[i], error))
      return FALSE;
  return TRUE;
}

/* ---- A pass ------------------------------------------------------------------------ */

static gboolean
measure (FastPart *fast, GError **error)
{
  const NstNetwork *network = fast->context->network;
  g_autoptr (GArray) sums = nst_region_sums_new (network, fast->context->regions->n);

  for (int i = 0; i < fast->n_samples; i++)
    {
      const Window *window = &fast->samples[i];
      NstRegionView view = view_of (fast, window);

      nst_codec_painter_encode (fast->sampler, fast->context->pool, window->pixels->pixels);
      if (!nst_region_sums_add (sums, nst_codec_painter_get_encoder (fast->sampler),
                                fast->context->pool, window->pixels, &view, window->pixels->mask,
                                &window->part, error))
        return FALSE;
    }
  g_clear_pointer (&fast->current, g_ptr_array_unref);
  fast->current = nst_region_sums_finish (sums, network);
  return TRUE;
}

/* Replaces the window by its painting. */
static gboolean
paint_window (FastPart *fast, NstCodecPainter *painter, const GPtrArray *maps, Window *window,
              GError **error)
{
  gsize         n = (gsize) 3 * window->place.width * window->place.height;
  NstRegionView view = view_of (fast, window);
  const float  *painted;

  nst_codec_painter_encode (painter, fast->context->pool, window->pixels->pixels);
  painted
      = nst_region_decode (painter, fast->context->pool, &view, maps, fast->strokes, fast->room);
  if (nst_pool_check_cancelled (fast->context->pool, error))
    return FALSE;
  for (gsize i = 0; i < n; i++)
    window->pixels->pixels[i] = CLAMP (painted[i], 0.0f, 1.0f);
  return TRUE;
}

/* The samples, where a pass follows that measures them, and the wanted window become their
 * paintings. */
static gboolean
paint_once (FastPart *fast, const GPtrArray *target, gboolean last, GError **error)
{
  g_autoptr (GPtrArray) maps = NULL;

  if (!measure (fast, error))
    return FALSE;
  maps = nst_region_maps_new (fast->context->pool, fast->context->settings->fusion, fast->current,
                              target);
  for (int i = 0; !last && i < fast->n_samples; i++)
    if (!paint_window (fast, fast->sampler, maps, &fast->samples[i], error))
      return FALSE;
  return paint_window (fast, fast->painter, maps, &fast->wanted, error);
}

static gboolean
keep_first (Window *window, GError **error)
{
  window->first = nst_picture_copy (window->pixels, error);
  return window->first != NULL;
}

static void
begin_again (const Window *window)
{
  nst_repainting_begin (window->pixels->pixels, window->first->pixels,
                        (gsize) 3 * window->place.width * window->place.height);
}

/* A pass after the first. */
static gboolean
paint_again (FastPart *fast, const GPtrArray *target, gboolean last, GError **error)
{
  g_autoptr (GPtrArray) asked = NULL;

  if (!measure (fast, error))
    return FALSE;
  asked = nst_repainting_ask (fast->context->network, target, fast->current);
  for (int i = 0; i < fast->n_samples; i++)
    begin_again (&fast->samples[i]);
  begin_again (&fast->wanted);
  return paint_once (fast, asked, last, error);
}

/* All passes: the wanted window becomes its painting, and the samples are used up. */
static gboolean
paint_passes (FastPart *fast, const GPtrArray *target, GError **error)
{
  int passes = fast->context->network->passes;

  for (int i = 0; passes > 1 && i < fast->n_samples; i++)
    if (!keep_first (&fast->samples[i], error))
      return FALSE;
  if ((passes > 1 && !keep_first (&fast->wanted, error))
      || !paint_once (fast, target, passes == 1, error))
    return FALSE;
  for (int pass = 1; pass < passes; pass++)
    if (!paint_again (fast, target, pass == passes - 1, error))
      return FALSE;
  return TRUE;
}

/* ---- The whole --------------------------------------------------------------------- */

/* The windows as they were, and the painters for them. */
static gboolean
set_up (FastPart *fast, const NstRectangle *part, GError **error)
{
  const NstRectangle *place = &fast->wanted.place;
  gsize               room;

  if (!set_window (fast, part, &fast->wanted, error) || !set_samples (fast, error))
    return FALSE;
  fast->painter
      = nst_codec_painter_new (fast->context->network, FALSE, place->height, place->width, error);
  place = &fast->samples[0].place;
  fast->sampler
      = nst_codec_painter_new (fast->context->network, FALSE, place->height, place->width, error);
  if (fast->painter == NULL || fast->sampler == NULL || !fast->context->regions->guided)
    return fast->painter != NULL && fast->sampler != NULL;
  room = nst_region_fusion_room (fast->context->regions->n,
                                 MAX (place->height, fast->wanted.place.height),
                                 MAX (place->width, fast->wanted.place.width));
  fast->room = nst_memory_try (room, sizeof (float));
  return fast->room != NULL || nst_memory_refuse (room * sizeof (float), error);
}

static void
clear_window (Window *window)
{
  nst_picture_free (window->pixels);
  nst_picture_free (window->first);
  g_free (window->weights);
}

static void
clear (FastPart *fast)
{
  for (int i = 0; i < fast->n_samples; i++)
    clear_window (&fast->samples[i]);
  g_free (fast->samples);
  clear_window (&fast->wanted);
  nst_codec_painter_free (fast->painter);
  nst_codec_painter_free (fast->sampler);
  g_clear_pointer (&fast->current, g_ptr_array_unref);
  g_clear_pointer (&fast->strokes, g_ptr_array_unref);
  g_free (fast->room);
}

/* The painting of `part` with the statistics of the styles, `share` of them, and for the rest those
 * of the content. */
static NstPicture *
paint_share (const NstStylizeContext *context, const NstRectangle *part, const GPtrArray *styles,
             double share, GError **error)
{
  FastPart    fast = { .context = context };
  NstPicture *painting = NULL;
  g_autoptr (GPtrArray) mixed = NULL;
  gboolean ok = set_up (&fast, part, error);

  if (ok && share < 1.0)
    {
      ok = measure (&fast, error);
      if (ok)
        mixed = nst_region_statistics_mix (context->network, fast.current, styles, share);
    }
  if (ok)
    fast.strokes = nst_region_strokes_new (context->network, styles, context->settings->strokes,
                                           share, error);
  ok = ok && fast.strokes != NULL && begin_small (&fast, share, error);
  if (ok && paint_passes (&fast, mixed != NULL ? mixed : styles, error))
    painting = nst_picture_crop (fast.wanted.pixels, fast.wanted.part.x, fast.wanted.part.y,
                                 part->width, part->height, error);
  clear (&fast);
  return painting;
}

/* Less than full strength, as Fast has it: what the codec loses of the content is given back. */
static NstPicture *
paint_weaker (const NstStylizeContext *context, const NstRectangle *part, const GPtrArray *styles,
              GError **error)
{
  double strength = context->settings->strength;
  gsize  n = (gsize) 3 * part->width * part->height;
  g_autoptr (NstPicture) painting = paint_share (context, part, styles, strength, error);
  g_autoptr (NstPicture) coded
      = painting != NULL ? paint_share (context, part, styles, 0.0, error) : NULL;
  g_autoptr (NstPicture) content = coded != NULL
                                       ? nst_picture_crop (context->content, part->x, part->y,
                                                           part->width, part->height, error)
                                       : NULL;

  if (content == NULL)
    return NULL;
  for (gsize i = 0; i < n; i++)
    painting->pixels[i] = CLAMP (
        painting->pixels[i] + (float) (1.0 - strength) * (content->pixels[i] - coded->pixels[i]),
        0.0f, 1.0f);
  return g_steal_pointer (&painting);
}

NstPicture *
nst_fast_part (const NstStylizeContext *context, const NstRectangle *part, GError **error)
{
  int longer = MAX (context->content->width, context->content->height);
  g_autoptr (GPtrArray) styles = NULL;

  if (!nst_fast_check_network (context->network, error))
    return NULL;
  styles = nst_regions_measure_styles (context->regions, context->network, context->pool,
                                       context->settings, longer, longer, error);
  if (styles == NULL)
    return NULL;
  return context->settings->strength < 1.0 ? paint_weaker (context, part, styles, error)
                                           : paint_share (context, part, styles, 1.0, error);
}
