/* SPDX-License-Identifier: GPL-3.0-or-later */

/* memory.h - large allocations, which may fail: their size depends on a picture or a file.
 *
 * Small allocations use g_new, which aborts the program when memory is exhausted.  To prevent that,
 * a large allocation also fails if it would leave too little memory for small ones.
 */

#ifndef NST_MEMORY_H
#define NST_MEMORY_H

#include <glib.h>

G_BEGIN_DECLS

/* `count` elements of `size` bytes, to be freed by g_free; NULL if there is not enough memory. */
gpointer nst_memory_try (gsize count, gsize size);
gpointer nst_memory_try0 (gsize count, gsize size); /* zeroed */

/* Gives memory that was freed back to the system, as far as the C library can. */
void nst_memory_give_back (void);

/* Sets NST_ERROR_MEMORY for `bytes` that could not be allocated.  Returns FALSE. */
gboolean nst_memory_refuse (gsize bytes, GError **error);

G_END_DECLS

#endif
