/* SPDX-License-Identifier: GPL-3.0-or-later */

/* part.h - moves a rectangle of planes to their start, in place, so that its values are contiguous;
 * and back. */

#ifndef NST_PART_H
#define NST_PART_H

#include "base/pool.h"
#include "nst-types.h"

G_BEGIN_DECLS

/* Each of the planes (channels, height, width) begins with what `part` of it was, row by row; what
 * comes after that is undefined. */
void nst_part_gather (NstPool *pool, int channels, int height, int width, const NstRectangle *part,
                      float *planes);

/* The reverse; everything outside of the part becomes 0. */
void nst_part_scatter (NstPool *pool, int channels, int height, int width, const NstRectangle *part,
                       float *planes);

G_END_DECLS

#endif
