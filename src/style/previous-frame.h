/* SPDX-License-Identifier: GPL-3.0-or-later */

/* previous-frame.h - the previous paintings of an animation, as the next frame uses them. */

#ifndef NST_PREVIOUS_FRAME_H
#define NST_PREVIOUS_FRAME_H

#include "base/arena.h"
#include "base/pool.h"
#include "nst.h"

G_BEGIN_DECLS

/* All at the working size, in an arena of the caller's. */
typedef struct
{
  NstPicture *content;   /* the frame */
  NstPicture *painting;  /* the last painting, warped; NULL: there is none yet */
  NstPicture *painted;   /* the content of that painting, warped */
  float      *trust;     /* (height, width): how far it may stay, 0 to 1 */
  float      *resampled; /* likewise: 1 where it has moved, so that it is a little less sharp */
  double      kept;      /* the mean of the trust; 0 where there is no painting */
  int         age;       /* frames since one was painted as a whole; 0: there is none */
  gboolean    renewed;   /* only what is new in the frame was painted (fast-renewal.h) */
} NstPreviousFrame;

/* One in the arena that has only a painting and its trust, not set. */
NstPreviousFrame *nst_previous_frame_plan (NstArena *arena, int width, int height);

/* Sets that to the painting and the trust of `previous`, at its size.  Fails with
 * NST_ERROR_MEMORY. */
gboolean nst_previous_frame_resize (const NstPreviousFrame *previous, NstPreviousFrame *resized,
                                    GError **error);

/* Replaces `painting`, a new one of its size, by the previous one according to trust.  There the
 * colors follow the new one's slowly, by a fraction for each frame since the last one that was
 * painted as a whole, because the light may have changed.  What warping has removed from the finest
 * strokes is restored, so that over many frames they stay as strong as those of a new painting.
 * Fails with NST_ERROR_MEMORY. */
gboolean nst_previous_frame_keep (const NstPreviousFrame *previous, NstPool *pool,
                                  NstPicture *painting, GError **error);

/* The memory that this takes. */
gsize nst_previous_frame_keep_bytes (int width, int height);

/* Updates `content`, a copy of its content, to that of the painting after
 * nst_previous_frame_keep. */
gboolean nst_previous_frame_keep_content (const NstPreviousFrame *previous, NstPool *pool,
                                          NstPicture *content, GError **error);

/* Replaces `start`, of its size, by its painting, according to trust. */
void nst_previous_frame_start (const NstPreviousFrame *previous, NstPicture *start);

G_END_DECLS

#endif
