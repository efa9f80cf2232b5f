/* SPDX-License-Identifier: GPL-3.0-or-later */

/* preview-panel.h - the preview's column of the dialog: the picture before and after, the current
 * activity, the forecast, errors, and recent paintings; or a mask that is painted on the picture.
 * Emits "view-changed", "keep" when the painting is to be used as it is now, "return" with the
 * settings (const char *) of a recent painting that the user wants back, and "mask-ended" with
 * whether the painted mask is to be used (gboolean). */

#ifndef PREVIEW_PANEL_H
#define PREVIEW_PANEL_H

#include "ui/mask-canvas.h"

#include <libgimp/gimpui.h>

#define PREVIEW_TYPE_PANEL (preview_panel_get_type ())
G_DECLARE_FINAL_TYPE (PreviewPanel, preview_panel, PREVIEW, PANEL, GtkBox)

/* The preview is at least `side` x `side` pixels large. */
GtkWidget *preview_panel_new (GimpProcedureConfig *config, int side);

/* Like style_preview_get_side. */
int preview_panel_get_side (PreviewPanel *panel);

/* The name of the picture. */
void preview_panel_set_title (PreviewPanel *panel, const char *title);

/* The content image, reduced, with its transparency as the mask; its full size is `width` x
 * `height` pixels. */
void preview_panel_set_content (PreviewPanel *panel, const NstPicture *content, int width,
                                int height);

/* The preview's result, of the same reduced size; NULL: none yet. */
void preview_panel_show_painting (PreviewPanel *panel, const NstPicture *painting);

/* A part at full size, before and (if known) after. */
void preview_panel_show_part (PreviewPanel *panel, const NstRectangle *part,
                              const NstPicture *before, const NstPicture *after);

/* The part to show; FALSE: the whole picture.  Emits "view-changed" when that changes. */
gboolean preview_panel_get_part (PreviewPanel *panel, NstRectangle *part);

/* Adds `painting` to the recent ones, like recent_strip_add. */
void preview_panel_add_painting (PreviewPanel *panel, const char *settings,
                                 const NstPicture *painting);

/* The text: what the preview shows, and the current activity. */
void preview_panel_show_activity (PreviewPanel *panel, const char *text);

/* The forecast; `warns`: it exceeds the memory. */
void preview_panel_show_forecast (PreviewPanel *panel, const char *text, gboolean warns);

/* An error in the settings, shown in place of the forecast until the next error or progress;
 * NULL: none. */
void preview_panel_show_mistake (PreviewPanel *panel, const char *message);

/* The progress (0..1) and its text, until there is an error, or none (NULL). */
void preview_panel_show_progress (PreviewPanel *panel, double fraction, const char *text);

/* While painting: whether the preview can be switched off and show earlier paintings, and whether
 * there is a painting to keep. */
void preview_panel_set_sensitive (PreviewPanel *panel, gboolean sensitive);
void preview_panel_offer_keep (PreviewPanel *panel, gboolean offer);

/* In place of the preview a mask is painted; as mask_tools_begin.  Returns when that has begun; it ends
 * with "mask-ended", or at once by preview_panel_end_mask, which emits that, too, if there is one. */
void preview_panel_begin_mask (PreviewPanel *panel, const char *hint, gboolean again);
void preview_panel_end_mask (PreviewPanel *panel, gboolean keep);

/* What the mask is painted on.  (transfer none) */
MaskCanvas *preview_panel_get_canvas (PreviewPanel *panel);

#endif
