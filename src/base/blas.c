/* SPDX-License-Identifier: GPL-3.0-or-later */

/* blas.c - the memory of OpenBLAS. */

#include "base/blas.h"

#include <cblas.h>

#ifdef __linux__
#include <sys/mman.h>

/* Specific to OpenBLAS; other BLAS libraries may not have it. */
extern void *blas_memory_alloc (int) __attribute__ ((weak));
extern void  blas_memory_free (void *) __attribute__ ((weak));
#endif

#define BUFFER       ((gsize) 128 << 20) /* bytes of address space, as on x86-64 */
#define MOST_BUFFERS 64                  /* the size of OpenBLAS's table */

static GMutex mutex; /* guards: */
static int    users; /* threads that have entered */
static int    held;  /* buffers that OpenBLAS has */

#ifdef __linux__
/* Whether address space for so many buffers is available; this uses no memory. */
static gboolean
has_room (int n)
{
  void *room
      = mmap (NULL, n * BUFFER, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

  if (room == MAP_FAILED)
    return FALSE;
  munmap (room, n * BUFFER);
  return TRUE;
}

/* Makes OpenBLAS allocate `n` buffers, which it then keeps. */
static gsize
hold (int n)
{
  void *buffers[MOST_BUFFERS];

  if (n <= held || blas_memory_alloc == NULL || blas_memory_free == NULL)
    return 0;
  if (!has_room (n - held))
    return (n - held) * BUFFER;
  for (int i = 0; i < n; i++)
    buffers[i] = blas_memory_alloc (0);
  for (int i = 0; i < n; i++)
    blas_memory_free (buffers[i]);
  held = n;
  return 0;
}
#else
static gsize
hold (int n)
{
  held = n;
  return 0;
}
#endif

gsize
nst_blas_enter (int threads)
{
  gsize refused;

  g_mutex_lock (&mutex);
  /* The parallelism is ours: a second layer of threads inside each product would only get in the
   * way. */
  openblas_set_num_threads (1);
  users += threads;
  refused = hold (MIN (users, MOST_BUFFERS));
  g_mutex_unlock (&mutex);
  return refused;
}

void
nst_blas_leave (int threads)
{
  g_mutex_lock (&mutex);
  users -= threads;
  g_mutex_unlock (&mutex);
}
