/* SPDX-License-Identifier: GPL-3.0-or-later */

/* pixels.h - between GIMP's layers and the engine's pictures: everything that speaks GEGL and babl.
 * A layer is first copied as it is (a snapshot), so that the work on it cannot be disturbed by
 * what happens to the image meanwhile.  Main thread only. */

#ifndef PIXELS_H
#define PIXELS_H

#include "nst.h"

#include <libgimp/gimp.h>

/* The layer as one sees it by itself: its pixels with its filters applied, a group as the sum of
 * its layers; without its opacity, mode and mask.  In the layer's own format. */
GeglBuffer *pixels_snapshot (GimpLayer *layer, GError **error);

/* Whether GIMP has to make that first: without filters it is the layer's own buffer. */
gboolean pixels_has_filters (GimpDrawable *drawable);

/* The whole picture in the image file: its visible layers together.  Fails with NST_ERROR_FILE and
 * the name of the file when it is missing or cannot be opened. */
GeglBuffer *pixels_snapshot_file (GFile *file, GError **error);

/* The snapshot as the engine takes it: sRGB in [0, 1], whatever the precision and the color
 * profile; transparency is the mask.  `name` is for the message when there is nothing to see in
 * it (NST_ERROR_ARGUMENT). */
NstPicture *pixels_read (GeglBuffer *snapshot, const char *name, GError **error);

/* The same of `part`, which lies within the snapshot and may be all transparent. */
NstPicture *pixels_read_part (GeglBuffer *snapshot, const NstRectangle *part, GError **error);

/* `part` of the selection's buffer: 0 to 1, (height, width); to be freed by g_free. */
float *pixels_read_selection (GeglBuffer *selection, const NstRectangle *part);

/* Takes what is not selected in the image out of `picture`, which `layer` was read as: in its mask
 * it weighs as much as it is selected.  Does nothing where there is no selection.  Fails with
 * NST_ERROR_MEMORY, and NST_ERROR_ARGUMENT when nothing is left to see. */
gboolean pixels_limit_to_selection (NstPicture *picture, GimpLayer *layer, GError **error);

/* A new layer that is not yet in an image: of the kind, size and mode that belong beside `layer`,
 * with the transparency of its `snapshot`, and the colors of `painting`; but of the snapshot where
 * `content`, which was painted, weighs nothing.  Without a painting all is the snapshot's, bit for
 * bit.  Fails with NST_ERROR_MEMORY. */
GimpLayer *pixels_write (const NstPicture *painting, const NstPicture *content,
                         GeglBuffer *snapshot, GimpLayer *layer, GError **error);

#endif
