/* SPDX-License-Identifier: GPL-3.0-or-later */

/* narrow-cell.h - the texts of a combo box that is narrow while it is closed: its open list has room
 * for whole words. */

#ifndef NARROW_CELL_H
#define NARROW_CELL_H

#include <gtk/gtk.h>

#define NARROW_TYPE_CELL (narrow_cell_get_type ())
G_DECLARE_FINAL_TYPE (NarrowCell, narrow_cell, NARROW, CELL, GtkCellRendererText)

/* Shows the first column of `combo`.  The closed combo box needs room for `least` characters, and
 * wants no more than `most`. */
void narrow_cell_pack (GtkWidget *combo, int least, int most);

#endif
