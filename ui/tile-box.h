/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tile-box.h - a flow box of small pictures, one of which is chosen: three in a row or more.  Tab goes
 * to the marked one and from there to what comes next; arrows, Return and clicks choose.  Emits
 * "picked" when the user has chosen one, be it on the way to another. */

#ifndef TILE_BOX_H
#define TILE_BOX_H

#include <gtk/gtk.h>

#define TILE_BOX_COLUMNS 3 /* at least */

#define TILE_TYPE_BOX (tile_box_get_type ())
G_DECLARE_FINAL_TYPE (TileBox, tile_box, TILE, BOX, GtkFlowBox)

GtkWidget *tile_box_new (void);

/* Marks `tile`, or none where it is NULL; emits nothing. */
void tile_box_mark (TileBox *box, GtkFlowBoxChild *tile);

/* The one that is marked, or NULL. */
GtkFlowBoxChild *tile_box_get_marked (TileBox *box);

/* The one that the keyboard is at, or NULL. */
GtkFlowBoxChild *tile_box_get_focused (TileBox *box);

/* The one that Tab goes to: the marked one where that is shown, otherwise any; NULL: none is shown. */
GtkFlowBoxChild *tile_box_get_entrance (TileBox *box);

/* Takes all tiles away; emits nothing. */
void tile_box_clear (TileBox *box);

#endif
