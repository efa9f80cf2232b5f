/* SPDX-License-Identifier: GPL-3.0-or-later */

/* canvas.h - the pictures of a job: the area of the layer that is painted, at full and smaller
 * sizes, with what of it must stay and the weights of the regions; and the unchanged layer, for
 * display.  The area is what is visible, selected, and not hidden or protected, with a margin.  One
 * thread at a time; does not call libgimp. */

#ifndef CANVAS_H
#define CANVAS_H

#include "job/job.h"

typedef struct _Canvas Canvas;

#define CANVAS_SMALL_SIDE 448 /* pixels: the longer side of what is painted first */

Canvas *canvas_new (Job *job);
void    canvas_free (Canvas *canvas); /* may be NULL */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Canvas, canvas_free)

/* Whether this canvas suits `job`. */
gboolean canvas_suits (const Canvas *canvas, const Job *job);

/* How large the layer is looked at: with a longer side of `side` pixels at most, which is
 * CANVAS_SMALL_SIDE before.  What was shown is freed where that changes. */
void canvas_set_shown_side (Canvas *canvas, int side);

/* The layer for display; its mask is only the transparency.  Fails like layer_pixels_read. */
const NstPicture *canvas_get_shown (Canvas *canvas, GError **error);

/* Finds the area, which the functions below need.  Fails as mask_pixels_find_extent. */
gboolean canvas_find_area (Canvas *canvas, GError **error);

/* In pixels of the layer. */
const NstRectangle *canvas_get_area (const Canvas *canvas);

/* The area to be painted, with a longer side of `side` pixels at most (G_MAXINT: full size), filled.
 * Fails as layer_pixels_read and canvas_find_area do.  It stays until another size is asked for, but
 * the full one and the small one stay for good. */
const NstPicture *canvas_get_content (Canvas *canvas, int side, GError **error);

/* How much of each pixel of `content`, one of canvas_get_content or canvas_get_seen, must stay as it
 * is; NULL: nothing.  It stays as that does. */
const float *canvas_get_protect (Canvas *canvas, const NstPicture *content);

/* The same at the size that it has in canvas_get_shown, whose `place` it covers there. */
const NstPicture *canvas_get_seen (Canvas *canvas, NstRectangle *place, GError **error);

/* The styles of `job`, which suits the canvas and is loaded, with the masks of its regions at the
 * size of `content`.  The masks stay as that does.
 * Returns: (element-type NstStyleShare) (transfer full).  Fails with NST_ERROR_MEMORY. */
GArray *canvas_get_shares (Canvas *canvas, const Job *job, const NstPicture *content,
                           GError **error);

/* `part` of the layer, not of the area, as it is, at full size.  Fails with NST_ERROR_MEMORY. */
NstPicture *canvas_get_part (Canvas *canvas, const NstRectangle *part, GError **error);

/* In `painting` of `part` of the layer, what is not to be painted becomes as in `before`, which shows
 * the same place as it is.  Fails with NST_ERROR_MEMORY. */
gboolean canvas_keep_rest (Canvas *canvas, const NstRectangle *part, const NstPicture *before,
                           NstPicture *painting, GError **error);

/* Where the layer may be changed, without what is protected, as the mask of a new layer; NULL:
 * everywhere.  Known once the area is.  (transfer none) */
GeglBuffer *canvas_get_limit (const Canvas *canvas);

/* Whether less than all of the layer is painted because of a selection or a mask. */
gboolean canvas_is_limited (const Canvas *canvas);

#endif
