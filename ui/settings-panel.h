/* SPDX-License-Identifier: GPL-3.0-or-later */

/* settings-panel.h - the settings' column of the dialog, with the user's presets and a row for
 * every parameter of the engine's table; it scrolls if necessary. */

#ifndef SETTINGS_PANEL_H
#define SETTINGS_PANEL_H

#include "ui/preset-button.h"
#include "ui/variations-button.h"

#include <libgimp/gimpui.h>

#define SETTINGS_TYPE_PANEL (settings_panel_get_type ())
G_DECLARE_FINAL_TYPE (SettingsPanel, settings_panel, SETTINGS, PANEL, GtkBox)

/* Follows `config` and changes it; `catalogue` must stay valid. */
GtkWidget *settings_panel_new (GimpProcedureDialog *window, GimpProcedureConfig *config,
                               NstCatalogue *catalogue);

/* Adds `section`, which can be closed, after the basic settings, and shows it. */
void settings_panel_add_section (SettingsPanel *panel, GtkWidget *section);

/* Adds a row for what is protected, beside the detail that is kept; `widget` changes it. */
void settings_panel_add_protection (SettingsPanel *panel, GtkWidget *widget);

/* Sets the size of what is painted, and the most of its longer side that the styles have strokes for
 * (0: not known yet), for the resolution. */
void settings_panel_set_picture (SettingsPanel *panel, int width, int height, int most);

/* Shows the settings for several layers. */
void settings_panel_offer_frames (SettingsPanel *panel);

/* The button beside the presets.  (transfer none) */
VariationsButton *settings_panel_get_variations (SettingsPanel *panel);

/* Writes the script that does what the settings say. */
void settings_panel_set_script_func (SettingsPanel *panel, ScriptButtonFunc func, gpointer data);

#endif
