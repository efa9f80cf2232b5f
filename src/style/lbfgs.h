/* SPDX-License-Identifier: GPL-3.0-or-later */

/* lbfgs.h - the optimizer L-BFGS: D. Liu, J. Nocedal, "On the limited memory BFGS method for large
 * scale optimization", Math. Programming 45, 1989, with a backtracking line search. */

#ifndef NST_LBFGS_H
#define NST_LBFGS_H

#include "base/pool.h"

G_BEGIN_DECLS

/* Computes the loss at `x` and its gradient.  FALSE: stop. */
typedef gboolean (*NstObjectiveFunc) (const float *x, double *loss, float *gradient, gpointer data);

typedef struct
{
  int    history;      /* number of stored pairs of steps and gradient changes */
  double first_step;   /* mean |step| of the first one, in units of x */
  double longest_step; /* largest mean |step| of one step */
} NstLbfgsConstants;

/* The memory, in bytes, without the objective, for `n` values. */
gsize nst_lbfgs_bytes (gsize n, const NstLbfgsConstants *constants);

/* Minimizes from `x` (n) with at most `evaluations` calls of the objective; x becomes the best
 * point met.  FALSE with NST_ERROR_MEMORY; stopping because the objective said so is no error. */
gboolean nst_lbfgs_minimize (NstPool *pool, gsize n, const NstLbfgsConstants *constants,
                             int evaluations, NstObjectiveFunc objective, gpointer data, float *x,
                             GError **error);

G_END_DECLS

#endif
