/* SPDX-License-Identifier: GPL-3.0-or-later */

/* compact.h - makes widgets narrower: themes give spin buttons and progress bars more width than a
 * narrow column has. */

#ifndef COMPACT_H
#define COMPACT_H

#include <gtk/gtk.h>

/* Makes the spin buttons and progress bars in `widget`, or `widget` itself, narrower. */
void compact_widgets (GtkWidget *widget);

#endif
