/* SPDX-License-Identifier: GPL-3.0-or-later */

/* status-lines.h - what is told of the work under the preview: what the settings will take, what went
 * wrong, or how far it is.  Emits "keep" when the painting is to be used as it is now. */

#ifndef STATUS_LINES_H
#define STATUS_LINES_H

#include <gtk/gtk.h>

#define STATUS_TYPE_LINES (status_lines_get_type ())
G_DECLARE_FINAL_TYPE (StatusLines, status_lines, STATUS, LINES, GtkStack)

GtkWidget *status_lines_new (void);

/* The forecast; `warns`: it exceeds the memory. */
void status_lines_show_forecast (StatusLines *lines, const char *text, gboolean warns);

/* An error in the settings, shown in place of the forecast until the next error or progress;
 * NULL: none. */
void status_lines_show_mistake (StatusLines *lines, const char *message);

/* The progress (0..1) and its text, until there is an error, or none (NULL). */
void status_lines_show_progress (StatusLines *lines, double fraction, const char *text);

/* Whether there is a painting to keep. */
void status_lines_offer_keep (StatusLines *lines, gboolean offer);

#endif
