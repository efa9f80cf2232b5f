/* SPDX-License-Identifier: GPL-3.0-or-later */

/* layer-pixels.h - converts between GIMP's layers and the engine's pictures.  A layer is copied
 * first (a snapshot), so that later changes of the image have no effect.  Functions that call GIMP
 * are for the main thread only. */

#ifndef LAYER_PIXELS_H
#define LAYER_PIXELS_H

#include "nst.h"

#include <libgimp/gimp.h>

/* Whether the layer has filters, which show in the image only.  Main thread only. */
gboolean layer_pixels_has_filters (GimpLayer *layer);

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

/* The same of a snapshot that may be huge, with a longer side of `side` pixels at most: each pixel is
 * the mean of what it covers.  Memory is that of the result and of some rows. */
NstPicture *layer_pixels_read_small (GeglBuffer *snapshot, int side, const char *name,
                                     GError **error);

/* The same of `part`, which lies within the snapshot and may be all transparent. */
NstPicture *layer_pixels_read_part (GeglBuffer *snapshot, const NstRectangle *part, GError **error);

/* Whether both buffers, which begin at (0, 0), hold the same, bit for bit. */
gboolean layer_pixels_equal (GeglBuffer *a, GeglBuffer *b);

#endif
