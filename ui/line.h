/* SPDX-License-Identifier: GPL-3.0-or-later */

/* line.h - a line of text that is cut where there is no room for it, and says the rest in a tooltip: the
 * column that it stands in can be narrow; and a text of several lines. */

#ifndef LINE_H
#define LINE_H

#include <gtk/gtk.h>

GtkWidget *line_new (void);

/* `text` may be NULL: nothing. */
void line_show (GtkWidget *line, const char *text);

/* A text (or NULL) of several lines, with `chars` characters at most, and of the class `style` (or
 * NULL). */
GtkWidget *line_new_text (const char *text, int chars, const char *style);

#endif
