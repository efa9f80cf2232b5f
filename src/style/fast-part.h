/* SPDX-License-Identifier: GPL-3.0-or-later */

/* fast-part.h - what Fast makes of a part of a picture, at the work of that part and some samples.
 */

#ifndef NST_FAST_PART_H
#define NST_FAST_PART_H

#include "style/fast.h"

G_BEGIN_DECLS

/* The painting of `part` of the call's content, which is painted at its own size; nothing is told
 * of progress.  Nearly what nst_fast paints there.  Errors as nst_fast. */
NstPicture *nst_fast_part (const NstCall *call, const NstRectangle *part, GError **error);

G_END_DECLS

#endif
