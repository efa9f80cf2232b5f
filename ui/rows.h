/* SPDX-License-Identifier: GPL-3.0-or-later */

/* rows.h - a row of the dialog for each parameter of the engine's table: its label, the widget that
 * changes it, and a tooltip with what the table says of it. */

#ifndef ROWS_H
#define ROWS_H

#include "nst.h"

#include <libgimp/gimpui.h>

/* What rows have in common. */
typedef struct
{
  GimpProcedureDialog *window;
  GimpProcedureConfig *config;
  const char          *networks; /* the folder of those that come with the plug-in */
  GtkSizeGroup        *labels;   /* keeps the labels of all rows as wide as the widest */
} Rows;

/* Adds the row of `parameter` to `box`, which is a GtkBox, and returns it. */
GtkWidget *rows_add (const Rows *rows, GtkWidget *box, const NstParameter *parameter);

/* Shows `row` at the end of `box`, as high as it needs to be. */
void rows_pack (GtkWidget *box, GtkWidget *row);

#endif
