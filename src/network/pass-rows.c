/* SPDX-License-Identifier: GPL-3.0-or-later */

/* pass-rows.c - forward passes by rows.
 *
 * A large output is not kept as a whole.  The stages up to the next one that is kept are a chain:
 * they take turns, each making as many rows as those of the stage before allow.  Between two of
 * them there are only the rows that are still read, which stay in the processor's caches.  Rows are
 * made once and are those of a pass over the whole.
 */

#include <string.h>

#include "network/pass-private.h"
#include "ops/upsampling.h"

/* ---- Planning ---------------------------------------------------------------------- */

/* A stage whose input is not the output of the one before. */
static gboolean
prepares_input (const NstPass *pass, int stage)
{
  return pass->stages[stage].upsampled || (stage == 0 && nst_pass_sees_picture (pass));
}

static gboolean
takes_rows (const NstStage *s)
{
  return nst_convolution_takes_rows (&s->filter->convolution, s->height, s->width);
}

/* A tap of the first stage is cheap: it is made again when it is read. */
static gboolean
is_kept (const NstPass *pass, int stage)
{
  const NstStage *s = &pass->stages[stage];
  gboolean        last = stage == pass->n_stages - 1;

  return nst_stage_output_floats (s) <= pass->most_whole || last || (s->tap >= 0 && stage > 0)
         || !takes_rows (s) || !takes_rows (s + 1);
}

static int
end_of_chain (const NstPass *pass, int first)
{
  int last = first;

  while (!pass->stages[last].kept)
    last++;
  return last;
}

static void
plan_buffer (NstPass *pass, NstRowBuffer *buffer, int channels, int rows, int height, int width)
{
  buffer->most = MIN (rows, height);
  buffer->values = nst_arena_buffer (pass->arena, (gsize) channels * buffer->most * width);
}

/* The rows that the first stage of a chain makes in a turn: so many that no stage's input is more
 * than a quarter of what is kept as a whole. */
static int
rows_at_once (const NstPass *pass, int first, int last)
{
  const NstStage *end = &pass->stages[last];
  gsize           widest = 0; /* floats, for a row of the last stage */
  int             rows;

  for (int i = first; i <= last; i++)
    {
      const NstStage *s = &pass->stages[i];

      widest = MAX (widest, nst_stage_input_floats (s) / end->height);
    }
  rows = (int) MIN (pass->most_whole / 4 / MAX (widest, 1), G_MAXINT / NST_ROWS_STEP / 16);
  rows = rows * pass->stages[first].height / end->height / NST_ROWS_STEP * NST_ROWS_STEP;
  return takes_rows (&pass->stages[first]) ? MAX (rows, NST_ROWS_STEP) : pass->stages[first].height;
}

/* Each stage is some rows behind the one before, whose output it sees around its own, and catches
 * up in the last turn.  Rows that are halved by pooling are counted as if they were not. */
static void
plan_chain (NstPass *pass, int first, int last)
{
  int at_once = rows_at_once (pass, first, last), behind = 0;

  pass->stages[first].at_once = at_once;
  for (int i = first; i <= last; i++)
    {
      NstStage             *s = &pass->stages[i];
      const NstConvolution *c = &s->filter->convolution;

      if (i > first && s->upsampled)
        {
          at_once *= 2;
          behind = 2 * behind + NST_ROWS_STEP;
        }
      else if (i > first)
        behind += NST_ROWS_STEP;
      if (prepares_input (pass, i))
        plan_buffer (pass, &s->input, c->in, at_once + behind + 2 * NST_ROWS_STEP, s->height,
                     s->width);
      if (!s->kept)
        plan_buffer (pass, &s->rows, c->out, at_once + behind + 2 * NST_ROWS_STEP, s->out_height,
                     s->out_width);
    }
}

static void
plan_turns (NstPass *pass)
{
  for (int i = 0; i < 2; i++)
    if (pass->lender != NULL && pass->lender->turns[i].floats >= pass->turns[i].floats)
      pass->turns[i] = pass->lender->turns[i];
    else if (pass->turns[i].floats > 0)
      pass->turns[i].values = nst_arena_buffer (pass->arena, pass->turns[i].floats);
}

void
nst_pass_plan_rows (NstPass *pass)
{
  for (int i = 0; i < pass->n_stages; i++)
    {
      NstStage *s = &pass->stages[i];

      s->kept = is_kept (pass, i);
      if (s->kept && s->tap < 0)
        pass->turns[i % 2].floats = MAX (pass->turns[i % 2].floats, nst_stage_output_floats (s));
    }
  plan_turns (pass);
  for (int i = 0; i < pass->n_stages; i++)
    {
      NstStage *s = &pass->stages[i];

      if (s->kept)
        s->output = s->tap >= 0 ? nst_arena_buffer (pass->arena, nst_stage_output_floats (s))
                                : pass->turns[i % 2].values;
    }
  for (int i = 0; i < pass->n_stages; i = end_of_chain (pass, i) + 1)
    plan_chain (pass, i, end_of_chain (pass, i));
}

/* ---- Buffers of rows --------------------------------------------------------------- */

static void
empty (NstRowBuffer *buffer, int row, int height, int width)
{
  buffer->planes = (NstPlanes) { row, (gsize) MIN (buffer->most, height) * width };
  buffer->end = row;
}

typedef struct
{
  NstRowBuffer *buffer;
  int           from, width;
} Move;

static void
move_channel (gpointer data, int channel, G_GNUC_UNUSED int worker)
{
  const Move         *m = data;
  const NstRowBuffer *b = m->buffer;
  float              *plane = b->values + channel * b->planes.stride;

  memmove (plane, plane + (gsize) (m->from - b->planes.first) * m->width,
           sizeof (float) * (b->end - m->from) * m->width);
}

/* Forgets the rows before `row`. */
static void
forget (NstRowBuffer *buffer, NstPool *pool, int channels, int width, int row)
{
  Move move = { buffer, CLAMP (row, buffer->planes.first, buffer->end), width };

  if (move.from == buffer->planes.first)
    return;
  nst_pool_run (pool, channels, move_channel, &move);
  buffer->planes.first = move.from;
}

/* ---- Forward ----------------------------------------------------------------------- */

/* The rows of its input that a stage still reads begin there. */
static int
still_read (const NstStage *s)
{
  return MAX (s->made - 1, 0);
}

/* What a stage sees: the output of the one before, or the pass's input. */
static const float *
before (const NstPass *pass, int stage, NstPlanes *planes, int *end)
{
  const NstStage *s = &pass->stages[stage];
  int             height = s->upsampled ? s->height / 2 : s->height;
  int             width = s->upsampled ? s->width / 2 : s->width;

  *planes = (NstPlanes) { 0, (gsize) height * width };
  *end = height;
  if (stage == 0)
    return pass->input;
  s--;
  if (s->kept)
    return s->output;
  *planes = s->rows.planes;
  *end = s->rows.end;
  return s->rows.values;
}

static void
join_rows (const NstPass *pass, int stage, int first, int end)
{
  const NstStage *s = &pass->stages[stage];
  int             own = s->filter->convolution.in - s->beside, index = 0;
  NstFeatureRows  rows
      = { s->beside, s->height, s->width, first, end, s->input.planes.stride, NULL };

  for (int i = 0; i < stage; i++)
    index += pass->stages[i].beside > 0;
  rows.values = s->input.values + nst_planes_at (&s->input.planes, own, first, s->width);
  pass->join (index, &rows, pass->join_data);
}

/* Makes rows of the stage's input, up to `end` where the stage before has got as far. */
static void
prepare_input (NstPass *pass, NstPool *pool, int stage, int end)
{
  NstStage    *s = &pass->stages[stage];
  int          c = s->filter->convolution.in, shrink = s->upsampled ? 2 : 1;
  int          width = s->width / shrink, first = s->input.end, ready;
  NstPlanes    planes;
  const float *from = before (pass, stage, &planes, &ready);
  float       *to;

  end = MIN ((end + shrink - 1) / shrink, ready) * shrink;
  if (end <= first)
    return;
  forget (&s->input, pool, c, s->width, still_read (s));
  from += nst_planes_at (&planes, 0, first / shrink, width);
  to = s->input.values + nst_planes_at (&s->input.planes, 0, first, s->width);
  if (s->upsampled)
    nst_upsampling_forward (pool, c - s->beside, (end - first) / 2, width, from, planes.stride, to,
                            s->input.planes.stride);
  else
    nst_pass_standardize (pass, pool, (gsize) (end - first) * width, from, planes.stride, to,
                          s->input.planes.stride, FALSE);
  s->input.end = end;
  if (s->beside > 0)
    join_rows (pass, stage, first, end);
}

/* Convolves the rows up to `end`, which are to lie in `output`. */
static void
convolve (NstPass *pass, NstPool *pool, int stage, int end, const NstPlanes *planes, float *output)
{
  NstStage             *s = &pass->stages[stage];
  const NstConvolution *c = &s->filter->convolution;
  NstConvolutionRows    rows = { .first = s->made, .end = end, .output = *planes };
  int                   ready;
  const float          *input = before (pass, stage, &rows.input, &ready);

  if (prepares_input (pass, stage))
    {
      rows.input = s->input.planes;
      input = s->input.values;
    }
  if (takes_rows (s))
    nst_convolution_forward_rows (pool, c, nst_filter_forward (s->filter), s->filter->bias, input,
                                  s->height, s->width, &rows, output);
  else
    nst_convolution_forward (pool, c, nst_filter_forward (s->filter), s->filter->bias, input,
                             s->height, s->width, output, NULL);
  s->made = end;
}

/* How far a stage gets in its turn: the row below the last one is seen, too. */
static int
next_end (NstPass *pass, NstPool *pool, int stage, gboolean begins)
{
  NstStage *s = &pass->stages[stage];
  int       ready, end = begins ? MIN (s->made + s->at_once, s->height) : s->height;
  NstPlanes planes;

  if (prepares_input (pass, stage))
    {
      prepare_input (pass, pool, stage, (end / NST_ROWS_STEP + 1) * NST_ROWS_STEP);
      ready = s->input.end;
    }
  else
    before (pass, stage, &planes, &ready);
  return ready == s->height ? end : MIN (end, (ready - 1) / NST_ROWS_STEP * NST_ROWS_STEP);
}

static void
take_turn (NstPass *pass, NstPool *pool, int stage, gboolean begins)
{
  NstStage *s = &pass->stages[stage];
  int       end = next_end (pass, pool, stage, begins);
  int       shrink = s->filter->convolution.pooled ? 2 : 1;
  NstPlanes whole = { 0, (gsize) s->out_height * s->out_width };

  if (end <= s->made)
    return;
  if (s->kept)
    {
      convolve (pass, pool, stage, end, &whole, s->output);
      return;
    }
  forget (&s->rows, pool, s->filter->convolution.out, s->out_width,
          s[1].upsampled ? s[1].input.end / 2 : still_read (&s[1]));
  convolve (pass, pool, stage, end, &s->rows.planes, s->rows.values);
  s->rows.end = MIN (end / shrink, s->out_height);
}

static void
begin (NstPass *pass, int stage, int row)
{
  NstStage *s = &pass->stages[stage];

  s->made = row;
  if (prepares_input (pass, stage))
    empty (&s->input, still_read (s), s->height, s->width);
  if (!s->kept)
    empty (&s->rows, row, s->out_height, s->out_width);
}

void
nst_pass_forward_rows (NstPass *pass, NstPool *pool)
{
  for (int first = 0, last; first < pass->n_stages; first = last + 1)
    {
      last = end_of_chain (pass, first);
      for (int i = first; i <= last; i++)
        begin (pass, i, 0);
      while (pass->stages[last].made < pass->stages[last].height && !nst_pool_cancelled (pool))
        for (int i = first; i <= last; i++)
          take_turn (pass, pool, i, i == first);
    }
}

void
nst_pass_read_rows (NstPass *pass, NstPool *pool, int tap, int first, int n, float *to)
{
  const NstFeatures *f = &pass->features[tap];
  gsize              row = (gsize) f->width, plane = (gsize) f->height * row;
  NstPlanes          planes = { first, n * row };
  NstStage          *s = pass->stages;

  for (int c = 0; c < f->channels && f->values != NULL; c++)
    memcpy (to + c * planes.stride, f->values + c * plane + first * row,
            sizeof (float) * planes.stride);
  if (f->values != NULL || f->height == 0)
    return;
  begin (pass, 0, first);
  while (s->made < first + n && !nst_pool_cancelled (pool))
    convolve (pass, pool, 0, MIN (next_end (pass, pool, 0, TRUE), first + n), &planes, to);
}
