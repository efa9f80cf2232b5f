/* SPDX-License-Identifier: GPL-3.0-or-later */

/* preset-button.h - a button that opens a list of the user's presets: to load, to delete, and to
 * keep the settings as they are as another. */

#ifndef PRESET_BUTTON_H
#define PRESET_BUTTON_H

#include <libgimp/gimpui.h>

#define PRESET_TYPE_BUTTON (preset_button_get_type ())
G_DECLARE_FINAL_TYPE (PresetButton, preset_button, PRESET, BUTTON, GtkMenuButton)

/* Loads into `config`, and saves from it. */
GtkWidget *preset_button_new (GimpProcedureConfig *config);

#endif
