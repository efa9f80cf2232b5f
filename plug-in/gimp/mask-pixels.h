/* SPDX-License-Identifier: GPL-3.0-or-later */

/* mask-pixels.h - how much of each pixel of a layer is covered by a mask: a channel, a layer mask
 * or another layer.  The mask is copied first, aligned with the layer; functions on the copy do not
 * call libgimp. */

#ifndef MASK_PIXELS_H
#define MASK_PIXELS_H

#include "nst.h"

#include <libgimp/gimp.h>

/* What `mask` covers of `layer`: values in 0..1, of the layer's size, from (0, 0) on; 0 beyond the
 * extent of the mask.  The numbers of a channel count as they are, as they do in GIMP; a layer
 * counts by its luminance, as in GIMP's layer masks that are copies of layers, times its alpha.
 * Fails with NST_ERROR_MEMORY.  Main thread only. */
GeglBuffer *mask_pixels_snapshot (GimpDrawable *mask, GimpLayer *layer, GError **error);

/* `part` of a mask: (height, width); to be freed by g_free.  Fails with NST_ERROR_MEMORY. */
float *mask_pixels_read (GeglBuffer *mask, const NstRectangle *part, GError **error);

/* The smallest rectangle around what can be seen of `pixels`, a layer's, and may be changed by
 * `limit`, a change_limit_snapshot of the layer (or NULL: everywhere).  Errors call the layer `name`.
 * Fails with NST_ERROR_ARGUMENT where the limit leaves nothing. */
gboolean mask_pixels_find_extent (GeglBuffer *pixels, GeglBuffer *limit, const char *name,
                                  NstRectangle *extent, GError **error);

#endif
