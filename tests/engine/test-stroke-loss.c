/* SPDX-License-Identifier: GPL-3.0-or-later */

/* test-stroke-loss.c - nearest neighbors between a painting and a style: the loss by definition,
 * its gradient by central differences, weights, parts, and vectors of length 0; and banks. */

#include "check.h"

#include <math.h>
#include <string.h>

#include "style/stroke-loss.h"

#define CHANNELS  6
#define POSITIONS 700
#define VECTORS   90
#define WEIGHT    2.5
#define BACK      0.75

typedef struct
{
  float  *features; /* (CHANNELS, POSITIONS) */
  float  *weights;  /* (POSITIONS), some of them 0 */
  double  mean[CHANNELS];
  double  metric[CHANNELS * CHANNELS];
  NstBank bank;
} Fixture;

static void
fixture_init (Fixture *f)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (2);
  g_autofree float *vectors = check_rectified_noise (random, CHANNELS * VECTORS);
  gsize             which[VECTORS];

  *f = (Fixture) { .features = check_rectified_noise (random, CHANNELS * POSITIONS),
                   .weights = g_new (float, POSITIONS) };
  for (int i = 0; i < POSITIONS; i++)
    {
      double weight = g_rand_double_range (random, -0.3, 1.0);

      f->weights[i] = (float) MAX (weight, 0.0);
    }
  for (int c = 0; c < CHANNELS; c++)
    f->mean[c] = g_rand_double_range (random, 0.2, 0.6);
  for (int i = 0; i < CHANNELS; i++)
    for (int j = 0; j <= i; j++)
      f->metric[i * CHANNELS + j] = f->metric[j * CHANNELS + i]
          = (i == j ? 1.5 : 0.0) + 0.2 * check_normal (random);
  for (int j = 0; j < VECTORS; j++)
    which[j] = (gsize) j;
  g_assert_true (nst_bank_add (&f->bank, CHANNELS, vectors, VECTORS, which, VECTORS, NULL));
}

static void
fixture_clear (Fixture *f)
{
  g_free (f->features);
  g_free (f->weights);
  nst_bank_clear (&f->bank);
}

/* ---- The loss, by definition -------------------------------------------------------------- */

/* The cosine of K (f_i - m) and K (s_j - m). */
static double
cosine (const Fixture *f, gboolean with_metric, const double *features, int i, int j)
{
  double a[CHANNELS], b[CHANNELS], ab = 0.0, aa = 0.0, bb = 0.0;

  for (int c = 0; c < CHANNELS; c++)
    {
      a[c] = b[c] = 0.0;
      for (int k = 0; k < CHANNELS; k++)
        {
          double m = with_metric ? f->metric[c * CHANNELS + k] : c == k;

          a[c] += m * (features[k * POSITIONS + i] - f->mean[k]);
          b[c] += m * (f->bank.vectors[j * CHANNELS + k] - f->mean[k]);
        }
      ab += a[c] * b[c];
      aa += a[c] * a[c];
      bb += b[c] * b[c];
    }
  return ab / sqrt (aa * bb);
}

static double
loss_of (const Fixture *f, gboolean with_metric, const float *weights, const double *features)
{
  double forward = 0.0, total = 0.0, back = 0.0;

  for (int i = 0; i < POSITIONS; i++)
    {
      double best = -1.0, weight = weights != NULL ? weights[i] : 1.0;

      for (int j = 0; j < VECTORS; j++)
        best = MAX (best, cosine (f, with_metric, features, i, j));
      forward += weight * (1.0 - best);
      total += weight;
    }
  for (int j = 0; j < VECTORS; j++)
    {
      double best = -1.0;

      for (int i = 0; i < POSITIONS; i++)
        if (weights == NULL || weights[i] > 0.0f)
          best = MAX (best, cosine (f, with_metric, features, i, j));
      back += 1.0 - best;
    }
  return WEIGHT * forward / total + BACK * back / VECTORS;
}

static double *
to_doubles (const float *values, gsize n)
{
  double *doubles = g_new (double, n);

  for (gsize i = 0; i < n; i++)
    doubles[i] = values[i];
  return doubles;
}

/* ---- The loss, in parts ------------------------------------------------------------------- */

static NstStrokeLoss *
new_loss (const Fixture *f, gboolean with_metric)
{
  g_autoptr (GError) error = NULL;
  NstStrokeLoss *loss
      = nst_stroke_loss_new (&f->bank, with_metric ? f->metric : NULL, f->mean, POSITIONS, &error);

  g_assert_no_error (error);
  return loss;
}

/* Matches and evaluates in `parts`; the gradient is (CHANNELS, POSITIONS). */
static double
evaluate (NstStrokeLoss *loss, NstPool *pool, const float *features, const float *weights,
          int parts, float *gradient)
{
  double sum = 0.0, total = 0.0;

  for (int i = 0; i < POSITIONS; i++)
    total += weights != NULL ? weights[i] : 1.0;
  nst_stroke_loss_begin_matching (loss);
  for (int round = 0; round < 2; round++)
    {
      for (int p = 0; p < parts; p++)
        {
          gsize         first = (gsize) (POSITIONS * p / parts);
          gsize         n = (gsize) (POSITIONS * (p + 1) / parts) - first;
          NstStrokePart part
              = { n, POSITIONS, features + first, weights != NULL ? weights + first : NULL, first };
          g_autofree float *own = g_new0 (float, CHANNELS *n);

          if (round == 0)
            {
              nst_stroke_loss_match (loss, pool, &part);
              continue;
            }
          sum += nst_stroke_loss_evaluate (loss, pool, WEIGHT, BACK, total, &part, own);
          for (int c = 0; c < CHANNELS; c++)
            memcpy (gradient + c * POSITIONS + first, own + c * n, sizeof (float) * n);
        }
      if (round == 0)
        nst_stroke_loss_end_matching (loss);
    }
  return sum;
}

/* ---- Tests -------------------------------------------------------------------------------- */

static void
test_value (void)
{
  Fixture f;

  fixture_init (&f);
  for (int with = 0; with < 4; with++)
    {
      const float       *weights = with & 1 ? f.weights : NULL;
      g_autofree double *features = to_doubles (f.features, CHANNELS * POSITIONS);
      double             expected = loss_of (&f, with & 2, weights, features);

      for (int pool = 0; pool < CHECK_POOLS; pool++)
        for (int parts = 1; parts < 4; parts++)
          {
            g_autoptr (NstStrokeLoss) loss = new_loss (&f, with & 2);
            g_autofree float *gradient = g_new (float, CHANNELS *POSITIONS);

            check_relative (
                evaluate (loss, check_pool (pool), f.features, weights, parts, gradient), expected,
                1e-5);
          }
    }
  fixture_clear (&f);
}

/* The neighbors change along the way, and that does not matter: the loss is the least over them. */
static void
test_gradient (void)
{
  Fixture      f;
  const double h = 1e-5;

  fixture_init (&f);
  for (int with = 0; with < 4; with++)
    {
      const float *weights = with & 1 ? f.weights : NULL;
      g_autoptr (GRand) random = g_rand_new_with_seed (9);
      g_autoptr (NstStrokeLoss) loss = new_loss (&f, with & 2);
      g_autofree float *gradient = g_new (float, CHANNELS *POSITIONS), *direction = NULL;
      double            values[2];

      evaluate (loss, check_pool (1), f.features, weights, 2, gradient);
      direction = check_direction (random, CHANNELS * POSITIONS, gradient, 0.3);
      for (int sign = 0; sign < 2; sign++)
        {
          g_autofree double *moved = to_doubles (f.features, CHANNELS * POSITIONS);

          for (int i = 0; i < CHANNELS * POSITIONS; i++)
            moved[i] += (sign == 0 ? h : -h) * direction[i];
          values[sign] = loss_of (&f, with & 2, weights, moved);
        }
      check_relative ((values[0] - values[1]) / (2.0 * h),
                      check_dot (CHANNELS * POSITIONS, direction, gradient), 5e-3);
    }
  fixture_clear (&f);
}

/* The same bits for any number of threads. */
static void
test_threads (void)
{
  Fixture           f;
  g_autofree float *first = g_new (float, CHANNELS *POSITIONS);
  double            value = 0.0;

  fixture_init (&f);
  for (int pool = 0; pool < CHECK_POOLS; pool++)
    {
      g_autoptr (NstStrokeLoss) loss = new_loss (&f, TRUE);
      g_autofree float *gradient = g_new (float, CHANNELS *POSITIONS);
      double sum = evaluate (loss, check_pool (pool), f.features, f.weights, 1, gradient);

      if (pool == 0)
        {
          value = sum;
          memcpy (first, gradient, sizeof (float) * CHANNELS * POSITIONS);
        }
      g_assert_cmpfloat (sum, ==, value);
      g_assert_cmpmem (first, sizeof (float) * CHANNELS * POSITIONS, gradient,
                       sizeof (float) * CHANNELS * POSITIONS);
    }
  fixture_clear (&f);
}

/* A flat painting, at the style's mean, has no direction: nothing pulls it, and nothing is NaN. */
static void
test_flat (void)
{
  Fixture           f;
  g_autofree float *gradient = g_new (float, CHANNELS *POSITIONS);
  g_autoptr (NstStrokeLoss) loss = NULL;

  fixture_init (&f);
  for (int c = 0; c < CHANNELS; c++)
    {
      f.mean[c] = (float) f.mean[c];
      for (int i = 0; i < POSITIONS; i++)
        f.features[c * POSITIONS + i] = (float) f.mean[c];
    }
  loss = new_loss (&f, TRUE);
  g_assert_true (isfinite (evaluate (loss, check_pool (1), f.features, NULL, 1, gradient)));
  for (int i = 0; i < CHANNELS * POSITIONS; i++)
    g_assert_cmpfloat (gradient[i], ==, 0.0f);
  fixture_clear (&f);
}

/* A painting whose bits are all the style's, and that has all of these, is as good as can be. */
static void
test_perfect (void)
{
  Fixture           f;
  g_autofree float *gradient = g_new (float, CHANNELS *POSITIONS);
  g_autoptr (NstStrokeLoss) loss = NULL;

  fixture_init (&f);
  for (int c = 0; c < CHANNELS; c++)
    for (int i = 0; i < POSITIONS; i++)
      f.features[c * POSITIONS + i] = f.bank.vectors[i % VECTORS * CHANNELS + c];
  loss = new_loss (&f, TRUE);
  check_below (fabs (evaluate (loss, check_pool (1), f.features, NULL, 1, gradient)), 1e-5);
  fixture_clear (&f);
}

/* ---- Banks -------------------------------------------------------------------------------- */

static NstBank
counted_bank (int n, float first)
{
  NstBank bank = { 0 };

  g_assert_true (nst_bank_resize (&bank, 1, n, NULL));
  for (int i = 0; i < n; i++)
    bank.vectors[i] = first + (float) i;
  return bank;
}

/* A mixture has of each bank what its share is of the positive weights, evenly. */
static void
test_mixed_banks (void)
{
  NstBank        a = counted_bank (100, 0.0f), b = counted_bank (60, 1000.0f), none = { 0 };
  NstBank        mixed = { 0 };
  const NstBank *banks[] = { &a, &b, &none };
  int            of_b = 0;

  g_assert_true (nst_bank_mix (3, banks, (double[]) { 0.75, 0.25, 0.0 }, &mixed, NULL));
  g_assert_cmpint (mixed.channels, ==, 1);
  g_assert_cmpint (mixed.n, ==, 100);
  for (int i = 0; i < mixed.n; i++)
    of_b += mixed.vectors[i] >= 1000.0f;
  g_assert_cmpint (of_b, ==, 25);
  g_assert_cmpfloat (mixed.vectors[74], ==, 98.0f); /* the 75th of 75 out of 100 */
  g_assert_true (nst_bank_mix (3, banks, (double[]) { 1.5, -0.5, 0.0 }, &mixed, NULL));
  g_assert_cmpint (mixed.n, ==, 100);
  for (int i = 0; i < mixed.n; i++)
    g_assert_cmpfloat (mixed.vectors[i], ==, (float) i);
  g_assert_true (nst_bank_mix (3, banks, (double[]) { 1.0, 0.0, 0.1 }, &mixed, NULL));
  g_assert_cmpint (mixed.n, ==, 0);
  nst_bank_clear (&a);
  nst_bank_clear (&b);
  nst_bank_clear (&mixed);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/stroke-loss/value", test_value);
  g_test_add_func ("/stroke-loss/gradient", test_gradient);
  g_test_add_func ("/stroke-loss/threads", test_threads);
  g_test_add_func ("/stroke-loss/flat", test_flat);
  g_test_add_func ("/stroke-loss/perfect", test_perfect);
  g_test_add_func ("/stroke-loss/mixed-banks", test_mixed_banks);
  return g_test_run ();
}
