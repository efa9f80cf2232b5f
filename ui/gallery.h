/* SPDX-License-Identifier: GPL-3.0-or-later */

/* gallery.h - a widget that shows styles as thumbnails with their names, to search and to choose
 * from.  Emits "chosen" with the name (const char *) when the user selects one, also on the way to
 * another, and "settled" on a click or Return. */

#ifndef GALLERY_H
#define GALLERY_H

#include "nst.h"

#include <gtk/gtk.h>

#define STYLE_TYPE_GALLERY (style_gallery_get_type ())
G_DECLARE_FINAL_TYPE (StyleGallery, style_gallery, STYLE, GALLERY, GtkBox)

GtkWidget *style_gallery_new (void);

/* Shows these styles (element-type NstStyleInfo) in place of those before: the `recent` ones
 * (names, ending with NULL) first, in their order, the others by their names; without those that
 * cannot be opened.  What is needed of them is copied. */
void style_gallery_fill (StyleGallery *gallery, GPtrArray *styles, const char *const *recent);

/* Marks the style called `name`, or none where there is none of that name; emits nothing. */
void style_gallery_select (StyleGallery *gallery, const char *name);

#endif
