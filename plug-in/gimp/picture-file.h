/* SPDX-License-Identifier: GPL-3.0-or-later */

/* picture-file.h - image files, opened and written by GIMP's own procedures: opened upright and in
 * colors that can be painted, and written without damage to existing files.  Main thread only. */

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

/* Whether this GIMP can export to files with this extension (lower case, no dot); tested on the
 * first call. */
gboolean picture_file_can_export (const char *ending);

/* Whether files with this ending have layers, when GIMP writes them without asking. */
gboolean picture_file_has_layers (const char *ending);

/* The ending of the file's name in lower case, without its dot: "jpg", "xcf.gz"; "" where there is
 * none. */
char *picture_file_get_ending (const char *name);

/* Writes the image to `file` in the format of its name, with its color profile and its metadata,
 * whatever the user's preferences for exports say of these.  The file is there when it is complete; one
 * that existed is replaced then, if `replace`, and stays otherwise, and in any case when it is
 * write-protected.  Fails with NST_ERROR_FILE. */
gboolean picture_file_save (GimpImage *image, GFile *file, gboolean replace, GError **error);

#endif
