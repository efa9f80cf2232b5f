/* SPDX-License-Identifier: GPL-3.0-or-later */

/* picture.h - functions on pictures that only the engine uses. */

#ifndef NST_PICTURE_H
#define NST_PICTURE_H

#include "base/arena.h"
#include "nst-types.h"

G_BEGIN_DECLS

/* Whether every pixel that counts, and the mask, are finite numbers.  Fails with NST_ERROR_ARGUMENT.
 * style: the name of the style that the picture is of; NULL: it is the content. */
gboolean nst_picture_check (const NstPicture *picture, const char *style, GError **error);

/* *open: `picture` without what is protected, which does not count in its mask.  It shares the
 * pixels of `picture`; the mask is in the arena.  Fails with NST_ERROR_MEMORY. */
gboolean nst_picture_open (const NstPicture *picture, const float *protect, NstArena *arena,
                           NstPicture *open, GError **error);

/* The mask of an open picture, not set. */
float *nst_picture_plan_mask (NstArena *arena, int width, int height);

/* A picture with or without a mask that lies in the arena, not set.  Its planes are NULL if the
 * arena only counts, and if memory is exhausted (nst_arena_check). */
NstPicture *nst_picture_plan (NstArena *arena, int width, int height, gboolean masked);

/* Takes it out of the arena.  Returns: (transfer full). */
NstPicture *nst_picture_take (NstArena *arena, NstPicture *picture);

G_END_DECLS

#endif
