/* SPDX-License-Identifier: GPL-3.0-or-later */

/* style-editor.h - what can be done to a style in a gallery: giving it a star, and renaming and
 * deleting one of the user's own; by its menu, by keys (Control and D, F2, Delete) and by the mouse. */

#ifndef STYLE_EDITOR_H
#define STYLE_EDITOR_H

#include "ui/style-tile.h"
#include "ui/tile-box.h"

typedef struct _StyleEditor StyleEditor;

/* Called when a style has changed: `renamed` is what it is called from now on, NULL for one that was
 * deleted; where it is `name`, it has got a star or lost it. */
typedef void (*StyleEditorFunc) (const char *name, const char *renamed, gpointer data);

/* For the tiles in `tiles`; lives as long as that. */
StyleEditor *style_editor_new (TileBox *tiles, StyleEditorFunc func, gpointer data);

/* Watches the star of `tile`, which is one of those tiles. */
void style_editor_add (StyleEditor *editor, StyleTile *tile);

/* Also offers renaming and deleting; `styles` (element-type NstStyleInfo), of which a reference is
 * kept, are all that there are; NULL: does not. */
void style_editor_set_styles (StyleEditor *editor, GPtrArray *styles);

#endif
