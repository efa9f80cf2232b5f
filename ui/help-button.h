/* SPDX-License-Identifier: GPL-3.0-or-later */

/* help-button.h - the Help button of a dialog.  It opens the guide that is installed with the
 * plug-in, or the project's page. */

#ifndef HELP_BUTTON_H
#define HELP_BUTTON_H

#include <gtk/gtk.h>

/* Adds the button, unless there is neither a guide nor a page. */
void help_button_add (GtkDialog *dialog);

#endif
