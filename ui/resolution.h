/* SPDX-License-Identifier: GPL-3.0-or-later */

/* resolution.h - a combo box for the working size, in words and in pixels. */

#ifndef RESOLUTION_H
#define RESOLUTION_H

#include <libgimp/gimpui.h>

#define RESOLUTION_TYPE_COMBO (resolution_combo_get_type ())
G_DECLARE_FINAL_TYPE (ResolutionCombo, resolution_combo, RESOLUTION, COMBO, GtkComboBoxText)

/* Follows the setting "size" of `config` and changes it. */
GtkWidget *resolution_combo_new (GimpProcedureConfig *config);

/* Sets the size of what is painted, for the texts; 0 x 0: unknown, or pictures of different sizes.
 * The texts are then about the longer side.  `most`: what that can have at work; 0: its own size. */
void resolution_combo_set_picture (ResolutionCombo *combo, int width, int height, int most);

#endif
