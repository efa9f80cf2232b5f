/* SPDX-License-Identifier: GPL-3.0-or-later */

/* lbfgs.c - the optimizer L-BFGS.
 *
 * The history takes most of the memory, and is compact.  A pair's curvature is that of what was
 * stored, so that the direction descends whatever rounding did to the pair.
 */

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

  guint16 **steps, **changes; /* (history, n): s and y, oldest first */
  double   *curvature;        /* s . y of each pair */
  int       n_pairs;

  float *x, *gradient;
  float *next_x; /* the direction first, then the point that it leads to */
  float *next_gradient;
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
  int      history = l->constants.history;
  guint16 *step, *change;
  double   curvature;

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
  nst_vector_compact_difference (l->pool, l->n, l->next_x, l->x, step);
  nst_vector_compact_difference (l->pool, l->n, l->next_gradient, l->gradient, change);
  curvature = nst_vector_compact_product (l->pool, l->n, step, change);
  if (curvature > SMALLEST_CURVATURE)
    l->curvature[l->n_pairs++] = curvature;
}

/* -H gradient, by the two-loop recursion, to next_x. */
static void
find_direction (Lbfgs *l)
{
  double alpha[64];
  double scale;
  float *d = l->next_x;

  memcpy (d, l->gradient, sizeof (float) * l->n);
  for (int i = l->n_pairs - 1; i >= 0; i--)
    {
      alpha[i] = nst_vector_compact_dot (l->pool, l->n, l->steps[i], d) / l->curvature[i];
      nst_vector_compact_add (l->pool, l->n, -alpha[i], l->changes[i], d);
    }
  if (l->n_pairs > 0)
    {
      const guint16 *change = l->changes[l->n_pairs - 1];

      scale = l->curvature[l->n_pairs - 1]
              / nst_vector_compact_product (l->pool, l->n, change, change);
    }
  else
    {
      scale = l->constants.first_step * (double) l->n
              / MAX (nst_vector_abs_sum (l->pool, l->n, l->gradient), G_MINDOUBLE);
    }
  nst_vector_blend (l->pool, l->n, 0.0, d, scale, d);
  for (int i = 0; i < l->n_pairs; i++)
    {
      double beta = nst_vector_compact_dot (l->pool, l->n, l->changes[i], d) / l->curvature[i];

      nst_vector_compact_add (l->pool, l->n, alpha[i] - beta, l->steps[i], d);
    }
  nst_vector_blend (l->pool, l->n, 0.0, d, -1.0, d);
}

/* Along the direction in next_x.  From t = 1 (or what the longest step allows) back until the loss has fallen as the slope
 * promises; each next t is the minimum of the parabola through what is known. */
static gboolean
search_line (Lbfgs *l, double slope, double *loss)
{
  double mean = nst_vector_abs_sum (l->pool, l->n, l->next_x) / (double) l->n;
  double t = mean > l->constants.longest_step ? l->constants.longest_step / mean : 1.0;
  double next_t;

  nst_vector_blend (l->pool, l->n, 1.0, l->x, t, l->next_x);
  for (;;)
    {
      gboolean finite;

      if (!evaluate (l, l->next_x, loss, l->next_gradient))
        return FALSE;
      finite = isfinite (*loss);
      if (finite && *loss <= l->loss + ARMIJO * t * slope)
        return TRUE;
      if (t < SMALLEST_STEP)
        return FALSE;
      next_t = CLAMP (finite ? -slope * t * t / (2.0 * (*loss - l->loss - slope * t)) : 0.0,
                      0.1 * t, 0.5 * t);
      nst_vector_blend (l->pool, l->n, 1.0 - next_t / t, l->x, next_t / t, l->next_x);
      t = next_t;
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
      slope = nst_vector_dot (l->pool, l->n, l->gradient, l->next_x);
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
  l->next_x = nst_arena_buffer (arena, l->n);
  l->gradient = nst_arena_buffer (arena, l->n);
  l->next_gradient = nst_arena_buffer (arena, l->n);
  for (int i = 0; i < history; i++)
    {
      guint16 *step = nst_arena_room (arena, l->n, sizeof *step);
      guint16 *change = nst_arena_room (arena, l->n, sizeof *change);

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
              .evaluations_left = evaluations,
              .x = x };

  g_return_val_if_fail (constants->history >= 1 && constants->history <= 64, FALSE);
  plan (&l, arena);
  if (!nst_arena_check (arena, error))
    return FALSE;
  /* Every accepted step descends, so the last accepted point is the best. */
  if (evaluate (&l, l.x, &l.loss, l.gradient))
    iterate (&l);
  if (l.x != x)
    memcpy (x, l.x, sizeof (float) * n);
  return TRUE;
}
