/* SPDX-License-Identifier: GPL-3.0-or-later */

/* style-source.h - the source of a style: a layer, a file or an installed style.  Calls to GIMP are
 * made immediately, on the main thread; the rest is loaded later, on any thread. */

#ifndef STYLE_SOURCE_H
#define STYLE_SOURCE_H

#include "nst.h"

#include <libgimp/gimp.h>

typedef struct _StyleSource StyleSource;

/* Main thread only.  Each takes `known` (or NULL) again where that is still the same; `verify`
 * compares a layer's pixels for that, which takes as long as to copy them.  Errors are
 * NST_ERROR_ARGUMENT for a layer that is gone, and NST_ERROR_FILE. */
StyleSource *style_source_of_layer (GimpLayer *layer, StyleSource *known, gboolean verify,
                                    GError **error);
StyleSource *style_source_of_file (GFile *file, StyleSource *known, GError **error);

/* An installed style, or a style file at the path `name`. */
StyleSource *style_source_of_name (const char *name, NstCatalogue *catalogue, StyleSource *known);

/* From pixels that begin at (0, 0), which it takes over. */
StyleSource *style_source_of_pixels (GeglBuffer *pixels, const char *name);

StyleSource *style_source_ref (StyleSource *source); /* the references count atomically */
void         style_source_unref (StyleSource *source);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (StyleSource, style_source_unref)

/* Opens the style, the first time, for paintings that use it with a longer side of `side` pixels at
 * most: a picture is read no larger than STYLE_SOURCE_SIDE, or the next double of it that is enough.
 * One thread at a time, which may be any.  Fails as nst_catalogue_open_style and nst_style_new do, and with
 * NST_ERROR_ARGUMENT for a picture in which nothing can be seen. */
#define STYLE_SOURCE_SIDE 4096
gboolean style_source_load (StyleSource *source, int side, GError **error);

/* The memory that its picture takes, in bytes, once it is loaded. */
guint64 style_source_get_bytes (const StyleSource *source);

/* Once it is loaded.  The style keeps what is measured of it. */
NstStyle   *style_source_get_style (StyleSource *source);
const char *style_source_get_title (const StyleSource *source); /* to be shown */

/* The picture that it is measured from, anew each time, with a longer side of STYLE_SOURCE_SIDE at
 * most.  Fails as layer_pixels_read. */
gboolean    style_source_is_picture (const StyleSource *source);
NstPicture *style_source_read_picture (StyleSource *source, GError **error);

/* A small picture to show, or NULL. */
#define STYLE_SOURCE_THUMBNAIL_SIDE 256 /* pixels at most */
const NstPicture *style_source_get_thumbnail (const StyleSource *source);

/* The brush size at which a painting of `small` pixels (its longer side) has strokes as large,
 * beside the whole picture, as `brush` gives them at a working size of `working` pixels. */
double style_source_brush (const StyleSource *source, double brush, int small, int working);

#endif
