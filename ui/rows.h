/* SPDX-License-Identifier: GPL-3.0-or-later */

/* rows.h - rows of the dialog: a label, the widget of a setting, a tooltip that explains it, and a
 * small button that resets it, visible if it differs from the default. */

#ifndef ROWS_H
#define ROWS_H

#include "nst.h"

#include <libgimp/gimpui.h>

/* Common to all rows. */
typedef struct
{
  GimpProcedureDialog *window;
  GimpProcedureConfig *config;
  NstCatalogue        *catalogue;
  GtkSizeGroup        *labels; /* keeps the labels of all rows as wide as the widest */
} Rows;

/* Adds the row of a parameter of the engine's table to `box`, which is a GtkBox, and returns it. */
GtkWidget *rows_add (const Rows *rows, GtkWidget *box, const NstParameter *parameter);

/* Adds a row for the setting `name`, which `widget` changes. rows_add_labeled:  `widget` has its
 * own label; rows_add_renamed: with another label than the setting's. */
GtkWidget *rows_add_widget (const Rows *rows, GtkWidget *box, const char *name, GtkWidget *widget);
GtkWidget *rows_add_labeled (const Rows *rows, GtkWidget *box, const char *name, GtkWidget *widget);
GtkWidget *rows_add_renamed (const Rows *rows, GtkWidget *box, const char *name, const char *label,
                             GtkWidget *widget);

/* Adds a row in percent for the setting `name`, a double. */
GtkWidget *rows_add_percent (const Rows *rows, GtkWidget *box, const char *name,
                             gboolean logarithmic);

/* Adds a row for the setting `name`, a string, which is one of `words` (ends with NULL): each with its
 * label, translatable in `context` (or NULL). */
GtkWidget *rows_add_words (const Rows *rows, GtkWidget *box, const char *name,
                           const char *const words[][2], const char *context);

/* Ellipsizes long texts of a combo box. */
void rows_narrow_combo (GtkWidget *combo);

/* The reset button of `row` sets `value` in place of the default; the setting is a double. */
void rows_set_reset_value (GtkWidget *row, double value);

/* Whether the setting `spec` of `config` has its default. */
gboolean rows_has_default (GObject *config, GParamSpec *spec);

/* A frame around `box`, and a scrolled window around `child`, which is `most` pixels high at most;
 * what is in them is shown. */
GtkWidget *rows_new_frame (const char *title, GtkWidget *box);
GtkWidget *rows_new_scrolled (GtkWidget *child, int most);

/* Shows `row` at the end of `box`, with its natural height. */
void rows_pack (GtkWidget *box, GtkWidget *row);

#endif
