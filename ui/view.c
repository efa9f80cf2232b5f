/* SPDX-License-Identifier: GPL-3.0-or-later */

/* view.c - a scale, and an origin aligned with the screen's pixels. */

#include "ui/view.h"

#include <math.h>

static double
fitted_scale (const View *view)
{
  return MIN ((double) view->room_width / view->width, (double) view->room_height / view->height);
}

double
view_get_scale (const View *view)
{
  return view->zoom > 0.0 ? view->zoom / view->factor : fitted_scale (view);
}

/* Where a side of the picture, of `length`, begins: in the middle where there is room for all of
 * it, or else with `center` in the middle, as far as that leaves no gap. */
static double
begin_side (double room, double length, double center)
{
  return room >= length ? 0.5 * (room - length) : CLAMP (0.5 * room - center, room - length, 0.0);
}

Place
view_get_picture (const View *view)
{
  double scale = view_get_scale (view);
  double width = MAX (1.0, view->width * scale);
  double height = MAX (1.0, view->height * scale);
  double x = begin_side (view->room_width, width, view->center_x * scale);
  double y = begin_side (view->room_height, height, view->center_y * scale);

  return (Place) { round (x * view->factor) / view->factor, round (y * view->factor) / view->factor,
                   width, height };
}

Place
view_get_visible (const View *view)
{
  Place  place = view_get_picture (view);
  double left = MAX (0.0, place.x), top = MAX (0.0, place.y);
  double right = MIN (view->room_width, place.x + place.width);
  double bottom = MIN (view->room_height, place.y + place.height);

  return (Place) { left, top, right - left, bottom - top };
}

NstRectangle
view_get_part (const View *view)
{
  double scale = view_get_scale (view);
  Place  all = view_get_picture (view), seen = view_get_visible (view);
  int    left = (int) floor ((seen.x - all.x) / scale);
  int    top = (int) floor ((seen.y - all.y) / scale);
  int    right = MIN (view->width, (int) ceil ((seen.x - all.x + seen.width) / scale));
  int    bottom = MIN (view->height, (int) ceil ((seen.y - all.y + seen.height) / scale));

  return (NstRectangle) { left, top, right - left, bottom - top };
}

void
view_zoom_at (View *view, double x, double y)
{
  Place  place = view_get_picture (view);
  double scale = view_get_scale (view);

  view->center_x = (x - place.x) / scale;
  view->center_y = (y - place.y) / scale;
  view->zoom = 1.0;
  view_pan (view, 0.0, 0.0);
}

void
view_zoom_by (View *view, double times, double x, double y)
{
  Place  place = view_get_picture (view);
  double fitted = fitted_scale (view) * view->factor;
  double before = view_get_scale (view) * view->factor;
  double after = MIN (before * times, MAX (VIEW_MOST_ZOOM, fitted));
  double at_x = (x - place.x) * view->factor / before, at_y = (y - place.y) * view->factor / before;

  if ((before < 1.0 && after > 1.0) || (before > 1.0 && after < 1.0))
    after = 1.0;
  if (after <= fitted)
    {
      view->zoom = 0.0;
      return;
    }

  view->zoom = after;
  view->center_x = at_x + (0.5 * view->room_width - x) * view->factor / after;
  view->center_y = at_y + (0.5 * view->room_height - y) * view->factor / after;
  view_pan (view, 0.0, 0.0);
}

void
view_pan (View *view, double x, double y)
{
  double scale = view_get_scale (view);
  Place  seen = view_get_visible (view);
  double half_width = 0.5 * seen.width / scale, half_height = 0.5 * seen.height / scale;

  view->center_x = CLAMP (view->center_x + x / scale, half_width, view->width - half_width);
  view->center_y = CLAMP (view->center_y + y / scale, half_height, view->height - half_height);
}
