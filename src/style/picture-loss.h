/* SPDX-License-Identifier: GPL-3.0-or-later */

/* picture-loss.h - losses on the pixels themselves: smoothness and range. */

#ifndef NST_PICTURE_LOSS_H
#define NST_PICTURE_LOSS_H

#include "base/pool.h"

G_BEGIN_DECLS

/* Total variation, squared, over the eight neighbors of a pixel so that no direction is preferred:
 *   2 (dx^2 / 3 + dy^2 / 3 + d1^2 / 12 + d2^2 / 12), each a mean over all pixels and channels, with
 * d1 and d2 the differences along the diagonals (K. Crowson, style-transfer-pytorch).  Beyond the
 * border a difference is 0.  Returns weight times the loss; adds weight times its gradient. */
double nst_variation_loss (NstPool *pool, int height, int width, double weight,
                           const float *picture, float *gradient);

/* The mean square of the distance of values from [0, 1]; the gradient is added likewise. */
double nst_range_loss (NstPool *pool, int height, int width, double weight, const float *picture,
                       float *gradient);

/* The mean square of `picture` - `previous`, each pixel weighed by `trust` (height, width);
 * likewise. */
double nst_previous_loss (NstPool *pool, int height, int width, double weight,
                          const float *previous, const float *trust, const float *picture,
                          float *gradient);

G_END_DECLS

#endif
