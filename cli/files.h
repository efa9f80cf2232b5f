/* SPDX-License-Identifier: GPL-3.0-or-later */

/* files.h - pictures in files, by gdk-pixbuf. */

#ifndef NST_FILES_H
#define NST_FILES_H

#include <nst.h>

/* The picture at `path`, turned as its Exif orientation says; transparency becomes the mask.
 * Matches NstPictureLoader. */
NstPicture *nst_file_load (const char *path, gpointer unused, GError **error);

/* Whether the ending of `path` is one that nst_file_save knows. */
gboolean nst_file_check_ending (const char *path, GError **error);

/* Writes `picture` as the ending of `path` says (png, jpg, jpeg, tif, tiff, bmp), 8 bits a channel,
 * with `mask` (may be NULL) as transparency where the format has any.  What was there stays until
 * all is written. */
gboolean nst_file_save (const NstPicture *picture, const float *mask, const char *path,
                        GError **error);

#endif
