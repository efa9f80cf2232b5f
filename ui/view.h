/* SPDX-License-Identifier: GPL-3.0-or-later */

/* view.h - where a picture lies in a widget that shows all of it, fitted into the room there is, or
 * a part pixel for pixel. */

#ifndef VIEW_H
#define VIEW_H

#include "nst.h"

typedef struct
{
  int      width, height;           /* of the picture, in its pixels */
  int      room_width, room_height; /* of the widget, in those of the toolkit */
  int      factor;                  /* pixels of the screen in one of the toolkit, along a side */
  gboolean zoomed;                  /* a part is shown, with this in its middle: */
  double   center_x, center_y;      /* in pixels of the picture */
} View;

/* In pixels of the toolkit. */
typedef struct
{
  double x, y, width, height;
} Place;

/* Of a pixel of the picture. */
double view_get_scale (const View *view);

/* Where the picture lies; when zoomed, most of it may be outside the widget.  And what of it can be
 * seen. */
Place view_get_picture (const View *view);
Place view_get_visible (const View *view);

/* What can be seen, in pixels of the picture. */
NstRectangle view_get_part (const View *view);

/* Zooms in: what is at (x, y) in the widget comes as near to its middle as can be. */
void view_zoom_at (View *view, double x, double y);

/* Moves the part by so many pixels of the toolkit, as far as there is something to see; (0, 0)
 * after the room has changed. */
void view_pan (View *view, double x, double y);

#endif
