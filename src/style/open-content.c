/* SPDX-License-Identifier: GPL-3.0-or-later */

/* open-content.c - a content without what is protected. */

#include "style/open-content.h"

#include "base/picture.h"
#include "ops/fill.h"

gboolean
nst_open_content_init (NstOpenContent *open, const NstPicture *content, const float *protect,
                       gboolean fill, GError **error)
{
  open->arena = nst_arena_new ();
  open->content = content;
  if (protect != NULL)
    {
      if (!nst_picture_open (content, protect, open->arena, &open->open, error))
        return FALSE;
      open->content = &open->open;
    }
  return !fill || nst_picture_filled (open->content, open->arena, &open->content, error);
}

void
nst_open_content_clear (NstOpenContent *open)
{
  nst_arena_free (open->arena);
}

gsize
nst_open_content_bytes (int width, int height, gboolean fill)
{
  g_autoptr (NstArena) arena = nst_arena_new_counting ();

  nst_picture_plan_mask (arena, width, height);
  return nst_arena_get_bytes (arena) + (fill ? nst_picture_filled_bytes (width, height) : 0);
}
