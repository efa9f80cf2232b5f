/* SPDX-License-Identifier: GPL-3.0-or-later */

/* preview-content.h - the picture that previews are painted of: small, at any other size, or a part
 * of it.  It holds the layer's own pixels, a few bytes each, and floats of no more than is shown.
 */

#ifndef PREVIEW_CONTENT_H
#define PREVIEW_CONTENT_H

#include "nst.h"

#include <gegl.h>

typedef struct _PreviewContent PreviewContent;

/* `snapshot` begins at (0, 0), and so does `limit`, a change_limit_snapshot, which says how much of
 * each pixel is to be painted, or NULL: all of all; both are taken over.  Errors call the picture
 * `name`.  `side` is that of the small picture, in pixels. */
PreviewContent *preview_content_new (GeglBuffer *snapshot, GeglBuffer *limit, const char *name,
                                     int side);
void            preview_content_free (PreviewContent *content); /* may be NULL */

/* `protect`, as large, says how much of each pixel is not painted, or is NULL: nothing of any.
 * Returns whether that is another one than before.  This and what follows is for one thread at a
 * time, which may be any: nothing of libgimp is called. */
gboolean preview_content_protect (PreviewContent *content, GeglBuffer *protect);

/* Reads the small picture, the first time and after preview_content_protect.  Fails as
 * layer_pixels_read, mask_pixels_limit and mask_pixels_protect. */
gboolean preview_content_load (PreviewContent *content, GError **error);

/* The whole with a longer side of `side` pixels at most: that of preview_content_new, or any, of
 * which the last is kept.  What is not painted weighs nothing in the mask.  Fails with
 * NST_ERROR_MEMORY. */
const NstPicture *preview_content_get_small (const PreviewContent *content); /* NULL: not loaded */
const NstPicture *preview_content_at (PreviewContent *content, int side, GError **error);

/* The small picture to be looked at: its mask is the transparency alone.  Once it is there, it
 * stays as it is, for any thread. */
const NstPicture *preview_content_get_shown (const PreviewContent *content); /* NULL: not loaded */

/* The same of `part`, which lies within the picture, at full size.  Fails with NST_ERROR_MEMORY. */
NstPicture *preview_content_part (PreviewContent *content, const NstRectangle *part,
                                  GError **error);

/* In `painting`, of the small picture or of `part` (or NULL), what is not painted becomes as it is
 * `shown` again.  Fails with NST_ERROR_MEMORY. */
gboolean preview_content_keep_rest (PreviewContent *content, const NstRectangle *part,
                                    const NstPicture *shown, NstPicture *painting, GError **error);

/* At full size, in pixels. */
int preview_content_get_width (const PreviewContent *content);
int preview_content_get_height (const PreviewContent *content);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PreviewContent, preview_content_free)

#endif
