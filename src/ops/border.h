/* SPDX-License-Identifier: GPL-3.0-or-later */

/* border.h - gradients that fall on padding.
 *
 * The backward pass of the Winograd convolution treats the padding as 0.  Where the padding is a
 * copy of a pixel, the gradients that fall on it are added to that pixel.  Only the outermost line
 * of each side of the output has such taps.
 */

#ifndef NST_BORDER_H
#define NST_BORDER_H

#include "ops/gates.h"
#include "ops/padding.h"

G_BEGIN_DECLS

typedef struct
{
  int            in, out, height, width;
  NstPadding     padding;
  const float   *weights;      /* (out, in, 3, 3) */
  const float   *gradient_out; /* (out, height, width), or pooled: */
  const guint16 *gates;        /* spread by these; or NULL */
  const guint16 *gates_in;     /* gradient_in is not changed where these are closed; or NULL */
  float         *gradient_in;  /* (in, height, width), of at least 2x2 pixels; is added to */
} NstBorder;

void nst_border_pay (NstPool *pool, const NstBorder *border);

G_END_DECLS

#endif
