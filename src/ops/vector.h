/* SPDX-License-Identifier: GPL-3.0-or-later */

/* vector.h - long vectors: products and sums cut into chunks of one size, whatever the number of
 * threads, so that a sum never depends on it. */

#ifndef NST_VECTOR_H
#define NST_VECTOR_H

#include "base/pool.h"

G_BEGIN_DECLS

double nst_vector_dot (NstPool *pool, gsize n, const float *a, const float *b);
double nst_vector_abs_sum (NstPool *pool, gsize n, const float *a);

/* y = x * alpha + y * beta; x and y may be the same. */
void nst_vector_blend (NstPool *pool, gsize n, double alpha, const float *x, double beta, float *y);

G_END_DECLS

#endif
