/* SPDX-License-Identifier: GPL-3.0-or-later */

/* change-limit.c - the selection and the mask of a layer, combined.  The selection is in the
 * image's coordinates, the mask in the layer's. */

#include "gimp/change-limit.h"

#include "gimp/mask-product.h"

#include "nst.h"

#include <glib/gi18n.h>

#define THUMBNAIL_SIDE 256 /* pixels; as large as GIMP makes them quickly */

gboolean
change_limit_check (GimpLayer *layer, GError **error)
{
  int x, y, width, height;

  if (gimp_drawable_mask_intersect (GIMP_DRAWABLE (layer), &x, &y, &width, &height))
    return TRUE;

  return nst_fail (error, NST_ERROR_ARGUMENT,
                   _ ("The selection does not touch the layer “%s”: select a part of it, or select "
                      "nothing to paint all of it."),
                   gimp_item_get_name (GIMP_ITEM (layer)));
}

static GeglBuffer *
open_mask (GimpLayer *layer)
{
  GimpLayerMask *mask = gimp_layer_get_mask (layer);

  return mask && gimp_layer_get_apply_mask (layer) ? gimp_drawable_get_buffer (GIMP_DRAWABLE (mask))
                                                   : NULL;
}

static GeglBuffer *
open_selection (GimpLayer *layer)
{
  GimpImage *image = gimp_item_get_image (GIMP_ITEM (layer));

  return gimp_selection_is_empty (image)
             ? NULL
             : gimp_drawable_get_buffer (GIMP_DRAWABLE (gimp_image_get_selection (image)));
}

/* The product of both, either of which may be NULL. */
static GeglBuffer *
copy_product (GimpLayer *layer, GeglBuffer *selection, GeglBuffer *mask)
{
  GimpDrawable *drawable = GIMP_DRAWABLE (layer);
  MaskFactor    factors[] = { { .mask = mask }, { .mask = selection } };

  gimp_drawable_get_offsets (drawable, &factors[1].x, &factors[1].y);

  return mask_product_new (factors, gimp_drawable_get_width (drawable),
                           gimp_drawable_get_height (drawable));
}

GeglBuffer *
change_limit_snapshot (GimpLayer *layer)
{
  g_autoptr (GeglBuffer) selection = open_selection (layer);
  g_autoptr (GeglBuffer) mask = open_mask (layer);

  return copy_product (layer, selection, mask);
}

GeglBuffer *
change_limit_snapshot_mask (GimpLayer *layer)
{
  g_autoptr (GeglBuffer) mask = open_mask (layer);

  return copy_product (layer, NULL, mask);
}

/* ---- Changes ----------------------------------------------------------------------- */

static void
look_at (GimpDrawable *mask, GChecksum *checksum)
{
  int     width, height, bytes;
  GBytes *thumbnail = gimp_drawable_get_thumbnail_data (mask, THUMBNAIL_SIDE, THUMBNAIL_SIDE,
                                                        &width, &height, &bytes);

  if (!thumbnail)
    return;

  g_checksum_update (checksum, g_bytes_get_data (thumbnail, NULL),
                     (gssize) g_bytes_get_size (thumbnail));
  g_bytes_unref (thumbnail);
}

char *
change_limit_describe (GimpLayer *layer)
{
  GimpImage     *image;
  GimpLayerMask *mask;
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_MD5);
  gboolean selected;
  int      x, y, right, bottom, left, top;

  if (!gimp_item_is_valid (GIMP_ITEM (layer)))
    return NULL;

  image = gimp_item_get_image (GIMP_ITEM (layer));
  mask = gimp_layer_get_mask (layer);
  gimp_selection_bounds (image, &selected, &x, &y, &right, &bottom);
  gimp_drawable_get_offsets (GIMP_DRAWABLE (layer), &left, &top);
  if (selected)
    look_at (GIMP_DRAWABLE (gimp_image_get_selection (image)), checksum);
  if (mask && gimp_layer_get_apply_mask (layer))
    look_at (GIMP_DRAWABLE (mask), checksum);

  return g_strdup_printf ("%d %d %d %d %d %d %s", x, y, right, bottom, left, top,
                          g_checksum_get_string (checksum));
}
