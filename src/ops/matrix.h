/* SPDX-License-Identifier: GPL-3.0-or-later */

/* matrix.h - small square matrices in double precision: products, and functions of symmetric ones.
 * All are (n, n), row after row. */

#ifndef NST_MATRIX_H
#define NST_MATRIX_H

#include <glib.h>

G_BEGIN_DECLS

/* product = a b; none may overlap. */
void nst_matrix_multiply (int n, const double *a, const double *b, double *product);

/* result = s a s, for a symmetric `s`. */
void nst_matrix_sandwich (int n, const double *s, const double *a, double *result);

double nst_matrix_trace (int n, const double *a);

/* The symmetric `a`, given in `vectors`, gives way to its eigenvectors, row after row, with their
 * eigenvalues in ascending order in `values` (n). */
void nst_matrix_eigensystem (int n, double *vectors, double *values);

/* result = V^T diag (values) V, where the rows of V are eigenvectors: a function of the matrix that
 * they came from. */
void nst_matrix_recompose (int n, const double *vectors, const double *values, double *result);

/* root = a^1/2 of the symmetric `a`, which ought to have no negative eigenvalues: those that
 * rounding left are taken as 0.  With `inverse` not NULL also a^-1/2, eigenvalues below `floor`
 * times the largest being raised to that first (in the root as well). */
void nst_matrix_root (int n, const double *a, double floor, double *root, double *inverse);

G_END_DECLS

#endif
