/* SPDX-License-Identifier: GPL-3.0-or-later */

/* layer-snapshot.c - two buffers in the memory of the plug-in. */

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

  if (!pixels)
    return NULL;
  if (!change_limit_check (layer, error))
    {
      g_object_unref (pixels);
      return NULL;
    }

  return layer_snapshot_take (pixels, change_limit_snapshot (layer),
                              gimp_item_get_name (GIMP_ITEM (layer)));
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

static gboolean
is_same_limit (GeglBuffer *a, GeglBuffer *b)
{
  return a && b ? layer_pixels_equal (a, b) : a == b;
}

LayerSnapshot *
layer_snapshot_renew_limit (LayerSnapshot *known, GimpLayer *layer, GError **error)
{
  GeglBuffer *limit;

  if (!gimp_item_is_valid (GIMP_ITEM (layer)))
    return layer_snapshot_ref (known);
  if (!change_limit_check (layer, error))
    return NULL;

  limit = change_limit_snapshot (layer);
  if (!is_same_limit (limit, known->limit))
    return layer_snapshot_take (g_object_ref (known->pixels), limit, known->name);

  g_clear_object (&limit);

  return layer_snapshot_ref (known);
}

gboolean
layer_snapshot_equal (const LayerSnapshot *a, const LayerSnapshot *b)
{
  return layer_pixels_equal (a->pixels, b->pixels) && is_same_limit (a->limit, b->limit);
}
