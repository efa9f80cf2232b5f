/* SPDX-License-Identifier: GPL-3.0-or-later */

/* settings-text.h - settings as text, and back.  GIMP does not write layers and masks; they are
 * added by their ids, which are valid as long as GIMP runs and the layer exists. */

#ifndef SETTINGS_TEXT_H
#define SETTINGS_TEXT_H

#include <libgimp/gimp.h>

/* Notes down the ids of the styles' layers and of the masks among the settings, which GIMP keeps as
 * those of the last run. */
void settings_text_remember_layers (GimpProcedureConfig *config);

/* Restores the recorded layers and masks that are not set.  FALSE: a mask is not in `image` any
 * more. */
gboolean settings_text_recall_layers (GimpProcedureConfig *config, GimpImage *image);

/* The same, replacing what is set. */
void settings_text_replace_layers (GimpProcedureConfig *config, GimpImage *image);

/* To be freed by g_free. */
char *settings_text_write (GimpProcedureConfig *config);

/* From settings_text_write.  A text that cannot be read changes no layer. */
void settings_text_read (GimpProcedureConfig *config, GimpImage *image, const char *text);

#endif
