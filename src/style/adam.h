/* SPDX-License-Identifier: GPL-3.0-or-later */

/* adam.h - the optimizer Adam: D. Kingma, J. Ba, "Adam: a method for stochastic optimization", ICLR
 * 2015, algorithm 1, with an optional bias-corrected average of the iterates. */

#ifndef NST_ADAM_H
#define NST_ADAM_H

#include "base/pool.h"

G_BEGIN_DECLS

typedef struct
{
  double decay_mean;   /* beta 1 */
  double decay_square; /* beta 2 */
  double epsilon;
  double decay_average; /* of the iterates' exponential average; 0: none is kept */
} NstAdamConstants;

typedef struct _NstAdam NstAdam;

NstAdam *nst_adam_new (gsize n, const NstAdamConstants *constants, GError **error);
void     nst_adam_free (NstAdam *adam);

/* The memory, in bytes. */
gsize nst_adam_bytes (gsize n, const NstAdamConstants *constants);

/* One step on `x` (n) against `gradient` (n). */
void nst_adam_step (NstAdam *adam, NstPool *pool, double rate, const float *gradient, float *x);

/* The average of the iterates so far (n); x itself if none is kept. */
void nst_adam_get_average (const NstAdam *adam, const float *x, float *average);

/* The state, for checkpoints: the running mean and square of the gradient (n), and the steps. */
float *nst_adam_get_mean (NstAdam *adam);
float *nst_adam_get_square (NstAdam *adam);
gint64 nst_adam_get_steps (const NstAdam *adam);
void   nst_adam_set_steps (NstAdam *adam, gint64 steps);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NstAdam, nst_adam_free)

G_END_DECLS

#endif
