/* SPDX-License-Identifier: GPL-3.0-or-later */

/* change-limit.h - where a layer may be changed, and how much: the selection, times the layer's own
 * mask. Main thread only. */

#ifndef CHANGE_LIMIT_H
#define CHANGE_LIMIT_H

#include <libgimp/gimp.h>

typedef struct _ChangeLimit ChangeLimit;

/* NULL where nothing limits the change: no selection, and no mask or one that is switched off. */
ChangeLimit *change_limit_new (GimpLayer *layer);
void         change_limit_free (ChangeLimit *limit);

/* The layer's own mask alone, likewise. */
ChangeLimit *change_limit_new_of_mask (GimpLayer *layer);

/* `part` of it in the coordinates of the layer: 0 to 1, (height, width).  Beyond the image nothing
 * is selected. */
void change_limit_read (ChangeLimit *limit, const GeglRectangle *part, float *values);

/* An empty buffer of the layer's size and the precision of masks. */
GeglBuffer *change_limit_buffer_new (ChangeLimit *limit);

/* Rows `y` to `y` + `rows` of it into that buffer. */
void change_limit_copy_rows (ChangeLimit *limit, int y, int rows, GeglBuffer *copy);

/* All of it in a buffer of its own, which later changes of the image do not reach; NULL where
 * nothing limits. */
GeglBuffer *change_limit_snapshot (GimpLayer *layer);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChangeLimit, change_limit_free)

#endif
