/* SPDX-License-Identifier: GPL-3.0-or-later */

/* preview-panel.h - the preview's column of the dialog: the picture before and after, the current
 * activity, the forecast, errors, and recent paintings; or a mask that is painted on the picture.
 * Emits "view-changed", "keep" when the painting is to be used as it is now, "return" with the
 * settings (const char *) of a recent painting that the user wants back, and "mask-ended" with
 * whether the painted mask is to be used (gboolean). */

#ifndef PREVIEW_PANEL_H
#define PREVIEW_PANEL_H

#include "ui/mask-canvas.h"
#include "ui/preview.h"
#include "ui/recent-strip.h"
#include "ui/status-lines.h"

#include <libgimp/gimpui.h>

#define PREVIEW_TYPE_PANEL (preview_panel_get_type ())
G_DECLARE_FINAL_TYPE (PreviewPanel, preview_panel, PREVIEW, PANEL, GtkBox)

/* The preview is at least `side` x `side` pixels large. */
GtkWidget *preview_panel_new (GimpProcedureConfig *config, int side);

/* The name of the picture. */
void preview_panel_set_title (PreviewPanel *panel, const char *title);

/* The content image, reduced, with its transparency as the mask; its full size is `width` x
 * `height` pixels. */
void preview_panel_set_content (PreviewPanel *panel, const NstPicture *content, int width,
                                int height);

/* The text: what the preview shows, and the current activity. */
void preview_panel_show_activity (PreviewPanel *panel, const char *text);

/* Whether the preview can be switched off and show earlier paintings: not while it is painted. */
void preview_panel_set_sensitive (PreviewPanel *panel, gboolean sensitive);

/* In place of the preview a mask is painted; as mask_tools_begin.  Returns when that has begun; it ends
 * with "mask-ended", or at once by preview_panel_end_mask, which emits that, too, if there is one. */
void preview_panel_begin_mask (PreviewPanel *panel, const char *hint, gboolean again);
void preview_panel_end_mask (PreviewPanel *panel, gboolean keep);

/* Its parts; "view-changed" is emitted when the preview shows another part.  (transfer none) */
StylePreview *preview_panel_get_preview (PreviewPanel *panel);
MaskCanvas   *preview_panel_get_canvas (PreviewPanel *panel); /* what a mask is painted on */
RecentStrip  *preview_panel_get_strip (PreviewPanel *panel);
StatusLines  *preview_panel_get_status (PreviewPanel *panel);

#endif
