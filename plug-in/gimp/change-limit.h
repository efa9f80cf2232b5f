/* SPDX-License-Identifier: GPL-3.0-or-later */

/* change-limit.h - where a layer may be changed, and how much: the selection, multiplied by the
 * layer's own mask.  Main thread only. */

#ifndef CHANGE_LIMIT_H
#define CHANGE_LIMIT_H

#include <libgimp/gimp.h>

/* Values in 0..1 of the layer's size, from (0, 0) on, in the precision of masks, which later changes
 * of the image do not reach; NULL where nothing limits: no selection, and no mask or one that is
 * switched off.  Beyond the image nothing is selected. */
GeglBuffer *change_limit_snapshot (GimpLayer *layer);

/* The layer's own mask alone, likewise. */
GeglBuffer *change_limit_snapshot_mask (GimpLayer *layer);

/* Whether anything of the layer is selected.  Fails with NST_ERROR_ARGUMENT. */
gboolean change_limit_check (GimpLayer *layer, GError **error);

/* A text that is another one when the selection or the mask is another one, as far as GIMP's
 * thumbnails show it: to be asked for often.  To be freed by g_free; NULL: the layer is gone. */
char *change_limit_describe (GimpLayer *layer);

#endif
