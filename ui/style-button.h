/* SPDX-License-Identifier: GPL-3.0-or-later */

/* style-button.h - a button that shows a style, and opens a gallery to choose another one.  Emits
 * "chosen" with the name (const char *) when the user selects one, also on the way to another, or
 * with the path of a file; "" is none.  Emits "layer-chosen" with the GimpLayer when it is one. */

#ifndef STYLE_BUTTON_H
#define STYLE_BUTTON_H

#include "nst.h"

#include <libgimp/gimpui.h>

#define STYLE_TYPE_BUTTON (style_button_get_type ())
G_DECLARE_FINAL_TYPE (StyleButton, style_button, STYLE, BUTTON, GtkMenuButton)

/* `none` is the text of a button for no style; NULL: there must be a style.  With `pictures`, it also
 * offers layers and files. */
GtkWidget *style_button_new (const char *none, gboolean pictures);

/* The styles to choose from, like style_gallery_fill; references are kept. */
void style_button_fill (StyleButton *button, GPtrArray *styles, const char *const *recent);

/* Shows the style called `word`, which may be the path of a file; NULL or "": none. */
void style_button_show (StyleButton *button, const char *word);

/* Shows that the style is `layer`. */
void style_button_show_layer (StyleButton *button, GimpLayer *layer);

/* Its text.  (transfer none) */
const char *style_button_get_shown (StyleButton *button);

#endif
