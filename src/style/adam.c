/* SPDX-License-Identifier: GPL-3.0-or-later */

/* adam.c - the optimizer Adam. */

#include "style/adam.h"

#include <math.h>
#include <string.h>

#include "base/arena.h"

#define CHUNK 65536 /* values in an item of the pool */

struct _NstAdam
{
  gsize            n;
  NstAdamConstants constants;
  NstArena        *arena;
  float           *mean, *square, *average;
  gint64           steps;
};

/* With vectors out of `arena`, which it takes. */
static NstAdam *
plan (gsize n, const NstAdamConstants *constants, NstArena *arena)
{
  NstAdam *adam = g_new0 (NstAdam, 1);

  adam->n = n;
  adam->constants = *constants;
  adam->arena = arena;
  adam->mean = nst_arena_floats (arena, n);
  adam->square = nst_arena_floats (arena, n);
  if (constants->decay_average > 0.0)
    adam->average = nst_arena_floats (arena, n);
  return adam;
}

NstAdam *
nst_adam_new (gsize n, const NstAdamConstants *constants, GError **error)
{
  g_autoptr (NstAdam) adam = plan (n, constants, nst_arena_new ());

  return nst_arena_check (adam->arena, error) ? g_steal_pointer (&adam) : NULL;
}

gsize
nst_adam_bytes (gsize n, const NstAdamConstants *constants)
{
  g_autoptr (NstAdam) adam = plan (n, constants, nst_arena_new_counting ());

  return nst_arena_get_bytes (adam->arena);
}

void
nst_adam_free (NstAdam *adam)
{
  if (adam == NULL)
    return;
  nst_arena_free (adam->arena);
  g_free (adam);
}

typedef struct
{
  NstAdam     *adam;
  float        rate, mean_scale, square_scale;
  const float *gradient;
  float       *x;
} Step;

static void
step_chunk (gpointer data, int item, G_GNUC_UNUSED int worker)
{
  const Step *step = data;
  NstAdam    *adam = step->adam;
  float       b1 = (float) adam->constants.decay_mean;
  float       b2 = (float) adam->constants.decay_square;
  float       epsilon = (float) adam->constants.epsilon;
  float       keep = (float) adam->constants.decay_average;
  gsize       first = (gsize) item * CHUNK;
  gsize       end = MIN (first + CHUNK, adam->n);

  for (gsize i = first; i < end; i++)
    {
      float g = step->gradient[i];
      float mean = adam->mean[i] = b1 * adam->mean[i] + (1.0f - b1) * g;
      float square = adam->square[i] = b2 * adam->square[i] + (1.0f - b2) * g * g;

      step->x[i]
          -= step->rate * mean * step->mean_scale / (sqrtf (square * step->square_scale) + epsilon);
    }
  if (adam->average != NULL)
    for (gsize i = first; i < end; i++)
      adam->average[i] = keep * adam->average[i] + (1.0f - keep) * step->x[i];
}

void
nst_adam_step (NstAdam *adam, NstPool *pool, double rate, const float *gradient, float *x)
{
  Step step = { .adam = adam, .rate = (float) rate, .gradient = gradient, .x = x };

  adam->steps++;
  step.mean_scale = (float) (1.0 / (1.0 - pow (adam->constants.decay_mean, adam->steps)));
  step.square_scale = (float) (1.0 / (1.0 - pow (adam->constants.decay_square, adam->steps)));
  nst_pool_run (pool, (int) ((adam->n + CHUNK - 1) / CHUNK), step_chunk, &step);
}

void
nst_adam_get_average (const NstAdam *adam, const float *x, float *average)
{
  float scale;

  if (adam->average == NULL || adam->steps == 0)
    {
      memmove (average, x, sizeof (float) * adam->n);
      return;
    }
  scale = (float) (1.0 / (1.0 - pow (adam->constants.decay_average, adam->steps)));
  for (gsize i = 0; i < adam->n; i++)
    average[i] = scale * adam->average[i];
}

float *
nst_adam_get_mean (NstAdam *adam)
{
  return adam->mean;
}

float *
nst_adam_get_square (NstAdam *adam)
{
  return adam->square;
}

gint64
nst_adam_get_steps (const NstAdam *adam)
{
  return adam->steps;
}

void
nst_adam_set_steps (NstAdam *adam, gint64 steps)
{
  adam->steps = steps;
}
