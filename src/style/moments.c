/* SPDX-License-Identifier: GPL-3.0-or-later */

/* moments.c - the covariance of one level's statistics, and the statistics between several. */

#include "style/moments.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "ops/matrix.h"

static void
copy_moments (const NstMoments *from, NstMoments *to)
{
  gsize n = (gsize) from->channels;

  to->channels = from->channels;
  memcpy (to->mean, from->mean, sizeof (double) * n);
  memcpy (to->moment, from->moment, sizeof (double) * n * n);
}

double *
nst_moments_covariance (const NstMoments *moments)
{
  int     n = moments->channels;
  double *covariance = g_new (double, (gsize) n *n);

  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++)
      {
        gsize  at = (gsize) i * n + j;
        double difference = moments->moment[at] - moments->mean[i] * moments->mean[j];

        /* Of a flat picture nothing is left, also where the processor does not round the product. */
        covariance[at]
            = fabs (difference) > DBL_EPSILON * fabs (moments->moment[at]) ? difference : 0;
      }
  return covariance;
}

/* Covariances are averaged rather than moments, which would take the distance between the styles'
 * means for variance. */
static void
average (int n_styles, const NstMoments *const *styles, const double *shares, NstMoments *mixed)
{
  int                n = styles[0]->channels;
  gsize              size = (gsize) n * n;
  g_autofree double *covariance = g_new0 (double, size);
  g_autofree double *root = g_new (double, size);

  mixed->channels = n;
  memset (mixed->mean, 0, sizeof (double) * n);
  for (int k = 0; k < n_styles; k++)
    {
      g_autofree double *own = nst_moments_covariance (styles[k]);

      for (int i = 0; i < n; i++)
        mixed->mean[i] += shares[k] * styles[k]->mean[i];
      for (gsize i = 0; i < size; i++)
        covariance[i] += shares[k] * own[i];
    }
  /* The square of the root has no negative eigenvalue left. */
  nst_matrix_root (n, covariance, 0.0, root, NULL);
  nst_matrix_multiply (n, root, root, mixed->moment);
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++)
      mixed->moment[(gsize) i * n + j] += mixed->mean[i] * mixed->mean[j];
}

void
nst_moments_mix (int n_styles, const NstMoments *const *styles, const double *weights,
                 NstMoments *mixed)
{
  g_autofree const NstMoments **counting = g_new (const NstMoments *, n_styles);
  g_autofree double            *shares = g_new (double, n_styles);
  double                        total = 0.0;
  gboolean                      seen = TRUE;
  int                           n = 0;

  for (int k = 0; k < n_styles; k++)
    total += weights[k];
  for (int k = 0; k < n_styles; k++)
    if (weights[k] != 0.0)
      {
        counting[n] = styles[k];
        shares[n++] = weights[k] / total;
        seen = seen && styles[k]->channels > 0;
      }
  mixed->channels = 0;
  if (!seen)
    return;
  if (n == 1)
    copy_moments (counting[0], mixed);
  else
    average (n, counting, shares, mixed);
}
