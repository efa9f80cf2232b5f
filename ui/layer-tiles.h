/* SPDX-License-Identifier: GPL-3.0-or-later */

/* layer-tiles.h - a widget that shows the layers of all open images as small pictures with their
 * names, to choose one of.  Emits "chosen" with the GimpLayer when the user has, be it on the way to
 * another, or has painted on the chosen one, and "settled" by a click or Return. */

#ifndef LAYER_TILES_H
#define LAYER_TILES_H

#include <libgimp/gimpui.h>

#define LAYER_TYPE_TILES (layer_tiles_get_type ())
G_DECLARE_FINAL_TYPE (LayerTiles, layer_tiles, LAYER, TILES, GtkScrolledWindow)

/* Follows the layers while it is seen. */
GtkWidget *layer_tiles_new (void);

/* Marks `layer`, or none where it is NULL or not there; emits nothing. */
void layer_tiles_select (LayerTiles *tiles, GimpLayer *layer);

#endif
