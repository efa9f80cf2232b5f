/* SPDX-License-Identifier: GPL-3.0-or-later */

/* painting.h - paints previews and results of the painter's job.  Does not call GIMP. */

#ifndef PAINTING_H
#define PAINTING_H

#include "paint/composition.h"

/* A painting of the small size or, where `before` is not NULL, of `part`, which `before` shows as
 * it is; NULL: there is no new one.  Both are handed over.  `fraction` (0..1) of the work is
 * done. */
typedef void (*PaintingShowFunc) (NstPicture *painting, const NstRectangle *part,
                                  NstPicture *before, double fraction, gpointer data);

/* The part that is visible now. */
typedef void (*PaintingViewFunc) (NstRectangle *part, gpointer data);

typedef struct
{
  PaintingShowFunc show;
  PaintingViewFunc view; /* NULL: the whole is to be seen */
  gpointer         data;
} PaintingEyes;

/* Paints what a preview shows, with all that can be seen on the way; the last has the fraction 1.
 * Where the working size is not too large, that is the result itself, seen small or in part.  Fails
 * as nst_paint; FALSE without an error: this network could paint that part with the whole only,
 * which would take too long. */
gboolean painting_preview (Painter *painter, const PaintingEyes *eyes, GCancellable *cancellable,
                           GError **error);

/* The whole painting with the job's settings, painted at `side` pixels at most and returned at the size
 * that it is shown at.  It is not stored, and what is stored stays.  Fails as nst_paint. */
NstPicture *painting_sketch (Painter *painter, int side, GCancellable *cancellable, GError **error);

/* The result for a layer. */
typedef struct
{
  GeglBuffer *pixels;
  GeglBuffer *limit; /* its mask, or NULL: none */
} PaintingResult;

/* The result.  `frames` (or NULL) are those of an animation before.  `eyes` (or NULL) see, now and
 * then, how far it is and, where it is to be `seen`, the whole.  Once `stop` (or NULL) is cancelled,
 * the painting so far will do, of which there is one as soon as `eyes` have seen one.  `keep` comes
 * back into the pixels.  Fails as nst_paint and nst_finish. */
gboolean painting_finish (Painter *painter, NstFrames *frames, const PaintingEyes *eyes,
                          gboolean seen, GCancellable *cancellable, GCancellable *stop,
                          PaintingKeep keep, PaintingResult *result, GError **error);

#endif
