/* SPDX-License-Identifier: GPL-3.0-or-later */

/* preview-part.h - where a part of the picture lies in a painting of another size, and how it is
 * cut out of that. */

#ifndef PREVIEW_PART_H
#define PREVIEW_PART_H

#include "nst.h"

/* Of the picture, and of the painting of all of it, in pixels. */
typedef struct
{
  int width, height;
  int painted_width, painted_height;
} PreviewSizes;

/* The pixels of the painting that `part` of the picture is made of, with a margin for what
 * resampling looks at. */
NstRectangle preview_part_place (const PreviewSizes *sizes, const NstRectangle *part);

/* `painting` is what the place of `part` has become: enlarged as the whole would be, and cut to
 * `part`. */
NstPicture *preview_part_enlarge (const PreviewSizes *sizes, const NstPicture *painting,
                                  const NstRectangle *place, const NstRectangle *part,
                                  GError **error);

#endif
