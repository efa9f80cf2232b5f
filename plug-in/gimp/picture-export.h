/* SPDX-License-Identifier: GPL-3.0-or-later */

/* picture-export.h - image files, written by GIMP's own procedures without damage to existing files.
 * Main thread only. */

#ifndef PICTURE_EXPORT_H
#define PICTURE_EXPORT_H

#include "nst.h"

#include <libgimp/gimp.h>

/* Whether this GIMP can export to files with this extension (lower case, no dot); tested on the
 * first call. */
gboolean picture_export_can (const char *ending);

/* Whether files with this ending have layers, when GIMP writes them without asking. */
gboolean picture_export_has_layers (const char *ending);

/* The ending of the file's name in lower case, without its dot: "jpg", "xcf.gz"; "" where there is
 * none. */
char *picture_export_get_ending (const char *name);

/* Writes the image to `file` in the format of its name, with its color profile and its metadata,
 * whatever the user's preferences for exports say of these.  The file is there when it is complete; one
 * that existed is replaced then, if `replace`, and stays otherwise, and in any case when it is
 * write-protected.  Fails with NST_ERROR_FILE. */
gboolean picture_export_save (GimpImage *image, GFile *file, gboolean replace, GError **error);

#endif
