/* SPDX-License-Identifier: GPL-3.0-or-later */

/* change-limit.c - the selection and the mask of a layer, combined.  The selection is in the
 * image's coordinates, the mask in the layer's. */

#include "gimp/change-limit.h"

#include "nst.h"

#include <glib/gi18n.h>

#define STRIP_ROWS     64
#define THUMBNAIL_SIDE 256 /* pixels; as large as GIMP makes them quickly */

gboolean
change_limit_check (GimpLayer *layer, GError **error)
{
  int x, y, width, height;

  if (gimp_drawable_mask_intersect (GIMP_DRAWABLE (layer), &x, &y, &width, &height))
    return TRUE;

  g_set_error (error, NST_ERROR, NST_ERROR_ARGUMENT,
               _ ("The selection does not touch the layer “%s”: select a part of it, or select "
                  "nothing to paint all of it."),
               gimp_item_get_name (GIMP_ITEM (layer)));

  return FALSE;
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

/* Multiplies `values` by `part` of the buffer (or NULL: 1), moved by (x, y); masks of floats may
 * hold anything. */
static void
multiply (GeglBuffer *buffer, const GeglRectangle *part, int x, int y, float *factors,
          float *values)
{
  gsize n = (gsize) part->width * part->height;

  if (!buffer)
    return;

  gegl_buffer_get (buffer, GEGL_RECTANGLE (part->x + x, part->y + y, part->width, part->height),
                   1.0, babl_format ("Y float"), factors, GEGL_AUTO_ROWSTRIDE, GEGL_ABYSS_NONE);
  for (gsize i = 0; i < n; i++)
    values[i] *= factors[i] > 0.0f ? MIN (factors[i], 1.0f) : 0.0f;
}

/* The product of both, either of which may be NULL. */
static GeglBuffer *
copy_product (GimpLayer *layer, GeglBuffer *selection, GeglBuffer *mask)
{
  int               width = gimp_drawable_get_width (GIMP_DRAWABLE (layer));
  int               height = gimp_drawable_get_height (GIMP_DRAWABLE (layer));
  int               x, y;
  g_autofree float *values = g_new (float, (gsize) width *STRIP_ROWS);
  g_autofree float *factors = g_new (float, (gsize) width *STRIP_ROWS);
  GeglBuffer       *copy;

  if (!selection && !mask)
    return NULL;

  copy = gegl_buffer_new (GEGL_RECTANGLE (0, 0, width, height),
                          gegl_buffer_get_format (mask ? mask : selection));
  gimp_drawable_get_offsets (GIMP_DRAWABLE (layer), &x, &y);

  for (int row = 0; row < height; row += STRIP_ROWS)
    {
      GeglRectangle part = { 0, row, width, MIN (STRIP_ROWS, height - row) };

      for (gsize i = 0; i < (gsize) width * part.height; i++)
        values[i] = 1.0f;
      multiply (selection, &part, x, y, factors, values);
      multiply (mask, &part, 0, 0, factors, values);
      gegl_buffer_set (copy, &part, 0, babl_format ("Y float"), values, GEGL_AUTO_ROWSTRIDE);
    }

  return copy;
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
