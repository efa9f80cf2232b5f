/* SPDX-License-Identifier: GPL-3.0-or-later */

/* vector.h - operations on long vectors: products and sums in chunks of a fixed size, so that the
 * result does not depend on the number of threads. */

#ifndef NST_VECTOR_H
#define NST_VECTOR_H

#include "base/pool.h"

G_BEGIN_DECLS

double nst_vector_dot (NstPool *pool, gsize n, const float *a, const float *b);
double nst_vector_abs_sum (NstPool *pool, gsize n, const float *a);

/* Of `values` (n), in one thread. */
float nst_vector_mean (gsize n, const float *values);

/* Whether any of `values` (n) is not 0. */
gboolean nst_vector_any (gsize n, const float *values);

/* y = x * alpha + y * beta; x and y may be the same. */
void nst_vector_blend (NstPool *pool, gsize n, double alpha, const float *x, double beta, float *y);

/* ---- Compact vectors, in bfloat16 (base/half.h) ---------------------------------------- */

/* to = a - b, rounded. */
void nst_vector_compact_difference (NstPool *pool, gsize n, const float *a, const float *b,
                                    guint16 *to);

double nst_vector_compact_dot (NstPool *pool, gsize n, const guint16 *a, const float *b);

/* The product of two compact vectors, which may be the same. */
double nst_vector_compact_product (NstPool *pool, gsize n, const guint16 *a, const guint16 *b);

/* y += x * alpha. */
void nst_vector_compact_add (NstPool *pool, gsize n, double alpha, const guint16 *x, float *y);

G_END_DECLS

#endif
