/* SPDX-License-Identifier: GPL-3.0-or-later */

/* image-history.h - what an image's metadata say of how it came to be, which GIMP writes into the files
 * that it exports.  Main thread only. */

#ifndef IMAGE_HISTORY_H
#define IMAGE_HISTORY_H

#include <libgimp/gimp.h>

/* Adds `line` to the history in the metadata of `image`, as a step that can be undone; all else that
 * they say stays.  FALSE: GIMP does not take it. */
gboolean image_history_add (GimpImage *image, const char *line);

#endif
