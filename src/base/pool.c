/* SPDX-License-Identifier: GPL-3.0-or-later */

/* pool.c - a thread pool for one computation, with scratch memory per thread. */

#include "base/pool.h"

#include <glib/gi18n-lib.h>

#include "base/blas.h"
#include "base/blas-check.h"
#include "base/memory.h"
#include "nst-types.h"

#define ALIGNMENT 64

typedef struct
{
  char *block;
  gsize count; /* floats in it */
} Scratch;

struct _NstPool
{
  int           n_threads;
  GThread     **workers; /* n_threads - 1; the caller is worker 0 */
  Scratch      *scratch; /* n_threads, and the shared one */
  GCancellable *cancellable;

  /* All atomic.  A thread that goes to sleep first announces it and then checks once more; a thread
   * that changes something checks for sleepers afterwards.  So one of the two notices the other, and
   * threads that are awake never lock the mutex. */
  gint generation; /* counts jobs, so that workers notice a new one */
  gint busy;       /* workers that have not finished the job */
  gint leaving;
  gint asleep; /* number of workers asleep, or about to be */
  gint waits;  /* the caller waits, or is about to */

  GMutex mutex;
  GCond  begun, done;

  NstJob   job;
  gpointer data;
  int      n_items;
  gint     next; /* atomic: the first item that is not taken */

  gint refused; /* atomic: kilobytes that could not be allocated for a job */
};

typedef struct
{
  NstPool *pool;
  int      index;
} Worker;

static void
take_items (NstPool *pool, int worker)
{
  int item;

  while ((item = g_atomic_int_add (&pool->next, 1)) < pool->n_items)
    if (!nst_pool_cancelled (pool))
      pool->job (pool->data, item, worker);
}

/* The jobs of a pass follow each other within microseconds and are often as short.  Waking a sleeping
 * thread would take longer than spinning for a while. */
#define PATIENCE 50 /* microseconds */

static inline void
pause_a_moment (void)
{
#if defined(__x86_64__)
  __builtin_ia32_pause ();
#elif defined(__aarch64__)
  __asm__ volatile ("yield");
#endif
}

/* Until *value is not (`equal` FALSE) or is (TRUE) `wanted`; FALSE: timed out. */
static gboolean
watch (const gint *value, gint wanted, gboolean equal)
{
  gint64 end = 0;

  for (guint i = 1; (g_atomic_int_get (value) == wanted) != equal; i++)
    {
      pause_a_moment ();
      if (i % 64 == 0)
        {
          gint64 now = g_get_monotonic_time ();

          end = end == 0 ? now + PATIENCE : end;
          if (now >= end)
            return FALSE;
        }
    }
  return TRUE;
}

static void
wake (NstPool *pool, gint *sleepers, GCond *condition)
{
  if (g_atomic_int_get (sleepers) == 0)
    return;
  g_mutex_lock (&pool->mutex);
  g_cond_broadcast (condition);
  g_mutex_unlock (&pool->mutex);
}

/* Until *value is not (`equal` FALSE) or is (TRUE) `wanted`. */
static void
sleep_until (NstPool *pool, const gint *value, gint wanted, gboolean equal, gint *sleepers,
             GCond *condition)
{
  if (watch (value, wanted, equal))
    return;
  g_mutex_lock (&pool->mutex);
  g_atomic_int_inc (sleepers);
  while ((g_atomic_int_get (value) == wanted) != equal)
    g_cond_wait (condition, &pool->mutex);
  g_atomic_int_add (sleepers, -1);
  g_mutex_unlock (&pool->mutex);
}

static gpointer
work (gpointer data)
{
  Worker  *worker = data;
  NstPool *pool = worker->pool;
  gint     seen = 0;

  for (;;)
    {
      sleep_until (pool, &pool->generation, seen, FALSE, &pool->asleep, &pool->begun);
      seen = g_atomic_int_get (&pool->generation);
      if (g_atomic_int_get (&pool->leaving))
        break;
      take_items (pool, worker->index);
      if (g_atomic_int_dec_and_test (&pool->busy))
        wake (pool, &pool->waits, &pool->done);
    }
  g_free (worker);
  return NULL;
}

/* Starts all workers on the job, or ends them. */
static void
begin (NstPool *pool)
{
  g_atomic_int_inc (&pool->generation);
  wake (pool, &pool->asleep, &pool->begun);
}

NstPool *
nst_pool_new (int threads)
{
  NstPool *pool = g_new0 (NstPool, 1);
  gsize    refused;

  pool->n_threads = threads > 0 ? threads : (int) g_get_num_processors ();
  pool->scratch = g_new0 (Scratch, pool->n_threads + 1);
  pool->workers = g_new0 (GThread *, pool->n_threads);
  g_mutex_init (&pool->mutex);
  g_cond_init (&pool->begun);
  g_cond_init (&pool->done);
  for (int i = 1; i < pool->n_threads; i++)
    {
      Worker *worker = g_new (Worker, 1);

      *worker = (Worker) { pool, i };
      pool->workers[i] = g_thread_try_new ("nst-worker", work, worker, NULL);
      if (pool->workers[i] == NULL) /* no more threads are available; use these */
        {
          g_free (worker);
          pool->n_threads = i;
        }
    }
  refused = nst_blas_enter (pool->n_threads);
  if (refused > 0)
    nst_pool_refuse (pool, refused);
  return pool;
}

void
nst_pool_free (NstPool *pool)
{
  if (pool == NULL)
    return;
  g_atomic_int_set (&pool->leaving, TRUE);
  begin (pool);
  for (int i = 1; i < pool->n_threads; i++)
    g_thread_join (pool->workers[i]);
  nst_blas_leave (pool->n_threads);
  for (int i = 0; i <= pool->n_threads; i++)
    g_free (pool->scratch[i].block);
  g_mutex_clear (&pool->mutex);
  g_cond_clear (&pool->begun);
  g_cond_clear (&pool->done);
  g_clear_object (&pool->cancellable);
  g_free (pool->workers);
  g_free (pool->scratch);
  g_free (pool);
}

int
nst_pool_get_n_threads (const NstPool *pool)
{
  return pool->n_threads;
}

void
nst_pool_set_cancellable (NstPool *pool, GCancellable *cancellable)
{
  g_set_object (&pool->cancellable, cancellable);
}

gboolean
nst_pool_cancelled (const NstPool *pool)
{
  /* Without memory for its buffers, OpenBLAS would retry forever: skip the check then. */
  return g_atomic_int_get (&pool->refused) > 0 || !nst_blas_check ()
         || g_cancellable_is_cancelled (pool->cancellable);
}

gboolean
nst_pool_check_cancelled (const NstPool *pool, GError **error)
{
  gint refused = g_atomic_int_get (&pool->refused);

  if (refused > 0)
    {
      nst_memory_refuse ((gsize) refused * 1024, error);
      return TRUE;
    }
  if (!nst_blas_check ())
    {
      g_set_error_literal (error, NST_ERROR, NST_ERROR_NUMERIC,
                           _ ("The OpenBLAS library of this computer multiplies matrices "
                              "incorrectly; install another version of it."));
      return TRUE;
    }
  return g_cancellable_set_error_if_cancelled (pool->cancellable, error);
}

void
nst_pool_run (NstPool *pool, int n_items, NstJob job, gpointer data)
{
  pool->job = job;
  pool->data = data;
  pool->n_items = n_items;
  g_atomic_int_set (&pool->next, 0);

  if (pool->n_threads == 1 || n_items == 1)
    {
      take_items (pool, 0);
      return;
    }
  g_atomic_int_set (&pool->busy, pool->n_threads - 1);
  begin (pool);
  take_items (pool, 0);
  sleep_until (pool, &pool->busy, 0, TRUE, &pool->waits, &pool->done);
}

void
nst_pool_refuse (NstPool *pool, gsize bytes)
{
  g_atomic_int_set (&pool->refused, (gint) MIN (bytes / 1024 + 1, G_MAXINT));
}

float *
nst_pool_scratch (NstPool *pool, int worker, gsize count)
{
  Scratch *scratch = &pool->scratch[worker];

  if (scratch->count < count)
    {
      g_free (scratch->block);
      scratch->block = nst_memory_try (count * sizeof (float) + ALIGNMENT, 1);
      scratch->count = scratch->block != NULL ? count : 0;
      if (scratch->block == NULL)
        {
          nst_pool_refuse (pool, count * sizeof (float));
          return NULL;
        }
    }
  return (float *) (scratch->block
                    + (ALIGNMENT - (guintptr) scratch->block % ALIGNMENT) % ALIGNMENT);
}

float *
nst_pool_shared (NstPool *pool, gsize count)
{
  return nst_pool_scratch (pool, pool->n_threads, count);
}
