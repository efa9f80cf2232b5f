/* SPDX-License-Identifier: GPL-3.0-or-later */

/* border.c - gradients that fall on padding. */

#include "ops/border.h"

#include <cblas.h>
#include <string.h>

#define GROUP 8 /* input channels in an item, written by no other item */

typedef struct
{
  gboolean down;   /* a column; else a row */
  int      length; /* positions along it */
  int      line;   /* its number */
  int      tap;    /* the first of the three taps that lie beyond, */
  int      along;  /* and from it to the next */
  int      owed;   /* the line that the one beyond is a copy of */
  gsize    at;     /* of its gradients in the shared memory: (out, length) */
} Side;

typedef struct
{
  NstPool  *pool;
  NstBorder b;
  Side      sides[4];
  float    *gradients; /* along the four sides */
} Job;

static inline gboolean
is_open (const NstBorder *b, const guint16 *plane, const Side *side, int line, int i)
{
  return nst_gate_is_open (plane, b->width, side->down ? i : line, side->down ? line : i);
}

/* The gradient of output `o` along the sides. */
static void
gather_output (gpointer data, int o, G_GNUC_UNUSED int worker)
{
  const Job       *job = data;
  const NstBorder *b = &job->b;
  int              half = b->gates != NULL ? 2 : 1; /* pooled, or not */
  int              width = b->width / half, height = b->height / half;
  const float     *plane = b->gradient_out + (gsize) o * height * width;
  const guint16   *gates
      = b->gates != NULL ? b->gates + o * nst_gates_plane (b->height, b->width) : NULL;

  for (gsize s = 0; s < G_N_ELEMENTS (job->sides); s++)
    {
      const Side  *side = &job->sides[s];
      float       *to = job->gradients + side->at + (gsize) o * side->length;
      int          step = side->down ? width : 1;
      const float *line = plane + (gsize) (side->line / half) * (side->down ? 1 : width);

      if (gates == NULL)
        for (int i = 0; i < side->length; i++)
          to[i] = line[(gsize) i * step];
      else
        for (int i = 0; i < side->length; i++)
          to[i] = is_open (b, gates, side, side->line, i) ? line[(gsize) (i / 2) * step] : 0.0f;
    }
}

/* line[i] += from[i - by], what falls beyond an end going to the pixel it is a copy of; columns
 * leave that out, because the rows have seen to it. */
static void
add_shifted (const NstBorder *b, const Side *side, const float *from, int by, float *line)
{
  int n = side->length, first = MAX (0, -by), end = MIN (n, n - by);

  for (int i = first; i < end; i++)
    line[i + by] += from[i];
  if (by != 0 && !side->down)
    line[nst_padding_source (b->padding, by < 0 ? -1 : n, n)] += from[by < 0 ? 0 : n - 1];
}

static void
pay_channel (const NstBorder *b, const Side *side, int channel, const float *owed, float *line)
{
  int            n = side->length, step = side->down ? b->width : 1;
  float         *plane = b->gradient_in + (gsize) channel * b->height * b->width;
  float         *to = plane + (gsize) side->owed * (side->down ? 1 : b->width);
  const guint16 *gates = NULL;

  if (b->gates_in != NULL)
    gates = b->gates_in + channel * nst_gates_plane (b->height, b->width);
  memset (line, 0, sizeof (float) * n);
  for (int t = 0; t < 3; t++)
    add_shifted (b, side, owed + (gsize) t * n, t - 1, line);
  for (int i = 0; i < n; i++)
    if (gates == NULL || is_open (b, gates, side, side->owed, i))
      to[(gsize) i * step] += line[i];
}

static void
pay_side (const Job *job, const Side *side, int first_channel, int channels, float *space)
{
  const NstBorder *b = &job->b;
  int              n = side->length, rows = 3 * channels;
  float           *weights = space;                        /* (out, rows) */
  float           *owed = weights + (gsize) b->out * rows; /* (rows, n) */
  float           *line = owed + (gsize) rows * n;

  for (int o = 0; o < b->out; o++)
    {
      const float *kernel = b->weights + ((gsize) o * b->in + first_channel) * 9 + side->tap;
      float       *row = weights + (gsize) o * rows;

      for (int c = 0; c < channels; c++, kernel += 9, row += 3)
        for (int t = 0; t < 3; t++)
          row[t] = kernel[t * side->along];
    }
  cblas_sgemm (CblasRowMajor, CblasTrans, CblasNoTrans, rows, n, b->out, 1.0f, weights, rows,
               job->gradients + side->at, n, 0.0f, owed, n);
  for (int c = 0; c < channels; c++)
    pay_channel (b, side, first_channel + c, owed + (gsize) 3 * c * n, line);
}

static void
pay_group (gpointer data, int item, int worker)
{
  const Job *job = data;
  int        first = item * GROUP, channels = MIN (GROUP, job->b.in - first);
  int        longest = MAX (job->b.height, job->b.width);
  float     *space = nst_pool_scratch (job->pool, worker,
                                       3 * (gsize) channels * (job->b.out + longest) + longest);

  if (space == NULL)
    return;
  for (gsize s = 0; s < G_N_ELEMENTS (job->sides); s++)
    pay_side (job, &job->sides[s], first, channels, space);
}

void
nst_border_pay (NstPool *pool, const NstBorder *border)
{
  int        height = border->height, width = border->width;
  NstPadding padding = border->padding;
  Job        job = {
           .pool = pool,
           .b = *border,
           .sides = { { FALSE, width, 0, 0, 1, nst_padding_source (padding, -1, height), 0 },
                      { FALSE, width, height - 1, 6, 1, nst_padding_source (padding, height, height), 0 },
                      { TRUE, height, 0, 0, 3, nst_padding_source (padding, -1, width), 0 },
                      { TRUE, height, width - 1, 2, 3, nst_padding_source (padding, width, width), 0 } },
  };
  gsize floats = 0;

  if (padding == NST_PADDING_ZERO)
    return;
  for (gsize s = 0; s < G_N_ELEMENTS (job.sides); s++)
    {
      job.sides[s].at = floats;
      floats += (gsize) border->out * job.sides[s].length;
    }
  job.gradients = nst_pool_shared (pool, floats);
  nst_pool_run (pool, border->out, gather_output, &job);
  nst_pool_run (pool, (border->in + GROUP - 1) / GROUP, pay_group, &job);
}
