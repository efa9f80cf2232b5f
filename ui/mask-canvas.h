/* SPDX-License-Identifier: GPL-3.0-or-later */

/* mask-canvas.h - a widget that shows a picture, fitted, and is painted on with a round brush: what is
 * red is in the mask.  The left button paints, the right one takes away, whichever of both the brush
 * does; the wheel and the keys [ and ] change its size. */

#ifndef MASK_CANVAS_H
#define MASK_CANVAS_H

#include "nst.h"

#include <gtk/gtk.h>

#define MASK_TYPE_CANVAS (mask_canvas_get_type ())
G_DECLARE_FINAL_TYPE (MaskCanvas, mask_canvas, MASK, CANVAS, GtkDrawingArea)

/* `size` is the diameter of the brush in percent of the picture's longer side; the canvas changes it,
 * too. */
GtkWidget *mask_canvas_new (GtkAdjustment *size);

/* The picture, small; it is `width` x `height` pixels large.  A mask that has been begun stays, but for
 * another size it begins anew. */
void mask_canvas_set_picture (MaskCanvas *canvas, const NstPicture *picture, int width, int height);

/* Begins a mask, of nothing or, with `again`, of what is there. */
void mask_canvas_begin (MaskCanvas *canvas, gboolean again);

/* Whether the left button takes away. */
void mask_canvas_set_black (MaskCanvas *canvas, gboolean black);

gboolean mask_canvas_is_empty (MaskCanvas *canvas);

/* The mask at the picture's own size, (height, width), 255 is in.  NULL: there is no memory for it.  To be
 * freed by g_free. */
guchar *mask_canvas_render (MaskCanvas *canvas, int *width, int *height);

#endif
