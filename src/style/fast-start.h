/* SPDX-License-Identifier: GPL-3.0-or-later */

/* fast-start.h - what Fast's passes begin with in a large picture.
 *
 * The network sees 130 pixels at once.  In a large picture these show so little that its painting
 * would have the style's texture and none of its forms, and strokes as fine as the photograph's own
 * edges.  So where strokes are to follow the picture, a large picture is first painted small and
 * enlarged along its edges, and the passes begin with that: it has forms, and they add detail. */

#ifndef NST_FAST_START_H
#define NST_FAST_START_H

#include "style/stylize-context.h"

G_BEGIN_DECLS

typedef struct _NstFastStart NstFastStart;

/* nst_fast, which begins with what is declared here. */
typedef NstPicture *(*NstFastFunc) (const NstStylizeContext *context, GError **error);

/* Whether a picture with a longer side of `longer` pixels begins with a small painting; *start receives
 * its settings, with `share` of the styles' statistics.  The frames of an animation do not begin so,
 * for they continue each other's paintings. */
gboolean nst_fast_get_start (const NstSettings *settings, int longer, double share,
                             NstSettings *start);

/* What a NstFastStart takes, in bytes, for a content of that size and these settings. */
gsize nst_fast_start_bytes (int width, int height, const NstSettings *start);

/* The small painting of `content`, which is as large as what is painted; of the content alone where
 * `share` is 0.  Fails like nst_stylize. */
NstFastStart *nst_fast_start_new (const NstStylizeContext *context, const NstPicture *content,
                                  double share, NstFastFunc fast, GError **error);
void          nst_fast_start_free (NstFastStart *start);

/* Enlarges `part` of it into `picture`.  Both that and `content`, which may be the same, are width x
 * height pixels or continued to the right and below.  Fails with NST_ERROR_MEMORY. */
gboolean nst_fast_start_fill (const NstFastStart *start, const NstPicture *content, int width,
                              int height, const NstRectangle *part, NstPicture *picture,
                              GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NstFastStart, nst_fast_start_free)

G_END_DECLS

#endif
