/* SPDX-License-Identifier: GPL-3.0-or-later */

/* mask-pixels.c - copies of masks: buffers with one linear component, in 8 bits if GIMP stores them
 * so, otherwise in floats. */

#include "gimp/mask-pixels.h"

#include "gimp/layer-pixels.h"
#include "gimp/strips.h"

#include <glib/gi18n.h>

/* ---- Copies ------------------------------------------------------------------------ */

/* Where the layer begins, as the mask counts its own pixels. */
static void
find_corner (GimpDrawable *mask, GimpLayer *layer, int *x, int *y)
{
  int mask_x, mask_y;

  gimp_drawable_get_offsets (GIMP_DRAWABLE (layer), x, y);
  gimp_drawable_get_offsets (mask, &mask_x, &mask_y);
  *x -= mask_x;
  *y -= mask_y;
}

/* The numbers of a channel, be its precision linear or not, are what GIMP makes of it: a selection
 * saved to a channel has the same ones. */
static const Babl *
plain_format (GeglBuffer *channel)
{
  const Babl *type = babl_format_get_type (gegl_buffer_get_format (channel), 0);

  return babl_format_new (babl_model ("Y"), type, babl_component ("Y"), NULL);
}

static GeglBuffer *
copy_channel (GimpDrawable *channel, const GeglRectangle *place)
{
  g_autoptr (GeglBuffer) source = gimp_drawable_get_buffer (channel);
  GeglRectangle whole = { 0, 0, place->width, place->height };
  GeglBuffer   *copy;

  if (!source)
    return NULL;

  copy = gegl_buffer_new (&whole, gegl_buffer_get_format (source));
  gegl_buffer_copy (source, place, GEGL_ABYSS_NONE, copy, &whole);
  gegl_buffer_set_format (copy, plain_format (source));

  return copy;
}

static GeglBuffer *
copy_layer (GimpLayer *layer, const GeglRectangle *place, GError **error)
{
  g_autoptr (GeglBuffer) source = layer_pixels_snapshot (layer, error);
  g_autofree float *strip = NULL, *values = NULL;
  GeglBuffer       *copy;
  gboolean          bytes;

  if (!source)
    return NULL;

  bytes = babl_format_get_type (gegl_buffer_get_format (source), 0) == babl_type ("u8");
  copy = gegl_buffer_new (GEGL_RECTANGLE (0, 0, place->width, place->height),
                          bytes ? babl_format ("Y u8") : STRIP_MASK);
  strip = g_new (float, (gsize) place->width *STRIP_ROWS * 2);
  values = g_new (float, (gsize) place->width *STRIP_ROWS);

  for (int y = 0; y < place->height; y += STRIP_ROWS)
    {
      int   rows = MIN (STRIP_ROWS, place->height - y);
      gsize n = (gsize) rows * place->width;

      gegl_buffer_get (source, GEGL_RECTANGLE (place->x, place->y + y, place->width, rows), 1.0,
                       babl_format ("YA float"), strip, GEGL_AUTO_ROWSTRIDE, GEGL_ABYSS_NONE);
      for (gsize i = 0; i < n; i++)
        values[i] = strip_clamp (strip[2 * i]) * strip_clamp (strip[2 * i + 1]);
      gegl_buffer_set (copy, GEGL_RECTANGLE (0, y, place->width, rows), 0, STRIP_MASK, values,
                       GEGL_AUTO_ROWSTRIDE);
    }

  return copy;
}

GeglBuffer *
mask_pixels_snapshot (GimpDrawable *mask, GimpLayer *layer, GError **error)
{
  GeglRectangle place = { 0, 0, gimp_drawable_get_width (GIMP_DRAWABLE (layer)),
                          gimp_drawable_get_height (GIMP_DRAWABLE (layer)) };
  GeglBuffer   *copy;

  find_corner (mask, layer, &place.x, &place.y);
  if (GIMP_IS_LAYER (mask))
    return copy_layer (GIMP_LAYER (mask), &place, error);

  copy = copy_channel (mask, &place);
  if (!copy)
    nst_set_error (error, NST_ERROR_MEMORY,
                   _ ("GIMP could not copy the mask “%s”: free some memory and try again."),
                   gimp_item_get_name (GIMP_ITEM (mask)));

  return copy;
}

/* ---- Reading ----------------------------------------------------------------------- */

static void
read_into (GeglBuffer *mask, const NstRectangle *part, float *values)
{
  gsize n = (gsize) part->width * part->height;

  gegl_buffer_get (mask, GEGL_RECTANGLE (part->x, part->y, part->width, part->height), 1.0,
                   STRIP_MASK, values, GEGL_AUTO_ROWSTRIDE, GEGL_ABYSS_NONE);
  for (gsize i = 0; i < n; i++)
    values[i] = strip_clamp (values[i]);
}

static float *
new_values (int width, int height, GError **error)
{
  float *values = g_try_new0 (float, (gsize) width *height);

  if (!values)
    nst_set_error (error, NST_ERROR_MEMORY,
                   _ ("There is not enough memory for a mask of %d × %d pixels."), width, height);

  return values;
}

float *
mask_pixels_read (GeglBuffer *mask, const NstRectangle *part, GError **error)
{
  float *values = new_values (part->width, part->height, error);

  if (values)
    read_into (mask, part, values);

  return values;
}

/* ---- What is painted --------------------------------------------------------------- */

/* Multiplies `values` by the alpha of those rows. */
static void
multiply_by_alpha (GeglBuffer *pixels, const NstRectangle *rows, float *rgba, float *values)
{
  gegl_buffer_get (pixels, GEGL_RECTANGLE (rows->x, rows->y, rows->width, rows->height), 1.0,
                   STRIP_PIXELS, rgba, GEGL_AUTO_ROWSTRIDE, GEGL_ABYSS_NONE);
  for (gsize i = 0; i < (gsize) rows->width * rows->height; i++)
    values[i] *= strip_clamp (rgba[4 * i + 3]);
}

/* Widens what has been found (from *left and *top to *right and *bottom; *bottom < 0: nothing) by
 * what is above 0 in these rows. */
static void
widen (const float *values, const NstRectangle *rows, int *left, int *top, int *right, int *bottom)
{
  for (gsize i = 0; i < (gsize) rows->width * rows->height; i++)
    if (values[i] > 0.0f)
      {
        int x = (int) (i % rows->width), y = rows->y + (int) (i / rows->width);

        *left = MIN (*left, x);
        *right = MAX (*right, x);
        *top = MIN (*top, y);
        *bottom = y;
      }
}

gboolean
mask_pixels_find_extent (GeglBuffer *pixels, GeglBuffer *limit, const char *name,
                         NstRectangle *extent, GError **error)
{
  int      width = gegl_buffer_get_width (pixels), height = gegl_buffer_get_height (pixels);
  int      left = width, top = height, right = -1, bottom = -1;
  gboolean alpha = babl_format_has_alpha (gegl_buffer_get_format (pixels)), let = FALSE;
  g_autofree float *values = g_new (float, (gsize) width *STRIP_ROWS);
  g_autofree float *rgba = alpha ? g_new (float, (gsize) width *STRIP_ROWS * 4) : NULL;

  *extent = (NstRectangle) { 0, 0, width, height };
  if (!alpha && !limit)
    return TRUE;

  for (int y = 0; y < height; y += STRIP_ROWS)
    {
      NstRectangle rows = { 0, y, width, MIN (STRIP_ROWS, height - y) };
      gsize        n = (gsize) width * rows.height;

      if (limit)
        read_into (limit, &rows, values);
      for (gsize i = 0; i < n; i++)
        {
          values[i] = limit ? values[i] : 1.0f;
          let = let || values[i] > 0.0f;
        }
      if (alpha)
        multiply_by_alpha (pixels, &rows, rgba, values);
      widen (values, &rows, &left, &top, &right, &bottom);
    }

  if (bottom >= 0)
    *extent = (NstRectangle) { left, top, right - left + 1, bottom - top + 1 };
  if (bottom >= 0 || !limit)
    return TRUE;

  return nst_fail (
      error, NST_ERROR_ARGUMENT,
      let ? _ ("The selected part of “%s” is completely transparent: select something visible.")
          : _ ("The layer mask of “%s” hides everything that could be painted: paint on the mask, "
               "or disable it."),
      name);
}
