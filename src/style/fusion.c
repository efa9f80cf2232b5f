/* SPDX-License-Identifier: GPL-3.0-or-later */

/* fusion.c - gives features the statistics of a style by an affine map.
 *
 * Transport was chosen over the coloring of whitened features by symmetric roots, D^1/2 C^-1/2.
 * Measured on the codec's features of 18 photographs, 4 paintings and a texture at 384 pixels: at
 * relu4_1 its gain is half as high (6 for 12, the median), the features' likenesses to each other
 * are kept better (correlation 0.72 for 0.56), and contents of low rank come nearer to the style's
 * covariance (at 160 pixels, relu5_1: off by 6 % for 22 %).
 */

#include "style/fusion.h"

#include <math.h>
#include <string.h>

#include "ops/matrix.h"

/* Variances below this share of the content's energy, the trace of its second moments, are not
 * trusted: single precision leaves up to 2.5e-6 of it in the statistics of a flat picture, and a
 * tenth of a variance as low as this is a JPEG's noise (quality 90). */
#define NOISE 1e-5

/* The variance to which the content's lower ones are raised, where the style asks for `wanted`.
 * Where none of C is lower, transport's gain is at most (|D| / least)^1/2, and |D| <= tr D. */
static double
least_variance (const NstMoments *content, double wanted)
{
  double noise = NOISE * nst_matrix_trace (content->channels, content->moment);
  double bound = wanted / (NST_FUSION_MOST_GAIN * NST_FUSION_MOST_GAIN);

  return MAX (MAX (noise, bound), G_MINDOUBLE);
}

/* The transport from the raised C, after a filter that lets through what C has: the share
 * (value / raised)^1/2 of each eigenvector, which is all of it where nothing was raised.  Raised,
 * C is of full rank, and transport reaches every direction of D; filtered, none is made of noise.
 */
static void
transport (const NstMoments *from, double *content, const double *style, double *map)
{
  int                n = from->channels;
  double             least = least_variance (from, nst_matrix_trace (n, style));
  gsize              size = (gsize) n * n;
  g_autofree double *values = g_new (double, 3 * n);
  double            *root = values + n, *inverse = values + 2 * n;
  g_autofree double *a = g_new (double, 3 * size);
  double            *b = a + size, *c = a + 2 * size;

  nst_matrix_eigensystem (n, content, values);
  for (int i = 0; i < n; i++)
    {
      root[i] = sqrt (MAX (values[i], least));
      inverse[i] = 1.0 / root[i];
      values[i] = sqrt (MAX (values[i], 0.0)) * inverse[i];
    }
  nst_matrix_recompose (n, content, root, a);
  nst_matrix_sandwich (n, a, style, b);
  nst_matrix_root (n, b, 0.0, c, NULL);
  nst_matrix_recompose (n, content, inverse, a);
  nst_matrix_sandwich (n, a, c, b);
  nst_matrix_recompose (n, content, values, c);
  nst_matrix_multiply (n, b, c, map);
}

/* Transport as well, of each variance alone. */
static void
rescale (const NstMoments *from, const double *content, const double *style, double *map)
{
  gsize n = from->channels;

  memset (map, 0, sizeof (double) * n * n);
  for (gsize i = 0; i < n * n; i += n + 1)
    map[i] = sqrt (MAX (content[i], 0.0) * MAX (style[i], 0.0))
             / MAX (content[i], least_variance (from, style[i]));
}

/* The offset is made from the rounded matrix, so that the content's mean goes to the style's
 * exactly. */
static void
round_map (const NstMoments *content, const NstMoments *style, const double *map, float *matrix,
           float *offset)
{
  int n = content->channels;

  for (int i = 0; i < n; i++)
    {
      double mapped = 0.0;

      for (int j = 0; j < n; j++)
        {
          gsize at = (gsize) i * n + j;

          matrix[at] = (float) map[at];
          mapped += matrix[at] * content->mean[j];
        }
      offset[i] = (float) (style->mean[i] - mapped);
    }
}

void
nst_fusion_map (NstFusionKind kind, const NstMoments *content, const NstMoments *style,
                float *matrix, float *offset)
{
  int                n = content->channels;
  g_autofree double *c = nst_moments_covariance (content);
  g_autofree double *d = nst_moments_covariance (style);
  g_autofree double *map = g_new (double, (gsize) n *n);

  if (kind == NST_FUSION_WHITENING)
    transport (content, c, d, map);
  else
    rescale (content, c, d, map);
  round_map (content, style, map, matrix, offset);
}

/* ---- All levels -------------------------------------------------------------------- */

typedef struct
{
  NstFusionKind             kind;
  const NstStyleStatistics *content, *style;
  NstFusionMaps            *maps;
} Making;

/* The deepest levels have the largest matrices: they come first. */
static void
make_level (gpointer data, int item, G_GNUC_UNUSED int worker)
{
  const Making *making = data;
  int           level = NST_LEVELS - 1 - item;

  if (making->maps->matrix[level] != NULL)
    nst_fusion_map (making->kind, &making->content->levels[level], &making->style->levels[level],
                    making->maps->matrix[level], making->maps->offset[level]);
}

NstFusionMaps *
nst_fusion_maps_new (NstPool *pool, NstFusionKind kind, const NstStyleStatistics *content,
                     const NstStyleStatistics *style)
{
  NstFusionMaps *maps = g_new0 (NstFusionMaps, 1);
  Making         making = { kind, content, style, maps };

  for (int level = 0; level < NST_LEVELS; level++)
    {
      gsize n = (gsize) MIN (content->levels[level].channels, style->levels[level].channels);

      if (n == 0)
        continue;
      maps->channels[level] = (int) n;
      maps->matrix[level] = g_new (float, n *n);
      maps->offset[level] = g_new (float, n);
    }
  nst_pool_run (pool, NST_LEVELS, make_level, &making);
  return maps;
}

void
nst_fusion_maps_free (NstFusionMaps *maps)
{
  if (maps == NULL)
    return;
  for (int level = 0; level < NST_LEVELS; level++)
    {
      g_free (maps->matrix[level]);
      g_free (maps->offset[level]);
    }
  g_free (maps);
}
