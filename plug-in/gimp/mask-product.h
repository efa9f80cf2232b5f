/* SPDX-License-Identifier: GPL-3.0-or-later */

/* mask-product.h - masks that are combined: what is left of one by another.  Any thread. */

#ifndef MASK_PRODUCT_H
#define MASK_PRODUCT_H

#include <gegl.h>

typedef struct
{
  GeglBuffer *mask; /* NULL: 1 everywhere; beyond its extent it is 0 */
  int         x, y; /* its pixel for the first one of the product */
  gboolean    inverted;
} MaskFactor;

/* The product of both, clamped to 0..1, as a mask of `width` x `height` pixels in the format of the
 * first one that there is; NULL: there is none. */
GeglBuffer *mask_product_new (const MaskFactor factors[2], int width, int height);

#endif
