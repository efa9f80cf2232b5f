/* SPDX-License-Identifier: GPL-3.0-or-later */

/* statistics.h - second-order statistics of features: the mean and the matrix of second moments,
 * which is the Gram matrix over the number of positions.
 *
 * With features F (channels, positions) and weights w (positions), W = sum w:
 *   mean = F w / W,   moment = F diag (w) F^T / W
 */

#ifndef NST_STATISTICS_H
#define NST_STATISTICS_H

#include "base/pool.h"

G_BEGIN_DECLS

/* mean (channels) and moment (channels, channels), symmetric.  `weights` may be NULL: 1 everywhere.
 * The sum of the weights must be above 0. */
void nst_statistics (NstPool *pool, int channels, gsize positions, const float *features,
                     const float *weights, double *mean, double *moment);

/* Turns `features`, `stride` values from one channel to the next, into the gradient at them of a
 * loss that has the gradients gradient_mean (channels) and gradient_moment (channels, channels;
 * symmetric) to the statistics, and of pull / 2 times the weighted squared distance from `target`
 * (channels, positions):
 *
 *   dF = ((gradient_mean 1^T + 2 gradient_moment F) / W + pull (F - target)) diag (w)
 *
 * Each part may be missing: gradient_mean and gradient_moment, or `target`, may be NULL. */
void nst_statistics_backward (NstPool *pool, int channels, gsize positions, gsize stride,
                              const float *weights, const double *gradient_mean,
                              const double *gradient_moment, const float *target, double pull,
                              float *features);

/* The gradients that a loss has to the statistics of a region, by its `weights` (positions), whose
 * sum `total` is above 0. */
typedef struct
{
  const float  *weights;
  double        total;
  const double *gradient_mean, *gradient_moment;
} NstRegionGradient;

/* nst_statistics_backward for the statistics of `n` regions:
 *
 *   dF = sum over regions of (gradient_mean 1^T + 2 gradient_moment F) / W diag (w)
 *        + pull (F - target) diag (weights) */
void nst_statistics_backward_regions (NstPool *pool, int channels, gsize positions, gsize stride,
                                      int n, const NstRegionGradient *gradients,
                                      const float *weights, const float *target, double pull,
                                      float *features);

/* The weighted squared distance of the features from `target`, or from 0 where that is NULL. */
double nst_statistics_distance (NstPool *pool, int channels, gsize positions, const float *features,
                                const float *target, const float *weights);

/* Requested values of some features: one of the two above, or both. */
typedef struct
{
  int          channels;
  gsize        positions;
  gsize        stride; /* values from one channel of the features to the next; 0: positions */
  const float *features;
  const float *weights;       /* or NULL */
  double      *mean, *moment; /* NULL where they are not asked for */
  const float *target;        /* or NULL */
  double      *distance;      /* NULL where it is not asked for */
} NstMeasurement;

/* The same values for several features at once, so that no worker waits in between. */
void nst_statistics_measure (NstPool *pool, int n, const NstMeasurement *measurements);

G_END_DECLS

#endif
