/* SPDX-License-Identifier: GPL-3.0-or-later */

/* test-style-loss.c - the style losses against other formulas for them, and their gradients by
 * central differences. */

#include "check.h"

#include <math.h>
#include <string.h>

#include "ops/matrix.h"
#include "style/style-loss.h"

/* What style-loss.c adds to the covariances' diagonals, as a share of the style's mean variance. */
#define COVARIANCE_FLOOR 1e-4

typedef struct
{
  int     n;
  double *mean, *moment;
} Statistics;

/* Of random features with a mean; `size` scales them. */
static Statistics
random_statistics (GRand *random, int n, double size)
{
  Statistics s = { n, g_new0 (double, n), g_new0 (double, (gsize) n *n) };
  int        positions = 4 * n;

  for (int p = 0; p < positions; p++)
    {
      g_autofree double *f = g_new (double, n);

      for (int i = 0; i < n; i++)
        {
          f[i] = size * fabs (check_normal (random) + 0.1 * i);
          s.mean[i] += f[i] / positions;
        }
      for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++)
          s.moment[i * n + j] += f[i] * f[j] / positions;
    }
  return s;
}

/* The Gaussian with this mean and a covariance U diag (variances) U^T, where U is a reflection. */
static Statistics
known_statistics (int n, const double *mean, const double *variances)
{
  Statistics s = { n, g_memdup2 (mean, sizeof (double) * n), g_new0 (double, (gsize) n *n) };

  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++)
      {
        s.moment[i * n + j] = mean[i] * mean[j];
        for (int k = 0; k < n; k++)
          s.moment[i * n + j] += ((i == k) - 2.0 / n) * ((j == k) - 2.0 / n) * variances[k];
      }
  return s;
}

static void
statistics_clear (Statistics *s)
{
  g_free (s->mean);
  g_free (s->moment);
}

/* K = (L^T L)^1/2 of a random lift (out, n). */
static double *
metric_of_lift (const double *lift, int out, int n)
{
  g_autofree double *squared = g_new0 (double, (gsize) n *n);
  double            *metric = g_new (double, (gsize) n *n);

  for (int o = 0; o < out; o++)
    for (int i = 0; i < n; i++)
      for (int j = 0; j < n; j++)
        squared[i * n + j] += lift[o * n + i] * lift[o * n + j];
  nst_matrix_root (n, squared, 0.0, metric, NULL);
  return metric;
}

static double
evaluate (const NstStyleLoss *loss, double weight, const Statistics *s, Statistics *gradient)
{
  *gradient = (Statistics) { s->n, g_new (double, s->n), g_new (double, (gsize) s->n * s->n) };
  memset (gradient->mean, 0xff, sizeof (double) * s->n);
  memset (gradient->moment, 0xff, sizeof (double) * s->n * s->n);
  return nst_style_loss_evaluate (loss, weight, s->mean, s->moment, gradient->mean,
                                  gradient->moment);
}

static double
value_of (const NstStyleLoss *loss, const Statistics *s)
{
  Statistics gradient;
  double     value = evaluate (loss, 1.0, s, &gradient);

  statistics_clear (&gradient);
  return value;
}

/* ---- Gradients of the style losses ------------------------------------------------- */

/* Along random directions of the mean and the (symmetric) moment. */
static void
check_style_gradient (NstStyleMeasure kind, const double *metric, const Statistics *style,
                      const Statistics *now)
{
  g_autoptr (NstStyleLoss) loss
      = nst_style_loss_new (kind, style->n, metric, style->mean, style->moment);
  const double h = 1e-5, weight = 3.0;
  Statistics   gradient;
  int          n = now->n;
  double       value = evaluate (loss, weight, now, &gradient);

  check_relative (value, weight * value_of (loss, now), 1e-12);
  for (int turn = 0; turn < 8; turn++)
    {
      double slope = 0.0, values[2];

      for (int sign = 0; sign < 2; sign++)
        {
          g_autoptr (GRand) same = g_rand_new_with_seed (turn + 10);
          Statistics s = { n, g_memdup2 (now->mean, sizeof (double) * n),
                           g_memdup2 (now->moment, sizeof (double) * n * n) };
          double     step = sign == 0 ? h : -h;

          slope = 0.0;
          for (int i = 0; i < n && turn % 3 != 1; i++)
            {
              double d = check_normal (same);

              s.mean[i] += step * d;
              slope += gradient.mean[i] * d;
            }
          for (int i = 0; i < n && turn % 3 != 2; i++)
            for (int j = 0; j <= i; j++)
              {
                double d = check_normal (same);

                s.moment[i * n + j] += step * d;
                if (i != j)
                  s.moment[j * n + i] += step * d;
                slope += d * (gradient.moment[i * n + j] + (i != j) * gradient.moment[j * n + i]);
              }
          values[sign] = value_of (loss, &s);
          statistics_clear (&s);
        }
      check_relative (weight * (values[0] - values[1]) / (2.0 * h), slope, 1e-4);
    }
  for (int i = 0; i < n; i++)
    for (int j = 0; j < i; j++)
      g_assert_cmpfloat_with_epsilon (gradient.moment[i * n + j], gradient.moment[j * n + i],
                                      1e-9 * fabs (value) + 1e-9);
  statistics_clear (&gradient);
}

static void
test_style_gradients (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (1);

  for (int n = 1; n <= 9; n += 4)
    {
      Statistics         style = random_statistics (random, n, 1.0);
      Statistics         now = random_statistics (random, n, 1.3);
      g_autofree double *lift = g_new (double, 20 * n);
      g_autofree double *metric = NULL;

      for (int i = 0; i < 20 * n; i++)
        lift[i] = check_normal (random);
      metric = metric_of_lift (lift, 20, n);
      for (int kind = NST_STYLE_MEASURE_WASSERSTEIN; kind <= NST_STYLE_MEASURE_GRAM; kind++)
        {
          check_style_gradient (kind, NULL, &style, &now);
          check_style_gradient (kind, metric, &style, &now);
        }
      statistics_clear (&style);
      statistics_clear (&now);
    }
}

/* At the style itself there is nothing to ask for, however steep the spectrum of the covariance:
 * the loss is 0 and so is the gradient, beside the 1 / size that is its scale. */
static void
test_style_zero (void)
{
  static const double mean[6] = { 1.0, 0.5, 0.2, 0.1, 0.0, 0.3 };
  static const double even[6] = { 1.0, 0.8, 0.6, 0.5, 0.4, 0.3 };
  static const double steep[6] = { 1.0, 1e-1, 1e-2, 1e-3, 3e-4, 1e-4 };
  const double       *spectra[] = { even, steep };

  for (int spectrum = 0; spectrum < 2; spectrum++)
    for (int kind = NST_STYLE_MEASURE_WASSERSTEIN; kind <= NST_STYLE_MEASURE_GRAM; kind++)
      {
        Statistics style = known_statistics (6, mean, spectra[spectrum]);
        Statistics gradient;
        g_autoptr (NstStyleLoss) loss
            = nst_style_loss_new (kind, 6, NULL, style.mean, style.moment);
        double scale = 1.0 / nst_matrix_trace (6, style.moment);

        check_below (fabs (evaluate (loss, 1.0, &style, &gradient)), 1e-6);
        for (int i = 0; i < 6; i++)
          check_below (fabs (gradient.mean[i]), 1e-3 * scale);
        for (int i = 0; i < 36; i++)
          check_below (fabs (gradient.moment[i]), 1e-3 * scale);
        statistics_clear (&style);
        statistics_clear (&gradient);
      }
}

/* ---- Values of the style losses ---------------------------------------------------- */

/* ||L (S - A) L^T||^2 / ||L A L^T||^2, in the space of the lift. */
static double
gram_in_lifted_space (const double *lift, int out, const Statistics *now, const Statistics *style)
{
  double difference = 0.0, size = 0.0;
  int    n = now->n;

  for (int o = 0; o < out; o++)
    for (int p = 0; p < out; p++)
      {
        double d = 0.0, a = 0.0;

        for (int i = 0; i < n; i++)
          for (int j = 0; j < n; j++)
            {
              double product = lift[o * n + i] * lift[p * n + j];

              a += product * style->moment[i * n + j];
              d += product * (now->moment[i * n + j] - style->moment[i * n + j]);
            }
        difference += d * d;
        size += a * a;
      }
  return difference / size;
}

static void
test_gram_value (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (2);

  for (int n = 1; n <= 8; n++)
    {
      Statistics         style = random_statistics (random, n, 1.0);
      Statistics         now = random_statistics (random, n, 0.7);
      g_autofree double *lift = g_new (double, 12 * n);
      g_autofree double *unit = g_new0 (double, (gsize) n *n);
      g_autofree double *metric = NULL;
      g_autoptr (NstStyleLoss) lifted = NULL;
      g_autoptr (NstStyleLoss) plain
          = nst_style_loss_new (NST_STYLE_MEASURE_GRAM, n, NULL, style.mean, style.moment);

      for (int i = 0; i < 12 * n; i++)
        lift[i] = check_normal (random);
      for (int i = 0; i < n; i++)
        unit[i * n + i] = 1.0;
      metric = metric_of_lift (lift, 12, n);
      lifted = nst_style_loss_new (NST_STYLE_MEASURE_GRAM, n, metric, style.mean, style.moment);
      check_relative (value_of (lifted, &now), gram_in_lifted_space (lift, 12, &now, &style), 1e-9);
      check_relative (value_of (plain, &now), gram_in_lifted_space (unit, n, &now, &style), 1e-9);
      statistics_clear (&style);
      statistics_clear (&now);
    }
}

/* Between Gaussians whose covariances commute: |m - n|^2 + sum (sqrt (c) - sqrt (d))^2, over tr A.
 * A multiple of the unit as the metric scales all by its square. */
static void
test_wasserstein_value (void)
{
  static const double m[4] = { 0.5, 1.0, 0.25, 0.0 }, n[4] = { 0.25, 1.5, 0.5, 0.125 };
  static const double c[4] = { 0.7, 0.2, 0.9, 0.05 }, d[4] = { 0.3, 0.4, 1.2, 0.1 };
  const double        scales[] = { 1.0, 2.5 };
  Statistics          now = known_statistics (4, m, c), style = known_statistics (4, n, d);

  for (int k = 0; k < 2; k++)
    {
      double metric[16] = { 0.0 };
      double floor = COVARIANCE_FLOOR * (d[0] + d[1] + d[2] + d[3]) / 4.0, expected = 0.0;
      g_autoptr (NstStyleLoss) loss = NULL;

      for (int i = 0; i < 4; i++)
        {
          double roots = sqrt (c[i] + floor) - sqrt (d[i] + floor);

          metric[5 * i] = scales[k];
          expected += (m[i] - n[i]) * (m[i] - n[i]) + roots * roots;
        }
      loss = nst_style_loss_new (NST_STYLE_MEASURE_WASSERSTEIN, 4, k == 0 ? NULL : metric,
                                 style.mean, style.moment);
      check_relative (value_of (loss, &now), expected / nst_matrix_trace (4, style.moment), 1e-6);
    }
  statistics_clear (&now);
  statistics_clear (&style);
}

/* In two dimensions, where nothing commutes, tr (D^1/2 C D^1/2)^1/2 is
 * sqrt (tr (C D) + 2 sqrt (det C det D)), for the eigenvalues are those of C D. */
static void
test_wasserstein_general (void)
{
  static const double zero[2] = { 0.0, 0.0 };
  static const double c[4] = { 1.0, 0.6, 0.6, 0.8 }, d[4] = { 0.5, -0.2, -0.2, 1.5 };
  static const double metric[4] = { 1.5, 0.3, 0.3, 0.7 };

  for (int k = 0; k < 2; k++)
    {
      double     cc[4], dd[4], root;
      double     floor, trace_d;
      Statistics now = { 2, (double *) zero, (double *) c };
      g_autoptr (NstStyleLoss) loss
          = nst_style_loss_new (NST_STYLE_MEASURE_WASSERSTEIN, 2, k == 0 ? NULL : metric, zero, d);

      memcpy (cc, c, sizeof cc);
      memcpy (dd, d, sizeof dd);
      if (k == 1)
        {
          nst_matrix_sandwich (2, metric, c, cc);
          nst_matrix_sandwich (2, metric, d, dd);
        }
      trace_d = dd[0] + dd[3];
      floor = COVARIANCE_FLOOR * trace_d / 2.0;
      for (int i = 0; i < 4; i += 3)
        {
          cc[i] += floor;
          dd[i] += floor;
        }
      root
          = sqrt (cc[0] * dd[0] + 2.0 * cc[1] * dd[1] + cc[3] * dd[3]
                  + 2.0 * sqrt ((cc[0] * cc[3] - cc[1] * cc[1]) * (dd[0] * dd[3] - dd[1] * dd[1])));
      check_relative (value_of (loss, &now), (cc[0] + cc[3] + dd[0] + dd[3] - 2.0 * root) / trace_d,
                      1e-9);
    }
}

/* A style without any variance, or without anything at all, gives finite numbers. */
static void
test_flat_styles (void)
{
  static const double mean[3] = { 0.5, 0.25, 0.0 }, none[3] = { 0.0, 0.0, 0.0 };
  static const double some[3] = { 0.3, 0.2, 0.1 };
  Statistics styles[] = { known_statistics (3, mean, none), known_statistics (3, none, none) };
  Statistics pictures[] = { known_statistics (3, mean, some), known_statistics (3, none, none),
                            known_statistics (3, mean, none) };

  for (int s = 0; s < 2; s++)
    for (int p = 0; p < 3; p++)
      for (int kind = NST_STYLE_MEASURE_WASSERSTEIN; kind <= NST_STYLE_MEASURE_GRAM; kind++)
        {
          g_autoptr (NstStyleLoss) loss
              = nst_style_loss_new (kind, 3, NULL, styles[s].mean, styles[s].moment);
          Statistics gradient;
          double     value = evaluate (loss, 1.0, &pictures[p], &gradient);

          g_assert_true (isfinite (value) && value >= 0.0);
          for (int i = 0; i < 9; i++)
            g_assert_true (isfinite (gradient.moment[i]));
          statistics_clear (&gradient);
        }
  for (int i = 0; i < 5; i++)
    statistics_clear (i < 2 ? &styles[i] : &pictures[i - 2]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/style-loss/gradients", test_style_gradients);
  g_test_add_func ("/style-loss/gram-value", test_gram_value);
  g_test_add_func ("/style-loss/wasserstein-value", test_wasserstein_value);
  g_test_add_func ("/style-loss/wasserstein-general", test_wasserstein_general);
  g_test_add_func ("/style-loss/flat-styles", test_flat_styles);
  g_test_add_func ("/style-loss/zero", test_style_zero);
  return g_test_run ();
}
