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

/* For what may outlive the arena: the same as nst_arena_room, not aligned.  nst_arena_own gives a
 * block to the arena, and nst_arena_take takes an item or such a block out of it; both return it.
 * These blocks are freed by g_free. */
gpointer nst_arena_item (NstArena *arena, gsize count, gsize size);
gpointer nst_arena_own (NstArena *arena, gpointer block);
gpointer nst_arena_take (NstArena *arena, gpointer block);

/* FALSE and NST_ERROR_MEMORY if any allocation has failed. */
gboolean nst_arena_check (const NstArena *arena, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NstArena, nst_arena_free)

G_END_DECLS

#endif
