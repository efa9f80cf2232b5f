/* SPDX-License-Identifier: GPL-3.0-or-later */

/* layer-snapshot.h - a layer at one moment: its pixels, and where it may be changed.  Later changes
 * of the image have no effect on it, and any thread may read it. */

#ifndef LAYER_SNAPSHOT_H
#define LAYER_SNAPSHOT_H

#include <libgimp/gimp.h>

/* Immutable; references count atomically. */
typedef struct
{
  GeglBuffer *pixels;        /* as layer_pixels_snapshot has them */
  GeglBuffer *limit;         /* as change_limit_snapshot has it, or NULL */
  char       *name;          /* of the layer, for messages */
  int         width, height; /* in pixels */
} LayerSnapshot;

/* Main thread only.  Fails as layer_pixels_snapshot and change_limit_check do. */
LayerSnapshot *layer_snapshot_new (GimpLayer *layer, GError **error);

/* The same pixels as in `known`, and where `layer` may be changed now; `known` itself where that is
 * the same.  Main thread only.  Fails as change_limit_check does. */
LayerSnapshot *layer_snapshot_renew_limit (LayerSnapshot *known, GimpLayer *layer, GError **error);

/* Of what has been copied already: takes over both buffers, which begin at (0, 0). */
LayerSnapshot *layer_snapshot_take (GeglBuffer *pixels, GeglBuffer *limit, const char *name);

LayerSnapshot *layer_snapshot_ref (LayerSnapshot *snapshot);
void           layer_snapshot_unref (LayerSnapshot *snapshot);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LayerSnapshot, layer_snapshot_unref)

/* Whether both have the same pixels and limits, bit for bit. */
gboolean layer_snapshot_equal (const LayerSnapshot *a, const LayerSnapshot *b);

#endif
