/* SPDX-License-Identifier: GPL-3.0-or-later */

/* fast-renewal.h - Fast for a frame of an animation that shows little new: the last painting, moved,
 * in which only that is painted. */

#ifndef NST_FAST_RENEWAL_H
#define NST_FAST_RENEWAL_H

#include "style/fast.h"

G_BEGIN_DECLS

/* Paints what is new in the frame of `past`, which is the call's, with the maps of an earlier frame
 * of the same scene (NstCall's `maps`), and marks `past` as renewed.  Its trust becomes 1 where nothing
 * was painted.  *painting is NULL where that saves too little, or the maps are not of this network and
 * these settings: then the whole frame must be painted.  Errors as nst_fast. */
gboolean nst_fast_renew (const NstCall *call, const GPtrArray *maps, NstPast *past,
                         NstPicture **painting, GError **error);

G_END_DECLS

#endif
