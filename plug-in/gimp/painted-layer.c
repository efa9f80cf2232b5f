/* SPDX-License-Identifier: GPL-3.0-or-later */

/* painted-layer.c - writes paintings to layers, strip by strip. */

#include "gimp/painted-layer.h"

#include "gimp/layer-pixels.h"
#include "gimp/strips.h"

#include <glib/gi18n.h>

#include <math.h>
#include <string.h>

/* What the engine's range has taken from a color; nothing of what is no number. */
static inline float
excess (float value)
{
  return isfinite (value) ? value - strip_clamp (value) : 0.0f;
}

/* The painting `p` at a pixel that was `rgba`, whose excess stays as far as the photograph does: in
 * all at no strength, and at full strength not at all, or, as far as the colors are kept (`chroma`),
 * without its luma (Rec. 601, as in the engine). */
static void
paint_pixel (const float p[3], float strength, float chroma, float rgba[4])
{
  float e[3] = { excess (rgba[0]), excess (rgba[1]), excess (rgba[2]) };
  float luma = 0.299f * e[0] + 0.587f * e[1] + 0.114f * e[2];

  for (int c = 0; c < 3; c++)
    rgba[c] = p[c] + e[c] - strength * (e[c] + chroma * (luma - e[c]));
}

/* Whether pixel `i` of the area is painted at all. */
static gboolean
is_painted (const PaintedArea *area, gsize i)
{
  return (!area->content->mask || area->content->mask[i] > 0.0f)
         && (!area->protect || area->protect[i] < 1.0f);
}

/* The painting from its row `row` on over the strip of what is there, whose transparency stays. */
static void
compose_strip (const NstPicture *painting, const PaintedArea *area, int row,
               const NstSettings *settings, GeglBuffer *pixels, const GeglRectangle *strip,
               float *rgba, guint8 *painted, guint8 *own)
{
  const Babl *format = gegl_buffer_get_format (pixels);
  gsize       bytes = babl_format_get_bytes_per_pixel (format);
  gsize       color
      = bytes
        - (babl_format_has_alpha (format) ? bytes / babl_format_get_n_components (format) : 0);
  gsize plane = (gsize) painting->width * painting->height;
  gsize first = (gsize) row * painting->width;
  gsize n = (gsize) strip->width * strip->height;
  float chroma = settings->keep_colors_by == NST_KEEP_COLORS_BY_LUMINANCE
                     ? (float) nst_settings_get_kept (settings)
                     : 0.0f;

  gegl_buffer_get (pixels, strip, 1.0, format, own, GEGL_AUTO_ROWSTRIDE, GEGL_ABYSS_NONE);
  babl_process (babl_fish (format, STRIP_PIXELS), own, rgba, (glong) n);

  for (gsize i = 0; i < n; i++)
    {
      const float *pixel = painting->pixels + first + i;
      const float  p[3] = { pixel[0], pixel[plane], pixel[2 * plane] };
      float        share = area->kept ? 1.0f - area->kept[first + i] : 1.0f;

      paint_pixel (p, share * (float) settings->strength, chroma, rgba + 4 * i);
    }

  babl_process (babl_fish (STRIP_PIXELS, format), rgba, painted, (glong) n);
  for (gsize i = 0; i < n; i++)
    if (is_painted (area, first + i))
      memcpy (own + i * bytes, painted + i * bytes, color);

  gegl_buffer_set (pixels, strip, 0, format, own, GEGL_AUTO_ROWSTRIDE);
}

GeglBuffer *
painted_layer_compose (const NstPicture *painting, const PaintedArea *area,
                       const NstSettings *settings, GeglBuffer *snapshot)
{
  GeglBuffer        *pixels = gegl_buffer_dup (snapshot);
  gsize              n = (gsize) painting->width * STRIP_ROWS;
  gsize              bytes = babl_format_get_bytes_per_pixel (gegl_buffer_get_format (pixels));
  g_autofree float  *rgba = g_new (float, n * 4);
  g_autofree guint8 *painted = g_malloc (n * bytes);
  g_autofree guint8 *own = g_malloc (n * bytes);

  for (int row = 0; row < painting->height; row += STRIP_ROWS)
    {
      GeglRectangle strip
          = { area->x, area->y + row, painting->width, MIN (STRIP_ROWS, painting->height - row) };

      compose_strip (painting, area, row, settings, pixels, &strip, rgba, painted, own);
    }

  return pixels;
}

static gboolean
is_gray (const Babl *format)
{
  return babl_format_get_n_components (format) - (babl_format_has_alpha (format) ? 1 : 0) == 1;
}

/* By the way that a color goes when it is written into a gray layer. */
void
painted_layer_adapt (NstPicture *picture, GeglBuffer *snapshot)
{
  const Babl       *format = gegl_buffer_get_format (snapshot);
  const Babl       *gray = babl_format_with_space ("Y' float", format);
  const Babl       *color = babl_format ("R'G'B' float");
  gsize             plane = (gsize) picture->width * picture->height;
  g_autofree float *row = g_new (float, (gsize) picture->width * 3);
  g_autofree float *values = g_new (float, picture->width);

  if (!is_gray (format))
    return;

  for (int y = 0; y < picture->height; y++)
    {
      float *pixels = picture->pixels + (gsize) y * picture->width;

      for (int i = 0; i < 3 * picture->width; i++)
        row[i] = pixels[(gsize) (i % 3) * plane + i / 3];
      babl_process (babl_fish (color, gray), row, values, picture->width);
      babl_process (babl_fish (gray, color), values, row, picture->width);
      for (int i = 0; i < 3 * picture->width; i++)
        pixels[(gsize) (i % 3) * plane + i / 3] = row[i];
    }
}

/* A mask as the limit was when it was taken. */
static gboolean
add_mask (GimpLayer *layer, GeglBuffer *limit)
{
  GimpLayerMask *mask = gimp_layer_create_mask (layer, GIMP_ADD_MASK_WHITE);
  g_autoptr (GeglBuffer) buffer = mask ? gimp_drawable_get_buffer (GIMP_DRAWABLE (mask)) : NULL;

  if (!buffer)
    return FALSE;

  gegl_buffer_copy (limit, NULL, GEGL_ABYSS_NONE, buffer, NULL);

  return gimp_layer_add_mask (layer, mask) && gimp_layer_set_edit_mask (layer, FALSE);
}

void
painted_layer_copy_mode (GimpLayer *from, GimpLayer *to)
{
  GimpLayerMode mode = gimp_layer_get_mode (from);

  gimp_layer_set_opacity (to, gimp_layer_get_opacity (from));
  if (mode == GIMP_LAYER_MODE_PASS_THROUGH)
    return;

  gimp_layer_set_mode (to, mode);
  gimp_layer_set_blend_space (to, gimp_layer_get_blend_space (from));
  gimp_layer_set_composite_space (to, gimp_layer_get_composite_space (from));
  gimp_layer_set_composite_mode (to, gimp_layer_get_composite_mode (from));
}

GimpLayer *
painted_layer_new (GeglBuffer *pixels, GeglBuffer *limit, GimpLayer *layer, const char *name,
                   GError **error)
{
  GimpImage *image = gimp_item_get_image (GIMP_ITEM (layer));
  g_autoptr (GeglBuffer) target = NULL;
  GimpLayer *new_layer;

  new_layer
      = gimp_layer_new (image, name, gegl_buffer_get_width (pixels),
                        gegl_buffer_get_height (pixels), gimp_drawable_type (GIMP_DRAWABLE (layer)),
                        100.0, gimp_image_get_default_new_layer_mode (image));
  if (!new_layer || (limit && !add_mask (new_layer, limit)))
    {
      nst_set_error (error, NST_ERROR_MEMORY,
                     _ ("GIMP could not make the new layer (%s): free some memory and try again."),
                     gimp_pdb_get_last_error (gimp_get_pdb ()));
      if (new_layer)
        gimp_item_delete (GIMP_ITEM (new_layer));
      return NULL;
    }

  painted_layer_copy_mode (layer, new_layer);
  target = gimp_drawable_get_buffer (GIMP_DRAWABLE (new_layer));
  gegl_buffer_copy (pixels, NULL, GEGL_ABYSS_NONE, target, NULL);

  return new_layer;
}
