/* SPDX-License-Identifier: GPL-3.0-or-later */

/* padding.h - what a convolution sees beyond the border of its input. */

#ifndef NST_PADDING_H
#define NST_PADDING_H

#include "base/pool.h"

G_BEGIN_DECLS

typedef enum
{
  NST_PADDING_ZERO,
  NST_PADDING_REFLECT,  /* 2 1 | 0 1 2 ..., the border itself is not repeated */
  NST_PADDING_REPLICATE /* 0 0 | 0 1 2 ... */
} NstPadding;

/* The position in 0..length-1 that stands for `position`, or -1 where the input is taken as zero.
 * Reflection bounces as often as it must, so that any length works; a single pixel reflects onto
 * itself. */
int nst_padding_source (NstPadding padding, int position, int length);

/* to[0..n-1] = what is seen at positions start .. start + n - 1 of a row of `width` pixels. */
void nst_padding_copy (NstPadding padding, const float *row, int width, int start, int n,
                       float *to);

G_END_DECLS

#endif
