/* SPDX-License-Identifier: GPL-3.0-or-later */

/* colors.c - gives a painting the content's colors. */

#include "style/colors.h"

#include "style/fusion.h"

/* `*value` becomes `kept`, within its range, by that amount. */
static inline void
mix (float kept, float amount, float *value)
{
  kept = CLAMP (kept, 0.0f, 1.0f);
  *value = amount == 1.0f ? kept : *value + amount * (kept - *value);
}

/* The difference in Rec. 601 luma, added to all three channels, leaves Cb and Cr as they are. */
static void
keep_all_but_luminance (const NstPicture *content, float amount, NstPicture *painting)
{
  gsize  n = (gsize) content->width * content->height;
  float *p = painting->pixels;

  for (gsize i = 0; i < n; i++)
    {
      const float *c = content->pixels + i;
      float        luma = 0.299f * (p[i] - c[0]) + 0.587f * (p[n + i] - c[n])
                   + 0.114f * (p[2 * n + i] - c[2 * n]);

      for (int channel = 0; channel < 3; channel++)
        mix (c[channel * n] + luma, amount, &p[channel * n + i]);
    }
}

/* Mean and second moments of the three channels, each pixel weighing what `mask` (or NULL) says. */
static void
measure (const NstPicture *picture, const float *mask, double mean[3], double moment[9])
{
  gsize  n = (gsize) picture->width * picture->height;
  double sum = 0.0;

  for (gsize i = 0; i < n; i++)
    {
      double weight = mask != NULL ? mask[i] : 1.0;

      sum += weight;
      for (int a = 0; a < 3; a++)
        {
          double value = weight * picture->pixels[a * n + i];

          mean[a] += value;
          for (int b = 0; b < 3; b++)
            moment[3 * a + b] += value * picture->pixels[b * n + i];
        }
    }
  for (int k = 0; k < 3; k++)
    mean[k] /= sum;
  for (int k = 0; k < 9; k++)
    moment[k] /= sum;
}

static void
match_statistics (const NstPicture *content, float amount, NstPicture *painting)
{
  double     means[2][3] = { { 0 } }, moments[2][9] = { { 0 } };
  NstMoments painted = { 3, means[0], moments[0] }, wanted = { 3, means[1], moments[1] };
  float      matrix[9], offset[3];
  gsize      n = (gsize) content->width * content->height;
  float     *p = painting->pixels;

  measure (painting, content->mask, painted.mean, painted.moment);
  measure (content, content->mask, wanted.mean, wanted.moment);
  nst_fusion_map (NST_FUSION_WHITENING, &painted, &wanted, matrix, offset);
  for (gsize i = 0; i < n; i++)
    {
      float color[3] = { p[i], p[n + i], p[2 * n + i] };

      for (int k = 0; k < 3; k++)
        {
          const float *row = matrix + 3 * k;
          float value = row[0] * color[0] + row[1] * color[1] + row[2] * color[2] + offset[k];

          mix (value, amount, &p[k * n + i]);
        }
    }
}

void
nst_colors_keep (const NstPicture *content, NstKeepColorsBy how, float amount, NstPicture *painting)
{
  if (how == NST_KEEP_COLORS_BY_STATISTICS)
    match_statistics (content, amount, painting);
  else
    keep_all_but_luminance (content, amount, painting);
}

/* ---- Gray -------------------------------------------------------------------------- */

#define GRAY_DIFFERENCE 4.0f /* of 255, between channels */
#define GRAY_PIXELS     1000 /* of which one may have a color: a speck on a scan */

gboolean
nst_colors_are_gray (const NstPicture *picture)
{
  gsize        n = (gsize) picture->width * picture->height, colored = 0;
  const float *red = picture->pixels, *green = red + n, *blue = green + n;

  for (gsize i = 0; i < n && colored <= n / GRAY_PIXELS; i++)
    {
      float least = MIN (MIN (red[i], green[i]), blue[i]);
      float most = MAX (MAX (red[i], green[i]), blue[i]);

      if (picture->mask == NULL || picture->mask[i] > 0.0f)
        colored += most - least > GRAY_DIFFERENCE / 255.0f;
    }
  return colored <= n / GRAY_PIXELS;
}

void
nst_colors_remove (NstPicture *picture)
{
  gsize  n = (gsize) picture->width * picture->height;
  float *red = picture->pixels, *green = red + n, *blue = green + n;

  for (gsize i = 0; i < n; i++)
    red[i] = green[i] = blue[i] = 0.299f * red[i] + 0.587f * green[i] + 0.114f * blue[i];
}
