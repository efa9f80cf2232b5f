/* SPDX-License-Identifier: GPL-3.0-or-later */

/* pool.h - a thread pool for one computation, with scratch memory per thread.
 *
 * A job is divided into items, which the caller and the workers take until none is left.  An item
 * writes only to its own memory, and no sum depends on how a job is divided or on the number of
 * threads.  So the result does not depend on which thread did what, bit for bit.
 */

#ifndef NST_POOL_H
#define NST_POOL_H

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _NstPool NstPool;

/* Does item `item`, in 0..n_items-1, on worker `worker`, in 0..n_threads-1. */
typedef void (*NstJob) (gpointer data, int item, int worker);

/* `threads` workers, the calling thread among them; 0: one for each processor. */
NstPool *nst_pool_new (int threads);
void     nst_pool_free (NstPool *pool);
int      nst_pool_get_n_threads (const NstPool *pool);

/* From now on, items are skipped when `cancellable` is cancelled, memory for a job could not be
 * allocated, or BLAS is wrong.  The results are then invalid, and nst_pool_cancelled returns TRUE. */
void     nst_pool_set_cancellable (NstPool *pool, GCancellable *cancellable);
gboolean nst_pool_cancelled (const NstPool *pool);
/* The same; TRUE sets G_IO_ERROR_CANCELLED, NST_ERROR_MEMORY, or NST_ERROR_NUMERIC if the BLAS library
 * is wrong (blas-check.h). */
gboolean nst_pool_check_cancelled (const NstPool *pool, GError **error);

/* Does all items and returns when they are done.  Not to be called from within a job. */
void nst_pool_run (NstPool *pool, int n_items, NstJob job, gpointer data);

/* Reports that `bytes` for a job could not be allocated; all further items are skipped. */
void nst_pool_refuse (NstPool *pool, gsize bytes);

/* At least `count` floats for `worker`'s own use until its item ends; contents are undefined.
 * Grows and is kept until the pool is freed.  NULL: there is not enough memory,
 * and the item returns immediately. */
float *nst_pool_scratch (NstPool *pool, int worker, gsize count);

/* The same, for a job's caller and all workers together.  Jobs run with NULL do nothing. */
float *nst_pool_shared (NstPool *pool, gsize count);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NstPool, nst_pool_free)

G_END_DECLS

#endif
