/* SPDX-License-Identifier: GPL-3.0-or-later */

/* gallery.h - a widget that shows styles as thumbnails with their names, in groups, to search and to
 * choose from.  Emits "chosen" with the name (const char *) when the user selects one, also on the
 * way to another, and "settled" on a click or Return. */

#ifndef GALLERY_H
#define GALLERY_H

#include "nst.h"

#include <gtk/gtk.h>

#define STYLE_TYPE_GALLERY (style_gallery_get_type ())
G_DECLARE_FINAL_TYPE (StyleGallery, style_gallery, STYLE, GALLERY, GtkBox)

/* Where it is `editable`, the user's own styles can be renamed and deleted in it.  It then emits
 * "edited" with the name of the style and what it is called now (const char *, both; NULL:
 * it is deleted), and is to be filled again before that returns. */
GtkWidget *style_gallery_new (gboolean editable);

/* Shows these styles (element-type NstStyleInfo), of which a reference is kept: the favorites first,
 * then the `recent` ones (names, ending with NULL) in their order, then the others by name, without
 * invalid ones. */
void style_gallery_fill (StyleGallery *gallery, GPtrArray *styles, const char *const *recent);

/* The name of the style that comes first, whatever is shown; NULL: there is none.  (transfer none) */
const char *style_gallery_get_first (StyleGallery *gallery);

/* Selects the style `name`, or none if there is no such style; emits nothing. */
void style_gallery_select (StyleGallery *gallery, const char *name);

#endif
