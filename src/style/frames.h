/* SPDX-License-Identifier: GPL-3.0-or-later */

/* frames.h - what a frame of an animation is painted after (M. Ruder, A. Dosovitskiy, T. Brox,
 * "Artistic style transfer for videos", GCPR 2016): the last frame's painting, moved as the frame
 * has moved since, stays wherever the frame still shows what that is the painting of. */

#ifndef NST_STYLE_FRAMES_H
#define NST_STYLE_FRAMES_H

#include "style/past.h"

G_BEGIN_DECLS

struct _NstFrames
{
  int         width, height; /* of the last frame; 0: nothing has been painted */
  NstPicture *content;       /* that frame at the size that was painted, as are the others */
  NstPicture *painting;
  NstPicture *painted; /* what that is the painting of: older than the frame where it was kept */
  double      kept;    /* the share of it that stayed from the one before */
  GPtrArray  *maps;    /* of the last frame that Fast has painted as a whole (call.h), or NULL */
  int         age;     /* how many frames ago that was */
};

/* Whether of the frame after `past` only what is new may be painted, with the maps that are there. */
gboolean nst_frames_may_renew (const NstFrames *frames, const NstPast *past);

/* For the frame `content`: what the one before has for it, nothing for the first.  Fails with
 * NST_ERROR_ARGUMENT for a frame of another size than the last, and NST_ERROR_MEMORY. */
NstPast *nst_frames_look_back (const NstFrames *frames, NstPool *pool, const NstPicture *content,
                               const NstSettings *settings, GError **error);

/* The next frame is painted after `painting`, that of `content` after `past`, whose content is
 * taken from it.  `maps`, of which a reference is kept, are those of a frame that was painted as a
 * whole; NULL: there are none.  Fails with NST_ERROR_MEMORY, and leaves `frames` as it was. */
gboolean nst_frames_remember (NstFrames *frames, NstPool *pool, NstPast *past,
                              const NstPicture *content, const NstPicture *painting,
                              GPtrArray *maps, GError **error);

G_END_DECLS

#endif
