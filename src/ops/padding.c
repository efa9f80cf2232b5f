/* SPDX-License-Identifier: GPL-3.0-or-later */

/* padding.c - what a convolution sees beyond the border of its input. */

#include "ops/padding.h"

#include <string.h>

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

static void
copy_beyond (NstPadding padding, const float *row, int width, int start, int first, int end,
             float *to)
{
  for (int i = first; i < end; i++)
    {
      int source = nst_padding_source (padding, start + i, width);

      to[i] = source < 0 ? 0.0f : row[source];
    }
}

void
nst_padding_copy (NstPadding padding, const float *row, int width, int start, int n, float *to)
{
  int inside = CLAMP (-start, 0, n), end = CLAMP (width - start, inside, n);

  copy_beyond (padding, row, width, start, 0, inside, to);
  if (end > inside)
    memcpy (to + inside, row + start + inside, sizeof (float) * (end - inside));
  copy_beyond (padding, row, width, start, end, n, to);
}
