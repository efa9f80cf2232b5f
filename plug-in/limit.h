/* SPDX-License-Identifier: GPL-3.0-or-later */

/* limit.h - where a layer may be changed, and how much: the selection, times the layer's own mask.
 * Main thread only. */

#ifndef LIMIT_H
#define LIMIT_H

#include <libgimp/gimp.h>

typedef struct _Limit Limit;

/* NULL where nothing limits the change: no selection, and no mask or one that is switched off. */
Limit *limit_new (GimpLayer *layer);
void   limit_free (Limit *limit);

/* The layer's own mask alone, likewise. */
Limit *limit_new_of_mask (GimpLayer *layer);

/* `part` of it in the coordinates of the layer: 0 to 1, (height, width).  Beyond the image nothing
 * is selected. */
void limit_read (Limit *limit, const GeglRectangle *part, float *values);

/* An empty buffer of the layer's size and the precision of masks. */
GeglBuffer *limit_buffer_new (Limit *limit);

/* Rows `y` to `y` + `rows` of it into that buffer. */
void limit_copy_rows (Limit *limit, int y, int rows, GeglBuffer *copy);

/* All of it in a buffer of its own, which later changes of the image do not reach; NULL where
 * nothing limits. */
GeglBuffer *limit_snapshot (GimpLayer *layer);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Limit, limit_free)

#endif
