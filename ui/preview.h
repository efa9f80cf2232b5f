/* SPDX-License-Identifier: GPL-3.0-or-later */

/* preview.h - a widget that shows a picture before and after: all of it, fitted into the room there
 * is, or a part pixel for pixel.  A click changes between the two, as do the keys + and -; a part
 * is dragged about.  In split view a line divides before and after, which is dragged, or moved by
 * the arrow keys. */

#ifndef PREVIEW_H
#define PREVIEW_H

#include "nst.h"

#include <gtk/gtk.h>

#define STYLE_TYPE_PREVIEW (style_preview_get_type ())
G_DECLARE_FINAL_TYPE (StylePreview, style_preview, STYLE, PREVIEW, GtkDrawingArea)

/* At least `side` x `side` pixels large. */
GtkWidget *style_preview_new (int side);

/* The picture before, which is small; its mask is its transparency, and that of the one after.  At
 * its own size it has `width` x `height` pixels. */
void style_preview_set_before (StylePreview *preview, const NstPicture *picture, int width,
                               int height);

/* The picture after, of the same size; NULL: there is none yet, and the one before is shown. */
void style_preview_set_after (StylePreview *preview, const NstPicture *picture);

/* A part at its own size, with its transparency as the mask, before and after.  Around it, and
 * until there is an `after`, which may be NULL, the small pictures are enlarged. */
void style_preview_set_part (StylePreview *preview, const NstRectangle *part,
                             const NstPicture *before, const NstPicture *after);

/* Shows a part pixel for pixel, or the whole; whether that can be done, by anybody. */
void style_preview_set_zoomed (StylePreview *preview, gboolean zoomed);
void style_preview_set_zoomable (StylePreview *preview, gboolean zoomable);

/* The part that is to be seen, or FALSE: the whole is.  The signal "view-changed" tells when that
 * has become another. */
gboolean style_preview_get_part (StylePreview *preview, NstRectangle *part);

void style_preview_set_split (StylePreview *preview, gboolean split);

#endif
