/* SPDX-License-Identifier: GPL-3.0-or-later */

/* lbfgs.c - the optimizer L-BFGS. */

#include "style/lbfgs.h"

#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "ops/vector.h"

#define ARMIJO             1e-4 /* share of the promised descent that a step must keep */
#define SMALLEST_STEP      1e-3 /* the line search gives up below it */
#define SMALLEST_CURVATURE 1e-10

typedef struct
{
  NstPool          *pool;
  gsize             n;
  NstLbfgsConstants constants;
  NstObjectiveFunc  objective;
  gpointer          data;
  int               evaluations_left;
  gboolean          stopped;

  float **steps, **changes; /* (history, n): s and y, oldest first */
  double *curvature;        /* s . y of each pair */
  int     n_pairs;

  float *x, *gradient, *direction;
  float *next_x, *next_gradient;
  double loss;
} Lbfgs;

static gboolean
evaluate (Lbfgs *l, const float *x, double *loss, float *gradient)
{
  if (l->evaluations_left <= 0 || l->stopped)
    return FALSE;
  l->evaluations_left--;
  l->stopped = !l->objective (x, loss, gradient, l->data);
  return !l->stopped;
}

static void
forget (Lbfgs *l)
{
  l->n_pairs = 0;
}

/* Stores the step to next_x, replacing the oldest one if necessary. */
static void
remember (Lbfgs *l)
{
  int    history = l->constants.history;
  float *step, *change;
  double curvature;

  if (l->n_pairs == history)
    {
      step = l->steps[0];
      change = l->changes[0];
      memmove (l->steps, l->steps + 1, sizeof *l->steps * (history - 1));
      memmove (l->changes, l->changes + 1, sizeof *l->changes * (history - 1));
      memmove (l->curvature, l->curvature + 1, sizeof *l->curvature * (history - 1));
      l->steps[history - 1] = step;
      l->changes[history - 1] = change;
      l->n_pairs--;
    }
  step = l->steps[l->n_pairs];
  change = l->changes[l->n_pairs];
  memcpy (step, l->next_x, sizeof (float) * l->n);
  nst_vector_blend (l->pool, l->n, -1.0, l->x, 1.0, step);
  memcpy (change, l->next_gradient, sizeof (float) * l->n);
  nst_vector_blend (l->pool, l->n, -1.0, l->gradient, 1.0, change);
  curvature = nst_vector_dot (l->pool, l->n, step, change);
  if (curvature > SMALLEST_CURVATURE)
    l->curvature[l->n_pairs++] = curvature;
}

/* direction = -H gradient, by the two-loop recursion. */
static void
find_direction (Lbfgs *l)
{
  double alpha[64];
  double scale;
  float *d = l->direction;

  memcpy (d, l->gradient, sizeof (float) * l->n);
  for (int i = l->n_pairs - 1; i >= 0; i--)
    {
      alpha[i] = nst_vector_dot (l->pool, l->n, l->steps[i], d) / l->curvature[i];
      nst_vector_blend (l->pool, l->n, -alpha[i], l->changes[i], 1.0, d);
    }
  if (l->n_pairs > 0)
    {
      const float *change = l->changes[l->n_pairs - 1];

      scale = l->curvature[l->n_pairs - 1] / nst_vector_dot (l->pool, l->n, change, change);
    }
  else
    {
      scale = l->constants.first_step * (double) l->n
              / MAX (nst_vector_abs_sum (l->pool, l->n, l->gradient), G_MINDOUBLE);
    }
  nst_vector_blend (l->pool, l->n, 0.0, d, scale, d);
  for (int i = 0; i < l->n_pairs; i++)
    {
      double beta = nst_vector_dot (l->pool, l->n, l->changes[i], d) / l->curvature[i];

      nst_vector_blend (l->pool, l->n, alpha[i] - beta, l->steps[i], 1.0, d);
    }
  nst_vector_blend (l->pool, l->n, 0.0, d, -1.0, d);
}

/* From t = 1 (or what the longest step allows) back until the loss has fallen as the slope
 * promises; each next t is the minimum of the parabola through what is known. */
static gboolean
search_line (Lbfgs *l, double slope, double *loss)
{
  double mean = nst_vector_abs_sum (l->pool, l->n, l->direction) / (double) l->n;
  double t = mean > l->constants.longest_step ? l->constants.longest_step / mean : 1.0;

  for (;;)
    {
      gboolean finite;

      memcpy (l->next_x, l->x, sizeof (float) * l->n);
      nst_vector_blend (l->pool, l->n, t, l->direction, 1.0, l->next_x);
      if (!evaluate (l, l->next_x, loss, l->next_gradient))
        return FALSE;
      finite = isfinite (*loss);
      if (finite && *loss <= l->loss + ARMIJO * t * slope)
        return TRUE;
      if (t < SMALLEST_STEP)
        return FALSE;
      t = CLAMP (finite ? -slope * t * t / (2.0 * (*loss - l->loss - slope * t)) : 0.0, 0.1 * t,
                 0.5 * t);
    }
}

static void
iterate (Lbfgs *l)
{
  while (l->evaluations_left > 0 && !l->stopped)
    {
      double slope, loss;
      float *swap;

      find_direction (l);
      slope = nst_vector_dot (l->pool, l->n, l->gradient, l->direction);
      if (!(slope < 0.0) || !search_line (l, slope, &loss))
        {
          if (l->n_pairs == 0)
            return; /* no descent even along the gradient */
          forget (l);
          continue;
        }
      remember (l);
      swap = l->x;
      l->x = l->next_x;
      l->next_x = swap;
      swap = l->gradient;
      l->gradient = l->next_gradient;
      l->next_gradient = swap;
      l->loss = loss;
    }
}

static void
plan (Lbfgs *l, NstArena *arena)
{
  int history = l->constants.history;

  l->steps = nst_arena_alloc (arena, history, sizeof *l->steps);
  l->changes = nst_arena_alloc (arena, history, sizeof *l->changes);
  l->curvature = nst_arena_alloc (arena, history, sizeof *l->curvature);
  l->x = nst_arena_buffer (arena, l->n);
  l->next_x = nst_arena_buffer (arena, l->n);
  l->gradient = nst_arena_buffer (arena, l->n);
  l->next_gradient = nst_arena_buffer (arena, l->n);
  l->direction = nst_arena_buffer (arena, l->n);
  for (int i = 0; i < history; i++)
    {
      float *step = nst_arena_buffer (arena, l->n);
      float *change = nst_arena_buffer (arena, l->n);

      if (step == NULL || change == NULL)
        continue;
      l->steps[i] = step;
      l->changes[i] = change;
    }
}

gsize
nst_lbfgs_bytes (gsize n, const NstLbfgsConstants *constants)
{
  g_autoptr (NstArena) arena = nst_arena_new_counting ();
  Lbfgs l = { .n = n, .constants = *constants };

  plan (&l, arena);
  return nst_arena_get_bytes (arena);
}

gboolean
nst_lbfgs_minimize (NstPool *pool, gsize n, const NstLbfgsConstants *constants, int evaluations,
                    NstObjectiveFunc objective, gpointer data, float *x, GError **error)
{
  g_autoptr (NstArena) arena = nst_arena_new ();
  Lbfgs l = { .pool = pool,
              .n = n,
              .constants = *constants,
              .objective = objective,
              .data = data,
              .evaluations_left = evaluations };

  g_return_val_if_fail (constants->history >= 1 && constants->history <= 64, FALSE);
  plan (&l, arena);
  if (!nst_arena_check (arena, error))
    return FALSE;
  memcpy (l.x, x, sizeof (float) * n);
  /* Every accepted step descends, so the last accepted point is the best. */
  if (evaluate (&l, l.x, &l.loss, l.gradient))
    iterate (&l);
  memcpy (x, l.x, sizeof (float) * n);
  return TRUE;
}
