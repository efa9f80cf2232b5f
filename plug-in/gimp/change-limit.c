/* SPDX-License-Identifier: GPL-3.0-or-later */

/* change-limit.c - the selection and the mask of a layer, as one.  The selection lies in the
 * image's coordinates, the mask in the layer's. */

#include "gimp/change-limit.h"

#define STRIP_ROWS 64

struct _ChangeLimit
{
  GeglBuffer *selection; /* or NULL */
  GeglBuffer *mask;      /* or NULL */
  int         x, y;      /* of the layer in the image */
  int         width, height;
};

/* NULL where neither is there. */
static ChangeLimit *
change_limit_take (GimpLayer *layer, GeglBuffer *selection, GeglBuffer *mask)
{
  ChangeLimit *limit;

  if (!selection && !mask)
    return NULL;

  limit = g_new0 (ChangeLimit, 1);
  limit->selection = selection;
  limit->mask = mask;
  limit->width = gimp_drawable_get_width (GIMP_DRAWABLE (layer));
  limit->height = gimp_drawable_get_height (GIMP_DRAWABLE (layer));
  gimp_drawable_get_offsets (GIMP_DRAWABLE (layer), &limit->x, &limit->y);

  return limit;
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

ChangeLimit *
change_limit_new (GimpLayer *layer)
{
  return change_limit_take (layer, open_selection (layer), open_mask (layer));
}

ChangeLimit *
change_limit_new_of_mask (GimpLayer *layer)
{
  return change_limit_take (layer, NULL, open_mask (layer));
}

void
change_limit_free (ChangeLimit *limit)
{
  if (!limit)
    return;

  g_clear_object (&limit->selection);
  g_clear_object (&limit->mask);
  g_free (limit);
}

/* Multiplies `values` by `part` of the buffer; masks of floats may hold anything. */
static void
multiply (GeglBuffer *buffer, const GeglRectangle *part, float *values)
{
  gsize             n = (gsize) part->width * part->height;
  g_autofree float *factors = g_new (float, n);

  gegl_buffer_get (buffer, part, 1.0, babl_format ("Y float"), factors, GEGL_AUTO_ROWSTRIDE,
                   GEGL_ABYSS_NONE);
  for (gsize i = 0; i < n; i++)
    values[i] *= factors[i] > 0.0f ? MIN (factors[i], 1.0f) : 0.0f;
}

void
change_limit_read (ChangeLimit *limit, const GeglRectangle *part, float *values)
{
  GeglRectangle in_image = { part->x + limit->x, part->y + limit->y, part->width, part->height };

  for (gsize i = 0; i < (gsize) part->width * part->height; i++)
    values[i] = 1.0f;
  if (limit->selection)
    multiply (limit->selection, &in_image, values);
  if (limit->mask)
    multiply (limit->mask, part, values);
}

GeglBuffer *
change_limit_buffer_new (ChangeLimit *limit)
{
  GeglBuffer *model = limit->mask ? limit->mask : limit->selection;

  return gegl_buffer_new (GEGL_RECTANGLE (0, 0, limit->width, limit->height),
                          gegl_buffer_get_format (model));
}

void
change_limit_copy_rows (ChangeLimit *limit, int y, int rows, GeglBuffer *copy)
{
  GeglRectangle     part = { 0, y, limit->width, rows };
  g_autofree float *values = g_new (float, (gsize) limit->width *rows);

  change_limit_read (limit, &part, values);
  gegl_buffer_set (copy, &part, 0, babl_format ("Y float"), values, GEGL_AUTO_ROWSTRIDE);
}

GeglBuffer *
change_limit_snapshot (GimpLayer *layer)
{
  g_autoptr (ChangeLimit) limit = change_limit_new (layer);
  GeglBuffer *copy = limit ? change_limit_buffer_new (limit) : NULL;

  for (int y = 0; copy && y < limit->height; y += STRIP_ROWS)
    change_limit_copy_rows (limit, y, MIN (STRIP_ROWS, limit->height - y), copy);

  return copy;
}
