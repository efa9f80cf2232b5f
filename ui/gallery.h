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

/* Shows these styles (element-type NstStyleInfo): the `recent` ones (names, ending with NULL)
 * first, in their order, then the others by name, without invalid ones.  The data is copied. */
void style_gallery_fill (StyleGallery *gallery, GPtrArray *styles, const char *const *recent);

/* Selects the style `name`, or none if there is no such style; emits nothing. */
void style_gallery_select (StyleGallery *gallery, const char *name);

#endif
