/* SPDX-License-Identifier: GPL-3.0-or-later */

/* surface.c - converts planar floats to cairo's packed bytes. */

#include "ui/surface.h"

static inline guint32
to_byte (float value, float opacity)
{
  return (guint32) (255.0f * opacity * CLAMP (value, 0.0f, 1.0f) + 0.5f);
}

cairo_surface_t *
surface_new (const NstPicture *picture, const float *mask)
{
  cairo_surface_t *surface
      = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, picture->width, picture->height);
  guint8 *data = cairo_image_surface_get_data (surface);
  int     stride = cairo_image_surface_get_stride (surface);
  gsize   plane = (gsize) picture->width * picture->height;

  for (int y = 0; data && y < picture->height; y++)
    {
      guint32     *row = (guint32 *) (data + (gsize) y * stride);
      gsize        start = (gsize) y * picture->width;
      const float *p = picture->pixels + start;

      for (int x = 0; x < picture->width; x++)
        {
          float a = mask ? CLAMP (mask[start + x], 0.0f, 1.0f) : 1.0f;

          /* Colors are multiplied by the opacity, as cairo wants them. */
          row[x] = to_byte (1.0f, a) << 24 | to_byte (p[x], a) << 16
                   | to_byte (p[plane + x], a) << 8 | to_byte (p[2 * plane + x], a);
        }
    }
  cairo_surface_mark_dirty (surface);

  return surface;
}

cairo_surface_t *
surface_new_tile (const NstPicture *picture, int width, int height, int factor)
{
  cairo_surface_t *tile
      = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width * factor, height * factor);
  cairo_t *cr;

  cairo_surface_set_device_scale (tile, factor, factor);
  cr = cairo_create (tile);

  if (picture)
    {
      cairo_surface_t *whole = surface_new (picture, NULL);
      double scale = MAX ((double) width / picture->width, (double) height / picture->height);

      cairo_translate (cr, 0.5 * (width - scale * picture->width),
                       0.5 * (height - scale * picture->height));
      cairo_scale (cr, scale, scale);
      cairo_set_source_surface (cr, whole, 0.0, 0.0);
      cairo_pattern_set_extend (cairo_get_source (cr), CAIRO_EXTEND_PAD);
      cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_BEST);
      cairo_paint (cr);
      cairo_surface_destroy (whole);
    }
  cairo_destroy (cr);

  return tile;
}
