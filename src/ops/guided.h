/* SPDX-License-Identifier: GPL-3.0-or-later */

/* guided.h - a small painting enlarged along the edges of the photograph that it was painted from.
 *
 * By the guided filter at a small size (K. He and J. Sun, "Fast guided filter", arXiv:1505.00996,
 * 2015): in each window the painting p is taken to be a I + b, with the photograph's luma I, and the
 * slopes a, which are smooth, are enlarged in place of p.  As the filter is, it would lose what of p
 * is no part of the photograph, which are the strokes.  So only the detail is taken from it: to p,
 * enlarged by the cubic (resampling.h), is added
 *
 *     up (a) I - up (a down (I)),
 *
 * what the photograph has beyond the small size, as strongly as the painting follows it there: a is
 * the slope times the square of the correlation in the window, for a photograph that shines through
 * strokes of another form is no edge of theirs.
 * Memory is that of the small size and of some rows of the large one. */

#ifndef NST_GUIDED_H
#define NST_GUIDED_H

#include "nst-types.h"

G_BEGIN_DECLS

typedef struct _NstGuided NstGuided;

/* For a painting and the photograph at the same size.  Fails with NST_ERROR_MEMORY. */
NstGuided *nst_guided_new (const NstPicture *painting, const NstPicture *photograph,
                           GError **error);
void       nst_guided_free (NstGuided *guided);

/* The memory that nst_guided_new takes, and what of it is kept. */
gsize nst_guided_bytes (int width, int height);
gsize nst_guided_kept_bytes (int width, int height);

/* Adds the detail to `enlarged`, which is `part` of the painting at a size of `width` x `height`;
 * `photograph` is the same part of that.  Fails with NST_ERROR_MEMORY. */
gboolean nst_guided_add (const NstGuided *guided, int width, int height, const NstRectangle *part,
                         const NstPicture *photograph, NstPicture *enlarged, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NstGuided, nst_guided_free)

G_END_DECLS

#endif
