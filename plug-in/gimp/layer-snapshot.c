/* SPDX-License-Identifier: GPL-3.0-or-later */

/* layer-snapshot.c - two buffers in the plug-in's own memory. */

#include "gimp/layer-snapshot.h"

#include "gimp/change-limit.h"
#include "gimp/layer-pixels.h"

LayerSnapshot *
layer_snapshot_take (GeglBuffer *pixels, GeglBuffer *limit, const char *name)
{
  LayerSnapshot *snapshot = g_atomic_rc_box_new0 (LayerSnapshot);

  snapshot->pixels = pixels;
  snapshot->limit = limit;
  snapshot->name = g_strdup (name);
  snapshot->width = gegl_buffer_get_width (pixels);
  snapshot->height = gegl_buffer_get_height (pixels);

  return snapshot;
}

LayerSnapshot *
layer_snapshot_new (GimpLayer *layer, GError **error)
{
  GeglBuffer *pixels = layer_pixels_snapshot (layer, error);

  return pixels ? layer_snapshot_take (pixels, change_limit_snapshot (layer),
                                       gimp_item_get_name (GIMP_ITEM (layer)))
                : NULL;
}

LayerSnapshot *
layer_snapshot_ref (LayerSnapshot *snapshot)
{
  return g_atomic_rc_box_acquire (snapshot);
}

static void
clear (gpointer data)
{
  LayerSnapshot *snapshot = data;

  g_object_unref (snapshot->pixels);
  g_clear_object (&snapshot->limit);
  g_free (snapshot->name);
}

void
layer_snapshot_unref (LayerSnapshot *snapshot)
{
  if (snapshot)
    g_atomic_rc_box_release_full (snapshot, clear);
}

gboolean
layer_snapshot_equal (const LayerSnapshot *a, const LayerSnapshot *b)
{
  return layer_pixels_equal (a->pixels, b->pixels)
         && (a->limit && b->limit ? layer_pixels_equal (a->limit, b->limit) : a->limit == b->limit);
}
