/* SPDX-License-Identifier: GPL-3.0-or-later */

/* style-loss.h - how far the statistics of some features are from those of a style, at one tap.
 *
 * Two measures, each relative to the style's own size, so that a weight means the same at every
 * tap, size and network:
 *
 *   Gram         ||G - A||^2 / ||A||^2 with the matrices of second moments G and A (L. Gatys et
 * al., CVPR 2016, eq. 4, up to the normalization) Wasserstein  W2^2 between the Gaussians of the
 * same means and covariances, |m - n|^2 + tr (C + D - 2 (D^1/2 C D^1/2)^1/2), over the style's tr A
 *
 * A network whose features are thin brings a linear lift into its teacher's space, A' = L A L^T.
 * Both measures see it only through the metric K = (L^T L)^1/2, so that all matrices stay as small
 * as the features: W2 and Frobenius norms do not change under a rotation.
 */

#ifndef NST_STYLE_LOSS_H
#define NST_STYLE_LOSS_H

#include "nst.h"

G_BEGIN_DECLS

typedef struct _NstStyleLoss NstStyleLoss;

/* The style's statistics: mean (channels) and moment (channels, channels).  `metric`, (channels,
 * channels) and symmetric, may be NULL for none. */
NstStyleLoss *nst_style_loss_new (NstStyleMeasure kind, int channels, const double *metric,
                                  const double *mean, const double *moment);
void          nst_style_loss_free (NstStyleLoss *loss);

/* The loss of features with the statistics `mean` and `moment`, and `weight` times its gradient to
 * both (the one to the moment is symmetric).  Overwrites the gradients. */
double nst_style_loss_evaluate (const NstStyleLoss *loss, double weight, const double *mean,
                                const double *moment, double *gradient_mean,
                                double *gradient_moment);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NstStyleLoss, nst_style_loss_free)

G_END_DECLS

#endif
