/* SPDX-License-Identifier: GPL-3.0-or-later */

/* frames.h - the state of an animation (M.  Ruder, A.  Dosovitskiy, T.  Brox, "Artistic style
 * transfer for videos", GCPR 2016): the previous painting, warped by the motion since, is kept
 * wherever the frame still shows the same. */

#ifndef NST_STYLE_FRAMES_H
#define NST_STYLE_FRAMES_H

#include "style/previous-frame.h"

G_BEGIN_DECLS

struct _NstFrames
{
  int         width, height; /* of the last frame; 0: nothing has been painted */
  NstPicture *content;       /* that frame at the size that was painted, as are the others */
  NstPicture *painting;
  NstPicture *painted; /* what that is the painting of: older than the frame where it was kept */
  double      kept;    /* the share of it that stayed from the one before */
  GPtrArray
      *maps; /* of the last frame that Fast has painted as a whole (stylize-context.h), or NULL */
  int  age;  /* how many frames ago that was */
};

/* Whether only what is new in the frame after `previous` may be painted, with the existing maps. */
gboolean nst_frames_may_renew (const NstFrames *frames, const NstPreviousFrame *previous);

/* The previous painting for the frame `content`, or nothing for the first frame, in the arena.  Fails
 * with NST_ERROR_ARGUMENT for a frame of another size, and NST_ERROR_MEMORY. */
NstPreviousFrame *nst_frames_look_back (const NstFrames *frames, NstPool *pool,
                                        const NstPicture *content, const NstSettings *settings,
                                        NstArena *arena, GError **error);

/* Sets the state for the next frame: `painting` is that of `content` after `previous`, whose
 * content is taken over from its arena.  `maps`, of which a reference is kept, are those of a frame that was
 * painted as a whole; NULL: there are none.  Fails with NST_ERROR_MEMORY, and then `frames` is
 * unchanged. */
gboolean nst_frames_remember (NstFrames *frames, NstPool *pool, NstPreviousFrame *previous,
                              const NstPicture *content, const NstPicture *painting,
                              GPtrArray *maps, NstArena *arena, GError **error);

/* The share of the last painting that was kept from the previous one, 0 to 1.  It is 0 for the
 * first frame of a scene: if hardly anything of the previous frame can be found again, the frame
 * is painted like the first one. */
double nst_frames_get_kept (const NstFrames *frames);

/* The peak memory for a frame after another one, whose painting alone takes `painting` bytes; with
 * the state of the animation. */
gsize nst_frames_bytes (int width, int height, gboolean masked, gsize painting);

/* The memory of that state. */
gsize nst_frames_state_bytes (int width, int height, gboolean masked);

G_END_DECLS

#endif
