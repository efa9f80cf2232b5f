/* SPDX-License-Identifier: GPL-3.0-or-later */

/* revival.h - dead channels of a network in training begin anew.
 *
 * A rectified channel that is 0 everywhere in every picture of a batch gets no gradient at all, not
 * even for its bias; nothing brings it back.  One that was so for NST_REVIVAL_STEPS steps becomes
 * the opposite of a living channel of its layer, with noise, which is alive where that one is 0.
 * What the network computes does not change: the next layer and the lift read the new channel with
 * weights of 0.  After G. Sokar et al., "The dormant neuron phenomenon in deep reinforcement
 * learning", ICML 2023, who draw the weights at random.
 */

#ifndef NST_REVIVAL_H
#define NST_REVIVAL_H

#include "network/network.h"

G_BEGIN_DECLS

#define NST_REVIVAL_STEPS 20

typedef struct _NstRevival NstRevival;

/* For `network`, which must outlive it.  Fails with NST_ERROR_MEMORY. */
NstRevival *nst_revival_new (NstNetwork *network, GError **error);
void        nst_revival_free (NstRevival *revival);

/* After an optimizer's step, the `step`th, against a gradient whose part for the biases is still
 * in `gradient`: counts the steps without a gradient and revives the dead.  The biases are those of
 * centered inputs (centering.h). */
void nst_revival_step (NstRevival *revival, int step, const float *gradient);

/* The state, for checkpoints: for each parameter that is a bias, how many steps it had no
 * gradient. */
float *nst_revival_get_counts (NstRevival *revival);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NstRevival, nst_revival_free)

G_END_DECLS

#endif
