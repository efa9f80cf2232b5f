/* SPDX-License-Identifier: GPL-3.0-or-later */

/* upsampling.c - nearest-neighbor upsampling by 2. */

#include "ops/upsampling.h"

#include <string.h>

#include "base/vector-code.h"

typedef struct
{
  int          height, width; /* of the smaller side */
  const float *from;
  gsize        from_stride, to_stride; /* from one plane to the next */
  gboolean     add;
  float       *to;
} Upsampling;

NST_INLINE void
double_row_body (const float *from, int n, float *to)
{
  for (int x = 0; x < n; x++)
    to[2 * x] = to[2 * x + 1] = from[x];
}

NST_VECTORIZED (void, double_row, (const float *from, int n, float *to), (from, n, to))

static void
forward_channel (gpointer data, int channel, G_GNUC_UNUSED int worker)
{
  const Upsampling *u = data;
  gsize             row = 2 * (gsize) u->width;
  const float      *from = u->from + channel * u->from_stride;
  float            *to = u->to + channel * u->to_stride;

  for (int y = 0; y < u->height; y++, from += u->width, to += 2 * row)
    {
      double_row (from, u->width, to);
      memcpy (to + row, to, sizeof (float) * row);
    }
}

void
nst_upsampling_forward (NstPool *pool, int channels, int height, int width, const float *input,
                        gsize input_stride, float *output, gsize output_stride)
{
  Upsampling u = { height, width, input, input_stride, output_stride, FALSE, output };

  nst_pool_run (pool, channels, forward_channel, &u);
}

NST_INLINE void
sum_rows_body (const float *above, const float *below, int n, gboolean add, float *to)
{
  for (int x = 0; x < n; x++)
    {
      float sum = above[2 * x] + above[2 * x + 1] + below[2 * x] + below[2 * x + 1];

      to[x] = add ? to[x] + sum : sum;
    }
}

NST_VECTORIZED (void, sum_rows,
                (const float *above, const float *below, int n, gboolean add, float *to),
                (above, below, n, add, to))

static void
backward_channel (gpointer data, int channel, G_GNUC_UNUSED int worker)
{
  const Upsampling *u = data;
  gsize             row = 2 * (gsize) u->width;
  const float      *from = u->from + channel * u->from_stride;
  float            *to = u->to + channel * u->to_stride;

  for (int y = 0; y < u->height; y++, from += 2 * row, to += u->width)
    sum_rows (from, from + row, u->width, u->add, to);
}

void
nst_upsampling_backward (NstPool *pool, int channels, int height, int width,
                         const float *gradient_out, gboolean add, float *gradient_in)
{
  gsize      plane = (gsize) height * width;
  Upsampling u = { height, width, gradient_out, 4 * plane, plane, add, gradient_in };

  nst_pool_run (pool, channels, backward_channel, &u);
}
