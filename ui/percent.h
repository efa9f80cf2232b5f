/* SPDX-License-Identifier: GPL-3.0-or-later */

/* percent.h - a slider and a number for a setting, in percent: 100 % is 1 in scripts. */

#ifndef PERCENT_H
#define PERCENT_H

#include <gtk/gtk.h>

#define PERCENT_TYPE_SLIDER (percent_slider_get_type ())
G_DECLARE_FINAL_TYPE (PercentSlider, percent_slider, PERCENT, SLIDER, GtkBox)

/* For the setting `spec`, a double, of `config`; `logarithmic`: equal factors are equal steps of
 * the slider.  The slider covers the usual values; the number, the whole range. */
GtkWidget *percent_slider_new (GObject *config, GParamSpec *spec, gboolean logarithmic);

#endif
