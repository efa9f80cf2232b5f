/* SPDX-License-Identifier: GPL-3.0-or-later */

/* original.c - what the file of a picture has besides the pixels. */

#include "original.h"

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
  return copy;
}

void
nst_original_describe (const NstOriginal *original, VipsImage *image)
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

NstOriginal *
nst_original_new (VipsImage *image, int n_channels)
{
  NstOriginal *original = g_new0 (NstOriginal, 1);

  original->bits = bits_of (image);
  original->n_channels = n_channels;
  original->linear = image->Type == VIPS_INTERPRETATION_scRGB;
  original->profile = profile_of (image);
  original->colors = nst_colors_new (n_channels, original->linear, original->profile);
  original->metadata = copy_metadata (image);
  original->metadata->Xres = image->Xres;
  original->metadata->Yres = image->Yres;
  original->excess = g_array_new (FALSE, FALSE, sizeof (NstExcess));
  return original;
}

void
nst_original_free (NstOriginal *original)
{
  if (original == NULL)
    return;
  g_clear_pointer (&original->profile, g_bytes_unref);
  nst_colors_free (original->colors);
  g_object_unref (original->metadata);
  g_array_unref (original->excess);
  g_free (original);
}

gboolean
nst_original_has_all_chroma (const NstOriginal *original, gboolean *known)
{
  const char *chroma = NULL;

  *known = vips_image_get_typeof (original->metadata, CHROMA) != 0
           && vips_image_get_string (original->metadata, CHROMA, &chroma) == 0;
  return *known && g_str_has_prefix (chroma, "4:4:4");
}

void
nst_original_restore (const NstOriginal *original, const NstPicture *content,
                      const NstSettings *settings, NstPicture *painting)
{
  gsize    plane = (gsize) painting->width * painting->height;
  gboolean keep_chroma
      = settings->keep_colors && g_strcmp0 (settings->keep_colors_by, "luminance") == 0;

  for (guint i = 0; i < original->excess->len; i++)
    {
      const NstExcess *excess = &g_array_index (original->excess, NstExcess, i);
      const float     *e = excess->rgb;
      float           *p = painting->pixels + excess->position;
      const float     *c = content->pixels + excess->position;
      gboolean untouched = p[0] == c[0] && p[plane] == c[plane] && p[2 * plane] == c[2 * plane];
      float    strength = untouched ? 0.0f : (float) settings->strength;
      float    luma = 0.299f * e[0] + 0.587f * e[1] + 0.114f * e[2]; /* as the engine's */

      for (int k = 0; k < 3; k++)
        p[k * plane] += e[k] - strength * (keep_chroma ? luma : e[k]);
    }
}
