/* SPDX-License-Identifier: GPL-3.0-or-later */

/* composition.h - puts paintings of the area into the layer: to be shown in whole or in part, and as the
 * result.  Does not call GIMP. */

#ifndef COMPOSITION_H
#define COMPOSITION_H

#include "paint/painter.h"

/* The layer with `painting` in it, at the size that it is shown at. */
NstPicture *composition_new_whole (Painter *painter, const NstPicture *painting, GError **error);

/* What `part` of the layer and the area have in common, as both count it; FALSE: nothing. */
gboolean composition_find_common (Painter *painter, const NstRectangle *part, NstRectangle *in_part,
                                  NstRectangle *in_area);

/* Puts what is painted of `part`, which `before` shows, into `after`, a copy of that.  `whole`: there
 * is more of the painting than the part. */
gboolean composition_put_part (Painter *painter, const NstPicture *painting,
                               const NstRectangle *part, const NstPicture *before, gboolean whole,
                               NstPicture *after);

/* Which of what must not be changed comes back into the pixels of a result. */
typedef enum
{
  PAINTING_KEEP_NOTHING,   /* the limit will be the mask of a new layer */
  PAINTING_KEEP_PROTECTED, /* what is protected: GIMP respects the selection and the layer's mask */
  PAINTING_KEEP_ALL
} PaintingKeep;

/* The layer's pixels with the finished painting by `plan`.  One that is `seen` may be asked for again.
 * Fails as nst_finish. */
GeglBuffer *composition_new_result (Painter *painter, const Plan *plan, const NstPicture *painting,
                                    gboolean seen, PaintingKeep keep, GError **error);

#endif
