/* SPDX-License-Identifier: GPL-3.0-or-later */

/* picture-file.h - image files, opened by GIMP's own procedures, upright and in colors that can be
 * painted.  Main thread only. */

#ifndef PICTURE_FILE_H
#define PICTURE_FILE_H

#include "nst.h"

#include <libgimp/gimp.h>

/* The image in the file, without an undo history: turned as its EXIF orientation says, which then is
 * the normal one, unless the user's preferences forbid that; with a palette made RGB.  To be deleted
 * by gimp_image_delete.  Fails with NST_ERROR_FILE and a sentence that names the file. */
GimpImage *picture_file_load (GFile *file, GError **error);

/* The layer to paint: the visible layers of the image, merged into one of the size of the canvas.
 * With `keep_layers` it is a new one above all others.  If nothing is visible, fails with
 * NST_ERROR_FILE and the name `name` of the image. */
GimpLayer *picture_file_get_content (GimpImage *image, gboolean keep_layers, const char *name,
                                     GError **error);

#endif
