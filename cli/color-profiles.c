/* SPDX-License-Identifier: GPL-3.0-or-later */

/* color-profiles.c - converts between the colors of picture files and the engine's sRGB, with Little CMS.
 *
 * libvips converts in 16-bit integers, which clips colors outside of sRGB.  Little CMS, which
 * libvips uses as well, can convert in floats.
 */

#include "color-profiles.h"

#include <lcms2.h>
#include <math.h>
#include <string.h>
#include <vips/vips.h>

/* A profile that differs from sRGB by less than this is taken for sRGB: a quarter of the step of 8
 * bits. */
#define SAME 0.001f

#define INTENT INTENT_RELATIVE_COLORIMETRIC
#define FLAGS  (cmsFLAGS_BLACKPOINTCOMPENSATION | cmsFLAGS_NOCACHE)

struct _NstColors
{
  int           n_channels;
  gboolean      has_profile;
  cmsHTRANSFORM to, from; /* NULL: the values are sRGB's */
  gboolean      two_way;
};

static cmsUInt32Number
format_of (int n_channels)
{
  return n_channels == 1 ? TYPE_GRAY_FLT : n_channels == 4 ? TYPE_CMYK_FLT : TYPE_RGB_FLT;
}

static cmsHPROFILE
linear_srgb (void)
{
  static const cmsCIExyY       white = { 0.3127, 0.3290, 1.0 };
  static const cmsCIExyYTRIPLE primaries
      = { { 0.64, 0.33, 1.0 }, { 0.30, 0.60, 1.0 }, { 0.15, 0.06, 1.0 } };
  cmsToneCurve *line = cmsBuildGamma (NULL, 1.0);
  cmsToneCurve *lines[3] = { line, line, line };
  cmsHPROFILE   profile = cmsCreateRGBProfile (&white, &primaries, lines);

  cmsFreeToneCurve (line);
  return profile;
}

static cmsHPROFILE
linear_gray (void)
{
  cmsToneCurve *line = cmsBuildGamma (NULL, 1.0);
  cmsHPROFILE   profile = cmsCreateGrayProfile (cmsD50_xyY (), line);

  cmsFreeToneCurve (line);
  return profile;
}

static cmsHPROFILE
open_profile (GBytes *bytes, int n_channels)
{
  static const cmsColorSpaceSignature spaces[]
      = { 0, cmsSigGrayData, 0, cmsSigRgbData, cmsSigCmykData };
  gsize       length;
  const void *data = g_bytes_get_data (bytes, &length);
  cmsHPROFILE profile
      = length <= G_MAXUINT32 ? cmsOpenProfileFromMem (data, (cmsUInt32Number) length) : NULL;

  if (profile != NULL && cmsGetColorSpace (profile) != spaces[n_channels])
    g_clear_pointer (&profile, cmsCloseProfile);
  return profile;
}

/* libvips' profile of CMYK without one. */
static cmsHPROFILE
usual_cmyk (void)
{
  VipsBlob   *blob = NULL;
  cmsHPROFILE profile = NULL;

  if (vips_profile_load ("cmyk", &blob, NULL) == 0 && blob != NULL)
    {
      size_t      length;
      const void *data = vips_blob_get (blob, &length);

      profile = cmsOpenProfileFromMem (data, (cmsUInt32Number) length);
    }
  if (blob != NULL)
    vips_area_unref (VIPS_AREA (blob));
  vips_error_clear ();
  return profile;
}

/* Whether the transform leaves colors as they are, as a grid of them shows. */
static gboolean
is_identity (cmsHTRANSFORM transform)
{
  float grid[5 * 5 * 5 * 3], after[G_N_ELEMENTS (grid)];
  float most = 0.0f;

  for (int i = 0; i < 125; i++)
    {
      grid[3 * i] = (float) (i / 25) / 4.0f;
      grid[3 * i + 1] = (float) (i / 5 % 5) / 4.0f;
      grid[3 * i + 2] = (float) (i % 5) / 4.0f;
    }
  cmsDoTransform (transform, grid, after, 125);
  for (gsize i = 0; i < G_N_ELEMENTS (grid); i++)
    most = MAX (most, fabsf (grid[i] - after[i]));
  return most < SAME;
}

static void
make_transforms (CliColors *colors, cmsHPROFILE profile)
{
  cmsHPROFILE     srgb = cmsCreate_sRGBProfile ();
  cmsUInt32Number format = format_of (colors->n_channels);

  colors->to = cmsCreateTransform (profile, format, srgb, TYPE_RGB_FLT, INTENT, FLAGS);
  if (colors->to != NULL && colors->n_channels > 1)
    colors->from = cmsCreateTransform (srgb, TYPE_RGB_FLT, profile, format, INTENT, FLAGS);
  colors->two_way = colors->from != NULL;
  if (colors->to != NULL && colors->n_channels == 3 && is_identity (colors->to))
    {
      g_clear_pointer (&colors->to, cmsDeleteTransform);
      g_clear_pointer (&colors->from, cmsDeleteTransform);
      colors->two_way = TRUE;
    }
  cmsCloseProfile (srgb);
}

CliColors *
cli_colors_new (int n_channels, gboolean linear, GBytes *bytes)
{
  CliColors  *colors = g_new0 (CliColors, 1);
  cmsHPROFILE profile = bytes != NULL ? open_profile (bytes, n_channels) : NULL;

  colors->n_channels = n_channels;
  colors->two_way = n_channels == 3;
  colors->has_profile = profile != NULL;
  if (profile == NULL && n_channels == 4)
    profile = usual_cmyk ();
  else if (profile == NULL && linear)
    profile = n_channels == 3 ? linear_srgb () : linear_gray ();
  if (profile != NULL)
    {
      make_transforms (colors, profile);
      cmsCloseProfile (profile);
    }
  return colors;
}

void
cli_colors_free (CliColors *colors)
{
  g_clear_pointer (&colors->to, cmsDeleteTransform);
  g_clear_pointer (&colors->from, cmsDeleteTransform);
  g_free (colors);
}

gboolean
cli_colors_has_profile (const CliColors *colors)
{
  return colors->has_profile;
}

gboolean
cli_colors_is_two_way (const CliColors *colors)
{
  return colors->two_way;
}

/* What an ink and black leave of the light. */
static float
without_profile (const float cmyk[4], gsize channel)
{
  return (1.0f - cmyk[channel] / 100.0f) * (1.0f - cmyk[3] / 100.0f);
}

void
cli_colors_to_srgb (const CliColors *colors, const float *from, float *to, gsize n)
{
  if (colors->to != NULL)
    cmsDoTransform (colors->to, from, to, (cmsUInt32Number) n);
  else if (colors->n_channels == 3)
    memcpy (to, from, 3 * n * sizeof *to);
  else
    for (gsize i = 0; i < 3 * n; i++)
      to[i] = colors->n_channels == 1 ? from[i / 3] : without_profile (from + i / 3 * 4, i % 3);
}

void
cli_colors_from_srgb (const CliColors *colors, const float *from, float *to, gsize n)
{
  if (colors->from != NULL)
    cmsDoTransform (colors->from, from, to, (cmsUInt32Number) n);
  else
    memcpy (to, from, 3 * n * sizeof *to);
}

GBytes *
cli_colors_srgb_profile (gboolean linear)
{
  cmsHPROFILE     profile = linear ? linear_srgb () : cmsCreate_sRGBProfile ();
  cmsUInt32Number length = 0;
  gpointer        data = NULL;

  if (cmsSaveProfileToMem (profile, NULL, &length))
    {
      data = g_malloc (length);
      cmsSaveProfileToMem (profile, data, &length);
    }
  cmsCloseProfile (profile);
  return g_bytes_new_take (data, length);
}
