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

/* The picture before, which is small; its mask is its transparency, and that of the one after, which
 * stays where the picture is only given at another size.  At its own size it has `width` x `height`
 * pixels. */
void style_preview_set_before (StylePreview *preview, const NstPicture *picture, int width,
                               int height);

/* The picture after, of the same size; NULL: there is none yet, and the one before is shown. */
void style_preview_set_after (StylePreview *preview, const NstPicture *picture);

/* A part at its own size, with its transparency as the mask, before and after.  Around it, and
 * until there is an `after`, which may be NULL, the small pictures are enlarged. */
void style_preview_set_part (StylePreview *preview, const NstRectangle *part,
                             const NstPicture *before, const NstPicture *after);

/* Shows a part pixel for pixel, or the whole. */
void style_preview_set_zoomed (StylePreview *preview, gboolean zoomed);

/* How many pixels of the screen the longer side of the picture has, where the whole is fitted; 0: not
 * known yet. */
int style_preview_get_side (StylePreview *preview);

/* Pixels of the screen for one of the picture; 0: the whole is fitted. */
double style_preview_get_zoom (StylePreview *preview);

/* Left of the line there is this painting, of the size of the pictures, in place of the picture
 * before; NULL: that again. */
void style_preview_set_rival (StylePreview *preview, const NstPicture *rival);

/* Shows the picture before alone, for a while. */
void style_preview_show_original (StylePreview *preview, gboolean show);

/* The part that is to be seen at its own size, or FALSE: the small pictures will do.  The signal
 * "view-changed" tells when that, the zoom or the room has become another. */
gboolean style_preview_get_part (StylePreview *preview, NstRectangle *part);

void style_preview_set_split (StylePreview *preview, gboolean split);

#endif
