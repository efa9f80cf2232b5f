/* SPDX-License-Identifier: GPL-3.0-or-later */

/* layer-pixels.c - converts layers to pictures and back.  Pixels are transferred in strips of some
 * rows, so that a large layer needs no second copy as interleaved floats. */

#include "gimp/layer-pixels.h"

#include "gimp/change-limit.h"
#include "gimp/picture-file.h"
#include "gimp/strips.h"

#include <glib/gi18n.h>

#include <math.h>
#include <string.h>

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

gboolean
layer_pixels_has_filters (GimpLayer *layer)
{
  g_autofree GimpDrawableFilter **filters = gimp_drawable_get_filters (GIMP_DRAWABLE (layer));

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
    return nst_fail_null (error, NST_ERROR_ARGUMENT,
                          _ ("The layer “%s” no longer exists: select another one."),
                          gimp_item_get_name (GIMP_ITEM (layer)));

  buffer = layer_pixels_has_filters (layer) ? duplicate_filtered (layer) : duplicate (drawable);
  if (!buffer)
    nst_set_error (error, NST_ERROR_MEMORY,
                   _ ("GIMP could not copy the layer “%s” (%s): free some memory and try again."),
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

      nst_set_error (error, NST_ERROR_FILE,
                     _ ("Nothing is visible in the style file “%s” (%s): choose another image."),
                     name, last_error ());
    }

  return buffer;
}

/* Interleaved RGBA to the planes of `picture`, from `start` on; with what the pixels weigh, and
 * their weighted colors, added up in `sums`. */
static void
unpack (const float *rgba, gsize start, gsize n_pixels, NstPicture *picture, double sums[4])
{
  gsize plane = (gsize) picture->width * picture->height;

  for (gsize i = 0; i < n_pixels; i++, rgba += 4)
    {
      float alpha = strip_clamp (rgba[3]);

      picture->mask[start + i] = alpha;
      sums[3] += alpha;

      for (int c = 0; c < 3; c++)
        {
          float value = strip_clamp (rgba[c]);

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
                       STRIP_PIXELS, strip, GEGL_AUTO_ROWSTRIDE, GEGL_ABYSS_NONE);
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

  nst_picture_take_mask (picture, NULL);

  return TRUE;
}

/* Takes over `picture`, whose `sums` are as unpack has them: fills what is transparent. */
static NstPicture *
finish (NstPicture *picture, const double sums[4], const char *name, GError **error)
{
  if (sums[3] == 0.0)
    {
      nst_picture_free (picture);
      return nst_fail_null (error, NST_ERROR_ARGUMENT,
                            _ ("“%s” is completely transparent: choose another picture."), name);
    }

  if (!drop_full_mask (picture, sums))
    fill_transparent (picture, sums);

  return picture;
}

NstPicture *
layer_pixels_read (GeglBuffer *snapshot, const char *name, GError **error)
{
  NstRectangle whole
      = { 0, 0, gegl_buffer_get_width (snapshot), gegl_buffer_get_height (snapshot) };
  double      sums[4] = { 0 };
  NstPicture *picture = read_part (snapshot, &whole, sums, error);

  return picture ? finish (picture, sums, name, error) : NULL;
}

/* Adds a row of pixels to the planes of `small`: their colors as much as they are opaque, and that. */
static void
add_row (const NstArea *area, int row, const float *rgba, float *line, NstPicture *small)
{
  gsize plane = (gsize) area->to_width * area->to_height;

  for (int c = 0; c < 4; c++)
    {
      for (int x = 0; x < area->width; x++)
        line[x] = strip_clamp (rgba[4 * x + 3]) * (c < 3 ? strip_clamp (rgba[4 * x + c]) : 1.0f);
      nst_area_add (area, row, line, c < 3 ? small->pixels + c * plane : small->mask);
    }
}

/* Divides the sums of add_row by the weights; `sums` as unpack has them. */
static void
finish_small (NstPicture *small, double sums[4])
{
  gsize n = (gsize) small->width * small->height;

  for (gsize i = 0; i < n; i++)
    {
      float weight = small->mask[i];

      /* Rounding is no transparency. */
      small->mask[i] = weight > 1.0f - 1e-4f ? 1.0f : weight;
      sums[3] += small->mask[i];
      for (int c = 0; c < 3; c++)
        {
          float *value = &small->pixels[c * n + i];

          sums[c] += *value;
          *value = weight > 0.0f ? MIN (*value / weight, 1.0f) : 0.0f;
        }
    }
}

NstPicture *
layer_pixels_read_small (GeglBuffer *snapshot, int side, const char *name, GError **error)
{
  int     width = gegl_buffer_get_width (snapshot), height = gegl_buffer_get_height (snapshot);
  double  scale = (double) side / MAX (width, height), sums[4] = { 0 };
  NstArea area = { width, height, MAX (1, (int) lround (scale * width)),
                   MAX (1, (int) lround (scale * height)) };
  g_autofree float *line = NULL, *strip = NULL;
  g_autoptr (NstPicture) small = NULL;

  if (scale >= 1.0)
    return layer_pixels_read (snapshot, name, error);

  strip = g_try_new (float, (gsize) width *STRIP_ROWS * 4);
  line = g_try_new (float, width);
  small = nst_picture_new (area.to_width, area.to_height, NULL);
  if (!small || !nst_picture_add_mask (small, NULL) || !strip || !line)
    return nst_fail_null (error, NST_ERROR_MEMORY,
                          _ ("There is not enough memory to read the style “%s”."), name);

  for (int y = 0; y < height; y += STRIP_ROWS)
    {
      int rows = MIN (STRIP_ROWS, height - y);

      gegl_buffer_get (snapshot, GEGL_RECTANGLE (0, y, width, rows), 1.0, STRIP_PIXELS, strip,
                       GEGL_AUTO_ROWSTRIDE, GEGL_ABYSS_NONE);
      for (int row = 0; row < rows; row++)
        add_row (&area, y + row, strip + (gsize) row * width * 4, line, small);
    }

  finish_small (small, sums);

  return finish (g_steal_pointer (&small), sums, name, error);
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
