/* SPDX-License-Identifier: GPL-3.0-or-later */

/* blas.h - the memory of OpenBLAS.
 *
 * OpenBLAS allocates a buffer for each concurrent product and keeps it.  If the system refuses the
 * memory, it retries forever.  So we make sure beforehand that the buffers exist.
 */

#ifndef NST_BLAS_H
#define NST_BLAS_H

#include <glib.h>

G_BEGIN_DECLS

/* Allocates buffers for `threads` more threads, until nst_blas_leave.  Returns the number of bytes
 * that could not be allocated; 0: success. */
gsize nst_blas_enter (int threads);
void  nst_blas_leave (int threads);

G_END_DECLS

#endif
