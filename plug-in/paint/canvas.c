/* SPDX-License-Identifier: GPL-3.0-or-later */

/* canvas.c - keeps four sizes: the full size, for the result; the small size, which is available
 * immediately; the last one between these; and the size of the area when the whole layer is
 * shown. */

#include "paint/canvas.h"

#include "gimp/layer-pixels.h"
#include "gimp/mask-pixels.h"
#include "gimp/mask-product.h"

#include <glib/gi18n.h>

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
  float      *protect; /* how much of it must stay as it is; NULL: nothing */
  GPtrArray  *masks;   /* of the regions; NULL: not made yet */
} Sized;

struct _Canvas
{
  Job         *job;   /* one that it was made for */
  GeglBuffer  *limit; /* NULL: everywhere, or not known yet */
  NstRectangle area;  /* without pixels: not known yet */
  int          shown_side;
  NstPicture  *shown; /* NULL: not read yet */
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
  g_clear_pointer (&sized->protect, g_free);
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

/* Where it may be changed: by the selection, the layer's mask, and what is protected. */
static void
find_limit (Canvas *canvas)
{
  const LayerSnapshot *layer = canvas->job->layer;
  MaskFactor           factors[]
      = { { .mask = layer->limit }, { .mask = canvas->job->protect, .inverted = TRUE } };

  if (!canvas->limit)
    canvas->limit = canvas->job->protect ? mask_product_new (factors, layer->width, layer->height)
                    : layer->limit       ? g_object_ref (layer->limit)
                                         : NULL;
}

/* Whether it is only the protection that leaves nothing to paint. */
static gboolean
is_all_protected (const Canvas *canvas)
{
  const LayerSnapshot *layer = canvas->job->layer;
  NstRectangle         area;

  return canvas->job->protect
         && mask_pixels_find_extent (layer->pixels, layer->limit, layer->name, &area, NULL);
}

gboolean
canvas_find_area (Canvas *canvas, GError **error)
{
  const LayerSnapshot *layer = canvas->job->layer;
  NstRectangle         area;
  g_autoptr (GError) mistake = NULL;

  if (canvas->area.width)
    return TRUE;

  find_limit (canvas);
  if (!mask_pixels_find_extent (layer->pixels, canvas->limit, layer->name, &area, &mistake))
    {
      if (!is_all_protected (canvas))
        g_propagate_error (error, g_steal_pointer (&mistake));
      else
        nst_set_error (error, NST_ERROR_ARGUMENT,
                       layer->limit
                           ? _ ("Everything in “%s” that could be painted is protected: leave "
                                "something to paint.")
                           : _ ("All of “%s” is protected: leave something to paint."),
                       layer->name);
      return FALSE;
    }

  if (canvas->job->whole)
    area = (NstRectangle) { 0, 0, layer->width, layer->height };
  nst_extent_add_margin (&area, layer->width, layer->height);
  canvas->area = area;

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

/* From what may be changed to what must not. */
static float *
invert (float *values, gsize n)
{
  for (gsize i = 0; i < n && values; i++)
    values[i] = 1.0f - values[i];

  return values;
}

gboolean
canvas_keep_rest (Canvas *canvas, const NstRectangle *part, const NstPicture *before,
                  NstPicture *painting, GError **error)
{
  g_autofree float *protect = NULL;

  if (!canvas->limit)
    return TRUE;

  protect
      = invert (mask_pixels_read (canvas->limit, part, error), (gsize) part->width * part->height);
  if (protect)
    nst_picture_keep (painting, before, protect);

  return protect != NULL;
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

/* The area of a mask, at the size of `content`. */
static float *
read_mask (const Canvas *canvas, GeglBuffer *mask, const NstPicture *content, GError **error)
{
  const NstRectangle *area = &canvas->area;
  g_autofree float   *values = mask_pixels_read (mask, area, error);

  if (!values || (content->width == area->width && content->height == area->height))
    return g_steal_pointer (&values);

  return nst_mask_shrink (values, area->width, area->height, content->width, content->height,
                          error);
}

/* Takes over `content`, of the area; NULL after an error, which it may be, too. */
static const NstPicture *
take_content (Canvas *canvas, Sized *sized, NstPicture *content, GError **error)
{
  sized->content = content;
  if (!content || !canvas->limit)
    return content;

  sized->protect = invert (read_mask (canvas, canvas->limit, content, error),
                           (gsize) content->width * content->height);
  if (!sized->protect)
    clear_size (sized);

  return sized->content;
}

static gboolean
make_full (Canvas *canvas, GError **error)
{
  Sized      *full = &canvas->sizes[FULL];
  NstPicture *read;

  if (full->content)
    return TRUE;
  if (!canvas_find_area (canvas, error))
    return FALSE;

  read = is_whole (canvas) ? read_whole (canvas, error)
                           : canvas_get_part (canvas, &canvas->area, error);
  if (take_content (canvas, full, read, error) && nst_picture_fill (read, full->protect, error))
    return TRUE;

  clear_size (full);

  return FALSE;
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
  if (sized->content)
    return sized->content;

  return take_content (canvas, sized, nst_picture_shrink (canvas->sizes[FULL].content, side, error),
                       error);
}

static Sized *
find_size (Canvas *canvas, const NstPicture *content)
{
  Sized *sized = canvas->sizes;

  while (sized->content != content)
    sized++;

  return sized;
}

const float *
canvas_get_protect (Canvas *canvas, const NstPicture *content)
{
  return find_size (canvas, content)->protect;
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
  if (seen->content)
    return seen->content;

  return take_content (
      canvas, seen,
      nst_picture_resize (canvas->sizes[FULL].content, place->width, place->height, error), error);
}

static GPtrArray *
make_masks (Canvas *canvas, const NstPicture *content, GError **error)
{
  const Job *job = canvas->job;
  g_autoptr (GPtrArray) masks = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < job->n_styles; i++)
    if (job->styles[i].where)
      {
        float *mask = read_mask (canvas, job->styles[i].where, content, error);

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
  Sized *sized = find_size (canvas, content);
  guint  next = 0;

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
