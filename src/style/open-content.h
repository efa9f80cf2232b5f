/* SPDX-License-Identifier: GPL-3.0-or-later */

/* open-content.h - a content without what is protected, which does not count.  Where pixels of weight
 * 0 are painted over, their colors are those around them (ops/fill.h). */

#ifndef NST_OPEN_CONTENT_H
#define NST_OPEN_CONTENT_H

#include "base/arena.h"
#include "style/stylize-context.h"

G_BEGIN_DECLS

typedef struct
{
  const NstPicture *content; /* lies in the arena, or is what was given */
  NstPicture        open;    /* shares its pixels with that */
  NstArena         *arena;
} NstOpenContent;

/* `protect` as in NstRequest, or NULL; `fill`: whether pixels of weight 0 are to be filled.  Fails
 * with NST_ERROR_MEMORY. */
gboolean nst_open_content_init (NstOpenContent *open, const NstPicture *content,
                                const float *protect, gboolean fill, GError **error);
void     nst_open_content_clear (NstOpenContent *open);

/* The memory that this takes for a content of which something is protected, with (`fill`) or without
 * pixels that are filled. */
gsize nst_open_content_bytes (int width, int height, gboolean fill);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (NstOpenContent, nst_open_content_clear)

G_END_DECLS

#endif
