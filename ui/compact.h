/* SPDX-License-Identifier: GPL-3.0-or-later */

/* compact.h - widgets for a narrow column: themes make room for a finger on each button of a number,
 * and for a long text in each progress bar. */

#ifndef COMPACT_H
#define COMPACT_H

#include <gtk/gtk.h>

/* Makes numbers and progress bars in `widget`, or it itself, narrower than the theme has them. */
void compact_widgets (GtkWidget *widget);

#endif
