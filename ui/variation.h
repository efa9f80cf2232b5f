/* SPDX-License-Identifier: GPL-3.0-or-later */

/* variation.h - a number and a die that changes it at random: each number gives another variation
 * of the painting. */

#ifndef VARIATION_H
#define VARIATION_H

#include <libgimp/gimpui.h>

/* For the setting "seed" of `config`. */
GtkWidget *variation_new (GimpProcedureConfig *config);

#endif
