/* SPDX-License-Identifier: GPL-3.0-or-later */

/* planes.h - the planes of an image, one a channel, of which a buffer may hold only some rows. */

#ifndef NST_PLANES_H
#define NST_PLANES_H

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  int   first;  /* number of the row that each plane in the buffer begins with */
  gsize stride; /* floats from one plane to the next */
} NstPlanes;

/* Where row `row` of plane `channel` begins in the buffer; rows are `width` floats. */
static inline gsize
nst_planes_at (const NstPlanes *planes, int channel, int row, int width)
{
  return channel * planes->stride + (gsize) (row - planes->first) * width;
}

G_END_DECLS

#endif
