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

/* The rectangle of the picture in the widget; when zoomed, most of it may be outside.  And its
 * visible part. */
Place view_get_picture (const View *view);
Place view_get_visible (const View *view);

/* The visible part, in pixels of the picture. */
NstRectangle view_get_part (const View *view);

/* Zooms to 1:1, with the point (x, y) of the widget as near to its center as possible. */
void view_zoom_at (View *view, double x, double y);

/* Zooms by `times` around the point (x, y), as far as possible.  Stops at 1:1 on the way, ends at
 * VIEW_MOST_ZOOM, and is fitted if there is room for more than the picture. */
void view_zoom_by (View *view, double times, double x, double y);

#define VIEW_MOST_ZOOM 8.0 /* pixels of the screen for one of the picture */

/* Moves the part by pixels of the toolkit, within the picture; (0, 0) after the widget's size has
 * changed. */
void view_pan (View *view, double x, double y);

#endif
