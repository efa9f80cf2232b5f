/* SPDX-License-Identifier: GPL-3.0-or-later */

/* preview.h - a widget that shows a whole picture before and after, fitted into the room there is.
 * In split view a line divides the two, which is dragged, or moved by the arrow keys. */

#ifndef PREVIEW_H
#define PREVIEW_H

#include "nst.h"

#include <gtk/gtk.h>

#define STYLE_TYPE_PREVIEW (style_preview_get_type ())
G_DECLARE_FINAL_TYPE (StylePreview, style_preview, STYLE, PREVIEW, GtkDrawingArea)

/* At least `side` x `side` pixels large. */
GtkWidget *style_preview_new (int side);

/* The picture before; its mask is its transparency, and that of the one after. */
void style_preview_set_before (StylePreview *preview, const NstPicture *picture);

/* The picture after, of the same size; NULL: there is none yet, and the one before is shown. */
void style_preview_set_after (StylePreview *preview, const NstPicture *picture);

void style_preview_set_split (StylePreview *preview, gboolean split);

#endif
