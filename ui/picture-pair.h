/* SPDX-License-Identifier: GPL-3.0-or-later */

/* picture-pair.h - a picture before and after, as a whole and, at full size, in part; and how they
 * are drawn, on the left and on the right of a line. */

#ifndef PICTURE_PAIR_H
#define PICTURE_PAIR_H

#include "nst.h"
#include "ui/view.h"

#include <cairo.h>

typedef struct
{
  cairo_surface_t *before, *after; /* or NULL */
} PictureSurfaces;

/* All zeros: empty. */
typedef struct
{
  PictureSurfaces  whole;
  float           *mask;   /* its transparency, or NULL */
  gsize            size;   /* of that, in pixels */
  cairo_surface_t *rival;  /* what is left of the line in place of the picture before, or NULL */
  PictureSurfaces  detail; /* at their own size */
  NstRectangle     part;   /* that `detail` shows */
} PicturePair;

void picture_pair_clear (PicturePair *pair);
void picture_pair_clear_detail (PicturePair *pair);

/* Like the functions of preview.h; `same`: the picture is the same at another size. */
void picture_pair_set_before (PicturePair *pair, const NstPicture *picture, gboolean same);
void picture_pair_set_after (PicturePair *pair, const NstPicture *picture);
void picture_pair_set_rival (PicturePair *pair, const NstPicture *rival);
void picture_pair_set_part (PicturePair *pair, const NstRectangle *part, const NstPicture *before,
                            const NstPicture *after);

/* Whether there are both pictures. */
gboolean picture_pair_is_whole (const PicturePair *pair);

/* Draws their visible part: before up to `line` (0..1 of the visible width), then after.  There
 * must be a picture before, which is also drawn if there is none after. */
void picture_pair_draw (const PicturePair *pair, cairo_t *cr, const View *view, double line);

#endif
