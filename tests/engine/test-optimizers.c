/* SPDX-License-Identifier: GPL-3.0-or-later */

/* test-optimizers.c - L-BFGS and Adam on functions with a known minimum, and their guarantees: no
 * more evaluations than requested, stopping, the best point kept. */

#include "check.h"

#include <math.h>
#include <string.h>

#include "style/adam.h"
#include "style/lbfgs.h"

static const NstLbfgsConstants constants
    = { .history = 10, .first_step = 0.1, .longest_step = 0.5 };

/* What an objective is asked, and what came of it. */
typedef struct
{
  gsize  n;
  int    evaluations;
  int    stop_at; /* evaluation that says FALSE; 0: none */
  double wall;    /* beyond this distance from 0 the loss is infinite; 0: nowhere */
  double best;
  float *best_x; /* or NULL */
} Problem;

static gboolean
note (Problem *problem, const float *x, double loss)
{
  problem->evaluations++;
  if (problem->evaluations == 1 || loss < problem->best)
    {
      problem->best = loss;
      if (problem->best_x != NULL)
        memcpy (problem->best_x, x, sizeof (float) * problem->n);
    }
  return problem->evaluations != problem->stop_at;
}

/* sum a_i (x_i - t_i)^2 / 2, with a from 1 to 1000 and t = 1 + i / n. */
static gboolean
bowl (const float *x, double *loss, float *gradient, gpointer data)
{
  Problem *problem = data;

  *loss = 0.0;
  for (gsize i = 0; i < problem->n; i++)
    {
      double share = problem->n > 1 ? (double) i / (double) (problem->n - 1) : 0.0;
      double a = pow (1000.0, share), off = x[i] - (1.0 + (double) i / (double) problem->n);

      *loss += 0.5 * a * off * off;
      gradient[i] = (float) (a * off);
      if (problem->wall > 0.0 && fabs ((double) x[i]) > problem->wall)
        *loss = INFINITY;
    }
  return note (problem, x, *loss);
}

/* H. Rosenbrock's valley, chained: sum 100 (x_i+1 - x_i^2)^2 + (1 - x_i)^2; the minimum is 0 at
 * (1, ..., 1). */
static gboolean
valley (const float *x, double *loss, float *gradient, gpointer data)
{
  Problem *problem = data;

  *loss = 0.0;
  memset (gradient, 0, sizeof (float) * problem->n);
  for (gsize i = 0; i + 1 < problem->n; i++)
    {
      double a = x[i], rise = x[i + 1] - a * a;

      *loss += 100.0 * rise * rise + (1.0 - a) * (1.0 - a);
      gradient[i] += (float) (-400.0 * a * rise - 2.0 * (1.0 - a));
      gradient[i + 1] += (float) (200.0 * rise);
    }
  return note (problem, x, *loss);
}

static gboolean
nowhere (G_GNUC_UNUSED const float *x, double *loss, float *gradient, gpointer data)
{
  Problem *problem = data;

  *loss = NAN;
  for (gsize i = 0; i < problem->n; i++)
    gradient[i] = NAN;
  problem->evaluations++;
  return TRUE;
}

static void
minimize (Problem *problem, NstObjectiveFunc objective, int evaluations, int pool, float *x)
{
  g_autoptr (GError) error = NULL;
  gboolean done = nst_lbfgs_minimize (check_pool (pool), problem->n, &constants, evaluations,
                                      objective, problem, x, &error);

  g_assert_no_error (error);
  g_assert_true (done);
}

static void
test_bowl (void)
{
  static const gsize sizes[] = { 1, 2, 50, 1000 };

  for (gsize s = 0; s < G_N_ELEMENTS (sizes); s++)
    {
      Problem           problem = { .n = sizes[s] };
      g_autofree float *x = g_new0 (float, sizes[s]);

      minimize (&problem, bowl, 400, 0, x);
      g_assert_cmpint (problem.evaluations, <=, 400);
      check_below (problem.best, 1e-7 * (double) sizes[s]);
      for (gsize i = 0; i < sizes[s]; i++)
        g_assert_cmpfloat_with_epsilon (x[i], 1.0 + (double) i / (double) sizes[s], 2e-3);
    }
}

static void
test_valley (void)
{
  static const gsize sizes[] = { 2, 100 };

  for (gsize s = 0; s < G_N_ELEMENTS (sizes); s++)
    {
      Problem           problem = { .n = sizes[s] };
      g_autofree float *x = g_new (float, sizes[s]);

      for (gsize i = 0; i < sizes[s]; i++)
        x[i] = i % 2 == 0 ? -1.2f : 1.0f;
      minimize (&problem, valley, 1500, 0, x);
      /* The long valley has a second, local minimum near (-1, 1, ..., 1), with a loss near 4. */
      check_below (problem.best, sizes[s] == 2 ? 1e-6 : 4.0);
      if (sizes[s] == 2)
        g_assert_cmpfloat_with_epsilon (x[0], 1.0, 1e-2);
    }
}

static void
test_valley_long (void)
{
  Problem           problem = { .n = 100 };
  g_autofree float *x = g_new0 (float, 100);

  minimize (&problem, valley, 2000, 0, x);
  check_below (problem.best, 1e-4);
  for (int i = 0; i < 50; i++)
    g_assert_cmpfloat_with_epsilon (x[i], 1.0, 2e-2);
}

/* Never more evaluations than asked for, and x is the best point of those that were seen. */
static void
test_evaluations (void)
{
  for (int evaluations = 1; evaluations < 60; evaluations++)
    {
      g_autofree float *best = g_new0 (float, 2);
      Problem           problem = { .n = 2, .best_x = best };
      float             x[2] = { -1.2f, 1.0f };

      minimize (&problem, valley, evaluations, 0, x);
      g_assert_cmpint (problem.evaluations, <=, evaluations);
      g_assert_cmpint (problem.evaluations, >=, MIN (evaluations, 30));
      g_assert_true (x[0] == best[0] && x[1] == best[1]);
    }
}

/* The evaluation that says stop is the last one, and its point does not count. */
static void
test_stops (void)
{
  for (int stop = 1; stop < 25; stop++)
    {
      g_autofree float *best = g_new0 (float, 2);
      Problem           until = { .n = 2, .best_x = best };
      Problem           problem = { .n = 2, .stop_at = stop };
      float             x[2] = { -1.2f, 1.0f }, y[2] = { -1.2f, 1.0f };

      minimize (&problem, valley, 1000, 0, x);
      g_assert_cmpint (problem.evaluations, ==, stop);
      if (stop > 1)
        minimize (&until, valley, stop - 1, 0, y);
      g_assert_true (x[0] == y[0] && x[1] == y[1]);
    }
}

/* Where the loss is infinite the search comes back; where nothing is a number it gives up and
 * leaves x as it was. */
static void
test_not_finite (void)
{
  Problem           walled = { .n = 50, .wall = 2.0 };
  Problem           lost = { .n = 3 };
  g_autofree float *x = g_new0 (float, 50);
  float             y[3] = { 1.0f, 2.0f, 3.0f };

  minimize (&walled, bowl, 400, 0, x);
  check_below (walled.best, 1e-5);
  minimize (&lost, nowhere, 100, 0, y);
  g_assert_cmpint (lost.evaluations, <=, 100);
  g_assert_true (y[0] == 1.0f && y[1] == 2.0f && y[2] == 3.0f);
}

/* n is above a chunk of the vectors, so that the threads do share the work. */
static void
test_threads (void)
{
  const gsize       n = 100000;
  g_autofree float *first = NULL;

  for (int p = 0; p < CHECK_POOLS; p++)
    {
      Problem           problem = { .n = n };
      g_autofree float *x = g_new0 (float, n);

      minimize (&problem, valley, 12, p, x);
      if (first == NULL)
        first = g_steal_pointer (&x);
      else
        g_assert_cmpmem (first, sizeof (float) * n, x, sizeof (float) * n);
    }
}

/* ---- Adam -------------------------------------------------------------------------- */

static const NstAdamConstants adam_constants = { 0.9, 0.99, 1e-8, 0.8 };

static NstAdam *
new_adam (gsize n, const NstAdamConstants *adam)
{
  g_autoptr (GError) error = NULL;
  NstAdam *made = nst_adam_new (n, adam, &error);

  g_assert_no_error (error);
  return made;
}

/* The algorithm as the paper states it, in double precision, on one value. */
static void
test_adam_formula (void)
{
  static const double gradients[] = { 0.5, -2.0, 0.01, 3.0, 0.0 };
  g_autoptr (NstAdam) adam = new_adam (1, &adam_constants);
  double mean = 0.0, square = 0.0, expected = 0.25, average = 0.0, weights = 0.0;
  float  x = 0.25f, got;

  nst_adam_get_average (adam, &x, &got);
  g_assert_cmpfloat (got, ==, x);
  for (int step = 1; step <= 5; step++)
    {
      float gradient = (float) gradients[step - 1];

      nst_adam_step (adam, check_pool (0), 0.1, &gradient, &x);
      mean = 0.9 * mean + 0.1 * gradients[step - 1];
      square = 0.99 * square + 0.01 * gradients[step - 1] * gradients[step - 1];
      expected -= 0.1 * (mean / (1.0 - pow (0.9, step)))
                  / (sqrt (square / (1.0 - pow (0.99, step))) + 1e-8);
      check_relative (x, expected, 1e-5);
      average = 0.8 * average + 0.2 * expected;
      weights = 0.8 * weights + 0.2;
      nst_adam_get_average (adam, &x, &got);
      check_relative (got, average / weights, 1e-5);
      g_assert_cmpint (nst_adam_get_steps (adam), ==, step);
      check_relative (*nst_adam_get_mean (adam), mean, 1e-5);
      check_relative (*nst_adam_get_square (adam), square, 1e-5);
    }
}

static void
test_adam_converges (void)
{
  const gsize       n = 70000;
  g_autofree float *first = NULL;

  for (int p = 0; p < CHECK_POOLS; p++)
    {
      g_autoptr (NstAdam) adam = new_adam (n, &adam_constants);
      g_autofree float *x = g_new0 (float, n);
      g_autofree float *gradient = g_new (float, n);
      Problem           problem = { .n = n };
      double            loss, start = 0.0;

      for (int step = 0; step < 120; step++)
        {
          bowl (x, &loss, gradient, &problem);
          start = step == 0 ? loss : start;
          nst_adam_step (adam, check_pool (p), step < 60 ? 0.1 : 0.01, gradient, x);
        }
      check_below (loss, 1e-3 * start);
      if (first == NULL)
        first = g_steal_pointer (&x);
      else
        g_assert_cmpmem (first, sizeof (float) * n, x, sizeof (float) * n);
    }
}

/* Mean, square and the number of steps are the whole state; without a decay there is no average. */
static void
test_adam_state (void)
{
  NstAdamConstants plain = { 0.9, 0.99, 1e-8, 0.0 };
  g_autoptr (NstAdam) through = new_adam (20, &plain);
  g_autoptr (NstAdam) resumed = new_adam (20, &plain);
  g_autoptr (GRand) random = g_rand_new_with_seed (9);
  g_autofree float *x = check_noise (random, 20);
  g_autofree float *y = NULL;
  g_autofree float *average = g_new0 (float, 20);

  for (int step = 0; step < 10; step++)
    {
      g_autofree float *gradient = check_noise (random, 20);

      if (step == 5)
        {
          y = g_memdup2 (x, sizeof (float) * 20);
          memcpy (nst_adam_get_mean (resumed), nst_adam_get_mean (through), sizeof (float) * 20);
          memcpy (nst_adam_get_square (resumed), nst_adam_get_square (through),
                  sizeof (float) * 20);
          nst_adam_set_steps (resumed, nst_adam_get_steps (through));
        }
      nst_adam_step (through, check_pool (0), 0.1, gradient, x);
      if (step >= 5)
        nst_adam_step (resumed, check_pool (0), 0.1, gradient, y);
    }
  g_assert_cmpmem (x, sizeof (float) * 20, y, sizeof (float) * 20);
  nst_adam_get_average (through, x, average);
  g_assert_cmpmem (x, sizeof (float) * 20, average, sizeof (float) * 20);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lbfgs/bowl", test_bowl);
  g_test_add_func ("/lbfgs/valley", test_valley);
  g_test_add_func ("/lbfgs/valley-long", test_valley_long);
  g_test_add_func ("/lbfgs/evaluations", test_evaluations);
  g_test_add_func ("/lbfgs/stops", test_stops);
  g_test_add_func ("/lbfgs/not-finite", test_not_finite);
  g_test_add_func ("/lbfgs/threads", test_threads);
  g_test_add_func ("/adam/formula", test_adam_formula);
  g_test_add_func ("/adam/converges", test_adam_converges);
  g_test_add_func ("/adam/state", test_adam_state);
  return g_test_run ();
}
