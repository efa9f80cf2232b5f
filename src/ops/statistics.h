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

/* Adds to `gradient` (channels, positions) the gradient of a loss that has the gradients
 * gradient_mean (channels) and gradient_moment (channels, channels; symmetric) to the statistics:
 *   dF = (gradient_mean 1^T + 2 gradient_moment F) diag (w) / W */
void nst_statistics_backward (NstPool *pool, int channels, gsize positions, const float *features,
                              const float *weights, const double *gradient_mean,
                              const double *gradient_moment, float *gradient);

G_END_DECLS

#endif
