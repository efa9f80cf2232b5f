/* SPDX-License-Identifier: GPL-3.0-or-later */

/* image-writer.c - writes a picture file: libvips requests the pixels strip by strip and encodes
 * them; Little CMS converts the colors back to those of the original. */

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

#include "formats.h"
#include "original.h"
#include "output-file.h"
#include "output-place.h"
#include "platform.h"
#include "tiff-metadata.h"
#include "vips-library.h"

/* From here on a TIFF file might not fit into the four gigabytes of the usual kind. */
#define BIG_TIFF (G_GUINT64_CONSTANT (3500) << 20)

/* A picture that is being written. */
typedef struct
{
  const NstPicture  *picture;
  const float       *mask; /* or NULL */
  const CliOriginal *original;
  const CliFormat   *format;
  const CliColors   *colors;     /* of the file; NULL: sRGB */
  GBytes            *profile;    /* of the file, or NULL */
  int                n_channels; /* of its colors: 3 or 4 */
  int                bits;       /* 8, 16, or 32 for float */
  int                quality;    /* 0: the format has none */
} Writing;

/* ---- What the file will be like ---------------------------------------------------- */

static const CliFormat *
format_for (const char *path, const CliSaving *saving)
{
  if (saving != NULL && saving->format != NULL)
    return cli_format_of_ending (saving->format);
  return g_str_equal (path, CLI_OUTPUT_STANDARD) ? cli_format_of_ending ("png")
                                                 : cli_format_of_name (path);
}

/* Uses the original's colors, if the format supports them and sRGB can be converted to them; else
 * sRGB, with a profile if the original had one. */
static void
choose_colors (Writing *w)
{
  const CliOriginal *o = w->original;
  gboolean           holds = (w->format->abilities & CLI_FORMAT_PROFILE) != 0;
  gboolean cmyk = o != NULL && o->n_channels == 4 && (w->format->abilities & CLI_FORMAT_CMYK);
  gboolean linear = o != NULL && o->linear && w->bits == 32;

  w->n_channels = 3;
  if (o == NULL)
    return;
  if ((cmyk || (o->n_channels == 3 && holds && (linear || !o->linear)))
      && cli_colors_is_two_way (o->colors))
    {
      w->colors = o->colors;
      w->n_channels = o->n_channels;
      if (cli_colors_has_profile (o->colors))
        w->profile = g_bytes_ref (o->profile);
      else if (linear)
        w->profile = cli_colors_srgb_profile (TRUE);
    }
  else if (holds && cli_colors_has_profile (o->colors))
    w->profile = cli_colors_srgb_profile (FALSE);
}

static void
choose (Writing *w, const CliSaving *saving)
{
  int bits = w->original != NULL ? w->original->bits : 8;

  w->bits = MIN (bits, w->format->bits) >= 32 ? 32 : MIN (bits, w->format->bits) > 8 ? 16 : 8;
  if (w->format->abilities & CLI_FORMAT_QUALITY)
    w->quality = w->format->quality;
  if (w->quality > 0 && saving != NULL && saving->quality > 0)
    w->quality = saving->quality;
  else if (w->quality > 0 && w->original != NULL && w->original->quality > 0
           && g_str_equal (w->format->name, "JPEG"))
    w->quality = w->original->quality;
  if (!(w->format->abilities & CLI_FORMAT_ALPHA))
    w->mask = NULL;
  choose_colors (w);
}

/* ---- Pixels ------------------------------------------------------------------------ */

static void
put_value (VipsPel *pixel, int bits, int band, float value)
{
  if (bits == 32)
    ((float *) pixel)[band] = value;
  else if (bits == 16)
    ((guint16 *) pixel)[band] = (guint16) lrintf (CLAMP (value, 0.0f, 1.0f) * 65535.0f);
  else
    pixel[band] = (guint8) lrintf (CLAMP (value, 0.0f, 1.0f) * 255.0f);
}

/* `n` pixels from `position` on; `rgb` and `own` have room for them. */
static void
join_pixels (const Writing *w, gsize position, gsize n, float *rgb, float *own, VipsPel *to)
{
  gsize plane = (gsize) w->picture->width * w->picture->height;
  int   bands = w->n_channels + (w->mask != NULL);
  gsize size = (gsize) bands * w->bits / 8;
  float scale = w->n_channels == 4 ? 0.01f : 1.0f; /* of percent */

  for (gsize i = 0; i < n; i++)
    for (int c = 0; c < 3; c++)
      rgb[3 * i + c] = w->picture->pixels[c * plane + position + i];
  if (w->colors != NULL)
    cli_colors_from_srgb (w->colors, rgb, own, n);
  else
    memcpy (own, rgb, 3 * n * sizeof *own);
  for (gsize i = 0; i < n; i++, to += size)
    {
      for (int c = 0; c < w->n_channels; c++)
        put_value (to, w->bits, c, own[i * w->n_channels + c] * scale);
      if (w->mask != NULL)
        put_value (to, w->bits, w->n_channels, w->mask[position + i]);
    }
}

/* Matches VipsGenerateFn. */
static int
generate (VipsRegion *region, G_GNUC_UNUSED void *sequence, void *writing, G_GNUC_UNUSED void *b,
          G_GNUC_UNUSED gboolean *stop)
{
  const Writing    *w = writing;
  const VipsRect   *part = &region->valid;
  gsize             n = (gsize) part->width;
  g_autofree float *rgb = g_new (float, 3 * n);
  g_autofree float *own = g_new (float, 4 * n);

  for (int y = part->top; y < part->top + part->height; y++)
    join_pixels (w, (gsize) y * w->picture->width + part->left, n, rgb, own,
                 VIPS_REGION_ADDR (region, part->left, y));
  return 0;
}

static VipsImage *
make_image (Writing *w)
{
  VipsImage         *image = vips_image_new ();
  VipsBandFormat     bands = w->bits == 32   ? VIPS_FORMAT_FLOAT
                             : w->bits == 16 ? VIPS_FORMAT_USHORT
                                             : VIPS_FORMAT_UCHAR;
  VipsInterpretation kind = w->n_channels == 4 ? VIPS_INTERPRETATION_CMYK
                            : w->bits == 8     ? VIPS_INTERPRETATION_sRGB
                            : w->bits == 16    ? VIPS_INTERPRETATION_RGB16
                                               : VIPS_INTERPRETATION_scRGB;

  vips_image_init_fields (image, w->picture->width, w->picture->height,
                          w->n_channels + (w->mask != NULL), bands, VIPS_CODING_NONE, kind, 1.0,
                          1.0);
  cli_original_describe (w->original, image);
  /* libvips 8.16 writes a fourth of it into TIFF, which is damaged then; tiff-metadata.h does that. */
  if (!g_str_equal (w->format->name, "JPEG"))
    vips_image_remove (image, VIPS_META_IPTC_NAME);
  if (w->profile != NULL)
    {
      gsize       length;
      const void *data = g_bytes_get_data (w->profile, &length);

      vips_image_set_blob_copy (image, VIPS_META_ICC_NAME, data, length);
    }
  if (vips_image_pipelinev (image, VIPS_DEMAND_STYLE_THINSTRIP, NULL) != 0
      || vips_image_generate (image, NULL, generate, NULL, w, NULL) != 0)
    g_clear_object (&image);
  return image;
}

/* ---- Encoding ---------------------------------------------------------------------- */

/* A color for each pixel where the original has that, or, without one, where the quality is high. */
static int
save_jpeg (const Writing *w, VipsImage *image, VipsTarget *target)
{
  gboolean known = FALSE;
  gboolean all = w->original != NULL && cli_original_has_all_chroma (w->original, &known);
  VipsForeignSubsample subsample = !known ? VIPS_FOREIGN_SUBSAMPLE_AUTO
                                   : all  ? VIPS_FOREIGN_SUBSAMPLE_OFF
                                          : VIPS_FOREIGN_SUBSAMPLE_ON;

  return vips_jpegsave_target (image, target, "Q", w->quality, "subsample_mode", subsample,
                               "optimize_coding", TRUE, NULL);
}

static gboolean
is_big_tiff (const Writing *w)
{
  guint64 bytes = (guint64) (w->n_channels + (w->mask != NULL)) * w->bits / 8;

  return bytes * w->picture->width * w->picture->height > BIG_TIFF;
}

static int
save_tiff (const Writing *w, VipsImage *image, VipsTarget *target)
{
  return vips_tiffsave_target (
      image, target, "compression", VIPS_FOREIGN_TIFF_COMPRESSION_DEFLATE, "predictor",
      w->bits == 32 ? VIPS_FOREIGN_TIFF_PREDICTOR_FLOAT : VIPS_FOREIGN_TIFF_PREDICTOR_HORIZONTAL,
      "bigtiff", is_big_tiff (w), NULL);
}

static int
save_heif (const Writing *w, VipsImage *image, VipsTarget *target)
{
  gboolean avif = g_str_equal (w->format->name, "AVIF");

  return vips_heifsave_target (
      image, target, "Q", w->quality, "compression",
      avif ? VIPS_FOREIGN_HEIF_COMPRESSION_AV1 : VIPS_FOREIGN_HEIF_COMPRESSION_HEVC, "bitdepth",
      w->bits == 8 ? 8
      : avif       ? 12
                   : 10,
      "subsample_mode", w->quality >= 90 ? VIPS_FOREIGN_SUBSAMPLE_OFF : VIPS_FOREIGN_SUBSAMPLE_AUTO,
      NULL);
}

/* ImageMagick writes to memory only. */
static int
save_by_magick (const Writing *w, VipsImage *image, VipsTarget *target)
{
  VipsBlob *blob = NULL;
  int       failed = vips_call ("magicksave_buffer", image, &blob, "format", w->format->endings[0],
                                "keep", VIPS_FOREIGN_KEEP_NONE, NULL);

  if (failed == 0)
    {
      size_t      length;
      const void *data = vips_blob_get (blob, &length);

      failed = vips_target_write (target, data, length);
      if (failed == 0)
        failed = vips_target_end (target);
    }
  if (blob != NULL)
    vips_area_unref (VIPS_AREA (blob));
  return failed;
}

static gboolean
encode (Writing *w, VipsTarget *target)
{
  VipsImage  *image = make_image (w);
  const char *saver = w->format->saver;
  int         failed = -1;

  if (image == NULL)
    return FALSE;
  if (!cli_vips_can_write ())
    {
      g_object_unref (image);
      vips_error ("nst", "%s", _ ("there is not enough memory"));
      return FALSE;
    }
  if (g_str_equal (saver, "jpegsave_target"))
    failed = save_jpeg (w, image, target);
  else if (g_str_equal (saver, "tiffsave_target"))
    failed = save_tiff (w, image, target);
  else if (g_str_equal (saver, "heifsave_target"))
    failed = save_heif (w, image, target);
  else if (g_str_equal (saver, "magicksave_buffer"))
    failed = save_by_magick (w, image, target);
  else if (w->quality > 0)
    failed = vips_call (saver, image, target, "Q", w->quality, NULL);
  else
    failed = vips_call (saver, image, target, NULL);
  g_object_unref (image);
  return failed == 0;
}

/* ---- To its place ------------------------------------------------------------------ */

static gboolean
refuse (const char *path, GError **error)
{
  g_autofree char *shown = g_filename_display_name (path);
  g_autofree char *complaint = cli_vips_complaint ();

  g_set_error (error, NST_ERROR, NST_ERROR_FILE, _ ("“%s” cannot be written: %s."), shown,
               complaint);
  return FALSE;
}

/* The metadata that libvips does not write into a TIFF file, which is open as `file`. */
static gboolean
add_tiff_metadata (const Writing *w, int file)
{
  VipsImage *described = vips_image_new ();
  gboolean   added;

  vips_image_init_fields (described, w->picture->width, w->picture->height, 3, VIPS_FORMAT_UCHAR,
                          VIPS_CODING_NONE, VIPS_INTERPRETATION_sRGB, 1.0, 1.0);
  cli_original_describe (w->original, described);
  added = cli_tiff_metadata_write (described, file);
  g_object_unref (described);
  return added;
}

static gboolean
encode_to_descriptor (Writing *w, int file)
{
  VipsTarget *target = vips_target_new_to_descriptor (file);
  gboolean    done = encode (w, target);

  g_object_unref (target);
  return done;
}

/* All that the file is to hold.  A painting is not lost with the metadata: where they cannot be
 * added, the file is written once more without them. */
static gboolean
write_whole (Writing *w, int file)
{
  if (!encode_to_descriptor (w, file))
    return FALSE;
  if (!g_str_equal (w->format->saver, "tiffsave_target") || is_big_tiff (w)
      || add_tiff_metadata (w, file))
    return TRUE;
  return ftruncate (file, 0) == 0 && lseek (file, 0, SEEK_SET) == 0
         && encode_to_descriptor (w, file);
}

static gboolean
write_to_standard_output (Writing *w, GError **error)
{
  int      file = cli_system_nameless_file ();
  gboolean done = file >= 0 && write_whole (w, file);
  g_autoptr (GMappedFile) bytes = done ? g_mapped_file_new_from_fd (file, FALSE, NULL) : NULL;

  if (bytes != NULL)
    done = cli_output_save (CLI_OUTPUT_STANDARD, g_mapped_file_get_contents (bytes),
                            g_mapped_file_get_length (bytes), FALSE, error);
  else
    done = refuse (_ ("standard output"), error);
  if (file >= 0)
    close (file);
  return done;
}

/* The system's error on writing more to a file that could not be written, because libraries
 * report a full disk as "stream error"; NULL: none. */
static const char *
probe (int file)
{
  static const char block[4096];

  return lseek (file, 0, SEEK_END) < 0 || !nst_write_all (file, block, sizeof block)
             ? g_strerror (errno)
             : NULL;
}

static gboolean
write_to_file (Writing *w, const char *path, const CliSaving *saving, GError **error)
{
  CliOutput  *output = cli_output_new (path, saving != NULL && saving->force, error);
  const char *system_says;

  if (output == NULL)
    return FALSE;
  if (write_whole (w, cli_output_get_descriptor (output)))
    {
      if (saving != NULL && saving->on_whole != NULL)
        saving->on_whole (cli_output_get_descriptor (output), saving->data);
      return cli_output_finish (output, error);
    }
  system_says = probe (cli_output_get_descriptor (output));
  cli_output_abandon (output);
  return system_says != NULL ? cli_output_refuse (path, system_says, error) : refuse (path, error);
}

gboolean
cli_file_save (const NstPicture *picture, const float *mask, const CliOriginal *original,
               const CliSaving *saving, const char *path, GError **error)
{
  Writing  w = { .picture = picture, .mask = mask, .original = original };
  gboolean done;

  if (!cli_file_check_format (path, saving, error))
    return FALSE;
  w.format = format_for (path, saving);
  choose (&w, saving);
  if (g_str_equal (path, CLI_OUTPUT_STANDARD))
    done = write_to_standard_output (&w, error);
  else
    done = write_to_file (&w, path, saving, error);
  g_clear_pointer (&w.profile, g_bytes_unref);
  return done;
}

/* ---- Before the work --------------------------------------------------------------- */

/* Whether the encoder is installed: those of HEIC and AVIF are separate files, so a small picture
 * is encoded as a test. */
static gboolean
try_format (const CliFormat *format)
{
  g_autoptr (NstPicture) picture = nst_picture_new (16, 16, NULL);
  Writing     w = { .picture = picture, .format = format };
  VipsTarget *target = vips_target_new_to_memory ();
  gboolean    done;

  choose (&w, NULL);
  done = encode (&w, target);
  g_object_unref (target);
  vips_error_clear ();
  return done;
}

static gboolean
refuse_format (const char *path, const CliFormat *format, GError **error)
{
  g_autofree char *shown = g_filename_display_name (path);
  g_autofree char *endings = cli_format_list_endings ();

  if (format == NULL)
    g_set_error (error, NST_ERROR, NST_ERROR_ARGUMENT,
                 _ ("“%s” cannot be written: its name must end in one of %s."), shown, endings);
  else if (format->saver == NULL)
    g_set_error (error, NST_ERROR, NST_ERROR_ARGUMENT,
                 _ ("“%s” cannot be written, because %s files can only be read; use one of %s."),
                 shown, format->name, endings);
  else
    g_set_error (
        error, NST_ERROR, NST_ERROR_ARGUMENT,
        _ ("“%s” cannot be written, because the libvips of this system cannot write %s files (in "
           "Debian, HEIC needs libheif-plugin-x265 and AVIF needs libheif-plugin-aomenc)."),
        shown, format->name);
  return FALSE;
}

gboolean
cli_saving_check (const CliSaving *saving, GError **error)
{
  if (saving->quality >= 0 && saving->quality <= 100)
    return TRUE;
  g_set_error (error, NST_ERROR, NST_ERROR_ARGUMENT,
               _ ("The quality must be between 1 and 100, or 0 for the default, but it is %d."),
               saving->quality);
  return FALSE;
}

gboolean
cli_file_check_format (const char *path, const CliSaving *saving, GError **error)
{
  const CliFormat *format = format_for (path, saving);

  cli_vips_start ();
  if (g_str_equal (path, CLI_OUTPUT_STANDARD) && isatty (STDOUT_FILENO))
    {
      g_set_error_literal (error, NST_ERROR, NST_ERROR_ARGUMENT,
                           _ ("The standard output is a terminal, which cannot show a picture; "
                              "redirect it with “nst ... -o - | OTHER” or “nst ... -o - > FILE”."));
      return FALSE;
    }
  if (saving != NULL && saving->format != NULL && format == NULL)
    {
      g_autofree char *endings = cli_format_list_endings ();

      g_set_error (error, NST_ERROR, NST_ERROR_ARGUMENT,
                   _ ("There is no format “%s” to write; use one of %s."), saving->format, endings);
      return FALSE;
    }
  if (format == NULL || !cli_format_has (format->saver)
      || (g_str_equal (format->saver, "heifsave_target") && !try_format (format)))
    return refuse_format (path, format, error);
  return TRUE;
}
