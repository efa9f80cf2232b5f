/* SPDX-License-Identifier: GPL-3.0-or-later */

/* preview.h - a widget that shows a picture before and after: fitted to the widget, or a part of
 * it.  A click, or the keys + and -, switches between the whole and 1:1; the wheel zooms to any
 * scale; a part is moved by dragging.  In split view, a line separates before and after, which can
 * be dragged, or moved by the arrow keys.  While the right button or the key O is held down, only
 * the picture before is shown. */

#ifndef PREVIEW_H
#define PREVIEW_H

#include "nst.h"

#include <gtk/gtk.h>

#define STYLE_TYPE_PREVIEW (style_preview_get_type ())
G_DECLARE_FINAL_TYPE (StylePreview, style_preview, STYLE, PREVIEW, GtkDrawingArea)

/* At least `side` x `side` pixels large. */
GtkWidget *style_preview_new (int side);

/* The picture before, reduced; its mask is the transparency of both pictures.  Its full size is
 * `width` x `height` pixels.  The picture after stays if only the size differs. */
void style_preview_set_before (StylePreview *preview, const NstPicture *picture, int width,
                               int height);

/* The picture after, of the same size; NULL: none yet, and the one before is shown. */
void style_preview_set_after (StylePreview *preview, const NstPicture *picture);

/* A part at full size, with its transparency as the mask, before and after.  Around it, and until
 * there is an `after` (may be NULL), the reduced pictures are enlarged. */
void style_preview_set_part (StylePreview *preview, const NstRectangle *part,
                             const NstPicture *before, const NstPicture *after);

/* Shows a part at 1:1, or the whole. */
void style_preview_set_zoomed (StylePreview *preview, gboolean zoomed);

/* The longer side of the fitted picture in pixels of the screen; 0: not known yet. */
int style_preview_get_side (StylePreview *preview);

/* Pixels of the screen per pixel of the picture; 0: the whole is fitted. */
double style_preview_get_zoom (StylePreview *preview);

/* Shows this painting, of the size of the pictures, on the left of the line; NULL: the picture
 * before. */
void style_preview_set_rival (StylePreview *preview, const NstPicture *rival);

/* Shows only the picture before, for a while. */
void style_preview_show_original (StylePreview *preview, gboolean show);

/* The part to show at full size; FALSE: the reduced pictures are enough.  Emits "view-changed"
 * when that, the zoom or the widget's size changes. */
gboolean style_preview_get_part (StylePreview *preview, NstRectangle *part);

void style_preview_set_split (StylePreview *preview, gboolean split);

#endif
