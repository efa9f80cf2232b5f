/* SPDX-License-Identifier: GPL-3.0-or-later */

/* wheel.h - lets the mouse wheel scroll a column of settings, without changing values. */

#ifndef WHEEL_H
#define WHEEL_H

#include <gtk/gtk.h>

/* Sliders, spin buttons and combo boxes in `widget`, or `widget` itself, pass the wheel on and
 * keep their values. */
void wheel_leave_to_parent (GtkWidget *widget);

#endif
