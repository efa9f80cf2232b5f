/* SPDX-License-Identifier: GPL-3.0-or-later */

/* fast-part.h - Fast for a part of a picture, at the cost of that part and some samples. */

#ifndef NST_FAST_PART_H
#define NST_FAST_PART_H

#include "style/fast.h"

G_BEGIN_DECLS

/* Paints `part` of the context's content at its own size, without reporting progress.  The result
 * approximates that of nst_fast.  Fails like nst_fast. */
NstPicture *nst_fast_part (const NstStylizeContext *context, const NstRectangle *part,
                           GError **error);

G_END_DECLS

#endif
