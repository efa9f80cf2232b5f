/* SPDX-License-Identifier: GPL-3.0-or-later */

/* pixels.c - all GEGL and babl of the plug-in.  Pixels cross in strips of some rows, so that a big
 * layer needs no second copy of itself as interleaved floats. */

#include "pixels.h"

#include <glib/gi18n.h>

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

  return gegl_buffer_dup (buffer);
}

gboolean
pixels_has_filters (GimpDrawable *drawable)
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
pixels_snapshot (GimpLayer *layer, GError **error)
{
  GimpDrawable *drawable = GIMP_DRAWABLE (layer);
  GeglBuffer   *buffer
      = pixels_has_filters (drawable) ? duplicate_filtered (layer) : duplicate (drawable);

  if (!buffer)
    g_set_error (error, NST_ERROR, NST_ERROR_MEMORY,
                 _ ("GIMP could not copy the layer \"%s\" (%s): free some memory and try again."),
                 gimp_item_get_name (GIMP_ITEM (layer)), last_error ());

  return buffer;
}

static GimpImage *
open_file (GFile *file, GError **error)
{
  g_autofree char *name = g_file_get_parse_name (file);
  GFileType        type = g_file_query_file_type (file, G_FILE_QUERY_INFO_NONE, NULL);
  GimpImage       *image;

  if (type == G_FILE_TYPE_DIRECTORY)
    {
      g_set_error (error, NST_ERROR, NST_ERROR_FILE,
                   _ ("\"%s\" is a folder: name an image file as the style."), name);
      return NULL;
    }

  if (!g_file_query_exists (file, NULL))
    {
      g_set_error (error, NST_ERROR, NST_ERROR_FILE,
                   _ ("There is no file \"%s\": check the name of the style file."), name);
      return NULL;
    }

  image = gimp_file_load (GIMP_RUN_NONINTERACTIVE, file);

  if (!image)
    g_set_error (error, NST_ERROR, NST_ERROR_FILE,
                 _ ("The style file \"%s\" could not be opened (%s): choose an image that GIMP can "
                    "open."),
                 name, last_error ());

  return image;
}

GeglBuffer *
pixels_snapshot_file (GFile *file, GError **error)
{
  GimpImage  *image = open_file (file, error);
  GeglBuffer *buffer;

  if (!image)
    return NULL;

  gimp_image_undo_disable (image);
  if (gimp_image_get_base_type (image) == GIMP_INDEXED)
    gimp_image_convert_rgb (image);

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
pixels_read (GeglBuffer *snapshot, const char *name, GError **error)
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
pixels_read_part (GeglBuffer *snapshot, const NstRectangle *part, GError **error)
{
  double      sums[4] = { 0 };
  NstPicture *picture = read_part (snapshot, part, sums, error);

  if (picture)
    drop_full_mask (picture, sums);

  return picture;
}

float *
pixels_read_selection (GeglBuffer *selection, const NstRectangle *part)
{
  gsize  n = (gsize) part->width * part->height;
  float *values = g_new (float, n);

  gegl_buffer_get (selection, GEGL_RECTANGLE (part->x, part->y, part->width, part->height), 1.0,
                   babl_format ("Y float"), values, GEGL_AUTO_ROWSTRIDE, GEGL_ABYSS_NONE);
  for (gsize i = 0; i < n; i++)
    values[i] = clamp (values[i]);

  return values;
}

/* Multiplies the mask by what is selected; returns the sum of it. */
static double
weigh_by_selection (NstPicture *picture, GeglBuffer *selection, int x, int y)
{
  int               width = picture->width;
  g_autofree float *strip = g_new (float, (gsize) width *STRIP_ROWS);
  double            sum = 0.0;

  for (int row = 0; row < picture->height; row += STRIP_ROWS)
    {
      int    rows = MIN (STRIP_ROWS, picture->height - row);
      float *mask = picture->mask + (gsize) row * width;

      gegl_buffer_get (selection, GEGL_RECTANGLE (x, y + row, width, rows), 1.0,
                       babl_format ("Y float"), strip, GEGL_AUTO_ROWSTRIDE, GEGL_ABYSS_NONE);
      for (gsize i = 0; i < (gsize) width * rows; i++)
        sum += mask[i] *= clamp (strip[i]);
    }

  return sum;
}

gboolean
pixels_limit_to_selection (NstPicture *picture, GimpLayer *layer, GError **error)
{
  GimpImage *image = gimp_item_get_image (GIMP_ITEM (layer));
  gsize      n = (gsize) picture->width * picture->height;
  int        x, y;
  g_autoptr (GeglBuffer) selection = NULL;

  if (gimp_selection_is_empty (image))
    return TRUE;

  if (!picture->mask)
    {
      if (!nst_picture_add_mask (picture, error))
        return FALSE;
      for (gsize i = 0; i < n; i++)
        picture->mask[i] = 1.0f;
    }

  gimp_drawable_get_offsets (GIMP_DRAWABLE (layer), &x, &y);
  selection = gimp_drawable_get_buffer (GIMP_DRAWABLE (gimp_image_get_selection (image)));
  if (weigh_by_selection (picture, selection, x, y) > 0.0)
    return TRUE;

  g_set_error (
      error, NST_ERROR, NST_ERROR_ARGUMENT,
      _ ("The selected part of \"%s\" is completely transparent: select something that can "
         "be seen."),
      gimp_item_get_name (GIMP_ITEM (layer)));
  return FALSE;
}

/* The painting's colors over the snapshot's transparency, where `mask` (or NULL) is not 0. */
static void
write_painting (const NstPicture *painting, const float *mask, GeglBuffer *snapshot,
                GeglBuffer *target)
{
  int               width = painting->width;
  gsize             plane = (gsize) width * painting->height;
  g_autofree float *strip = g_new (float, (gsize) width *STRIP_ROWS * 4);

  for (int y = 0; y < painting->height; y += STRIP_ROWS)
    {
      GeglRectangle rectangle = { 0, y, width, MIN (STRIP_ROWS, painting->height - y) };
      gsize         first = (gsize) y * width;

      gegl_buffer_get (snapshot, &rectangle, 1.0, exchange_format (), strip, GEGL_AUTO_ROWSTRIDE,
                       GEGL_ABYSS_NONE);

      for (gsize i = 0; i < (gsize) width * rectangle.height; i++)
        if (!mask || mask[first + i] > 0.0f)
          for (int c = 0; c < 3; c++)
            strip[4 * i + c] = painting->pixels[c * plane + first + i];

      gegl_buffer_set (target, &rectangle, 0, exchange_format (), strip, GEGL_AUTO_ROWSTRIDE);
    }
}

GimpLayer *
pixels_write (const NstPicture *painting, const NstPicture *content, GeglBuffer *snapshot,
              GimpLayer *layer, GError **error)
{
  GimpImage       *image = gimp_item_get_image (GIMP_ITEM (layer));
  const char      *title = gimp_item_get_name (GIMP_ITEM (layer));
  g_autofree char *name = g_strdup_printf (_ ("%s (style transfer)"), title);
  g_autoptr (GeglBuffer) target = NULL;
  GimpLayer *new_layer;

  new_layer = gimp_layer_new (image, name, gegl_buffer_get_width (snapshot),
                              gegl_buffer_get_height (snapshot),
                              gimp_drawable_type (GIMP_DRAWABLE (layer)), 100.0,
                              gimp_image_get_default_new_layer_mode (image));
  if (!new_layer)
    {
      g_set_error (error, NST_ERROR, NST_ERROR_MEMORY,
                   _ ("GIMP could not make the new layer (%s): free some memory and try again."),
                   last_error ());
      return NULL;
    }

  /* Bit for bit, also where the engine's floats, being sRGB, could not hold it. */
  target = gimp_drawable_get_buffer (GIMP_DRAWABLE (new_layer));
  gegl_buffer_copy (snapshot, NULL, GEGL_ABYSS_NONE, target, NULL);
  if (painting)
    write_painting (painting, content->mask, snapshot, target);

  return new_layer;
}
