/* SPDX-License-Identifier: GPL-3.0-or-later */

/* view.h - the position of a picture in a widget that shows all of it, fitted to the widget, or a
 * part, 1:1 or at any other scale. */

#ifndef VIEW_H
#define VIEW_H

#include "nst.h"

typedef struct
{
  int    width, height;           /* of the picture, in its pixels */
  int    room_width, room_height; /* of the widget, in those of the toolkit */
  int    factor;                  /* pixels of the screen in one of the toolkit, along a side */
  double zoom;                    /* pixels of the screen for one of the picture; 0: fitted */
  double center_x, center_y;      /* when zoomed, what is in the middle, in pixels of the picture */
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

/* Zooms to pixel for pixel: what is at (x, y) in the widget comes as near to its middle as can
 * be. */
void view_zoom_at (View *view, double x, double y);

/* Zooms by `times`, and what is at (x, y) stays there, as far as can be.  It stops by at pixel for
 * pixel, ends at VIEW_MOST_ZOOM, and is fitted where there would be room for more than the
 * picture. */
void view_zoom_by (View *view, double times, double x, double y);

#define VIEW_MOST_ZOOM 8.0 /* pixels of the screen for one of the picture */

/* Moves the part by so many pixels of the toolkit, as far as there is something to see; (0, 0)
 * after the room has changed. */
void view_pan (View *view, double x, double y);

#endif
