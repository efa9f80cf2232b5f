/* SPDX-License-Identifier: GPL-3.0-or-later */

/* thumbnail.h - the thumbnail of a style in its file, as luma and, at half the size, chroma: half of
 * the bytes of its colors, and a picture that the eye cannot tell from the whole one.
 *
 *   thumbnail-luma    (height, width)                   bytes: Y
 *   thumbnail-chroma  (2, height / 2, width / 2)        bytes: Cb, Cr, sides rounded up
 *
 * These are of Rec. 601 in full range, as in JPEG files (JFIF 1.02).  Files of earlier versions have
 * all colors, "thumbnail" (3, height, width) in bytes.
 */

#ifndef NST_THUMBNAIL_H
#define NST_THUMBNAIL_H

#include "network/weight-file.h"
#include "network/weight-writer.h"

G_BEGIN_DECLS

/* FALSE where there is not enough memory. */
gboolean nst_thumbnail_write (NstWeightWriter *writer, const NstPicture *thumbnail, GError **error);

/* The size of the file's thumbnail; 0 x 0: there is none.  FALSE where its tensors have no possible
 * size. */
gboolean nst_thumbnail_find (const NstWeightFile *file, int *width, int *height);

/* Of that size, which is not 0.  NULL with NST_ERROR_FILE or NST_ERROR_MEMORY. */
NstPicture *nst_thumbnail_read (const NstWeightFile *file, int width, int height, GError **error);

G_END_DECLS

#endif
