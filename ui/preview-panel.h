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

/* As style_preview_get_side. */
int preview_panel_get_side (PreviewPanel *panel);

/* What the picture is called. */
void preview_panel_set_title (PreviewPanel *panel, const char *title);

/* The picture to repaint, small, with its transparency as the mask; it is `width` x `height` pixels
 * large. */
void preview_panel_set_content (PreviewPanel *panel, const NstPicture *content, int width,
                                int height);

/* What it will look like, of the small picture's size; NULL: nothing is known of that. */
void preview_panel_show_painting (PreviewPanel *panel, const NstPicture *painting);

/* A part of it pixel for pixel, before and, where that is known, after. */
void preview_panel_show_part (PreviewPanel *panel, const NstRectangle *part,
                              const NstPicture *before, const NstPicture *after);

/* The part that is to be seen, or FALSE: the whole is.  The signal "view-changed" tells when that
 * has become another. */
gboolean preview_panel_get_part (PreviewPanel *panel, NstRectangle *part);

/* Adds `painting` to those of before, as recent_strip_add does. */
void preview_panel_add_painting (PreviewPanel *panel, const char *settings,
                                 const NstPicture *painting);

/* What the preview shows, and what is being done for it. */
void preview_panel_show_activity (PreviewPanel *panel, const char *text);

/* What the settings will take; `warns`: more than there is. */
void preview_panel_show_forecast (PreviewPanel *panel, const char *text, gboolean warns);

/* A mistake that the user can mend, until the next one or a progress; NULL: there is none.  It is
 * shown in place of the forecast. */
void preview_panel_show_mistake (PreviewPanel *panel, const char *message);

/* How far the work is (0..1), in words, too; until there is a mistake, or none. */
void preview_panel_show_progress (PreviewPanel *panel, double fraction, const char *text);

/* Whether the preview can be switched off and go back, and whether there is a painting to keep, at work. */
void preview_panel_set_sensitive (PreviewPanel *panel, gboolean sensitive);
void preview_panel_offer_keep (PreviewPanel *panel, gboolean offer);

/* In place of the preview a mask is painted; as mask_tools_begin.  Returns when that has begun; it ends
 * with "mask-ended", or at once by preview_panel_end_mask, which emits that, too, if there is one. */
void preview_panel_begin_mask (PreviewPanel *panel, const char *hint, gboolean again);
void preview_panel_end_mask (PreviewPanel *panel, gboolean keep);

/* What the mask is painted on.  (transfer none) */
MaskCanvas *preview_panel_get_canvas (PreviewPanel *panel);

#endif
