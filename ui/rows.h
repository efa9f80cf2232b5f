/* SPDX-License-Identifier: GPL-3.0-or-later */

/* rows.h - rows of the dialog: a label, the widget that changes a setting, a tooltip with what the
 * setting does, and a small button that brings back its default, seen where it is another. */

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

/* Adds the row of a parameter of the engine's table to `box`, which is a GtkBox, and returns it. */
GtkWidget *rows_add (const Rows *rows, GtkWidget *box, const NstParameter *parameter);

/* Adds a row for the setting `name`, which `widget` changes; the first has its label itself. */
GtkWidget *rows_add_widget (const Rows *rows, GtkWidget *box, const char *name, GtkWidget *widget);
GtkWidget *rows_add_labeled (const Rows *rows, GtkWidget *box, const char *name, GtkWidget *widget);

/* Shows `row` at the end of `box`, as high as it needs to be. */
void rows_pack (GtkWidget *box, GtkWidget *row);

#endif
