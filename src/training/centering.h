/* SPDX-License-Identifier: GPL-3.0-or-later */

/* centering.h - weights that are learned beside the mean of what they see: N. Schraudolph,
 * "Centering neural network gradient factors", in Neural Networks: Tricks of the Trade, 1998.
 *
 * Rectified features are never negative, so their means are large, and most of a weight's gradient
 * only says that an output should be larger or smaller everywhere.  Steps that follow it shift
 * outputs until they are below 0 for every picture: no gradient brings such a channel back.  Without
 * centering, two of the 128 channels of relu4_3 outlived a training of 280 000 crops.
 *
 * With m the running mean of a filter's input x, the filter  w x + b  is learned as  w (x - m) + c,
 * where c = b + w m.  Its gradients are
 *
 *   dc = db,   dw' = dw - db m^T
 *
 * What the network computes stays the same at each change of m.  So means would grow from layer to
 * layer in a long training, until features hardly differ from them: c decays a little at each step,
 * but for linear filters, whose outputs' means are asked for.  Lifts have no bias and are not
 * centered.
 */

#ifndef NST_CENTERING_H
#define NST_CENTERING_H

#include "network/network.h"

G_BEGIN_DECLS

typedef struct _NstCentering NstCentering;

/* For `network`, which must outlive it.  Fails with NST_ERROR_MEMORY. */
NstCentering *nst_centering_new (NstNetwork *network, GError **error);
void          nst_centering_free (NstCentering *centering);

/* Before an optimizer's step, the `step`th from 0 on: takes the inputs' means out of `gradient`
 * (n_gradient), centers its part of the parameters, and puts c in the place of each bias. */
void nst_centering_begin (NstCentering *centering, int step, float *gradient);

/* After it: lets c of rectified filters decay, at a step of `rate` of the highest, and puts the
 * biases back in their place. */
void nst_centering_end (NstCentering *centering, double rate);

/* The state, for checkpoints: the running means. */
float *nst_centering_get_means (NstCentering *centering);
gsize  nst_centering_get_n_means (const NstCentering *centering);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NstCentering, nst_centering_free)

G_END_DECLS

#endif
