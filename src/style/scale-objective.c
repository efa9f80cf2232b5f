/* SPDX-License-Identifier: GPL-3.0-or-later */

/* scale-objective.c - Refine's objective at one scale, on one of two grids. */

#include "style/scale-objective.h"

#include <string.h>

#include "base/memory.h"
#include "ops/padding.h"
#include "style/region-fusion.h"
#include "style/tiled-pass.h"

struct _NstScaleObjective
{
  const NstStylizeContext *context;
  int                      largest;                   /* side of a tile; 0: automatic */
  int                      width, height;             /* of the scale */
  int                      inner_width, inner_height; /* that; or padded, on the other grid */
  const NstPicture        *content;
  NstPicture              *own_content;        /* that, unless it is the context's */
  GPtrArray               *styles;             /* statistics, by region; NULL: no longer needed */
  float                   *weights;            /* (regions, height, width); NULL: a single style */
  NstPreviousFrame        *previous;           /* or NULL */
  float                   *picture, *gradient; /* padded; NULL on the first grid */
  NstObjective            *objective;
  NstShareFunc             progress;
  gpointer                 progress_data;
};

/* ---- At the scale's size ------------------------------------------------------------ */

static gboolean
size_content (NstScaleObjective *o, GError **error)
{
  const NstPicture *content = o->context->content;

  if (content->width != o->width || content->height != o->height)
    content = o->own_content = nst_picture_resize (content, o->width, o->height, error);
  o->content = content;
  return content != NULL;
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

static gboolean
weigh_regions (NstScaleObjective *o, GError **error)
{
  const NstStylizeContext *c = o->context;

  if (!c->regions->guided)
    return TRUE;
  o->weights = nst_regions_weights (c->regions, c->pool, o->width, o->height, error);
  return o->weights != NULL;
}

static gboolean
size_previous (NstScaleObjective *o, GError **error)
{
  if (o->context->previous == NULL)
    return TRUE;
  o->previous = nst_previous_frame_resize (o->context->previous, o->width, o->height, error);
  return o->previous != NULL;
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
    largest = nst_tile_side (c->network, NST_PASS_PICTURE, height, width);
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

  o->context = context;
  o->largest = largest;
  o->width = o->inner_width = scale->width;
  o->height = o->inner_height = scale->height;
  if (!size_content (o, error) || !measure_styles (o, scale->longer, working, error)
      || !weigh_regions (o, error) || !size_previous (o, error) || !make_objective (o, error))
    return NULL;
  return g_steal_pointer (&o);
}

void
nst_scale_objective_free (NstScaleObjective *o)
{
  nst_objective_free (o->objective);
  nst_picture_free (o->own_content);
  g_clear_pointer (&o->styles, g_ptr_array_unref);
  nst_previous_frame_free (o->previous);
  g_free (o->weights);
  g_free (o->picture);
  g_free (o->gradient);
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

/* Odd, so that squares of 2 pixels lie elsewhere, and far from 0 and 8 for the squares of 8 pixels that
 * deeper layers see. */
#define BEFORE 5

#define SQUARE 16 /* of the deepest layers */

int
nst_scale_objective_pad (int length)
{
  return (BEFORE + length + SQUARE - 1) / SQUARE * SQUARE;
}

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

/* Replaces `planes` by padded ones. */
static gboolean
pad_planes (const NstScaleObjective *o, int n, float **planes, GError **error)
{
  gsize  values = (gsize) n * o->inner_width * o->inner_height;
  float *padded = nst_memory_try (values, sizeof (float));

  if (padded == NULL)
    return nst_memory_refuse (sizeof (float) * values, error);
  if (*planes != NULL)
    pad (o, *planes, n, padded);
  g_free (*planes);
  *planes = padded;
  return TRUE;
}

static gboolean
pad_content (NstScaleObjective *o, GError **error)
{
  const NstPicture *content = o->content;
  g_autoptr (NstPicture) padded = nst_picture_new (o->inner_width, o->inner_height, error);

  if (padded == NULL || (content->mask != NULL && !nst_picture_add_mask (padded, error)))
    return FALSE;
  pad (o, content->pixels, 3, padded->pixels);
  if (content->mask != NULL)
    pad (o, content->mask, 1, padded->mask);
  nst_picture_free (o->own_content);
  o->content = o->own_content = g_steal_pointer (&padded);
  return TRUE;
}

static gboolean
pad_previous (NstScaleObjective *o, GError **error)
{
  NstPicture *painting = o->previous->painting;

  painting->width = o->inner_width;
  painting->height = o->inner_height;
  return pad_planes (o, 3, &painting->pixels, error)
         && pad_planes (o, 1, &o->previous->trust, error);
}

gboolean
nst_scale_objective_change_grid (NstScaleObjective *o, GError **error)
{
  g_clear_pointer (&o->objective, nst_objective_free); /* two would need twice the memory */
  o->inner_width = nst_scale_objective_pad (o->width);
  o->inner_height = nst_scale_objective_pad (o->height);
  if (!pad_content (o, error)
      || (o->weights != NULL && !pad_planes (o, o->context->regions->n, &o->weights, error))
      || (o->previous != NULL && !pad_previous (o, error)) || !pad_planes (o, 3, &o->picture, error)
      || !pad_planes (o, 3, &o->gradient, error) || !make_objective (o, error))
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
