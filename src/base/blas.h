/* SPDX-License-Identifier: GPL-3.0-or-later */

/* blas.h - the memory of OpenBLAS.
 *
 * OpenBLAS takes a buffer for each product that is under way and keeps it for the next.  Where the
 * system refuses one, it asks again, for ever.  So it is made sure beforehand that they are there.
 */

#ifndef NST_BLAS_H
#define NST_BLAS_H

#include <glib.h>

G_BEGIN_DECLS

/* Room for the products of `threads` more threads, until nst_blas_leave.  Returns the bytes that
 * were refused, 0 where all is well. */
gsize nst_blas_enter (int threads);
void  nst_blas_leave (int threads);

G_END_DECLS

#endif
