/* SPDX-License-Identifier: GPL-3.0-or-later */

/* preset-button.h - a button for actions on all settings: the user's presets, to load, delete and
 * save; the settings that GIMP itself saves; and the script. */

#ifndef PRESET_BUTTON_H
#define PRESET_BUTTON_H

#include "ui/script-button.h"

#include <libgimp/gimpui.h>

#define PRESET_TYPE_BUTTON (preset_button_get_type ())
G_DECLARE_FINAL_TYPE (PresetButton, preset_button, PRESET, BUTTON, GtkMenuButton)

/* Loads into `config`, and saves from it.  Takes over the buttons of `window` for loading and
 * saving settings. */
GtkWidget *preset_button_new (GimpProcedureDialog *window, GimpProcedureConfig *config);

/* Adds the button that copies the script from `func`. */
void preset_button_set_script_func (PresetButton *button, ScriptButtonFunc func, gpointer data);

#endif
