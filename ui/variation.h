/* SPDX-License-Identifier: GPL-3.0-or-later */

/* variation.h - a number, and a die that throws another one: each number is another variation of
 * the same painting. */

#ifndef VARIATION_H
#define VARIATION_H

#include <libgimp/gimpui.h>

/* For the setting "seed" of `config`. */
GtkWidget *variation_new (GimpProcedureConfig *config);

#endif
