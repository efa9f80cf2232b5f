/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tooltip.h - a button that has opened a popover does not explain itself on top of it. */

#ifndef TOOLTIP_H
#define TOOLTIP_H

#include <gtk/gtk.h>

/* While `popover`, which `button` opens, can be seen, neither the button nor the row that it stands
 * in has a tooltip. */
void tooltip_hide_under_popover (GtkWidget *button, GtkWidget *popover);

#endif
