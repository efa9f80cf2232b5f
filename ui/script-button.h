/* SPDX-License-Identifier: GPL-3.0-or-later */

/* script-button.h - a button that copies a script with the current settings to the clipboard. */

#ifndef SCRIPT_BUTTON_H
#define SCRIPT_BUTTON_H

#include <libgimp/gimpui.h>

#define SCRIPT_TYPE_BUTTON (script_button_get_type ())
G_DECLARE_FINAL_TYPE (ScriptButton, script_button, SCRIPT, BUTTON, GtkButton)

GtkWidget *script_button_new (GimpProcedureConfig *config);

/* Returns the script, to be freed by g_free.  Without such a function the button does nothing. */
typedef char *(*ScriptButtonFunc) (gpointer data);
void script_button_set_func (ScriptButton *button, ScriptButtonFunc func, gpointer data);

#endif
