/* SPDX-License-Identifier: GPL-3.0-or-later */

/* original.c - what a picture file has besides the pixels. */

#include "original.h"

#include <math.h>
#include <string.h>

#define SOFTWARE "nst " NST_VERSION
#define CHROMA   "jpeg-chroma-subsample"

/* ---- Metadata ---------------------------------------------------------------------- */

/* Whether a painting has this from its content.  It has no other orientation than upright, no small
 * picture beside it (exif-ifd1), and a color profile of its own. */
static gboolean
is_kept (const char *field)
{
  static const char *const kept[] = { VIPS_META_EXIF_NAME,
                                      VIPS_META_XMP_NAME,
                                      VIPS_META_IPTC_NAME,
                                      VIPS_META_IMAGEDESCRIPTION,
                                      VIPS_META_RESOLUTION_UNIT,
                                      CHROMA,
                                      NULL };

  return g_strv_contains (kept, field) || g_str_has_prefix (field, "png-comment-")
         || (g_str_has_prefix (field, "exif-ifd") && !g_str_has_prefix (field, "exif-ifd1-")
             && !g_str_equal (field, "exif-ifd0-Orientation"));
}

/* An orientation that is told once more, in XMP, becomes the upright one. */
static void
turn_xmp_upright (VipsImage *image)
{
  static const char name[] = "tiff:Orientation";
  const void       *data;
  gsize             length;
  g_autofree char  *text = NULL;

  if (vips_image_get_typeof (image, VIPS_META_XMP_NAME) == 0
      || vips_image_get_blob (image, VIPS_META_XMP_NAME, &data, &length) != 0)
    return;
  text = g_strndup (data, length); /* ends with NUL; what follows one in it is no XMP */
  for (char *place = strstr (text, name); place != NULL; place = strstr (place, name))
    {
      place += strlen (name);
      place += strspn (place, " =\"'>\n\r\t");
      if (g_ascii_isdigit (*place) && !g_ascii_isdigit (place[1]))
        *place = '1';
    }
  vips_image_set_blob_copy (image, VIPS_META_XMP_NAME, text, strlen (text));
}

static guint32
number_at (const guint8 *bytes, gsize n, gboolean big)
{
  guint32 number = 0;

  for (gsize i = 0; i < n; i++)
    number = number << 8 | bytes[big ? i : n - 1 - i];
  return number;
}

/* The Exif data end after the first of their directories: in the second is a small picture, which
 * shows the photograph and not the painting.  Damaged data stay as they are. */
static void
end_after_first_directory (guint8 *exif, gsize length)
{
  gsize    start = length > 6 && memcmp (exif, "Exif\0\0", 6) == 0 ? 6 : 0;
  guint8  *tiff = exif + start;
  gsize    n = length - start;
  gboolean big = n > 8 && tiff[0] == 'M';
  gsize    directory = n > 8 ? number_at (tiff + 4, 4, big) : n;
  gsize next = directory + 2 <= n ? directory + 2 + 12 * number_at (tiff + directory, 2, big) : n;

  if (next + 4 <= n)
    memset (tiff + next, 0, 4);
}

static void
drop_small_picture (VipsImage *image)
{
  const void        *data;
  gsize              length;
  g_autofree guint8 *copy = NULL;

  if (vips_image_get_typeof (image, VIPS_META_EXIF_NAME) == 0
      || vips_image_get_blob (image, VIPS_META_EXIF_NAME, &data, &length) != 0)
    return;
  copy = g_memdup2 (data, length);
  end_after_first_directory (copy, length);
  vips_image_set_blob_copy (image, VIPS_META_EXIF_NAME, copy, length);
}

static void *
copy_field (VipsImage *image, const char *field, GValue *value, void *copy)
{
  (void) image;
  if (is_kept (field))
    vips_image_set (copy, field, value);
  return NULL;
}

static VipsImage *
copy_metadata (VipsImage *image)
{
  VipsImage *copy = vips_image_new ();

  vips_image_map (image, copy_field, copy);
  turn_xmp_upright (copy);
  drop_small_picture (copy);
  return copy;
}

void
cli_original_describe (const CliOriginal *original, VipsImage *image)
{
  if (original != NULL)
    {
      vips_image_map (original->metadata, copy_field, image);
      image->Xres = original->metadata->Xres;
      image->Yres = original->metadata->Yres;
    }
  vips_image_set_string (image, "exif-ifd0-Software", SOFTWARE);
  vips_image_set_int (image, VIPS_META_ORIENTATION, 1);
}

/* ---- The original ------------------------------------------------------------------ */

static int
bits_of (const VipsImage *image)
{
  switch (image->BandFmt)
    {
    case VIPS_FORMAT_UCHAR:
    case VIPS_FORMAT_CHAR:
      return 8;
    case VIPS_FORMAT_USHORT:
    case VIPS_FORMAT_SHORT:
    case VIPS_FORMAT_UINT:
    case VIPS_FORMAT_INT:
      return 16;
    default:
      return 32;
    }
}

static GBytes *
profile_of (VipsImage *image)
{
  const void *data;
  gsize       length;

  if (vips_image_get_typeof (image, VIPS_META_ICC_NAME) == 0
      || vips_image_get_blob (image, VIPS_META_ICC_NAME, &data, &length) != 0)
    return NULL;
  return g_bytes_new (data, length);
}

CliOriginal *
cli_original_new (VipsImage *image, int n_channels)
{
  CliOriginal *original = g_new0 (CliOriginal, 1);

  original->bits = bits_of (image);
  original->n_channels = n_channels;
  original->linear = image->Type == VIPS_INTERPRETATION_scRGB;
  original->profile = profile_of (image);
  original->colors = cli_colors_new (n_channels, original->linear, original->profile);
  original->metadata = copy_metadata (image);
  original->metadata->Xres = image->Xres;
  original->metadata->Yres = image->Yres;
  original->excess = g_array_new (FALSE, FALSE, sizeof (CliExcess));
  return original;
}

void
cli_original_free (CliOriginal *original)
{
  if (original == NULL)
    return;
  g_clear_pointer (&original->profile, g_bytes_unref);
  cli_colors_free (original->colors);
  g_object_unref (original->metadata);
  g_array_unref (original->excess);
  g_free (original);
}

gboolean
cli_original_has_all_chroma (const CliOriginal *original, gboolean *known)
{
  const char *chroma = NULL;

  *known = vips_image_get_typeof (original->metadata, CHROMA) != 0
           && vips_image_get_string (original->metadata, CHROMA, &chroma) == 0;
  return *known && g_str_has_prefix (chroma, "4:4:4");
}

/* Up to rounding. */
static gboolean
same (float a, float b)
{
  return fabsf (a - b) < 1e-5f;
}

void
cli_original_restore (const CliOriginal *original, const NstPicture *content,
                      const NstSettings *settings, NstPicture *painting)
{
  gsize plane = (gsize) painting->width * painting->height;
  float chroma = settings->keep_colors_by == NST_KEEP_COLORS_BY_LUMINANCE
                     ? (float) nst_settings_get_kept (settings)
                     : 0.0f;

  for (guint i = 0; i < original->excess->len; i++)
    {
      const CliExcess *excess = &g_array_index (original->excess, CliExcess, i);
      const float     *e = excess->rgb;
      float           *p = painting->pixels + excess->position;
      const float     *c = content->pixels + excess->position;
      gboolean         untouched
          = same (p[0], c[0]) && same (p[plane], c[plane]) && same (p[2 * plane], c[2 * plane]);
      float strength = untouched ? 0.0f : (float) settings->strength;
      float luma = 0.299f * e[0] + 0.587f * e[1] + 0.114f * e[2]; /* as the engine's */

      for (int k = 0; k < 3; k++)
        p[k * plane] += e[k] - strength * (e[k] + chroma * (luma - e[k]));
    }
}
