/* SPDX-License-Identifier: GPL-3.0-or-later */

/* fill.h - colors for transparent pixels: nst_picture_fill (nst.h), by push and pull (S.  Gortler
 * et al., "The lumigraph", SIGGRAPH 1996, section 3.4).
 *
 * The color of a transparent pixel is arbitrary, but resampling and the receptive fields of a
 * network would spread it.  So it is first replaced by the colors around it.
 */

#ifndef NST_FILL_H
#define NST_FILL_H

#include "base/arena.h"
#include "nst-types.h"

G_BEGIN_DECLS

/* *filled: `picture` as nst_picture_fill would leave it, in the arena, or `picture` itself where it
 * is that already.  Errors as there. */
gboolean nst_picture_filled (const NstPicture *picture, NstArena *arena, const NstPicture **filled,
                             GError **error);

/* The memory of such a picture, if it is not `picture` itself. */
gsize nst_picture_filled_bytes (int width, int height);

G_END_DECLS

#endif
