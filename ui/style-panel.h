/* SPDX-License-Identifier: GPL-3.0-or-later */

/* style-panel.h - the style's column of the dialog: an installed style, a layer or a file.  Emits
 * "edited" when the user has renamed or deleted an installed style: it is to be filled again before
 * that returns; and "save" when the chosen style is to be saved under a name (const char *), which is
 * not empty. */

#ifndef STYLE_PANEL_H
#define STYLE_PANEL_H

#include "nst.h"

#include <libgimp/gimpui.h>

#define STYLE_TYPE_PANEL (style_panel_get_type ())
G_DECLARE_FINAL_TYPE (StylePanel, style_panel, STYLE, PANEL, GtkBox)

/* Follows `config` and changes it. */
GtkWidget *style_panel_new (GimpProcedureConfig *config);

/* The chosen layer or file, and whether it can be saved as a style; NULL: none. */
void style_panel_show (StylePanel *panel, const char *name, const NstPicture *thumbnail,
                       gboolean savable);

/* The installed styles, like style_gallery_fill. */
void style_panel_fill (StylePanel *panel, GPtrArray *styles, const char *const *recent);

/* Whether the style can be changed. */
void style_panel_set_sensitive (StylePanel *panel, gboolean sensitive);

#endif
