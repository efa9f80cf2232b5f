/* SPDX-License-Identifier: GPL-3.0-or-later */

/* arena.c - buffers that are allocated and freed together. */

#include "base/arena.h"

#include "base/memory.h"

#define ALIGNMENT 64 /* a cache line, and the widest vector */

struct _NstArena
{
  GPtrArray *blocks;
  gboolean   counting; /* allocate nothing */
  gsize      bytes;    /* requested so far */
  gsize      refused;  /* bytes of the first allocation that failed */
};

NstArena *
nst_arena_new (void)
{
  NstArena *arena = g_new0 (NstArena, 1);

  arena->blocks = g_ptr_array_new_with_free_func (g_free);
  return arena;
}

NstArena *
nst_arena_new_counting (void)
{
  NstArena *arena = nst_arena_new ();

  arena->counting = TRUE;
  return arena;
}

gsize
nst_arena_get_bytes (const NstArena *arena)
{
  return arena->bytes;
}

void
nst_arena_free (NstArena *arena)
{
  if (arena == NULL)
    return;
  g_ptr_array_unref (arena->blocks);
  g_free (arena);
}

/* A block that begins at most `alignment` bytes before what is used of it. */
static char *
allocate_block (NstArena *arena, gsize count, gsize size, gsize alignment, gboolean zeroed)
{
  gsize bytes;
  char *block = NULL;

  if (arena->refused > 0)
    return NULL;
  if (g_size_checked_mul (&bytes, count, size) && bytes <= G_MAXSIZE - alignment)
    {
      arena->bytes += bytes + alignment;
      if (arena->counting)
        return NULL;
      block
          = zeroed ? nst_memory_try0 (bytes + alignment, 1) : nst_memory_try (bytes + alignment, 1);
    }
  else
    bytes = G_MAXSIZE;
  if (block == NULL)
    arena->refused = MAX (bytes, 1);
  else
    g_ptr_array_add (arena->blocks, block);
  return block;
}

static gpointer
allocate (NstArena *arena, gsize count, gsize size, gboolean zeroed)
{
  char *block = allocate_block (arena, count, size, ALIGNMENT, zeroed);

  return block != NULL ? block + (ALIGNMENT - (guintptr) block % ALIGNMENT) % ALIGNMENT : NULL;
}

gpointer
nst_arena_alloc (NstArena *arena, gsize count, gsize size)
{
  return allocate (arena, count, size, TRUE);
}

float *
nst_arena_floats (NstArena *arena, gsize count)
{
  return allocate (arena, count, sizeof (float), TRUE);
}

gpointer
nst_arena_room (NstArena *arena, gsize count, gsize size)
{
  return allocate (arena, count, size, FALSE);
}

float *
nst_arena_buffer (NstArena *arena, gsize count)
{
  return allocate (arena, count, sizeof (float), FALSE);
}

gpointer
nst_arena_item (NstArena *arena, gsize count, gsize size)
{
  return allocate_block (arena, count, size, 0, FALSE);
}

gpointer
nst_arena_own (NstArena *arena, gpointer block)
{
  g_ptr_array_add (arena->blocks, block);
  return block;
}

gpointer
nst_arena_take (NstArena *arena, gpointer block)
{
  guint i;

  if (g_ptr_array_find (arena->blocks, block, &i))
    g_ptr_array_steal_index_fast (arena->blocks, i);
  return block;
}

gboolean
nst_arena_check (const NstArena *arena, GError **error)
{
  return arena->refused == 0 || nst_memory_refuse (arena->refused, error);
}
