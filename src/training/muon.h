/* SPDX-License-Identifier: GPL-3.0-or-later */

/* muon.h - the optimizer Muon for the weights of hidden convolutions: K. Jordan et al., "Muon: an
 * optimizer for hidden layers in neural networks", 2024.
 *
 * The weights of a convolution, (out, in, kernel, kernel), are a matrix of `out` rows.  With a
 * gradient G, momentum M and X scaled to norm 1:
 *
 *   M <- 0.95 M + G,   X = G + 0.95 M                                     (Nesterov)
 *   five times  A = X X^T,  X <- 3.4445 X + (-4.7750 A + 2.0315 A A) X    (Newton and Schulz)
 *   weights <- weights - rate * sqrt (max (1, rows / columns)) * X
 *
 * The iteration brings all singular values near 1, so that every direction of the weights learns at
 * the same pace.
 */

#ifndef NST_TRAINING_MUON_H
#define NST_TRAINING_MUON_H

#include "base/pool.h"

G_BEGIN_DECLS

/* A matrix in a vector of parameters: its values stand one row after another. */
typedef struct
{
  gsize offset; /* of the first value */
  int   rows, columns;
} NstMuonMatrix;

typedef struct _NstMuon NstMuon;

/* For `n` matrices, which are copied.  Fails with NST_ERROR_MEMORY. */
NstMuon *nst_muon_new (const NstMuonMatrix *matrices, guint n, GError **error);
void     nst_muon_free (NstMuon *muon);

/* One step on the matrices in `x` against those in `gradient`, which become 0: the optimizer of the
 * other parameters then leaves the matrices alone.  A matrix whose gradient is not of finite
 * numbers, or 0, does not move. */
void nst_muon_step (NstMuon *muon, NstPool *pool, double rate, float *gradient, float *x);

/* The state, for checkpoints: the momentum of all matrices, one after the other. */
float *nst_muon_get_momentum (NstMuon *muon);
gsize  nst_muon_get_n_values (const NstMuon *muon);

/* `x` (rows, columns) becomes nearly orthogonal: the nearest matrix with orthonormal rows, or
 * columns, up to the iteration's error (singular values between about 0.7 and 1.2).  `scratch` has
 * nst_muon_scratch_floats values. */
void  nst_muon_orthogonalize (int rows, int columns, float *x, float *scratch);
gsize nst_muon_scratch_floats (int rows, int columns);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NstMuon, nst_muon_free)

G_END_DECLS

#endif
