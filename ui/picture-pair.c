/* SPDX-License-Identifier: GPL-3.0-or-later */

/* picture-pair.c - draws the whole first, then the detail on top. */

#include "ui/picture-pair.h"

#include "ui/drawing.h"
#include "ui/surface.h"

#include <string.h>

#define SHARP_ZOOM 2.0 /* from which on pixels are squares */

/* ---- The pictures ------------------------------------------------------------------ */

static void
clear_surfaces (PictureSurfaces *surfaces)
{
  g_clear_pointer (&surfaces->before, cairo_surface_destroy);
  g_clear_pointer (&surfaces->after, cairo_surface_destroy);
}

void
picture_pair_clear (PicturePair *pair)
{
  clear_surfaces (&pair->whole);
  clear_surfaces (&pair->detail);
  g_clear_pointer (&pair->rival, cairo_surface_destroy);
  g_clear_pointer (&pair->mask, g_free);
}

void
picture_pair_clear_detail (PicturePair *pair)
{
  clear_surfaces (&pair->detail);
}

void
picture_pair_set_before (PicturePair *pair, const NstPicture *picture, gboolean same)
{
  if (!same)
    picture_pair_clear (pair);

  g_clear_pointer (&pair->whole.before, cairo_surface_destroy);
  g_clear_pointer (&pair->mask, g_free);
  pair->size = (gsize) picture->width * picture->height;
  pair->whole.before = surface_new (picture, picture->mask);
  if (picture->mask)
    pair->mask = g_memdup2 (picture->mask, sizeof (float) * pair->size);
}

/* The transparency of a picture, which may have been made for another size of the widget. */
static const float *
mask_for (const PicturePair *pair, const NstPicture *picture)
{
  return (gsize) picture->width * picture->height == pair->size ? pair->mask : NULL;
}

void
picture_pair_set_after (PicturePair *pair, const NstPicture *picture)
{
  g_clear_pointer (&pair->whole.after, cairo_surface_destroy);
  g_clear_pointer (&pair->detail.after, cairo_surface_destroy); /* of another painting */
  if (picture)
    pair->whole.after = surface_new (picture, mask_for (pair, picture));
}

void
picture_pair_set_rival (PicturePair *pair, const NstPicture *rival)
{
  g_clear_pointer (&pair->rival, cairo_surface_destroy);
  if (rival)
    pair->rival = surface_new (rival, mask_for (pair, rival));
}

void
picture_pair_set_part (PicturePair *pair, const NstRectangle *part, const NstPicture *before,
                       const NstPicture *after)
{
  /* A painting of the same part is shown until there is another. */
  gboolean same = memcmp (&pair->part, part, sizeof *part) == 0;

  g_clear_pointer (&pair->detail.before, cairo_surface_destroy);
  if (after || !same)
    g_clear_pointer (&pair->detail.after, cairo_surface_destroy);
  pair->part = *part;
  pair->detail.before = surface_new (before, before->mask);
  if (after)
    pair->detail.after = surface_new (after, before->mask);
}

gboolean
picture_pair_is_whole (const PicturePair *pair)
{
  return pair->whole.before && (pair->whole.after || pair->detail.after);
}

/* ---- Drawing ----------------------------------------------------------------------- */

/* `surface` at `place`, in place of all that was drawn there. */
static void
draw_picture (const PicturePair *pair, cairo_t *cr, const View *view, const Place *place,
              cairo_surface_t *surface, gboolean sharp)
{
  Place  seen = view_get_visible (view);
  double across = place->width / cairo_image_surface_get_width (surface);
  double down = place->height / cairo_image_surface_get_height (surface);

  cairo_save (cr);
  cairo_rectangle (cr, place->x, place->y, place->width, place->height);
  cairo_clip (cr);
  if (pair->mask)
    drawing_checks (cr, &seen);
  cairo_translate (cr, place->x, place->y);
  cairo_scale (cr, across, down);
  cairo_set_source_surface (cr, surface, 0.0, 0.0);
  cairo_pattern_set_extend (cairo_get_source (cr), CAIRO_EXTEND_PAD);
  if (sharp)
    cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
  cairo_paint (cr);
  cairo_restore (cr);
}

/* Between two fractions of what can be seen: the whole, and the detail on it. */
static void
draw_between (const PicturePair *pair, cairo_t *cr, const View *view, double from, double to,
              cairo_surface_t *whole, cairo_surface_t *detail)
{
  Place place = view_get_picture (view), seen = view_get_visible (view);

  cairo_save (cr);
  cairo_rectangle (cr, seen.x + from * seen.width, seen.y, (to - from) * seen.width, seen.height);
  cairo_clip (cr);
  draw_picture (pair, cr, view, &place, whole, FALSE);
  if (view->zoom > 0.0 && detail)
    {
      double scale = view_get_scale (view);
      Place  part = { place.x + pair->part.x * scale, place.y + pair->part.y * scale,
                      pair->part.width * scale, pair->part.height * scale };

      draw_picture (pair, cr, view, &part, detail, view->zoom >= SHARP_ZOOM);
    }
  cairo_restore (cr);
}

void
picture_pair_draw (const PicturePair *pair, cairo_t *cr, const View *view, double line)
{
  const PictureSurfaces *whole = &pair->whole, *detail = &pair->detail;
  gboolean               painted = picture_pair_is_whole (pair);

  if (line > 0.0 && line < 1.0 && pair->rival)
    draw_between (pair, cr, view, 0.0, line, pair->rival, NULL);
  else if (line > 0.0)
    draw_between (pair, cr, view, 0.0, line, whole->before, detail->before);
  if (line < 1.0)
    draw_between (pair, cr, view, line, 1.0, whole->after ? whole->after : whole->before,
                  painted ? detail->after : detail->before);
}
