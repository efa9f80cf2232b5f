/* SPDX-License-Identifier: GPL-3.0-or-later */

/* test-pool.c - the threads of a computation: every item is computed once, job after job, with
 * few and many items, more threads than processors, sleeping threads; cancelling; and the memory
 * that a pool lends. */

#include "check.h"

#include <string.h>

#define MOST_ITEMS 1000

/* Fewer threads than processors, and more. */
static int
most_threads (void)
{
  return 2 * (int) g_get_num_processors () + 3;
}

/* ---- Items ------------------------------------------------------------------------- */

typedef struct
{
  NstPool *pool;
  int      job;
  guint    pause; /* microseconds that the first item takes */
  int      from[MOST_ITEMS], to[MOST_ITEMS], times[MOST_ITEMS];
} Work;

static void
do_item (gpointer data, int item, int worker)
{
  Work *work = data;

  g_assert_true (worker >= 0 && worker < nst_pool_get_n_threads (work->pool));
  if (item == 0 && work->pause > 0)
    g_usleep (work->pause);
  work->to[item] = work->from[item] + work->job;
  work->times[item]++;
}

/* Every item sees what was written before the job, and what it writes is seen after it. */
static void
run_job (Work *work, int n_items, guint pause)
{
  work->job++;
  work->pause = pause;
  memset (work->times, 0, sizeof work->times);
  for (int i = 0; i < n_items; i++)
    work->from[i] = work->job * 31 + i;
  nst_pool_run (work->pool, n_items, do_item, work);
  for (int i = 0; i < n_items; i++)
    {
      g_assert_cmpint (work->times[i], ==, 1);
      g_assert_cmpint (work->to[i], ==, work->job * 32 + i);
    }
  if (n_items < MOST_ITEMS)
    g_assert_cmpint (work->times[n_items], ==, 0);
}

static void
check_jobs (int threads, int jobs)
{
  static const int counts[] = { 2, 3, 1, 17, 0, 64, 5, MOST_ITEMS };
  g_autoptr (NstPool) pool = nst_pool_new (threads);
  g_autofree Work *work = g_new0 (Work, 1);

  work->pool = pool;
  g_assert_cmpint (nst_pool_get_n_threads (pool), ==, threads);
  for (int i = 0; i < jobs; i++)
    run_job (work, counts[i % (int) G_N_ELEMENTS (counts)], 0);
  /* The workers, and the caller, wait longer than they have patience for. */
  for (int i = 0; i < 40; i++)
    {
      run_job (work, counts[i % (int) G_N_ELEMENTS (counts)], i % 3 == 0 ? 400 : 0);
      if (i % 2 == 0)
        g_usleep (i * 20);
    }
}

static void
test_jobs (void)
{
  for (int threads = 1; threads <= 4; threads++)
    check_jobs (threads, 4000);
  check_jobs (most_threads (), 1000);
}

/* Pools come and go, used or not; several at the same time do not know of each other. */
static void
test_pools (void)
{
  g_autoptr (NstPool) own = nst_pool_new (0);
  g_autofree Work *work = g_new0 (Work, 1);

  g_assert_cmpint (nst_pool_get_n_threads (own), ==, (int) g_get_num_processors ());
  for (int i = 0; i < 100; i++)
    {
      g_autoptr (NstPool) first = nst_pool_new (3), second = nst_pool_new (1 + i % 3);

      for (int turn = 0; turn < i % 4; turn++)
        {
          work->pool = turn % 2 == 0 ? first : second;
          run_job (work, 5, 0);
        }
    }
}

/* ---- Cancelling -------------------------------------------------------------------- */

typedef struct
{
  GCancellable *cancellable;
  gint          begun; /* atomic */
} Cancelled;

/* The third item cancels; later ones, of threads that did not know of it yet, wait for that. */
static void
cancel_third (gpointer data, G_GNUC_UNUSED int item, G_GNUC_UNUSED int worker)
{
  Cancelled *cancelled = data;
  int        turn = g_atomic_int_add (&cancelled->begun, 1);

  if (turn == 2)
    g_cancellable_cancel (cancelled->cancellable);
  while (turn > 2 && !g_cancellable_is_cancelled (cancelled->cancellable))
    g_usleep (50);
}

static void
check_cancel (int threads)
{
  g_autoptr (NstPool) pool = nst_pool_new (threads);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autofree Work *work = g_new0 (Work, 1);
  Cancelled        cancelled = { cancellable, 0 };

  g_assert_false (nst_pool_cancelled (pool));
  nst_pool_set_cancellable (pool, cancellable);
  g_assert_false (nst_pool_cancelled (pool));
  g_assert_false (nst_pool_check_cancelled (pool, &error));
  g_assert_no_error (error);

  nst_pool_run (pool, 1000, cancel_third, &cancelled);
  g_assert_cmpint (cancelled.begun, >=, 3);
  g_assert_cmpint (cancelled.begun, <=, 3 + threads - 1);
  g_assert_true (nst_pool_cancelled (pool));
  g_assert_true (nst_pool_check_cancelled (pool, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  cancelled.begun = 0;
  nst_pool_run (pool, 1000, cancel_third, &cancelled);
  nst_pool_run (pool, 1, cancel_third, &cancelled);
  g_assert_cmpint (cancelled.begun, ==, 0);

  /* Without the cancellable, and with one that is not cancelled, it works again. */
  nst_pool_set_cancellable (pool, NULL);
  g_assert_false (nst_pool_cancelled (pool));
  work->pool = pool;
  run_job (work, 100, 0);
  g_cancellable_reset (cancellable);
  nst_pool_set_cancellable (pool, cancellable);
  run_job (work, 100, 0);
}

static void
test_cancel (void)
{
  for (int threads = 1; threads <= 3; threads++)
    check_cancel (threads);
  check_cancel (most_threads ());
}

/* ---- Memory ------------------------------------------------------------------------ */

static void
fill (float *memory, gsize count, int value)
{
  for (gsize i = 0; i < count; i++)
    memory[i] = (float) value;
}

static void
assert_filled (const float *memory, gsize count, int value)
{
  for (gsize i = 0; i < count; i++)
    g_assert_cmpfloat (memory[i], ==, (float) value);
}

typedef struct
{
  NstPool *pool;
  float   *shared;
  gsize    n_shared;
} Lent;

/* A worker's memory stays its own while others ask for theirs, which grows from job to job. */
static void
use_scratch (gpointer data, int item, int worker)
{
  const Lent *lent = data;
  gsize       count = 1 + (gsize) item % 7 * 1000 + lent->n_shared / 10;
  float      *scratch = nst_pool_scratch (lent->pool, worker, count);

  g_assert_cmpuint ((guintptr) scratch % 64, ==, 0);
  fill (scratch, count, item);
  g_thread_yield ();
  assert_filled (scratch, count, item);
  g_assert_true (nst_pool_scratch (lent->pool, worker, count / 2) == scratch);
  lent->shared[item] = (float) (item + 1);
}

/* What all share, too, may grow from job to job; asking for less gives the same again. */
static void
check_memory (int threads)
{
  g_autoptr (NstPool) pool = nst_pool_new (threads);

  for (gsize n = 100; n <= 100000; n = n * 5 / 2)
    {
      Lent lent = { pool, nst_pool_shared (pool, n), n };

      g_assert_cmpuint ((guintptr) lent.shared % 64, ==, 0);
      fill (lent.shared, n, 7);
      nst_pool_run (pool, 90, use_scratch, &lent);
      g_assert_true (nst_pool_shared (pool, n / 2) == lent.shared);
      for (int i = 0; i < 90; i++)
        g_assert_cmpfloat (lent.shared[i], ==, (float) (i + 1));
      assert_filled (lent.shared + 90, n - 90, 7);
    }
}

static void
test_memory (void)
{
  for (int threads = 1; threads <= 3; threads++)
    check_memory (threads);
  check_memory (most_threads ());
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pool/jobs", test_jobs);
  g_test_add_func ("/pool/pools", test_pools);
  g_test_add_func ("/pool/cancel", test_cancel);
  g_test_add_func ("/pool/memory", test_memory);
  return g_test_run ();
}
