/* SPDX-License-Identifier: GPL-3.0-or-later */

/* pooling.c - 2x2 pooling with stride 2, forward and backward. */

#include "ops/pooling.h"

#include <string.h>

typedef struct
{
  NstPooling    pooling;
  int           height, width; /* of the input */
  const float  *from;
  float        *to;
  guint8       *winners;    /* forward */
  const guint8 *winners_in; /* backward */
} Pooling;

static gsize
plane_bytes (int height, int width)
{
  return ((gsize) (height / 2) * (width / 2) + 3) / 4;
}

gsize
nst_pooling_winner_bytes (int channels, int height, int width)
{
  return channels * plane_bytes (height, width);
}

static void
average_row (const float *above, const float *below, int n, float *to)
{
  for (int x = 0; x < n; x++)
    to[x] = 0.25f * (above[2 * x] + above[2 * x + 1] + below[2 * x] + below[2 * x + 1]);
}

static void
maximum_row (const float *above, const float *below, int n, float *to)
{
  for (int x = 0; x < n; x++)
    to[x] = MAX (MAX (above[2 * x], above[2 * x + 1]), MAX (below[2 * x], below[2 * x + 1]));
}

/* Two bits for each of the n pooled pixels, the first of them being number `position` of its plane.
 */
static void
note_winners (const float *above, const float *below, int n, const float *maximum, guint8 *winners,
              gsize position)
{
  for (int x = 0; x < n; x++, position++)
    {
      guint winner = above[2 * x] == maximum[x]       ? 0
                     : above[2 * x + 1] == maximum[x] ? 1
                     : below[2 * x] == maximum[x]     ? 2
                                                      : 3;

      winners[position / 4] |= (guint8) (winner << (2 * (position % 4)));
    }
}

static void
forward_channel (gpointer data, int channel, G_GNUC_UNUSED int worker)
{
  const Pooling *p = data;
  int            rows = p->height / 2, columns = p->width / 2;
  const float   *from = p->from + (gsize) channel * p->height * p->width;
  float         *to = p->to + (gsize) channel * rows * columns;
  gsize          bytes = plane_bytes (p->height, p->width);
  guint8        *winners = p->winners != NULL ? p->winners + channel * bytes : NULL;

  if (winners != NULL)
    memset (winners, 0, bytes);
  for (int y = 0; y < rows; y++)
    {
      const float *above = from + (gsize) 2 * y * p->width;
      const float *below = above + p->width;
      float       *row = to + (gsize) y * columns;

      if (p->pooling == NST_POOLING_AVERAGE)
        {
          average_row (above, below, columns, row);
          continue;
        }
      maximum_row (above, below, columns, row);
      if (winners != NULL)
        note_winners (above, below, columns, row, winners, (gsize) y * columns);
    }
}

void
nst_pooling_forward (NstPool *pool, NstPooling pooling, int channels, int height, int width,
                     const float *input, float *output, guint8 *winners)
{
  Pooling job = { .pooling = pooling,
                  .height = height,
                  .width = width,
                  .from = input,
                  .to = output,
                  .winners = pooling == NST_POOLING_MAXIMUM ? winners : NULL };

  nst_pool_run (pool, channels, forward_channel, &job);
}

static void
backward_channel (gpointer data, int channel, G_GNUC_UNUSED int worker)
{
  const Pooling *p = data;
  int            rows = p->height / 2, columns = p->width / 2;
  const float   *from = p->from + (gsize) channel * rows * columns;
  float         *to = p->to + (gsize) channel * p->height * p->width;
  const guint8  *winners = NULL;

  if (p->pooling == NST_POOLING_MAXIMUM)
    winners = p->winners_in + channel * plane_bytes (p->height, p->width);
  memset (to, 0, sizeof (float) * p->height * p->width);
  for (int y = 0; y < rows; y++)
    for (int x = 0; x < columns; x++)
      {
        gsize  position = (gsize) y * columns + x;
        float *square = to + (gsize) 2 * y * p->width + 2 * x;

        if (winners != NULL)
          {
            guint winner = (winners[position / 4] >> (2 * (position % 4))) & 3;

            square[(winner >> 1) * p->width + (winner & 1)] = from[position];
          }
        else
          {
            float share = 0.25f * from[position];

            square[0] = square[1] = square[p->width] = square[p->width + 1] = share;
          }
      }
}

void
nst_pooling_backward (NstPool *pool, NstPooling pooling, int channels, int height, int width,
                      const float *gradient_out, const guint8 *winners, float *gradient_in)
{
  Pooling job = { .pooling = pooling,
                  .height = height,
                  .width = width,
                  .from = gradient_out,
                  .to = gradient_in,
                  .winners_in = winners };

  nst_pool_run (pool, channels, backward_channel, &job);
}
