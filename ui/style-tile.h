/* SPDX-License-Identifier: GPL-3.0-or-later */

/* style-tile.h - a style in a gallery: its picture, its name, and a star that can be switched on and
 * off.  Emits "starred" when the user has clicked on the star; what it shows is then up to
 * style_tile_set_favorite. */

#ifndef STYLE_TILE_H
#define STYLE_TILE_H

#include "nst.h"

#include <gtk/gtk.h>

#define STYLE_TYPE_TILE (style_tile_get_type ())
G_DECLARE_FINAL_TYPE (StyleTile, style_tile, STYLE, TILE, GtkFlowBoxChild)

/* A tile of `info`, which must stay and has a style.  `rank` is its place among those that were used
 * last. */
GtkWidget *style_tile_new (const NstStyleInfo *info, int rank);

const NstStyleInfo *style_tile_get_info (StyleTile *tile);

gboolean style_tile_is_favorite (StyleTile *tile);
void     style_tile_set_favorite (StyleTile *tile, gboolean favorite);

/* Whether `text`, casefolded, is in its name or its credit. */
gboolean style_tile_has_text (StyleTile *tile, const char *text);

/* The order of a gallery: the favorites, those used last, the others by their names.  Below 0: `tile`
 * comes first. */
int style_tile_compare (StyleTile *tile, StyleTile *other);

#endif
