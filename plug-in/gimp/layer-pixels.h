/* SPDX-License-Identifier: GPL-3.0-or-later */

/* layer-pixels.h - between GIMP's layers and the engine's pictures.  A layer is first copied as it
 * is (a snapshot), so that the work on it cannot be disturbed by what happens to the image
 * meanwhile.  What asks GIMP is for the main thread only. */

#ifndef LAYER_PIXELS_H
#define LAYER_PIXELS_H

#include "nst.h"

#include <libgimp/gimp.h>

/* The layer as one sees it by itself: its pixels with its filters applied, a group as the sum of
 * its layers; without its opacity, mode and mask.  In the layer's own format. */
GeglBuffer *layer_pixels_snapshot (GimpLayer *layer, GError **error);

/* The same for a style, of which only what the layer's mask shows counts. */
GeglBuffer *layer_pixels_snapshot_style (GimpLayer *layer, GError **error);

/* The whole picture in the image file: its visible layers together.  Fails with NST_ERROR_FILE and
 * the name of the file when it is missing or cannot be opened. */
GeglBuffer *layer_pixels_snapshot_file (GFile *file, GError **error);

/* The snapshot as the engine takes it: sRGB in [0, 1], whatever the precision and the color
 * profile; transparency is the mask.  `name` is for the message when there is nothing to see in
 * it (NST_ERROR_ARGUMENT). */
NstPicture *layer_pixels_read (GeglBuffer *snapshot, const char *name, GError **error);

/* The same of `part`, which lies within the snapshot and may be all transparent. */
NstPicture *layer_pixels_read_part (GeglBuffer *snapshot, const NstRectangle *part, GError **error);

/* What a layer becomes, of the size and format of its `snapshot`: with the transparency of that,
 * and the colors of `painting` as far as `content`, which was painted, weighs anything; elsewhere
 * every bit is the snapshot's.  Of values beyond what sRGB can show, which no painting has, as much
 * stays as the strength leaves of the photograph; with the colors kept by luminance, only their
 * luma goes.  For any thread, as what reads a snapshot is. */
GeglBuffer *layer_pixels_compose (const NstPicture *painting, const NstPicture *content,
                                  const NstSettings *settings, GeglBuffer *snapshot);

/* A new layer that is not yet in an image, of the kind and mode that belong beside `layer`, with
 * these pixels and `limit` (or NULL) as its mask.  Fails with NST_ERROR_MEMORY. */
GimpLayer *layer_pixels_write (GeglBuffer *pixels, GeglBuffer *limit, GimpLayer *layer,
                               GError **error);

/* Whether both buffers, which begin at (0, 0), hold the same, bit for bit. */
gboolean layer_pixels_equal (GeglBuffer *a, GeglBuffer *b);

#endif
