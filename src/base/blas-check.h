/* SPDX-License-Identifier: GPL-3.0-or-later */

/* blas-check.h - whether the BLAS library of this computer computes rightly.
 *
 * Some builds of OpenBLAS are wrong on some processors (its cblas_ssyrk with 512-bit vectors of
 * ARM's SVE, OpenBLAS issue 5873), and a wrong product ruins paintings without a word.
 */

#ifndef NST_BLAS_CHECK_H
#define NST_BLAS_CHECK_H

#include <glib.h>

G_BEGIN_DECLS

/* Multiplies small matrices of whole numbers by every function of BLAS that the engine uses, and
 * compares with the definition.  Takes less than a millisecond, the first time only. */
gboolean nst_blas_check (void);

G_END_DECLS

#endif
