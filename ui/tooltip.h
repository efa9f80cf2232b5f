/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tooltip.h - hides the tooltip of a button while its popover is open. */

#ifndef TOOLTIP_H
#define TOOLTIP_H

#include <gtk/gtk.h>

/* While `popover` of `button` is open, neither the button nor its row has a tooltip. */
void tooltip_hide_under_popover (GtkWidget *button, GtkWidget *popover);

#endif
