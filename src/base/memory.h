/* SPDX-License-Identifier: GPL-3.0-or-later */

/* memory.h - memory whose amount depends on a picture or a file: it may be refused, and then the
 * work ends with a sentence.
 *
 * Small things are allocated by g_new, which ends the program where memory has run out.  So that
 * this does not happen in the wake of something large, a large allocation is refused as well when
 * it would leave nothing for them.
 */

#ifndef NST_MEMORY_H
#define NST_MEMORY_H

#include <glib.h>

G_BEGIN_DECLS

/* `count` elements of `size` bytes, to be freed by g_free; NULL when they cannot be had. */
gpointer nst_memory_try (gsize count, gsize size);
gpointer nst_memory_try0 (gsize count, gsize size); /* zeroed */

/* What g_memdup2 does. */
gpointer nst_memory_try_copy (gconstpointer from, gsize bytes);

/* Sets NST_ERROR_MEMORY: `bytes` more were refused.  Returns FALSE. */
gboolean nst_memory_refuse (gsize bytes, GError **error);

G_END_DECLS

#endif
