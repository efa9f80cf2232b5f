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

typedef struct
{
  NstPadding   padding;
  int          border, height, width;
  const float *padded;
  float       *folded;
} Fold;

static void
fold_row (const Fold *fold, const float *from, float *to)
{
  for (int x = 0; x < fold->width; x++)
    to[x] += from[x + fold->border];
  for (int i = 0; i < fold->border; i++)
    {
      int left = nst_padding_source (fold->padding, i - fold->border, fold->width);
      int right = nst_padding_source (fold->padding, fold->width + i, fold->width);

      if (left >= 0)
        to[left] += from[i];
      if (right >= 0)
        to[right] += from[fold->border + fold->width + i];
    }
}

static void
fold_channel (gpointer data, int channel, G_GNUC_UNUSED int worker)
{
  const Fold  *fold = data;
  int          padded_width = fold->width + 2 * fold->border;
  int          padded_height = fold->height + 2 * fold->border;
  const float *from = fold->padded + (gsize) channel * padded_height * padded_width;
  float       *to = fold->folded + (gsize) channel * fold->height * fold->width;

  memset (to, 0, sizeof (float) * fold->height * fold->width);
  for (int y = 0; y < padded_height; y++)
    {
      int row = nst_padding_source (fold->padding, y - fold->border, fold->height);

      if (row >= 0)
        fold_row (fold, from + (gsize) y * padded_width, to + (gsize) row * fold->width);
    }
}

void
nst_padding_fold (NstPool *pool, NstPadding padding, int border, int channels, int height,
                  int width, const float *padded, float *folded)
{
  Fold fold = { padding, border, height, width, padded, folded };

  nst_pool_run (pool, channels, fold_channel, &fold);
}
