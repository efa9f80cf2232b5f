/* SPDX-License-Identifier: GPL-3.0-or-later */

/* border.h - what the copies beyond the border get back.
 *
 * Winograd's backward pass to the data takes what lies beyond the border for 0.  Where it is a copy
 * of a pixel within, that pixel is owed what the taps beyond the border get; only the outermost
 * line of each side of the output has such taps.
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
  const guint16 *gates;        /* to be spread by these; or NULL */
  const guint16 *gates_in;     /* what they shut out of gradient_in gets nothing; or NULL */
  float         *gradient_in;  /* (in, height, width), of at least 2x2 pixels; is added to */
} NstBorder;

void nst_border_pay (NstPool *pool, const NstBorder *border);

G_END_DECLS

#endif
