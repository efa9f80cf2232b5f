/* SPDX-License-Identifier: GPL-3.0-or-later */

/* mask-product.c - multiplies masks, strip by strip. */

#include "gimp/mask-product.h"

#include "gimp/strips.h"

/* Multiplies `values` by the factor's ones of a strip. */
static void
multiply (const MaskFactor *factor, const GeglRectangle *strip, float *own, float *values)
{
  gsize n = (gsize) strip->width * strip->height;

  gegl_buffer_get (
      factor->mask,
      GEGL_RECTANGLE (strip->x + factor->x, strip->y + factor->y, strip->width, strip->height), 1.0,
      STRIP_MASK, own, GEGL_AUTO_ROWSTRIDE, GEGL_ABYSS_NONE);
  for (gsize i = 0; i < n; i++)
    {
      float value = strip_clamp (own[i]);

      values[i] *= factor->inverted ? 1.0f - value : value;
    }
}

GeglBuffer *
mask_product_new (const MaskFactor factors[2], int width, int height)
{
  GeglBuffer       *first = factors[0].mask ? factors[0].mask : factors[1].mask;
  g_autofree float *values = g_new (float, (gsize) width *STRIP_ROWS);
  g_autofree float *own = g_new (float, (gsize) width *STRIP_ROWS);
  GeglBuffer       *product;

  if (!first)
    return NULL;

  product = gegl_buffer_new (GEGL_RECTANGLE (0, 0, width, height), gegl_buffer_get_format (first));
  for (int y = 0; y < height; y += STRIP_ROWS)
    {
      GeglRectangle strip = { 0, y, width, MIN (STRIP_ROWS, height - y) };

      for (gsize i = 0; i < (gsize) width * strip.height; i++)
        values[i] = 1.0f;
      for (int i = 0; i < 2; i++)
        if (factors[i].mask)
          multiply (&factors[i], &strip, own, values);
      gegl_buffer_set (product, &strip, 0, STRIP_MASK, values, GEGL_AUTO_ROWSTRIDE);
    }

  return product;
}
