/* SPDX-License-Identifier: GPL-3.0-or-later */

/* scale-objective.c - Refine's objective at one scale, on one of two grids. */

#include "style/scale-objective.h"

#include <string.h>

#include "base/picture.h"
#include "ops/padding.h"
#include "ops/resampling.h"
#include "style/region-fusion.h"
#include "style/tiled-pass.h"

struct _NstScaleObjective
{
  const NstStylizeContext *context;
  int                      largest;                   /* side of a tile; 0: automatic */
  int                      width, height;             /* of the scale */
  int                      inner_width, inner_height; /* that; or padded, on the other grid */
  const NstPicture        *content;
  GPtrArray               *styles; /* statistics, by region; NULL: no longer needed */
  NstObjective            *objective;
  NstShareFunc             progress;
  gpointer                 progress_data;

  NstArena         *arena;              /* for what follows, of the inner size */
  NstPicture       *own_content;        /* NULL: it is the context's */
  float            *weights;            /* (regions, height, width); NULL: a single style */
  NstPreviousFrame *previous;           /* its painting and trust, or NULL */
  float            *picture, *gradient; /* padded; NULL on the first grid */
};

/* ---- Planning ----------------------------------------------------------------------- */

/* Odd, so that squares of 2 pixels lie elsewhere, and far from 0 and 8 for the squares of 8 pixels that
 * deeper layers see. */
#define BEFORE 5

#define SQUARE 16 /* of the deepest layers */

/* `length` pixels of a side, with what reflects them on the other grid. */
static int
pad_side (int length)
{
  return (BEFORE + length + SQUARE - 1) / SQUARE * SQUARE;
}

/* What there is to be brought to the inner size. */
typedef struct
{
  gboolean resized, masked; /* the content */
  int      n_regions;       /* with weights */
  gboolean frame;           /* with a previous painting */
} Parts;

static void
plan (NstScaleObjective *o, NstArena *arena, const Parts *parts, gboolean padded)
{
  int   width = o->inner_width, height = o->inner_height;
  gsize n = (gsize) width * height;

  o->arena = arena;
  if (parts->resized || padded)
    o->own_content = nst_picture_plan (arena, width, height, parts->masked);
  if (parts->n_regions > 0)
    o->weights = nst_arena_buffer (arena, parts->n_regions * n);
  if (parts->frame)
    o->previous = nst_previous_frame_plan (arena, width, height);
  if (padded)
    {
      o->picture = nst_arena_buffer (arena, 3 * n);
      o->gradient = nst_arena_buffer (arena, 3 * n);
    }
}

static Parts
parts_of (const NstScaleObjective *o)
{
  const NstStylizeContext *c = o->context;

  return (Parts) { c->content->width != o->width || c->content->height != o->height,
                   c->content->mask != NULL, c->regions->guided ? c->regions->n : 0,
                   c->previous != NULL };
}

static void
set_inner_size (NstScaleObjective *o, gboolean padded)
{
  o->inner_width = padded ? pad_side (o->width) : o->width;
  o->inner_height = padded ? pad_side (o->height) : o->height;
}

/* The same on both grids. */
static int
find_tile_side (const NstNetwork *network, int width, int height)
{
  return nst_tile_side (network, NST_PASS_PICTURE, pad_side (height), pad_side (width));
}

double
nst_scale_objective_pixels (const NstNetwork *network, const NstScale *scale)
{
  return nst_objective_pixels (network, scale->height, scale->width,
                               find_tile_side (network, scale->width, scale->height));
}

gsize
nst_scale_objective_bytes (const NstNetwork *network, const NstScale *scale, gboolean resized,
                           gboolean masked, int n_regions, gboolean frame, gboolean two_grids,
                           const NstSettings *settings)
{
  g_autoptr (NstArena) arena = nst_arena_new_counting ();
  NstScaleObjective dry = { .width = scale->width, .height = scale->height };

  set_inner_size (&dry, two_grids);
  plan (&dry, arena, &(Parts) { resized, masked, n_regions, frame }, two_grids);
  return nst_arena_get_bytes (arena)
         + nst_objective_bytes (network, dry.inner_height, dry.inner_width, masked, n_regions,
                                settings);
}

/* ---- At the scale's size ------------------------------------------------------------ */

static gboolean
size_content (NstScaleObjective *o, GError **error)
{
  const NstPicture *content = o->context->content;

  if (content->width != o->width || content->height != o->height)
    {
      if (!nst_picture_resize_to (content, o->own_content, error))
        return FALSE;
      content = o->own_content;
    }
  o->content = content;
  return TRUE;
}

static gboolean
measure_styles (NstScaleObjective *o, int longer, int working, GError **error)
{
  const NstStylizeContext *c = o->context;
  gint64                   began = g_get_monotonic_time ();

  o->styles = nst_regions_measure_styles (c->regions, c->network, c->pool, c->settings, longer,
                                          working, error);
  c->report->style_seconds += (g_get_monotonic_time () - began) * 1e-6;
  return o->styles != NULL;
}

/* Sets the objective's style for each region, or the only style. */
static gboolean
set_styles (NstScaleObjective *o, GError **error)
{
  if (o->weights == NULL)
    return nst_objective_set_style (o->objective, o->styles->pdata[0], error);
  return nst_objective_set_regions (o->objective, o->context->regions->n, o->weights,
                                    o->content->mask,
                                    (const NstStyleStatistics *const *) o->styles->pdata, error);
}

static gboolean
make_objective (NstScaleObjective *o, GError **error)
{
  const NstStylizeContext *c = o->context;
  int                      width = o->inner_width, height = o->inner_height;
  int                      largest = o->largest;

  if (largest == 0)
    largest = find_tile_side (c->network, o->width, o->height);
  o->objective = nst_objective_new_in_tiles (c->network, c->pool, height, width, c->settings,
                                             largest, error);
  if (o->objective == NULL || !nst_objective_set_content (o->objective, o->content, error)
      || !set_styles (o, error))
    return FALSE;
  if (o->previous != NULL)
    nst_objective_set_previous (o->objective, o->previous->painting->pixels, o->previous->trust);
  nst_objective_set_progress (o->objective, o->progress, o->progress_data);
  return TRUE;
}

NstScaleObjective *
nst_scale_objective_new (const NstStylizeContext *context, const NstScale *scale, int working,
                         int largest, GError **error)
{
  g_autoptr (NstScaleObjective) o = g_new0 (NstScaleObjective, 1);
  Parts parts;

  o->context = context;
  o->largest = largest;
  o->width = scale->width;
  o->height = scale->height;
  set_inner_size (o, FALSE);
  parts = parts_of (o);
  plan (o, nst_arena_new (), &parts, FALSE);
  if (!nst_arena_check (o->arena, error) || !size_content (o, error)
      || !measure_styles (o, scale->longer, working, error))
    return NULL;
  if (o->weights != NULL)
    nst_regions_weights (context->regions, context->pool, o->width, o->height, o->weights);
  if ((o->previous != NULL && !nst_previous_frame_resize (context->previous, o->previous, error))
      || !make_objective (o, error))
    return NULL;
  return g_steal_pointer (&o);
}

void
nst_scale_objective_free (NstScaleObjective *o)
{
  nst_objective_free (o->objective);
  g_clear_pointer (&o->styles, g_ptr_array_unref);
  nst_arena_free (o->arena);
  g_free (o);
}

void
nst_scale_objective_set_progress (NstScaleObjective *o, NstShareFunc progress, gpointer data)
{
  o->progress = progress;
  o->progress_data = data;
  nst_objective_set_progress (o->objective, progress, data);
}

void
nst_scale_objective_start (const NstScaleObjective *o, NstPicture *picture)
{
  if (o->previous != NULL)
    nst_previous_frame_start (o->previous, picture);
}

/* ---- The other grid ------------------------------------------------------------------ */

/* The row of the picture that a padded one reflects. */
static gsize
source_row (const NstScaleObjective *o, int padded)
{
  return nst_padding_source (NST_PADDING_REFLECT, padded - BEFORE, o->height);
}

/* from (n, height, width) to the padded planes. */
static void
pad (const NstScaleObjective *o, const float *from, int n, float *to)
{
  for (int plane = 0; plane < n; plane++)
    for (int y = 0; y < o->inner_height; y++, to += o->inner_width)
      nst_padding_copy (NST_PADDING_REFLECT,
                        from + ((gsize) plane * o->height + source_row (o, y)) * o->width, o->width,
                        -BEFORE, o->inner_width, to);
}

/* Adds a padded row to the one that it reflects. */
static void
fold_row (const NstScaleObjective *o, const float *from, float *to)
{
  for (int x = 0; x < o->width; x++)
    to[x] += from[BEFORE + x];
  for (int x = 0; x < o->inner_width; x++)
    if (x < BEFORE || x >= BEFORE + o->width)
      to[nst_padding_source (NST_PADDING_REFLECT, x - BEFORE, o->width)] += from[x];
}

/* The adjoint of `pad`. */
static void
fold (const NstScaleObjective *o, const float *from, int n, float *to)
{
  memset (to, 0, sizeof *to * n * o->height * o->width);
  for (int plane = 0; plane < n; plane++)
    for (int y = 0; y < o->inner_height; y++, from += o->inner_width)
      fold_row (o, from, to + ((gsize) plane * o->height + source_row (o, y)) * o->width);
}

/* The padded content, weights and previous frame are made of those `before`. */
static void
pad_all (NstScaleObjective *o, const NstScaleObjective *before)
{
  const NstPicture *content = before->content;

  pad (o, content->pixels, 3, o->own_content->pixels);
  if (content->mask != NULL)
    pad (o, content->mask, 1, o->own_content->mask);
  o->content = o->own_content;
  if (o->weights != NULL)
    pad (o, before->weights, o->context->regions->n, o->weights);
  if (o->previous == NULL)
    return;
  pad (o, before->previous->painting->pixels, 3, o->previous->painting->pixels);
  pad (o, before->previous->trust, 1, o->previous->trust);
}

gboolean
nst_scale_objective_change_grid (NstScaleObjective *o, GError **error)
{
  NstScaleObjective before = *o;
  g_autoptr (NstArena) arena = before.arena; /* until it has been padded */
  Parts parts = parts_of (o);

  g_clear_pointer (&o->objective, nst_objective_free); /* two would need twice the memory */
  set_inner_size (o, TRUE);
  plan (o, nst_arena_new (), &parts, TRUE);
  if (!nst_arena_check (o->arena, error))
    return FALSE;
  pad_all (o, &before);
  g_clear_pointer (&arena, nst_arena_free);
  if (!make_objective (o, error))
    return FALSE;
  g_clear_pointer (&o->styles, g_ptr_array_unref);
  return TRUE;
}

gboolean
nst_scale_objective_evaluate (NstScaleObjective *o, const float *picture, NstLoss *loss,
                              float *gradient)
{
  if (o->picture == NULL)
    return nst_objective_evaluate (o->objective, picture, loss, gradient);
  pad (o, picture, 3, o->picture);
  if (!nst_objective_evaluate (o->objective, o->picture, loss, o->gradient))
    return FALSE;
  fold (o, o->gradient, 3, gradient);
  return TRUE;
}
