/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tiff-metadata.h - Exif and IPTC in TIFF files, which libvips neither reads nor writes there.  For
 * the reader and the writer of files only. */

#ifndef CLI_TIFF_METADATA_H
#define CLI_TIFF_METADATA_H

#include <glib.h>
#include <vips/vips.h>

/* Adds what the TIFF file at `path` says in Exif and IPTC to `image`, as libvips has it of a JPEG
 * file.  Adds nothing where there is none, or where it is damaged. */
void cli_tiff_metadata_read (const char *path, VipsImage *image);

/* Writes the Exif, XMP and IPTC data of `image` into the TIFF file that is open as `file` and has
 * its pixels.  Fails only where the file could not be written; it is of no use then. */
gboolean cli_tiff_metadata_write (VipsImage *image, int file);

#endif
