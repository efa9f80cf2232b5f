/* SPDX-License-Identifier: GPL-3.0-or-later */

/* blas-check.h - checks that the BLAS library gives correct results.
 *
 * Some builds of OpenBLAS are wrong on some processors (0.3.29 in cblas_ssyrk, with 512-bit vectors
 * of ARM's SVE: its issue 5873).  Wrong products would silently ruin paintings.
 */

#ifndef NST_BLAS_CHECK_H
#define NST_BLAS_CHECK_H

#include <glib.h>

G_BEGIN_DECLS

/* Multiplies small integer matrices with every BLAS function that the engine uses, and compares the
 * results with the definition.  Takes less than a millisecond, only once. */
gboolean nst_blas_check (void);

G_END_DECLS

#endif
