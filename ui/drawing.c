/* SPDX-License-Identifier: GPL-3.0-or-later */

/* drawing.c - draws what surrounds the preview's pictures. */

#include "ui/drawing.h"

#include <math.h>

#define CHECK_SIDE   8   /* pixels */
#define LIGHT_CHECK  0.6 /* gray */
#define DARK_CHECK   0.4
#define KNOB_RADIUS  7.0 /* pixels */
#define ARROW_LENGTH 3.0 /* pixels */

void
drawing_checks (cairo_t *cr, const Place *place)
{
  cairo_set_source_rgb (cr, LIGHT_CHECK, LIGHT_CHECK, LIGHT_CHECK);
  cairo_paint (cr);
  cairo_set_source_rgb (cr, DARK_CHECK, DARK_CHECK, DARK_CHECK);

  for (int y = 0; y * CHECK_SIDE < place->height; y++)
    for (int x = y % 2; x * CHECK_SIDE < place->width; x += 2)
      cairo_rectangle (cr, place->x + x * CHECK_SIDE, place->y + y * CHECK_SIDE, CHECK_SIDE,
                       CHECK_SIDE);
  cairo_fill (cr);
}

static void
draw_arrow (cairo_t *cr, double x, double y, double direction)
{
  cairo_move_to (cr, x + direction * (ARROW_LENGTH + 1.5), y);
  cairo_rel_line_to (cr, -direction * ARROW_LENGTH, -ARROW_LENGTH);
  cairo_rel_line_to (cr, 0.0, 2.0 * ARROW_LENGTH);
  cairo_close_path (cr);
  cairo_fill (cr);
}

/* White with a dark rim, so that it is seen on any picture. */
void
drawing_outline (cairo_t *cr)
{
  cairo_set_source_rgba (cr, 0.0, 0.0, 0.0, 0.5);
  cairo_set_line_width (cr, 3.0);
  cairo_stroke_preserve (cr);
  cairo_set_source_rgb (cr, 1.0, 1.0, 1.0);
  cairo_set_line_width (cr, 1.0);
  cairo_stroke (cr);
}

void
drawing_split_line (cairo_t *cr, const Place *place, double line)
{
  double x = floor (place->x + line * place->width) + 0.5;
  double y = place->y + 0.5 * place->height;

  cairo_move_to (cr, x, place->y);
  cairo_line_to (cr, x, place->y + place->height);
  drawing_outline (cr);

  cairo_arc (cr, x, y, KNOB_RADIUS, 0.0, 2.0 * G_PI);
  cairo_fill_preserve (cr);
  cairo_set_source_rgba (cr, 0.0, 0.0, 0.0, 0.5);
  cairo_stroke (cr);
  cairo_set_source_rgb (cr, 0.2, 0.2, 0.2);
  draw_arrow (cr, x, y, -1.0);
  draw_arrow (cr, x, y, 1.0);
}
