/* SPDX-License-Identifier: GPL-3.0-or-later */

/* composition.c - finishes paintings, and brings back what must not be changed. */

#include "paint/composition.h"

#include "gimp/mask-pixels.h"
#include "gimp/painted-layer.h"

/* ---- To be shown ------------------------------------------------------------------- */

NstPicture *
composition_new_whole (Painter *painter, const NstPicture *painting, GError **error)
{
  Canvas           *canvas = painter_get_canvas (painter);
  const Job        *job = painter_get_job (painter);
  const NstPicture *shown = canvas_get_shown (canvas, error);
  NstRectangle      place;
  const NstPicture *content = shown ? canvas_get_seen (canvas, &place, error) : NULL;
  const float      *protect = content ? canvas_get_protect (canvas, content) : NULL;
  g_autoptr (NstPicture) seen = NULL, before = NULL, small = NULL;

  if (!content
      || !(seen = nst_finish (
               &NST_REQUEST (.content = content, .protect = protect, .settings = &job->settings),
               painting, error))
      || !(before = nst_picture_crop (shown, place.x, place.y, place.width, place.height, error))
      || !(small = nst_picture_crop (shown, 0, 0, shown->width, shown->height, error)))
    return NULL;

  painted_layer_adapt (seen, job->layer->pixels);
  if (protect)
    nst_picture_keep (seen, before, protect);
  nst_picture_paste (small, place.x, place.y, seen);

  return g_steal_pointer (&small);
}

/* The area at the size of the painting. */
static NstPicture *
guide_for (Painter *painter, const NstPicture *painting)
{
  const NstPicture *small = canvas_get_content (painter_get_canvas (painter),
                                                MAX (painting->width, painting->height), NULL);

  return small ? nst_picture_resize (small, painting->width, painting->height, NULL) : NULL;
}

/* `part` of the finished painting of the area, which `before` shows as it is.  Colors that are kept
 * by the statistics of the whole need all of it. */
static NstPicture *
finish_part (Painter *painter, const NstPicture *painting, const NstRectangle *part,
             const NstPicture *before, gboolean whole)
{
  const NstSettings  *settings = &painter_get_job (painter)->settings;
  Canvas             *canvas = painter_get_canvas (painter);
  const NstRectangle *area = canvas_get_area (canvas);
  const NstPicture   *full;
  g_autoptr (NstPicture) all = NULL;

  if (settings->strength == 0.0)
    return nst_picture_copy (before, NULL);

  if (!whole || nst_settings_get_kept (settings) == 0.0
      || settings->keep_colors_by != NST_KEEP_COLORS_BY_STATISTICS)
    {
      g_autoptr (NstPicture) small = guide_for (painter, painting);

      return small ? nst_finish_part (before, small, painting, settings, area->width, area->height,
                                      part, NULL)
                   : NULL;
    }

  full = canvas_get_content (canvas, G_MAXINT, NULL);
  all = full ? nst_finish (&NST_REQUEST (.content = full,
                                         .protect = canvas_get_protect (canvas, full),
                                         .settings = settings),
                           painting, NULL)
             : NULL;

  return all ? nst_picture_crop (all, part->x, part->y, part->width, part->height, NULL) : NULL;
}

gboolean
composition_find_common (Painter *painter, const NstRectangle *part, NstRectangle *in_part,
                         NstRectangle *in_area)
{
  const NstRectangle *area = canvas_get_area (painter_get_canvas (painter));
  int                 left = MAX (part->x, area->x), top = MAX (part->y, area->y);
  int                 width = MIN (part->x + part->width, area->x + area->width) - left;
  int                 height = MIN (part->y + part->height, area->y + area->height) - top;

  *in_part = (NstRectangle) { left - part->x, top - part->y, width, height };
  *in_area = (NstRectangle) { left - area->x, top - area->y, width, height };

  return width > 0 && height > 0;
}

gboolean
composition_put_part (Painter *painter, const NstPicture *painting, const NstRectangle *part,
                      const NstPicture *before, gboolean whole, NstPicture *after)
{
  NstRectangle in_part, in_area;
  g_autoptr (NstPicture) own = NULL;
  g_autoptr (NstPicture) finished = NULL;

  if (!composition_find_common (painter, part, &in_part, &in_area))
    return TRUE;
  if (!(own = nst_picture_crop (before, in_part.x, in_part.y, in_part.width, in_part.height, NULL))
      || !(finished = finish_part (painter, painting, &in_area, own, whole)))
    return FALSE;

  painted_layer_adapt (finished, painter_get_job (painter)->layer->pixels);
  nst_picture_paste (after, in_part.x, in_part.y, finished);

  return canvas_keep_rest (painter_get_canvas (painter), part, before, after, NULL);
}

/* ---- The result -------------------------------------------------------------------- */

/* How much of each pixel comes back into the layer's pixels, in *kept (NULL: nothing); *own is to be
 * freed. */
static gboolean
find_kept (Painter *painter, const Plan *plan, PaintingKeep keep, const float **kept, float **own,
           GError **error)
{
  Canvas     *canvas = painter_get_canvas (painter);
  GeglBuffer *protect = painter_get_job (painter)->protect;

  *kept = keep == PAINTING_KEEP_ALL ? canvas_get_protect (canvas, plan->content) : NULL;
  if (keep != PAINTING_KEEP_PROTECTED || !protect)
    return TRUE;

  *kept = *own = mask_pixels_read (protect, canvas_get_area (canvas), error);

  return *own != NULL;
}

GeglBuffer *
composition_new_result (Painter *painter, const Plan *plan, const NstPicture *painting,
                        gboolean seen, PaintingKeep keep, GError **error)
{
  const Job          *job = painter_get_job (painter);
  Canvas             *canvas = painter_get_canvas (painter);
  const NstRectangle *area = canvas_get_area (canvas);
  PaintedArea         painted = { .content = plan->content,
                                  .protect = canvas_get_protect (canvas, plan->content),
                                  .x = area->x,
                                  .y = area->y };
  g_autoptr (NstPicture) finished
      = nst_finish (&NST_REQUEST (.content = plan->content, .protect = painted.protect,
                                  .settings = &job->settings),
                    painting, error);
  g_autofree float *own = NULL;

  if (!finished || !find_kept (painter, plan, keep, &painted.kept, &own, error))
    return NULL;

  if (!seen)
    painter_forget (painter); /* its memory is wanted */
  if (painted.kept)
    nst_picture_keep (finished, plan->content, painted.kept);

  return painted_layer_compose (finished, &painted, &job->settings, job->layer->pixels);
}
