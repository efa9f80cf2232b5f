/* SPDX-License-Identifier: GPL-3.0-or-later */

/* padding.c - what a convolution sees beyond the border of its input. */

#include "ops/padding.h"

int
nst_padding_source (NstPadding padding, int position, int length)
{
  if (position >= 0 && position < length)
    return position;
  switch (padding)
    {
    case NST_PADDING_ZERO:
      return -1;
    case NST_PADDING_REPLICATE:
      return position < 0 ? 0 : length - 1;
    case NST_PADDING_REFLECT:
    default:
      {
        int period = MAX (2 * (length - 1), 1);
        int phase = ((position % period) + period) % period;

        return phase < length ? phase : period - phase;
      }
    }
}
