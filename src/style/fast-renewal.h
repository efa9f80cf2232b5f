/* SPDX-License-Identifier: GPL-3.0-or-later */

/* fast-renewal.h - Fast for a frame of an animation with little new content: the previous painting
 * is moved, and only what is new is painted. */

#ifndef NST_FAST_RENEWAL_H
#define NST_FAST_RENEWAL_H

#include "style/fast.h"

G_BEGIN_DECLS

/* Paints what is new in the frame of `previous`, that of the context, with the maps of an earlier
 * frame of the same scene (`maps` of its context), and marks `previous` as renewed.  Its trust
 * becomes 1 where nothing was painted.  *painting is NULL if that would save too little, or the
 * maps are for another network or other settings; the whole frame must then be painted.  Fails like
 * nst_fast. */
gboolean nst_fast_renew (const NstStylizeContext *context, const GPtrArray *maps,
                         NstPreviousFrame *previous, NstPicture **painting, GError **error);

G_END_DECLS

#endif
