/* SPDX-License-Identifier: GPL-3.0-or-later */

/* layer-pixels.c - layers to pictures and back.  Pixels cross in strips of some rows, so that
 * a big layer needs no second copy of itself as interleaved floats. */

#include "gimp/layer-pixels.h"

#include "gimp/change-limit.h"
#include "gimp/picture-file.h"

#include <glib/gi18n.h>

#include <math.h>
#include <string.h>

#define STRIP_ROWS 64

/* What the engine wants: sRGB, perceptual, straight alpha. */
static const Babl *
exchange_format (void)
{
  return babl_format ("R'G'B'A float");
}

static const char *
last_error (void)
{
  const char *message = gimp_pdb_get_last_error (gimp_get_pdb ());

  return message && *message ? message : _ ("no reason was given");
}

static GeglBuffer *
duplicate (GimpDrawable *drawable)
{
  g_autoptr (GeglBuffer) buffer = gimp_drawable_get_buffer (drawable);

  return buffer ? gegl_buffer_dup (buffer) : NULL;
}

static gboolean
has_filters (GimpDrawable *drawable)
{
  g_autofree GimpDrawableFilter **filters = gimp_drawable_get_filters (drawable);

  return filters && filters[0];
}

/* The sum of the visible layers of `image`, over its whole canvas. */
static GeglBuffer *
duplicate_visible (GimpImage *image)
{
  GimpLayer  *sum = gimp_layer_new_from_visible (image, image, "visible");
  GeglBuffer *buffer;

  if (!sum)
    return NULL;

  buffer = duplicate (GIMP_DRAWABLE (sum));
  gimp_item_delete (GIMP_ITEM (sum));

  return buffer;
}

/* Filters are no part of a layer's buffer, they show in the image only.  So a copy of the layer is
 * put into an image of its own, with a canvas of the layer's size: a filter that spreads beyond
 * the layer is cut at its border. */
static GeglBuffer *
duplicate_filtered (GimpLayer *layer)
{
  GimpImage *image = gimp_item_get_image (GIMP_ITEM (layer));
  gboolean   gray = gimp_drawable_is_gray (GIMP_DRAWABLE (layer));
  GimpImage *bench = gimp_image_new_with_precision (
      gimp_drawable_get_width (GIMP_DRAWABLE (layer)),
      gimp_drawable_get_height (GIMP_DRAWABLE (layer)), gray ? GIMP_GRAY : GIMP_RGB,
      gimp_image_get_precision (image));
  GimpLayer  *copy = NULL;
  GeglBuffer *buffer = NULL;
  g_autoptr (GimpColorProfile) profile = gimp_image_get_effective_color_profile (image);

  if (!bench)
    return NULL;

  gimp_image_undo_disable (bench);
  gimp_image_set_color_profile (bench, profile);
  copy = gimp_layer_new_from_drawable (GIMP_DRAWABLE (layer), bench);

  if (copy && gimp_image_insert_layer (bench, copy, NULL, 0))
    {
      GimpLayerMask *mask = gimp_layer_get_mask (copy);

      if (mask)
        gimp_layer_remove_mask (copy, GIMP_MASK_DISCARD);

      gimp_layer_set_offsets (copy, 0, 0);
      gimp_layer_set_opacity (copy, 100.0);
      gimp_layer_set_mode (copy, GIMP_LAYER_MODE_NORMAL);
      gimp_item_set_visible (GIMP_ITEM (copy), TRUE);

      buffer = duplicate_visible (bench);
    }

  gimp_image_delete (bench);

  return buffer;
}

GeglBuffer *
layer_pixels_snapshot (GimpLayer *layer, GError **error)
{
  GimpDrawable *drawable = GIMP_DRAWABLE (layer);
  GeglBuffer   *buffer;

  if (!gimp_item_is_valid (GIMP_ITEM (layer)))
    {
      g_set_error (error, NST_ERROR, NST_ERROR_ARGUMENT,
                   _ ("The layer \"%s\" does not exist any more: select another one."),
                   gimp_item_get_name (GIMP_ITEM (layer)));
      return NULL;
    }

  buffer = has_filters (drawable) ? duplicate_filtered (layer) : duplicate (drawable);
  if (!buffer)
    g_set_error (error, NST_ERROR, NST_ERROR_MEMORY,
                 _ ("GIMP could not copy the layer \"%s\" (%s): free some memory and try again."),
                 gimp_item_get_name (GIMP_ITEM (layer)), last_error ());

  return buffer;
}

/* `plain` with as much of its opacity as `limit` leaves. */
static GeglBuffer *
fade (GeglBuffer *plain, GeglBuffer *limit)
{
  int         width = gegl_buffer_get_width (plain);
  int         height = gegl_buffer_get_height (plain);
  const Babl *format = babl_format_with_space ("R'G'B'A float", gegl_buffer_get_format (plain));
  GeglBuffer *faded = gegl_buffer_new (GEGL_RECTANGLE (0, 0, width, height), format);
  g_autofree float *rgba = g_new (float, (gsize) width *STRIP_ROWS * 4);
  g_autofree float *left = g_new (float, (gsize) width *STRIP_ROWS);

  for (int y = 0; y < height; y += STRIP_ROWS)
    {
      GeglRectangle part = { 0, y, width, MIN (STRIP_ROWS, height - y) };

      gegl_buffer_get (plain, &part, 1.0, format, rgba, GEGL_AUTO_ROWSTRIDE, GEGL_ABYSS_NONE);
      gegl_buffer_get (limit, &part, 1.0, babl_format ("Y float"), left, GEGL_AUTO_ROWSTRIDE,
                       GEGL_ABYSS_NONE);
      for (gsize i = 0; i < (gsize) width * part.height; i++)
        rgba[4 * i + 3] *= left[i];
      gegl_buffer_set (faded, &part, 0, format, rgba, GEGL_AUTO_ROWSTRIDE);
    }

  return faded;
}

GeglBuffer *
layer_pixels_snapshot_style (GimpLayer *layer, GError **error)
{
  g_autoptr (GeglBuffer) plain = layer_pixels_snapshot (layer, error);
  g_autoptr (GeglBuffer) mask = plain ? change_limit_snapshot_mask (layer) : NULL;

  return mask ? fade (plain, mask) : g_steal_pointer (&plain);
}

GeglBuffer *
layer_pixels_snapshot_file (GFile *file, GError **error)
{
  GimpImage  *image = picture_file_load (file, error);
  GeglBuffer *buffer;

  if (!image)
    return NULL;

  buffer = duplicate_visible (image);
  gimp_image_delete (image);

  if (!buffer)
    {
      g_autofree char *name = g_file_get_parse_name (file);

      g_set_error (error, NST_ERROR, NST_ERROR_FILE,
                   _ ("Nothing can be seen in the style file \"%s\" (%s): choose another image."),
                   name, last_error ());
    }

  return buffer;
}

/* NaN becomes 0, as the comparison with it is false. */
static inline float
clamp (float value)
{
  return value > 0.0f ? MIN (value, 1.0f) : 0.0f;
}

/* Interleaved RGBA to the planes of `picture`, from `start` on; with what the pixels weigh, and
 * their weighted colors, added up in `sums`. */
static void
unpack (const float *rgba, gsize start, gsize n_pixels, NstPicture *picture, double sums[4])
{
  gsize plane = (gsize) picture->width * picture->height;

  for (gsize i = 0; i < n_pixels; i++, rgba += 4)
    {
      float alpha = clamp (rgba[3]);

      picture->mask[start + i] = alpha;
      sums[3] += alpha;

      for (int c = 0; c < 3; c++)
        {
          float value = clamp (rgba[c]);

          picture->pixels[c * plane + start + i] = value;
          sums[c] += alpha * value;
        }
    }
}

/* The colors of fully transparent pixels are leftovers: the mean of what can be seen disturbs its
 * neighbors least. */
static void
fill_transparent (NstPicture *picture, const double sums[4])
{
  gsize plane = (gsize) picture->width * picture->height;

  for (gsize i = 0; i < plane; i++)
    if (picture->mask[i] == 0.0f)
      for (int c = 0; c < 3; c++)
        picture->pixels[c * plane + i] = (float) (sums[c] / sums[3]);
}

/* `part` of the snapshot, with a mask that is not needed where all is opaque; `sums` as unpack has
 * them. */
static NstPicture *
read_part (GeglBuffer *snapshot, const NstRectangle *part, double sums[4], GError **error)
{
  g_autoptr (NstPicture) picture = nst_picture_new (part->width, part->height, error);
  g_autofree float *strip = NULL;

  if (!picture || !nst_picture_add_mask (picture, error))
    return NULL;

  strip = g_new (float, (gsize) part->width *STRIP_ROWS * 4);
  for (int y = 0; y < part->height; y += STRIP_ROWS)
    {
      int rows = MIN (STRIP_ROWS, part->height - y);

      gegl_buffer_get (snapshot, GEGL_RECTANGLE (part->x, part->y + y, part->width, rows), 1.0,
                       exchange_format (), strip, GEGL_AUTO_ROWSTRIDE, GEGL_ABYSS_NONE);
      unpack (strip, (gsize) y * part->width, (gsize) part->width * rows, picture, sums);
    }

  return g_steal_pointer (&picture);
}

/* Whether every pixel that `sums` has counted is opaque; then the picture needs no mask. */
static gboolean
drop_full_mask (NstPicture *picture, const double sums[4])
{
  if (sums[3] < (double) picture->width * picture->height)
    return FALSE;

  g_clear_pointer (&picture->mask, g_free);

  return TRUE;
}

NstPicture *
layer_pixels_read (GeglBuffer *snapshot, const char *name, GError **error)
{
  NstRectangle whole
      = { 0, 0, gegl_buffer_get_width (snapshot), gegl_buffer_get_height (snapshot) };
  double sums[4] = { 0 };
  g_autoptr (NstPicture) picture = read_part (snapshot, &whole, sums, error);

  if (!picture)
    return NULL;

  if (sums[3] == 0.0)
    {
      g_set_error (error, NST_ERROR, NST_ERROR_ARGUMENT,
                   _ ("\"%s\" is completely transparent: choose a picture with something in it."),
                   name);
      return NULL;
    }

  if (!drop_full_mask (picture, sums))
    fill_transparent (picture, sums);

  return g_steal_pointer (&picture);
}

NstPicture *
layer_pixels_read_part (GeglBuffer *snapshot, const NstRectangle *part, GError **error)
{
  double      sums[4] = { 0 };
  NstPicture *picture = read_part (snapshot, part, sums, error);

  if (picture)
    drop_full_mask (picture, sums);

  return picture;
}

/* What the engine's range has taken from a color; nothing of what is no number. */
static inline float
excess (float value)
{
  return isfinite (value) ? value - clamp (value) : 0.0f;
}

/* The painting `p` at a pixel that was `rgba`, whose excess stays as far as the photograph does: in
 * all at no strength, and at full strength not at all, or, where the colors are kept, without its
 * luma (Rec. 601, as in the engine). */
static void
paint_pixel (const float p[3], const NstSettings *settings, gboolean keep_chroma, float rgba[4])
{
  float strength = (float) settings->strength;
  float e[3] = { excess (rgba[0]), excess (rgba[1]), excess (rgba[2]) };
  float luma = 0.299f * e[0] + 0.587f * e[1] + 0.114f * e[2];

  for (int c = 0; c < 3; c++)
    rgba[c] = p[c] + e[c] - strength * (keep_chroma ? luma : e[c]);
}

/* One strip of the painting over what is there, whose transparency stays. */
static void
compose_strip (const NstPicture *painting, const NstPicture *content, const NstSettings *settings,
               GeglBuffer *pixels, const GeglRectangle *strip, float *rgba, guint8 *painted,
               guint8 *own)
{
  const Babl *format = gegl_buffer_get_format (pixels);
  gsize       bytes = babl_format_get_bytes_per_pixel (format);
  gsize       color
      = bytes
        - (babl_format_has_alpha (format) ? bytes / babl_format_get_n_components (format) : 0);
  gsize    plane = (gsize) painting->width * painting->height;
  gsize    first = (gsize) strip->y * painting->width;
  gsize    n = (gsize) strip->width * strip->height;
  gboolean keep_chroma
      = settings->keep_colors && g_strcmp0 (settings->keep_colors_by, "luminance") == 0;

  gegl_buffer_get (pixels, strip, 1.0, format, own, GEGL_AUTO_ROWSTRIDE, GEGL_ABYSS_NONE);
  babl_process (babl_fish (format, exchange_format ()), own, rgba, (glong) n);

  for (gsize i = 0; i < n; i++)
    {
      const float *pixel = painting->pixels + first + i;
      const float  p[3] = { pixel[0], pixel[plane], pixel[2 * plane] };

      paint_pixel (p, settings, keep_chroma, rgba + 4 * i);
    }

  babl_process (babl_fish (exchange_format (), format), rgba, painted, (glong) n);
  for (gsize i = 0; i < n; i++)
    if (!content->mask || content->mask[first + i] > 0.0f)
      memcpy (own + i * bytes, painted + i * bytes, color);

  gegl_buffer_set (pixels, strip, 0, format, own, GEGL_AUTO_ROWSTRIDE);
}

GeglBuffer *
layer_pixels_compose (const NstPicture *painting, const NstPicture *content,
                      const NstSettings *settings, GeglBuffer *snapshot)
{
  GeglBuffer        *pixels = gegl_buffer_dup (snapshot);
  gsize              n = (gsize) painting->width * STRIP_ROWS;
  gsize              bytes = babl_format_get_bytes_per_pixel (gegl_buffer_get_format (pixels));
  g_autofree float  *rgba = g_new (float, n * 4);
  g_autofree guint8 *painted = g_malloc (n * bytes);
  g_autofree guint8 *own = g_malloc (n * bytes);

  for (int y = 0; y < painting->height; y += STRIP_ROWS)
    {
      GeglRectangle strip = { 0, y, painting->width, MIN (STRIP_ROWS, painting->height - y) };

      compose_strip (painting, content, settings, pixels, &strip, rgba, painted, own);
    }

  return pixels;
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

GimpLayer *
layer_pixels_write (GeglBuffer *pixels, GeglBuffer *limit, GimpLayer *layer, GError **error)
{
  GimpImage       *image = gimp_item_get_image (GIMP_ITEM (layer));
  const char      *title = gimp_item_get_name (GIMP_ITEM (layer));
  g_autofree char *name = g_strdup_printf (_ ("%s (style transfer)"), title);
  g_autoptr (GeglBuffer) target = NULL;
  GimpLayer *new_layer;

  new_layer
      = gimp_layer_new (image, name, gegl_buffer_get_width (pixels),
                        gegl_buffer_get_height (pixels), gimp_drawable_type (GIMP_DRAWABLE (layer)),
                        100.0, gimp_image_get_default_new_layer_mode (image));
  if (!new_layer || (limit && !add_mask (new_layer, limit)))
    {
      g_set_error (error, NST_ERROR, NST_ERROR_MEMORY,
                   _ ("GIMP could not make the new layer (%s): free some memory and try again."),
                   last_error ());
      if (new_layer)
        gimp_item_delete (GIMP_ITEM (new_layer));
      return NULL;
    }

  target = gimp_drawable_get_buffer (GIMP_DRAWABLE (new_layer));
  gegl_buffer_copy (pixels, NULL, GEGL_ABYSS_NONE, target, NULL);

  return new_layer;
}

gboolean
layer_pixels_equal (GeglBuffer *a, GeglBuffer *b)
{
  const Babl        *format = gegl_buffer_get_format (a);
  int                width = gegl_buffer_get_width (a), height = gegl_buffer_get_height (a);
  gsize              size = (gsize) width * STRIP_ROWS * babl_format_get_bytes_per_pixel (format);
  g_autofree guint8 *one = g_malloc (size), *other = g_malloc (size);
  gboolean           equal = TRUE;

  if (format != gegl_buffer_get_format (b) || width != gegl_buffer_get_width (b)
      || height != gegl_buffer_get_height (b))
    return FALSE;

  for (int y = 0; y < height && equal; y += STRIP_ROWS)
    {
      GeglRectangle strip = { 0, y, width, MIN (STRIP_ROWS, height - y) };

      gegl_buffer_get (a, &strip, 1.0, format, one, GEGL_AUTO_ROWSTRIDE, GEGL_ABYSS_NONE);
      gegl_buffer_get (b, &strip, 1.0, format, other, GEGL_AUTO_ROWSTRIDE, GEGL_ABYSS_NONE);
      equal = memcmp (one, other, size / STRIP_ROWS * strip.height) == 0;
    }

  return equal;
}
