/* SPDX-License-Identifier: GPL-3.0-or-later */

/* memory.c - large allocations, which may fail. */

#include "base/memory.h"

#include <glib/gi18n-lib.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "nst-types.h"

/* Larger allocations, in bytes, must leave a reserve.  It is for small ones: while an objective is
 * evaluated or a map is computed, each thread has a dozen matrices of up to 268 kB. */
#define LARGE   4096
#define RESERVE (16 * 1024 * 1024)

/* Frees `block` and returns NULL if it leaves too little memory. */
static gpointer
keep_reserve (gpointer block, gsize bytes)
{
  gpointer reserve;

  if (block == NULL || bytes < LARGE)
    return block;
  reserve = g_try_malloc (RESERVE);
  if (reserve == NULL)
    g_clear_pointer (&block, g_free);
  g_free (reserve);
  return block;
}

gpointer
nst_memory_try (gsize count, gsize size)
{
  return keep_reserve (g_try_malloc_n (MAX (count, 1), size), count * size);
}

gpointer
nst_memory_try0 (gsize count, gsize size)
{
  return keep_reserve (g_try_malloc0_n (MAX (count, 1), size), count * size);
}

gboolean
nst_memory_refuse (gsize bytes, GError **error)
{
  g_autofree char *size = g_format_size (bytes);

  g_set_error (error, NST_ERROR, NST_ERROR_MEMORY,
               /* Translators: an amount of memory, such as 1.5 GB. */
               _ ("There is not enough memory for another %s; choose a smaller size."), size);
  return FALSE;
}

void
nst_memory_give_back (void)
{
#ifdef __GLIBC__
  malloc_trim (0);
#endif
}

void
nst_keep_memory (void)
{
#ifdef __GLIBC__
  /* A thread's own arena takes 64 MB of address space for itself, so that small allocations of other
   * threads fail although a reserve was left. */
  mallopt (M_ARENA_MAX, 1);
  mallopt (M_MMAP_THRESHOLD, G_MAXINT);
  mallopt (M_TRIM_THRESHOLD, G_MAXINT);
#endif
}
