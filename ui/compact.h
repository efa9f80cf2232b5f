/* SPDX-License-Identifier: GPL-3.0-or-later */

/* compact.h - makes widgets narrower: themes give spin buttons and progress bars, and languages labels,
 * more width than a narrow column has. */

#ifndef COMPACT_H
#define COMPACT_H

#include <gtk/gtk.h>

/* Makes the spin buttons and progress bars in `widget`, or `widget` itself, narrower. */
void compact_widgets (GtkWidget *widget);

/* Breaks `label` between words where it has less room than its text is wide. */
void compact_wrap (GtkLabel *label);

/* The same for the label of a button, made with it; the lines are centered. */
void compact_wrap_button (GtkWidget *button);

#endif
