/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tooltip.h - tooltips that are also accessible names, and tooltips that do not cover popovers. */

#ifndef TOOLTIP_H
#define TOOLTIP_H

#include <gtk/gtk.h>

/* Makes `text` the tooltip of `widget`, and its name for assistive technology: for a widget without
 * a label. */
void tooltip_name (GtkWidget *widget, const char *text);

/* While `popover` of `button` is open, neither the button nor its row has a tooltip. */
void tooltip_hide_under_popover (GtkWidget *button, GtkWidget *popover);

#endif
