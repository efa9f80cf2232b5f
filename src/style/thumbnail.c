/* SPDX-License-Identifier: GPL-3.0-or-later */

/* thumbnail.c - the thumbnail of a style in its file. */

#include "style/thumbnail.h"

#include "ops/resampling.h"

#define COLORS "thumbnail" /* in files of earlier versions */
#define LUMA   "thumbnail-luma"
#define CHROMA "thumbnail-chroma"

#define RED         0.299f
#define BLUE        0.114f
#define GREEN       (1.0f - RED - BLUE)
#define MOST_RED    (2.0f * (1.0f - RED))
#define MOST_BLUE   (2.0f * (1.0f - BLUE))
#define NO_CHROMA   (128.0f / 255.0f)
#define HALF(side)  (((side) + 1) / 2)
#define IN_RANGE(x) CLAMP (x, 0.0f, 1.0f)

/* ---- Colors ------------------------------------------------------------------------ */

static void
to_luma_and_chroma (gsize n, const float *colors, float *luma, float *chroma)
{
  for (gsize i = 0; i < n; i++)
    {
      float red = IN_RANGE (colors[i]), green = IN_RANGE (colors[n + i]);
      float blue = IN_RANGE (colors[2 * n + i]);

      luma[i] = RED * red + GREEN * green + BLUE * blue;
      chroma[i] = NO_CHROMA + (blue - luma[i]) / MOST_BLUE;
      chroma[n + i] = NO_CHROMA + (red - luma[i]) / MOST_RED;
    }
}

static void
to_colors (gsize n, const float *luma, const float *chroma, float *colors)
{
  for (gsize i = 0; i < n; i++)
    {
      float blue = luma[i] + MOST_BLUE * (chroma[i] - NO_CHROMA);
      float red = luma[i] + MOST_RED * (chroma[n + i] - NO_CHROMA);

      colors[i] = IN_RANGE (red);
      colors[n + i] = IN_RANGE ((luma[i] - RED * red - BLUE * blue) / GREEN);
      colors[2 * n + i] = IN_RANGE (blue);
    }
}

/* ---- Writing ----------------------------------------------------------------------- */

/* `values` in 0..1, which become bytes. */
static void
add_bytes (NstWeightWriter *writer, const char *name, int dimensions, const gint64 *shape,
           float *values)
{
  gsize n = 1;

  for (int i = 0; i < dimensions; i++)
    n *= (gsize) shape[i];
  for (gsize i = 0; i < n; i++)
    values[i] = 255.0f * IN_RANGE (values[i]);
  nst_weight_writer_add (writer, name, NST_DTYPE_U8, dimensions, shape, values);
}

gboolean
nst_thumbnail_write (NstWeightWriter *writer, const NstPicture *thumbnail, GError **error)
{
  int               width = thumbnail->width, height = thumbnail->height;
  gsize             n = (gsize) width * height;
  gint64            luma_shape[] = { height, width };
  gint64            chroma_shape[] = { 2, HALF (height), HALF (width) };
  g_autofree float *luma = g_new (float, n), *chroma = g_new (float, 2 * n);
  g_autofree float *small = g_new (float, 2 * HALF (height) * HALF (width));

  to_luma_and_chroma (n, thumbnail->pixels, luma, chroma);
  if (!nst_resample (2, height, width, chroma, HALF (height), HALF (width), small, error))
    return FALSE;
  add_bytes (writer, LUMA, 2, luma_shape, luma);
  add_bytes (writer, CHROMA, 3, chroma_shape, small);
  return TRUE;
}

/* ---- Reading ----------------------------------------------------------------------- */

static gboolean
has_shape (const NstTensorInfo *info, guint dimensions, const gint64 *shape)
{
  if (info == NULL || info->n_dimensions != dimensions)
    return FALSE;
  for (guint i = 0; i < dimensions; i++)
    if (info->shape[i] != shape[i])
      return FALSE;
  return TRUE;
}

gboolean
nst_thumbnail_find (const NstWeightFile *file, int *width, int *height)
{
  const NstTensorInfo *colors = nst_weight_file_lookup (file, COLORS);
  const NstTensorInfo *luma = nst_weight_file_lookup (file, LUMA);
  const NstTensorInfo *sized = luma != NULL ? luma : colors;
  gint64               shape[] = { 3, 0, 0 };

  *width = *height = 0;
  if (sized == NULL)
    return TRUE;
  if (sized->n_dimensions != (luma != NULL ? 2 : 3))
    return FALSE;
  shape[1] = sized->shape[sized->n_dimensions - 2];
  shape[2] = sized->shape[sized->n_dimensions - 1];
  if (MIN (shape[1], shape[2]) < 1 || MAX (shape[1], shape[2]) > NST_THUMBNAIL_SIDE)
    return FALSE;
  *height = (int) shape[1];
  *width = (int) shape[2];
  if (luma == NULL)
    return has_shape (colors, 3, shape);
  return has_shape (nst_weight_file_lookup (file, CHROMA), 3,
                    (const gint64[]) { 2, HALF (shape[1]), HALF (shape[2]) });
}

static gboolean
read_bytes (const NstWeightFile *file, const char *name, gsize n, float *values, GError **error)
{
  const NstTensorInfo *info = nst_weight_file_lookup (file, name);

  if (!nst_weight_file_read (file, name, info->n_dimensions, info->shape, values, error))
    return FALSE;
  for (gsize i = 0; i < n; i++)
    values[i] /= 255.0f;
  return TRUE;
}

static gboolean
read_luma_and_chroma (const NstWeightFile *file, NstPicture *thumbnail, GError **error)
{
  int               width = thumbnail->width, height = thumbnail->height;
  gsize             n = (gsize) width * height, half = (gsize) HALF (width) * HALF (height);
  g_autofree float *luma = g_new (float, n), *chroma = g_new (float, 2 * n);
  g_autofree float *small = g_new (float, 2 * half);

  if (!read_bytes (file, LUMA, n, luma, error) || !read_bytes (file, CHROMA, 2 * half, small, error)
      || !nst_resample (2, HALF (height), HALF (width), small, height, width, chroma, error))
    return FALSE;
  to_colors (n, luma, chroma, thumbnail->pixels);
  return TRUE;
}

NstPicture *
nst_thumbnail_read (const NstWeightFile *file, int width, int height, GError **error)
{
  g_autoptr (NstPicture) thumbnail = nst_picture_new (width, height, error);

  if (thumbnail == NULL)
    return NULL;
  if (nst_weight_file_lookup (file, LUMA) != NULL
          ? !read_luma_and_chroma (file, thumbnail, error)
          : !read_bytes (file, COLORS, (gsize) 3 * width * height, thumbnail->pixels, error))
    return NULL;
  return g_steal_pointer (&thumbnail);
}
