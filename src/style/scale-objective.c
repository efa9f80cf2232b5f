/* SPDX-License-Identifier: GPL-3.0-or-later */

/* scale-objective.c - Refine's objective at one scale, on one of two grids. */

#include "style/scale-objective.h"

#include <string.h>

#include "base/memory.h"
#include "style/region-fusion.h"
#include "style/tiled-pass.h"

struct _NstScaleObjective
{
  const NstStylizeContext *context;
  int                      largest;       /* side of a tile; 0: automatic */
  int                      width, height; /* of the scale; on the other grid, 1 less of all below */
  const NstPicture        *content;
  NstPicture              *own_content; /* that, unless it is the context's */
  GPtrArray               *styles;      /* statistics, by region; NULL: no longer needed */
  float                   *weights;     /* (regions, height, width); NULL: a single style */
  NstPreviousFrame        *previous;    /* or NULL */
  float                   *part;        /* the picture on the other grid; NULL: this is the first */
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
  int                      width = o->content->width, height = o->content->height;
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
  o->width = scale->width;
  o->height = scale->height;
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
  g_free (o->part);
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

/* from (n, height, width) to (n, height - 1, width - 1), without the first row and column; in place,
 * or to other planes. */
static void
crop (const float *from, int n, int width, int height, float *to)
{
  for (int plane = 0; plane < n; plane++)
    for (int y = 1; y < height; y++, to += width - 1)
      memmove (to, from + ((gsize) plane * height + y) * width + 1, sizeof *to * (width - 1));
}

/* The other way round, in place, with 0 in the first row and column. */
static void
expand (float *planes, int n, int width, int height)
{
  const float *part = planes + (gsize) n * (width - 1) * (height - 1);

  for (int plane = n - 1; plane >= 0; plane--)
    for (int y = height - 1; y >= 0; y--)
      {
        float *row = planes + ((gsize) plane * height + y) * width;

        if (y > 0)
          memmove (row + 1, part -= width - 1, sizeof *row * (width - 1));
        else
          memset (row + 1, 0, sizeof *row * (width - 1));
        row[0] = 0.0f;
      }
}

static gboolean
crop_content (NstScaleObjective *o, GError **error)
{
  int width = o->width - 1, height = o->height - 1;
  g_autoptr (NstPicture) part = nst_picture_crop (o->content, 1, 1, width, height, error);

  if (part == NULL || (o->content->mask != NULL && !nst_picture_add_mask (part, error)))
    return FALSE;
  if (part->mask != NULL)
    crop (o->content->mask, 1, o->width, o->height, part->mask);
  nst_picture_free (o->own_content);
  o->content = o->own_content = g_steal_pointer (&part);
  return TRUE;
}

static void
crop_previous (NstScaleObjective *o)
{
  NstPicture *painting = o->previous->painting;

  crop (painting->pixels, 3, o->width, o->height, painting->pixels);
  painting->width--;
  painting->height--;
  crop (o->previous->trust, 1, o->width, o->height, o->previous->trust);
}

gboolean
nst_scale_objective_change_grid (NstScaleObjective *o, GError **error)
{
  if (o->width == 1 || o->height == 1)
    return TRUE;
  g_clear_pointer (&o->objective, nst_objective_free); /* two would need twice the memory */
  o->part = nst_memory_try ((gsize) 3 * (o->width - 1) * (o->height - 1), sizeof (float));
  if (o->part == NULL)
    return nst_memory_refuse (sizeof (float) * 3 * (o->width - 1) * (o->height - 1), error);
  if (!crop_content (o, error))
    return FALSE;
  if (o->weights != NULL)
    crop (o->weights, o->context->regions->n, o->width, o->height, o->weights);
  if (o->previous != NULL)
    crop_previous (o);
  if (!make_objective (o, error))
    return FALSE;
  g_clear_pointer (&o->styles, g_ptr_array_unref);
  return TRUE;
}

gboolean
nst_scale_objective_evaluate (NstScaleObjective *o, const float *picture, NstLoss *loss,
                              float *gradient)
{
  if (o->part == NULL)
    return nst_objective_evaluate (o->objective, picture, loss, gradient);
  crop (picture, 3, o->width, o->height, o->part);
  if (!nst_objective_evaluate (o->objective, o->part, loss, gradient))
    return FALSE;
  expand (gradient, 3, o->width, o->height);
  return TRUE;
}
