/* SPDX-License-Identifier: GPL-3.0-or-later */

/* image-reader.c - reads a picture file: libvips decodes it strip by strip, Little CMS converts the
 * colors to sRGB, and the pixels are rotated upright. */

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <math.h>
#include <unistd.h>

#include "formats.h"
#include "vips-library.h"
#include "jpeg-quality.h"
#include "original.h"
#include "platform.h"
#include "tiff-metadata.h"

#define STRIP_ROWS 16

/* Less than half a step of 16 bits is rounding. */
#define EXCESS 1e-5f

/* A file that is being read. */
typedef struct
{
  const char      *shown; /* name for messages */
  const CliFormat *format;
  VipsImage       *image;      /* as decoded, with colors that colors.h knows */
  int              n_channels; /* of its colors; what follows them is alpha */
  double           white;      /* the value of full light, and of full opacity */
  gboolean         premultiplied;
  int              orientation; /* 1 to 8, of Exif */
} Reading;

/* ---- Opening ----------------------------------------------------------------------- */

static gboolean
refuse (const Reading *r, const char *reason, GError **error)
{
  g_set_error (error, NST_ERROR, NST_ERROR_FILE, _ ("The picture “%s” cannot be read: %s."),
               r->shown, reason);
  return FALSE;
}

/* With the last message of libvips. */
static gboolean
refuse_damaged (const Reading *r, GError **error)
{
  g_autofree char *complaint = cli_vips_complaint ();
  g_autofree char *reason
      = g_strdup_printf (_ ("the %s file is damaged, incomplete or of an unsupported kind (%s)"),
                         r->format->name, complaint);

  return refuse (r, reason, error);
}

static VipsSource *
open_source (const Reading *r, const char *path, GError **error)
{
  GStatBuf    status;
  int         file = g_open (path, O_RDONLY | O_CLOEXEC | O_BINARY, 0);
  int         problem = errno;
  VipsSource *source;

  if (file < 0 || fstat (file, &status) != 0)
    {
      refuse (r, g_strerror (problem), error);
      return NULL;
    }
  source = S_ISDIR (status.st_mode) ? NULL : vips_source_new_from_descriptor (file);
  close (file); /* the source has its own */
  if (source == NULL)
    refuse (r, S_ISDIR (status.st_mode) ? _ ("it is a folder") : _ ("it cannot be opened"), error);
  return source;
}

static gboolean
recognize (Reading *r, VipsSource *source, const char *path, GError **error)
{
  unsigned char *bytes = NULL;
  gint64         n = vips_source_sniff_at_most (source, &bytes, CLI_SIGNATURE_BYTES);
  const char    *other = n > 0 ? cli_format_explain (path, bytes, (gsize) n) : NULL;

  if (n <= 0)
    {
      vips_error_clear ();
      return refuse (r, _ ("it is empty"), error);
    }
  r->format = cli_format_of_bytes (bytes, (gsize) n);
  if (other != NULL)
    return refuse (r, other, error);
  if (r->format == NULL)
    return refuse (r, _ ("its format is not supported; use PNG, JPEG, TIFF or WebP, for example"),
                   error);
  if (cli_format_has (r->format->loader))
    return TRUE;
  g_set_error (error, NST_ERROR, NST_ERROR_FILE,
               _ ("The picture “%s” cannot be read, because the libvips of this system does not "
                  "read %s files."),
               r->shown, r->format->name);
  return FALSE;
}

/* ImageMagick's formats are read from memory, so that no name is looked into. */
static int
decode_bytes (Reading *r, VipsSource *source)
{
  VipsBlob *bytes = vips_source_map_blob (source);
  int       failed = -1;

  if (bytes != NULL)
    {
      failed
          = vips_call (r->format->loader, bytes, &r->image, "access", VIPS_ACCESS_SEQUENTIAL, NULL);
      vips_area_unref (VIPS_AREA (bytes)); /* the image has its own */
    }
  return failed;
}

static gboolean
decode (Reading *r, VipsSource *source, const char *path, GError **error)
{
  int failed;

  if (r->format->by_name)
    failed = vips_call (r->format->loader, path, &r->image, "access", VIPS_ACCESS_SEQUENTIAL, NULL);
  else if (g_str_has_suffix (r->format->loader, "_buffer"))
    failed = decode_bytes (r, source);
  else
    failed = vips_call (r->format->loader, source, &r->image, "access", VIPS_ACCESS_SEQUENTIAL,
                        "fail_on", VIPS_FAIL_ON_TRUNCATED, NULL);
  return failed == 0 || refuse_damaged (r, error);
}

/* ---- Kinds of pixels --------------------------------------------------------------- */

/* Replaces the image by the result of an operation of libvips, which is also put into `*image`, unless
 * that has failed. */
static gboolean
take (Reading *r, int failed, VipsImage **image, GError **error)
{
  if (failed != 0)
    return refuse_damaged (r, error);
  g_object_unref (r->image);
  r->image = *image;
  return TRUE;
}

/* Lab and XYZ to sRGB.  Lab in files is relative to D50, as in profiles, and not to D65, as
 * vips_colourspace has it. */
static int
leave_lab (VipsImage *image, VipsInterpretation kind, VipsImage **rgb)
{
  return kind == VIPS_INTERPRETATION_XYZ
             ? vips_colourspace (image, rgb, VIPS_INTERPRETATION_RGB16, NULL)
             : vips_icc_export (image, rgb, "output_profile", "srgb", "depth", 16, NULL);
}

/* Converts the image to gray, RGB or CMYK values, and finds their properties. */
static gboolean
understand (Reading *r, GError **error)
{
  VipsImage         *image = NULL;
  VipsInterpretation kind;

  if (r->image->Coding == VIPS_CODING_RAD
      && !take (r, vips_rad2float (r->image, &image, NULL), &image, error))
    return FALSE;
  kind = vips_image_guess_interpretation (r->image);
  if (kind == VIPS_INTERPRETATION_LAB || kind == VIPS_INTERPRETATION_LABS
      || kind == VIPS_INTERPRETATION_LABQ || kind == VIPS_INTERPRETATION_XYZ)
    {
      if (!take (r, leave_lab (r->image, kind, &image), &image, error))
        return FALSE;
      kind = VIPS_INTERPRETATION_RGB16;
    }
  r->n_channels = kind == VIPS_INTERPRETATION_CMYK && r->image->Bands >= 4 ? 4
                  : r->image->Bands >= 3                                   ? 3
                                                                           : 1;
  if (vips_band_format_iscomplex (r->image->BandFmt))
    return refuse (r, _ ("its pixels are complex numbers"), error);
  r->white = vips_band_format_isint (r->image->BandFmt)
                 ? vips_image_get_format_max (r->image->BandFmt)
                 : 1.0;
  r->orientation = vips_image_get_orientation (r->image);
  r->premultiplied = g_str_equal (r->format->name, "OpenEXR");
  return TRUE;
}

/* A picture larger than the machine's memory would make it swap for a long time before an
 * allocation fails. */
static gboolean
check_memory (const Reading *r, GError **error)
{
  guint64 needed = (guint64) r->image->Xsize * (guint64) r->image->Ysize * 3 * sizeof (float);

  if (needed <= cli_system_memory ())
    return TRUE;
  g_set_error (error, NST_ERROR, NST_ERROR_MEMORY,
               _ ("The picture “%s” has %d × %d pixels, which is more than the memory of this "
                  "machine can hold."),
               r->shown, r->image->Xsize, r->image->Ysize);
  return FALSE;
}

/* ---- Pixels ------------------------------------------------------------------------ */

static double
value_at (const VipsImage *image, const VipsPel *pixel, int band)
{
  switch (image->BandFmt)
    {
    case VIPS_FORMAT_UCHAR:
      return pixel[band];
    case VIPS_FORMAT_CHAR:
      return ((const gint8 *) pixel)[band];
    case VIPS_FORMAT_USHORT:
      return ((const guint16 *) pixel)[band];
    case VIPS_FORMAT_SHORT:
      return ((const gint16 *) pixel)[band];
    case VIPS_FORMAT_UINT:
      return ((const guint32 *) pixel)[band];
    case VIPS_FORMAT_INT:
      return ((const gint32 *) pixel)[band];
    case VIPS_FORMAT_FLOAT:
      return ((const float *) pixel)[band];
    default:
      return ((const double *) pixel)[band];
    }
}

/* A row of the image: its colors as colors.h takes them, and its alpha. */
static void
split_row (const Reading *r, const VipsPel *pixel, float *colors, float *alpha)
{
  gsize  size = VIPS_IMAGE_SIZEOF_PEL (r->image);
  int    n = r->n_channels;
  double scale = (n == 4 ? 100.0 : 1.0) / r->white;

  for (int x = 0; x < r->image->Xsize; x++, pixel += size)
    {
      double opacity = r->image->Bands > n ? value_at (r->image, pixel, n) / r->white : 1.0;
      double factor = r->premultiplied && opacity > 0.0 ? scale / opacity : scale;

      for (int c = 0; c < n; c++)
        {
          double value = value_at (r->image, pixel, c) * factor;

          colors[x * n + c] = isfinite (value) ? (float) value : 0.0f;
        }
      alpha[x] = isfinite (opacity) ? (float) CLAMP (opacity, 0.0, 1.0) : 0.0f;
    }
}

/* Where the pixel (x, y) of the image lies in the upright picture. */
static gsize
upright (const Reading *r, const NstPicture *picture, int x, int y)
{
  int  right = r->image->Xsize - 1 - x, down = r->image->Ysize - 1 - y;
  int  places[][2] = { { x, y }, { right, y }, { right, down }, { x, down },
                       { y, x }, { down, x },  { down, right }, { y, right } };
  int *place = places[r->orientation - 1];

  return (gsize) place[1] * picture->width + place[0];
}

/* A row, sRGB now, to its places; what the engine's range cannot hold is noted. */
static void
place_row (const Reading *r, int y, const float *rgb, const float *alpha, NstPicture *picture,
           GArray *excess)
{
  gsize plane = (gsize) picture->width * picture->height;

  for (int x = 0; x < r->image->Xsize; x++, rgb += 3)
    {
      CliExcess over = { upright (r, picture, x, y), { 0.0f, 0.0f, 0.0f } };
      float     most = 0.0f;

      for (int c = 0; c < 3; c++)
        {
          float value = CLAMP (rgb[c], 0.0f, 1.0f);

          over.rgb[c] = rgb[c] - value;
          most = MAX (most, fabsf (over.rgb[c]));
          picture->pixels[c * plane + over.position] = value;
        }
      if (picture->mask != NULL)
        picture->mask[over.position] = alpha[x];
      if (excess != NULL && most > EXCESS)
        g_array_append_val (excess, over);
    }
}

static gboolean
fill (const Reading *r, const CliColors *colors, GArray *excess, NstPicture *picture,
      GError **error)
{
  gsize             width = (gsize) r->image->Xsize;
  VipsRegion       *region = vips_region_new (r->image);
  g_autofree float *own = g_new (float, width * r->n_channels);
  g_autofree float *rgb = g_new (float, width * 3);
  g_autofree float *alpha = g_new (float, width);
  gboolean          good = TRUE;

  for (int y = 0; good && y < r->image->Ysize; y += STRIP_ROWS)
    {
      VipsRect strip = { 0, y, r->image->Xsize, MIN (STRIP_ROWS, r->image->Ysize - y) };

      good = vips_region_prepare (region, &strip) == 0;
      for (int row = y; good && row < y + strip.height; row++)
        {
          split_row (r, VIPS_REGION_ADDR (region, 0, row), own, alpha);
          cli_colors_to_srgb (colors, own, rgb, width);
          place_row (r, row, rgb, alpha, picture, excess);
        }
    }
  g_object_unref (region);
  return good || refuse_damaged (r, error);
}

/* Removes an alpha channel that is 1 everywhere. */
static void
drop_full_mask (NstPicture *picture)
{
  gsize n = (gsize) picture->width * picture->height, i = 0;

  while (picture->mask != NULL && i < n && picture->mask[i] == 1.0f)
    i++;
  if (i == n)
    nst_picture_take_mask (picture, NULL);
}

static NstPicture *
make_picture (const Reading *r, CliOriginal *original, GError **error)
{
  gboolean turned = r->orientation >= 5;
  int      width = turned ? r->image->Ysize : r->image->Xsize;
  int      height = turned ? r->image->Xsize : r->image->Ysize;
  g_autoptr (NstPicture) picture
      = check_memory (r, error) ? nst_picture_new (width, height, error) : NULL;

  if (picture == NULL || (r->image->Bands > r->n_channels && !nst_picture_add_mask (picture, error))
      || !fill (r, original->colors, original->excess, picture, error))
    return NULL;
  drop_full_mask (picture);
  return g_steal_pointer (&picture);
}

/* ---- From outside ------------------------------------------------------------------ */

/* Opens and analyzes the image, in `r`; `*source` must be unreferenced even on failure. */
static gboolean
open_image (Reading *r, const char *path, VipsSource **source, GError **error)
{
  cli_vips_start ();
  *source = open_source (r, path, error);
  return *source != NULL && recognize (r, *source, path, error) && decode (r, *source, path, error)
         && understand (r, error);
}

static void
close_image (Reading *r, VipsSource *source)
{
  g_clear_object (&r->image);
  g_clear_object (&source);
}

/* What libvips leaves in the file. */
static gboolean
complete (Reading *r, const char *path, GError **error)
{
  VipsImage *image = NULL;

  if (!g_str_equal (r->format->name, "TIFF") || !g_file_test (path, G_FILE_TEST_IS_REGULAR))
    return TRUE;
  if (!take (r, vips_copy (r->image, &image, NULL), &image, error))
    return FALSE;
  cli_tiff_metadata_read (path, r->image);
  return TRUE;
}

NstPicture *
cli_file_load_content (const char *path, CliOriginal **kept, GError **error)
{
  g_autofree char *shown = g_filename_display_name (path);
  Reading          r = { .shown = shown };
  NstPicture      *picture = NULL;
  VipsSource      *source;

  if (open_image (&r, path, &source, error) && (kept == NULL || complete (&r, path, error)))
    {
      CliOriginal *original = cli_original_new (r.image, r.n_channels);

      picture = make_picture (&r, original, error);
      if (picture != NULL && kept != NULL)
        {
          if (g_str_equal (r.format->name, "JPEG") && g_file_test (path, G_FILE_TEST_IS_REGULAR))
            original->quality = cli_jpeg_quality (path);
          *kept = original;
        }
      else
        cli_original_free (original);
    }
  close_image (&r, source);
  return picture;
}

gboolean
cli_file_is_picture (const char *path)
{
  guint8 bytes[CLI_SIGNATURE_BYTES];
  int    file;
  gssize n;

  if (cli_format_of_name (path) != NULL)
    return TRUE;
  file = g_open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_BINARY, 0);
  n = file >= 0 ? read (file, bytes, sizeof bytes) : 0;
  if (file >= 0)
    close (file);
  return n > 0 && cli_format_of_bytes (bytes, (gsize) n) != NULL;
}

gboolean
cli_file_measure (const char *path, int *width, int *height, GError **error)
{
  g_autofree char *shown = g_filename_display_name (path);
  Reading          r = { .shown = shown };
  VipsSource      *source;
  gboolean         good = open_image (&r, path, &source, error);

  if (good)
    {
      gboolean turned = r.orientation >= 5;

      *width = turned ? r.image->Ysize : r.image->Xsize;
      *height = turned ? r.image->Xsize : r.image->Ysize;
    }
  close_image (&r, source);
  return good;
}

NstPicture *
cli_file_load (const char *path, G_GNUC_UNUSED gpointer unused, GError **error)
{
  return cli_file_load_content (path, NULL, error);
}
