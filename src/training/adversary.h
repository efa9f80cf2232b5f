/* SPDX-License-Identifier: GPL-3.0-or-later */

/* adversary.h - the discriminator in the decoder's training: it learns to tell artworks from
 * paintings, patch by patch, and gives the decoder the gradient of its verdict.
 *
 * Least squares (X.  Mao et al., "Least squares generative adversarial networks", ICCV 2017): the
 * target of a patch is 1 for an artwork and 0 for a painting; for the decoder, it is 1.
 */

#ifndef NST_ADVERSARY_H
#define NST_ADVERSARY_H

#include "network/pass.h"

G_BEGIN_DECLS

typedef struct
{
  double loss;  /* sum over pictures of the mean squared error of the patches */
  double right; /* sum over pictures of the share of patches on the right side of 1/2 */
  int    pictures;
} NstAdversaryErrors;

typedef struct _NstAdversary NstAdversary;

/* For crops of `side` pixels, 8 or more; one thread at a time.  Fails with NST_ERROR_MEMORY. */
NstAdversary *nst_adversary_new (const NstNetwork *discriminator, int side, GError **error);
void          nst_adversary_free (NstAdversary *adversary);

/* The discriminator's errors on `picture` (3, side, side), an artwork or a painting, added to
 * `errors`; its loss's gradient, added to `gradient` (n_gradient of the discriminator). */
void nst_adversary_learn (NstAdversary *adversary, const float *picture, gboolean artwork,
                          NstAdversaryErrors *errors, float *gradient);

/* The painter's loss, the mean over patches of (verdict - 1)^2.  Its gradient at the painting is
 * added to `gradient` (3, side, side), scaled to `share` of the norm that this has (as the weight
 * in P. Esser et al., "Taming transformers", CVPR 2021, is): however sure the discriminator is,
 * it does not drown what else is asked for. */
double nst_adversary_ask (NstAdversary *adversary, const float *painting, double share,
                          float *gradient);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NstAdversary, nst_adversary_free)

G_END_DECLS

#endif
