/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tiff-metadata.c - Exif and IPTC in TIFF files.
 *
 * In other formats Exif is a block of bytes.  A TIFF file has it as directories of its own, beside
 * those that say where the pixels are, and libvips leaves them out.  Exiv2 knows both ways, so the
 * metadata pass between the two libraries in a file of one pixel, which both of them understand. */

#include "tiff-metadata.h"

#include <gexiv2/gexiv2.h>
#include <unistd.h>

#include "platform.h"

/* gexiv2 0.16 has given the functions that tell an error new names. */
#if GEXIV2_CHECK_VERSION(0, 15, 0)
#define clear_tag    gexiv2_metadata_clear_tag
#define set_tag_long gexiv2_metadata_set_tag_long
#else
#define clear_tag    gexiv2_metadata_try_clear_tag
#define set_tag_long gexiv2_metadata_try_set_tag_long
#endif

/* JPEG holds no XMP that is longer; WebP does, but has no IPTC. */
#define JPEG_XMP_BYTES 60000

/* Exiv2's reader of XMP must not run twice at a time. */
static GMutex mutex;

static void
start (void)
{
  static gsize started;

  if (g_once_init_enter (&started))
    {
      gexiv2_log_set_level (GEXIV2_LOG_LEVEL_MUTE); /* what is odd in a file is no matter here */
      gexiv2_initialize ();
      g_once_init_leave (&started, 1);
    }
}

static void *
copy_field (G_GNUC_UNUSED VipsImage *image, const char *field, GValue *value, void *to)
{
  if (g_str_has_prefix (field, "exif-") || g_str_equal (field, VIPS_META_XMP_NAME)
      || g_str_equal (field, VIPS_META_IPTC_NAME) || g_str_equal (field, VIPS_META_ORIENTATION)
      || g_str_equal (field, VIPS_META_RESOLUTION_UNIT))
    vips_image_set (to, field, value);
  return NULL;
}

/* A file of one pixel with the metadata and the resolution of `image`; NULL where it cannot be
 * made. */
static VipsBlob *
carry (VipsImage *image)
{
  VipsImage  *black = NULL, *pixel = NULL;
  VipsBlob   *blob = NULL;
  const void *xmp;
  gsize       length = 0;

  if (vips_image_get_typeof (image, VIPS_META_XMP_NAME) != 0)
    vips_image_get_blob (image, VIPS_META_XMP_NAME, &xmp, &length);
  if (vips_black (&black, 1, 1, "bands", 3, NULL) == 0
      && vips_copy (black, &pixel, "interpretation", VIPS_INTERPRETATION_sRGB, "xres", image->Xres,
                    "yres", image->Yres, NULL)
             == 0)
    {
      vips_image_map (image, copy_field, pixel);
      vips_call (length > JPEG_XMP_BYTES ? "webpsave_buffer" : "jpegsave_buffer", pixel, &blob,
                 NULL);
    }
  vips_error_clear ();
  g_clear_object (&pixel);
  g_clear_object (&black);
  return blob;
}

static VipsImage *
load_jpeg (int file)
{
  VipsSource *source
      = lseek (file, 0, SEEK_SET) == 0 ? vips_source_new_from_descriptor (file) : NULL;
  VipsImage *image = NULL;

  if (source != NULL && vips_jpegload_source (source, &image, NULL) != 0)
    vips_error_clear ();
  g_clear_object (&source);
  return image;
}

/* Says how the pixels lie in the TIFF file, which is no matter of another one. */
static void
drop_structure (GExiv2Metadata *metadata)
{
  static const char *const tags[] = {
    "Exif.Image.ImageWidth",  "Exif.Image.ImageLength",     "Exif.Image.BitsPerSample",
    "Exif.Image.Compression", "Exif.Image.SamplesPerPixel", "Exif.Image.PlanarConfiguration"
  };

  for (gsize i = 0; i < G_N_ELEMENTS (tags); i++)
    clear_tag (metadata, tags[i], NULL);
}

/* The metadata of the TIFF file in a JPEG file of one pixel, which is in `file` already. */
static gboolean
move_to_jpeg (const char *path, int file)
{
  g_autoptr (GExiv2Metadata) metadata = gexiv2_metadata_new ();
  g_autofree char *name = cli_system_path_of (file);
  gboolean         moved;

  g_mutex_lock (&mutex);
  moved = gexiv2_metadata_open_path (metadata, path, NULL);
  if (moved)
    {
      drop_structure (metadata);
      moved = gexiv2_metadata_save_file (metadata, name, NULL);
    }
  g_mutex_unlock (&mutex);
  return moved;
}

void
cli_tiff_metadata_read (const char *path, VipsImage *image)
{
  int        file = cli_system_nameless_file ();
  VipsImage *bare = vips_image_new (), *jpeg = NULL;
  VipsBlob  *blob = file >= 0 ? carry (bare) : NULL;

  start ();
  /* libvips has it as it is in TIFF files, which is of no use elsewhere. */
  vips_image_remove (image, VIPS_META_IPTC_NAME);
  if (blob != NULL)
    {
      gsize       n;
      const void *bytes = vips_blob_get (blob, &n);

      if (write (file, bytes, n) == (gssize) n && move_to_jpeg (path, file))
        jpeg = load_jpeg (file);
      vips_area_unref (VIPS_AREA (blob));
    }
  if (jpeg != NULL)
    {
      vips_image_remove (jpeg, VIPS_META_XMP_NAME); /* the image has it, and whole */
      vips_image_remove (jpeg, VIPS_META_ORIENTATION);
      vips_image_remove (jpeg, VIPS_META_RESOLUTION_UNIT);
      vips_image_map (jpeg, copy_field, image);
      g_object_unref (jpeg);
    }
  g_object_unref (bare);
  if (file >= 0)
    close (file);
}

gboolean
cli_tiff_metadata_write (VipsImage *image, int file)
{
  VipsBlob *blob = carry (image);
  g_autoptr (GExiv2Metadata) metadata = gexiv2_metadata_new ();
  g_autofree char *name = cli_system_path_of (file);
  gboolean         done = TRUE;
  gsize            n = 0;
  const void      *bytes = blob != NULL ? vips_blob_get (blob, &n) : NULL;

  start ();
  g_mutex_lock (&mutex);
  if (bytes != NULL && gexiv2_metadata_open_buf (metadata, bytes, (glong) n, NULL))
    {
      /* libvips has written the size of the one pixel. */
      set_tag_long (metadata, "Exif.Photo.PixelXDimension", image->Xsize, NULL);
      set_tag_long (metadata, "Exif.Photo.PixelYDimension", image->Ysize, NULL);
      done = gexiv2_metadata_save_file (metadata, name, NULL);
    }
  g_mutex_unlock (&mutex);
  if (blob != NULL)
    vips_area_unref (VIPS_AREA (blob));
  return done;
}
