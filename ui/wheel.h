/* SPDX-License-Identifier: GPL-3.0-or-later */

/* wheel.h - lets the mouse wheel scroll a column of settings, without changing values. */

#ifndef WHEEL_H
#define WHEEL_H

#include <gtk/gtk.h>

/* Sliders, numbers and combo boxes in `widget`, or it itself, leave the wheel to what they lie in,
 * and keep their values. */
void wheel_leave_to_parent (GtkWidget *widget);

#endif
