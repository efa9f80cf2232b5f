/* SPDX-License-Identifier: GPL-3.0-or-later */

/* canvas.c - keeps four sizes: the full size, for the result; the small size, which is available
 * immediately; the last one between these; and the size of the area when the whole layer is
 * shown. */

#include "paint/canvas.h"

#include "gimp/layer-pixels.h"
#include "gimp/mask-pixels.h"

#include <math.h>

enum
{
  FULL,
  SMALL,
  SEEN,
  OTHER,
  N_SIZES
};

typedef struct
{
  NstPicture *content; /* NULL: not made yet */
  GPtrArray  *masks;   /* of the regions, of its size; NULL likewise */
} Sized;

struct _Canvas
{
  Job         *job;   /* one that it was made for */
  GeglBuffer  *limit; /* NULL: everywhere, or not known yet */
  NstRectangle area;  /* without pixels: not known yet */
  int          shown_side;
  NstPicture  *shown; /* NULL: not read yet */
  float       *small; /* the limit at the size of that; NULL likewise */
  Sized        sizes[N_SIZES];
};

/* ---- The object -------------------------------------------------------------------- */

Canvas *
canvas_new (Job *job)
{
  Canvas *canvas = g_new0 (Canvas, 1);

  canvas->job = job_ref (job);
  canvas->shown_side = CANVAS_SMALL_SIDE;

  return canvas;
}

static void
clear_size (Sized *sized)
{
  g_clear_pointer (&sized->content, nst_picture_free);
  g_clear_pointer (&sized->masks, g_ptr_array_unref);
}

void
canvas_free (Canvas *canvas)
{
  if (!canvas)
    return;

  for (int i = 0; i < N_SIZES; i++)
    clear_size (&canvas->sizes[i]);
  g_clear_object (&canvas->limit);
  nst_picture_free (canvas->shown);
  g_free (canvas->small);
  job_unref (canvas->job);
  g_free (canvas);
}

gboolean
canvas_suits (const Canvas *canvas, const Job *job)
{
  return job_has_same_place (canvas->job, job);
}

/* ---- What limits the change -------------------------------------------------------- */

gboolean
canvas_is_limited (const Canvas *canvas)
{
  return canvas->job->layer->limit || canvas->job->protect;
}

static gboolean
find_limit (Canvas *canvas, GError **error)
{
  const LayerSnapshot *layer = canvas->job->layer;

  if (canvas->limit || !canvas_is_limited (canvas))
    return TRUE;

  canvas->limit = canvas->job->protect
                      ? mask_pixels_protect (layer->limit, canvas->job->protect, layer->name, error)
                      : g_object_ref (layer->limit);

  return canvas->limit != NULL;
}

gboolean
canvas_find_area (Canvas *canvas, GError **error)
{
  const LayerSnapshot *layer = canvas->job->layer;

  if (canvas->area.width)
    return TRUE;
  if (!find_limit (canvas, error))
    return FALSE;

  canvas->area = (NstRectangle) { 0, 0, layer->width, layer->height };
  if (!canvas->job->whole)
    mask_pixels_find_extent (layer->pixels, canvas->limit, &canvas->area);
  nst_extent_add_margin (&canvas->area, layer->width, layer->height);

  return TRUE;
}

const NstRectangle *
canvas_get_area (const Canvas *canvas)
{
  return &canvas->area;
}

GeglBuffer *
canvas_get_limit (const Canvas *canvas)
{
  return canvas->limit;
}

gboolean
canvas_keep_rest (Canvas *canvas, const NstRectangle *part, const NstPicture *before,
                  NstPicture *painting, GError **error)
{
  gsize             n = (gsize) painting->width * painting->height;
  NstRectangle      whole = { 0, 0, canvas->job->layer->width, canvas->job->layer->height };
  g_autofree float *read = NULL;
  const float      *painted;

  if (!canvas_is_limited (canvas))
    return TRUE;
  if (!find_limit (canvas, error))
    return FALSE;

  if (!part && !canvas->small)
    canvas->small
        = mask_pixels_shrink (canvas->limit, &whole, painting->width, painting->height, error);
  painted = part ? (read = mask_pixels_read (canvas->limit, part, error)) : canvas->small;
  if (!painted)
    return FALSE;

  for (gsize i = 0; i < 3 * n; i++)
    if (painted[i % n] < 1.0f) /* elsewhere every bit is the painting's */
      painting->pixels[i]
          = before->pixels[i] + painted[i % n] * (painting->pixels[i] - before->pixels[i]);

  return TRUE;
}

/* ---- The layer --------------------------------------------------------------------- */

/* Whether the area is all of the layer. */
static gboolean
is_whole (const Canvas *canvas)
{
  return canvas->area.width == canvas->job->layer->width
         && canvas->area.height == canvas->job->layer->height;
}

static NstPicture *
read_whole (Canvas *canvas, GError **error)
{
  return layer_pixels_read (canvas->job->layer->pixels, canvas->job->layer->name, error);
}

void
canvas_set_shown_side (Canvas *canvas, int side)
{
  if (side == canvas->shown_side)
    return;

  canvas->shown_side = side;
  g_clear_pointer (&canvas->shown, nst_picture_free);
  g_clear_pointer (&canvas->small, g_free);
  clear_size (&canvas->sizes[SEEN]);
}

const NstPicture *
canvas_get_shown (Canvas *canvas, GError **error)
{
  const NstPicture *full = canvas->sizes[FULL].content;
  g_autoptr (NstPicture) read = NULL;

  if (canvas->shown)
    return canvas->shown;

  /* What is not to be painted is there no longer where the content has been made. */
  if (!full || canvas_is_limited (canvas) || !is_whole (canvas))
    full = read = read_whole (canvas, error);
  if (full)
    canvas->shown = nst_picture_shrink (full, canvas->shown_side, error);

  return canvas->shown;
}

NstPicture *
canvas_get_part (Canvas *canvas, const NstRectangle *part, GError **error)
{
  return layer_pixels_read_part (canvas->job->layer->pixels, part, error);
}

/* ---- What is painted --------------------------------------------------------------- */

static gboolean
make_full (Canvas *canvas, GError **error)
{
  g_autoptr (NstPicture) full = NULL;

  if (canvas->sizes[FULL].content)
    return TRUE;

  if (!canvas_find_area (canvas, error)
      || !(full = is_whole (canvas) ? read_whole (canvas, error)
                                    : canvas_get_part (canvas, &canvas->area, error))
      || !mask_pixels_limit (full, &canvas->area, canvas->limit, canvas->job->layer->name, error)
      || !nst_picture_fill (full, error))
    return FALSE;

  canvas->sizes[FULL].content = g_steal_pointer (&full);

  return TRUE;
}

const NstPicture *
canvas_get_content (Canvas *canvas, int side, GError **error)
{
  int    longer;
  Sized *sized;

  if (!make_full (canvas, error))
    return NULL;

  longer = MAX (canvas->area.width, canvas->area.height);
  sized = &canvas->sizes[side >= longer ? FULL : side == CANVAS_SMALL_SIDE ? SMALL : OTHER];
  if (sized == &canvas->sizes[OTHER] && sized->content
      && MAX (sized->content->width, sized->content->height) != side)
    clear_size (sized);
  if (!sized->content)
    sized->content = nst_picture_shrink (canvas->sizes[FULL].content, side, error);

  return sized->content;
}

/* Along one side: where a stretch of the layer's `full` pixels lies among `shown` ones. */
static void
find_place (int from, int length, int full, int shown, int *start, int *n)
{
  int end = (int) lround ((double) (from + length) * shown / full);

  *start = MIN ((int) lround ((double) from * shown / full), shown - 1);
  *n = MAX (end - *start, 1);
}

const NstPicture *
canvas_get_seen (Canvas *canvas, NstRectangle *place, GError **error)
{
  const LayerSnapshot *layer = canvas->job->layer;
  const NstPicture    *shown = canvas_get_shown (canvas, error);
  Sized               *seen = &canvas->sizes[SEEN];

  if (!shown || !make_full (canvas, error))
    return NULL;

  find_place (canvas->area.x, canvas->area.width, layer->width, shown->width, &place->x,
              &place->width);
  find_place (canvas->area.y, canvas->area.height, layer->height, shown->height, &place->y,
              &place->height);
  if (is_whole (canvas) && canvas->shown_side == CANVAS_SMALL_SIDE)
    return canvas_get_content (canvas, CANVAS_SMALL_SIDE, error);
  if (!seen->content)
    seen->content
        = nst_picture_resize (canvas->sizes[FULL].content, place->width, place->height, error);

  return seen->content;
}

static GPtrArray *
make_masks (Canvas *canvas, const NstPicture *content, GError **error)
{
  const Job *job = canvas->job;
  g_autoptr (GPtrArray) masks = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < job->n_styles; i++)
    if (job->styles[i].where)
      {
        float *mask = mask_pixels_shrink (job->styles[i].where, &canvas->area, content->width,
                                          content->height, error);

        if (!mask)
          return NULL;
        g_ptr_array_add (masks, mask);
      }

  return g_steal_pointer (&masks);
}

GArray *
canvas_get_shares (Canvas *canvas, const Job *job, const NstPicture *content, GError **error)
{
  g_autoptr (GArray) shares = g_array_new (FALSE, FALSE, sizeof (NstStyleShare));
  Sized *sized = canvas->sizes;
  guint  next = 0;

  while (sized->content != content)
    sized++;
  if (!sized->masks && !(sized->masks = make_masks (canvas, content, error)))
    return NULL;

  for (guint i = 0; i < job->n_styles; i++)
    {
      const JobStyle *style = &job->styles[i];
      NstStyleShare   share = { style_source_get_style (style->source), style->coarse, style->fine,
                              style->where ? g_ptr_array_index (sized->masks, next++) : NULL };

      g_array_append_val (shares, share);
    }

  return g_steal_pointer (&shares);
}
