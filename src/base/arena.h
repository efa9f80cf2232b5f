/* SPDX-License-Identifier: GPL-3.0-or-later */

/* arena.h - buffers that are allocated and freed together.
 *
 * A plan requests all its buffers and checks once: after a failed allocation, all further requests
 * return NULL and nst_arena_check fails.
 */

#ifndef NST_ARENA_H
#define NST_ARENA_H

#include <glib.h>

G_BEGIN_DECLS

typedef struct _NstArena NstArena;

NstArena *nst_arena_new (void);
void      nst_arena_free (NstArena *arena);

/* An arena that only counts bytes: all its buffers are NULL. */
NstArena *nst_arena_new_counting (void);

/* The bytes requested so far. */
gsize nst_arena_get_bytes (const NstArena *arena);

/* `count` elements of `size` bytes, zeroed and aligned to 64 bytes; NULL if memory is exhausted. */
gpointer nst_arena_alloc (NstArena *arena, gsize count, gsize size);
float   *nst_arena_floats (NstArena *arena, gsize count);
/* The same, not zeroed: for what is written before it is read. */
gpointer nst_arena_room (NstArena *arena, gsize count, gsize size);
float   *nst_arena_buffer (NstArena *arena, gsize count);

/* FALSE and NST_ERROR_MEMORY if any allocation has failed. */
gboolean nst_arena_check (const NstArena *arena, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NstArena, nst_arena_free)

G_END_DECLS

#endif
