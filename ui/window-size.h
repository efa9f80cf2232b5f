/* SPDX-License-Identifier: GPL-3.0-or-later */

/* window-size.h - the dialog's window is as large as it was left. */

#ifndef WINDOW_SIZE_H
#define WINDOW_SIZE_H

#include <gtk/gtk.h>

/* As large as it was left or, the first time, this large, in pixels; as far as the screen has room for
 * that. */
void window_size_restore (GtkWindow *window, int first_width, int first_height);

void window_size_remember (GtkWindow *window);

#endif
