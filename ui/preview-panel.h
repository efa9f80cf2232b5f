/* SPDX-License-Identifier: GPL-3.0-or-later */

/* preview-panel.h - the column of the dialog that shows: the picture before and after, what is
 * being done, what went wrong. */

#ifndef PREVIEW_PANEL_H
#define PREVIEW_PANEL_H

#include "nst.h"

#include <libgimp/gimpui.h>

#define PREVIEW_TYPE_PANEL (preview_panel_get_type ())
G_DECLARE_FINAL_TYPE (PreviewPanel, preview_panel, PREVIEW, PANEL, GtkBox)

/* The preview is at least `side` x `side` pixels large. */
GtkWidget *preview_panel_new (GimpProcedureConfig *config, int side);

/* The picture to repaint, with its transparency as the mask. */
void preview_panel_set_content (PreviewPanel *panel, const NstPicture *content);

/* What it will look like, of the content's size; NULL: nothing is known of that. */
void preview_panel_show_painting (PreviewPanel *panel, const NstPicture *painting);

/* What is being done for the preview; NULL: nothing. */
void preview_panel_show_activity (PreviewPanel *panel, const char *text);

/* A mistake that the user can mend, until the next one or a progress; NULL: there is none. */
void preview_panel_show_mistake (PreviewPanel *panel, const char *message);

/* How far the work is (0..1), in words, too; until there is a mistake, or none. */
void preview_panel_show_progress (PreviewPanel *panel, double fraction, const char *text);

/* Whether the switches can be used. */
void preview_panel_set_sensitive (PreviewPanel *panel, gboolean sensitive);

#endif
