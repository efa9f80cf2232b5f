/* SPDX-License-Identifier: GPL-3.0-or-later */

/* test-statistics.c - second-order statistics forward and backward, with every width of vectors,
 * and functions of symmetric matrices, against their definitions. */

#include "check.h"

#include <math.h>
#include <string.h>

#include "naive.h"
#include "ops/matrix.h"
#include "ops/statistics.h"

/* ---- Statistics -------------------------------------------------------------------- */

typedef struct
{
  int    channels;
  gsize  positions;
  float *features, *weights; /* weights may be NULL */
} Case;

static double
weight_at (const Case *c, gsize position)
{
  return c->weights != NULL ? c->weights[position] : 1.0;
}

static double
sum_of_weights (const Case *c)
{
  double sum = 0.0;

  for (gsize p = 0; p < c->positions; p++)
    sum += weight_at (c, p);
  return sum;
}

static void
define_statistics (const Case *c, double *mean, double *moment)
{
  double total = sum_of_weights (c);

  memset (mean, 0, sizeof (double) * c->channels);
  memset (moment, 0, sizeof (double) * c->channels * c->channels);
  for (int i = 0; i < c->channels; i++)
    for (gsize p = 0; p < c->positions; p++)
      {
        double value = weight_at (c, p) * c->features[i * c->positions + p] / total;

        mean[i] += value;
        for (int j = 0; j < c->channels; j++)
          moment[i * c->channels + j] += value * c->features[j * c->positions + p];
      }
}

static double
matrix_error (gsize n, const double *actual, const double *expected)
{
  double difference = 0.0, size = 0.0;

  for (gsize i = 0; i < n; i++)
    {
      difference += (actual[i] - expected[i]) * (actual[i] - expected[i]);
      size += expected[i] * expected[i];
    }
  return sqrt (difference) / MAX (sqrt (size), 1e-6);
}

/* `expected`: the mean, and after it the moment. */
static void
check_forward (const Case *c, const double *expected)
{
  gsize              n = c->channels, nn = n * n;
  g_autofree double *first = NULL;

  for (int p = 0; p < CHECK_POOLS; p++)
    {
      g_autofree double *actual = g_new (double, n + nn);

      memset (actual, 0xff, sizeof (double) * (n + nn));
      nst_statistics (check_pool (p), c->channels, c->positions, c->features, c->weights, actual,
                      actual + n);
      check_below (matrix_error (n, actual, expected), 1e-5);
      check_below (matrix_error (nn, actual + n, expected + n), 3e-6);
      if (first == NULL)
        first = g_steal_pointer (&actual);
      else
        g_assert_cmpmem (actual, sizeof (double) * (n + nn), first, sizeof (double) * (n + nn));
    }
}

/* A loss of the features: <a, mean> + <b, moment> + pull / 2 times the weighted squared distance
 * from the target.  Each part may be missing. */
typedef struct
{
  const double *a, *b; /* or NULL */
  const float  *target;
  double        pull;
} Loss;

static double
distance_by_definition (const Case *c, const float *target)
{
  double sum = 0.0;

  for (gsize i = 0; i < c->channels * c->positions; i++)
    {
      double difference = (double) c->features[i] - (target != NULL ? target[i] : 0.0);

      sum += weight_at (c, i % c->positions) * difference * difference;
    }
  return sum;
}

static double
loss_of (const Case *c, const Loss *loss)
{
  gsize              n = c->channels, nn = n * n;
  g_autofree double *statistics = g_new (double, n + nn);
  double             sum = 0.0;

  define_statistics (c, statistics, statistics + n);
  for (gsize i = 0; i < n && loss->a != NULL; i++)
    sum += loss->a[i] * statistics[i];
  for (gsize i = 0; i < nn && loss->b != NULL; i++)
    sum += loss->b[i] * statistics[n + i];
  if (loss->target != NULL)
    sum += loss->pull / 2.0 * distance_by_definition (c, loss->target);
  return sum;
}

/* In place of the features; the same bits for any number of threads. */
static float *
gradient_of (const Case *c, const Loss *loss)
{
  gsize  bytes = sizeof (float) * c->channels * c->positions;
  float *first = NULL;

  for (int p = 0; p < CHECK_POOLS; p++)
    {
      g_autofree float *gradient = g_memdup2 (c->features, bytes);

      nst_statistics_backward (check_pool (p), c->channels, c->positions, c->positions, c->weights,
                               loss->a, loss->b, loss->target, loss->pull, gradient);
      if (first == NULL)
        first = g_steal_pointer (&gradient);
      else
        g_assert_cmpmem (first, bytes, gradient, bytes);
    }
  return first;
}

static double *
define_gradient (const Case *c, const Loss *loss)
{
  gsize   n = c->channels;
  double *gradient = g_new0 (double, n * c->positions), total = sum_of_weights (c);

  for (gsize i = 0; i < n; i++)
    for (gsize p = 0; p < c->positions; p++)
      {
        gsize  at = i * c->positions + p;
        double sum = loss->a != NULL ? loss->a[i] : 0.0;

        for (gsize j = 0; j < n && loss->b != NULL; j++)
          sum += 2.0 * loss->b[i * n + j] * c->features[j * c->positions + p];
        sum /= total;
        if (loss->target != NULL)
          sum += loss->pull * ((double) c->features[at] - loss->target[at]);
        gradient[at] = weight_at (c, p) * sum;
      }
  return gradient;
}

/* The loss's difference along a direction is exact for any step, because it is quadratic. */
static void
check_differences (const Case *c, const Loss *loss, const float *gradient, GRand *random)
{
  gsize             count = c->channels * c->positions;
  g_autofree float *direction = check_noise (random, count);
  g_autofree float *kept = g_memdup2 (c->features, sizeof (float) * count);
  double            values[2];

  for (int sign = 0; sign < 2; sign++)
    {
      for (gsize i = 0; i < count; i++)
        c->features[i] = kept[i] + (sign == 0 ? 0.5f : -0.5f) * direction[i];
      values[sign] = loss_of (c, loss);
    }
  memcpy (c->features, kept, sizeof (float) * count);
  g_assert_cmpfloat_with_epsilon (values[0] - values[1], check_dot (count, direction, gradient),
                                  1e-4 * (double) c->channels
                                      + 1e-3 * fabs (values[0] - values[1]));
}

static void
check_loss (const Case *c, const Loss *loss, GRand *random)
{
  g_autofree double *expected = define_gradient (c, loss);
  int                widths = check_widths ();

  for (int width = 0; width < widths; width++)
    {
      g_autofree float *gradient = NULL;

      nst_vectors_limit (width);
      gradient = gradient_of (c, loss);
      check_below (naive_error (c->channels * c->positions, gradient, expected), 1e-5);
      if (width == 0 && c->positions < 2000)
        check_differences (c, loss, gradient, random);
    }
}

static void
check_backward (const Case *c, GRand *random)
{
  gsize              n = c->channels, nn = n * n;
  g_autofree double *a = g_new (double, n + nn);
  g_autofree float  *target = check_noise (random, n * c->positions);

  for (gsize i = 0; i < n; i++)
    a[i] = check_normal (random);
  for (gsize i = 0; i < n; i++)
    for (gsize j = 0; j <= i; j++)
      a[n + i * n + j] = a[n + j * n + i] = check_normal (random);
  for (int parts = 0; parts < 8; parts++)
    {
      Loss loss
          = { parts & 1 ? a : NULL, parts & 2 ? a + n : NULL, parts & 4 ? target : NULL, 0.7 };

      check_loss (c, &loss, random);
    }
}

static void
check_distance (const Case *c, GRand *random)
{
  gsize             count = c->channels * c->positions;
  g_autofree float *target = check_noise (random, count);
  double            from_target = 0.0, from_zero = 0.0;

  for (int p = 0; p < CHECK_POOLS; p++)
    {
      double one = nst_statistics_distance (check_pool (p), c->channels, c->positions, c->features,
                                            target, c->weights);
      double other = nst_statistics_distance (check_pool (p), c->channels, c->positions,
                                              c->features, NULL, c->weights);

      from_target = p == 0 ? one : from_target;
      from_zero = p == 0 ? other : from_zero;
      g_assert_true (one == from_target && other == from_zero);
    }
  check_relative (from_target, distance_by_definition (c, target), 1e-5);
  check_relative (from_zero, distance_by_definition (c, NULL), 1e-5);
}

static void
check_statistics (int channels, gsize positions, gboolean weighted)
{
  g_autoptr (GRand) random = g_rand_new_with_seed ((guint32) (channels * 10000 + positions));
  gsize              n = (gsize) channels * positions;
  Case               c = { channels, positions, check_noise (random, n), NULL };
  int                widths = check_widths ();
  g_autofree double *expected = NULL;

  for (gsize i = 0; i < n; i++)
    c.features[i] = fabsf (c.features[i]);
  if (weighted)
    {
      c.weights = g_new (float, positions);
      for (gsize i = 0; i < positions; i++)
        c.weights[i] = i % 3 == 1 ? 0.0f : (float) g_rand_double_range (random, 0.1, 1.0);
    }
  expected = g_new (double, channels + channels * channels);
  define_statistics (&c, expected, expected + channels);
  for (int width = 0; width < widths; width++)
    {
      nst_vectors_limit (width);
      check_forward (&c, expected);
      check_distance (&c, random);
    }
  check_backward (&c, random);
  nst_vectors_limit (NST_VECTORS_WIDEST);
  g_free (c.features);
  g_free (c.weights);
}

static void
test_statistics (void)
{
  static const int   channels[] = { 1, 3, 8, 16, 24, 64, 65, 72 };
  static const gsize positions[] = { 1, 2, 7, 31, 64, 1023, 1024, 1025, 9000 };

  for (gsize i = 0; i < G_N_ELEMENTS (channels); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (positions); j++)
      if (channels[i] <= 16 || positions[j] < 1100)
        {
          check_statistics (channels[i], positions[j], FALSE);
          check_statistics (channels[i], positions[j], TRUE);
        }
}

/* What stands under a weight of 0 changes nothing, not even a bit. */
static void
test_weight_zero (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (4);
  g_autofree float *features = check_noise (random, 5 * 300);
  g_autofree float *weights = g_new (float, 300);
  double            before[5 + 25], after[5 + 25];

  for (int i = 0; i < 300; i++)
    weights[i] = i % 2 == 0 ? 0.7f : 0.0f;
  nst_statistics (check_pool (0), 5, 300, features, weights, before, before + 5);
  for (int i = 0; i < 5 * 300; i++)
    if (weights[i % 300] == 0.0f)
      features[i] = 1e6f;
  nst_statistics (check_pool (0), 5, 300, features, weights, after, after + 5);
  g_assert_cmpmem (before, sizeof before, after, sizeof after);
}

/* Several at once: features of which all is asked, those of which a part is, and none. */
static void
test_several (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (6);
  Case           cases[] = { { .channels = 16, .positions = 9001 },
                             { .channels = 5, .positions = 300 },
                             { .channels = 72, .positions = 1100 } };
  NstMeasurement asked[4] = { 0 };
  double         distances[3] = { 0 };
  double        *actual[3], *expected[3];
  float         *targets[3];

  for (int i = 0; i < 3; i++)
    {
      Case *c = &cases[i];
      gsize n = c->channels, nn = n * n;

      c->features = check_noise (random, n * c->positions);
      targets[i] = check_noise (random, n * c->positions);
      actual[i] = g_new0 (double, n + nn);
      expected[i] = g_new0 (double, n + nn);
      define_statistics (c, expected[i], expected[i] + n);
      asked[i] = (NstMeasurement) { .channels = c->channels,
                                    .positions = c->positions,
                                    .features = c->features,
                                    .mean = i != 1 ? actual[i] : NULL,
                                    .moment = i != 1 ? actual[i] + n : NULL,
                                    .target = targets[i],
                                    .distance = i != 2 ? &distances[i] : NULL };
    }
  for (int p = 0; p < CHECK_POOLS; p++)
    {
      nst_statistics_measure (check_pool (p), G_N_ELEMENTS (asked), asked);
      for (int i = 0; i < 3; i++)
        {
          gsize n = cases[i].channels, nn = n * n;

          if (asked[i].mean != NULL)
            check_below (matrix_error (n + nn, actual[i], expected[i]), 1e-5);
          if (asked[i].distance != NULL)
            check_relative (distances[i], distance_by_definition (&cases[i], targets[i]), 1e-5);
        }
    }
  g_assert_cmpfloat (distances[2], ==, 0.0);
  g_assert_cmpfloat (actual[1][0], ==, 0.0);
  for (int i = 0; i < 3; i++)
    {
      g_free (cases[i].features);
      g_free (targets[i]);
      g_free (actual[i]);
      g_free (expected[i]);
    }
}

/* ---- Matrices ---------------------------------------------------------------------- */

/* B B^T with B (n, rank). */
static double *
random_square (GRand *random, int n, int rank)
{
  g_autofree float *b = check_noise (random, (gsize) n * rank);
  double           *a = g_new0 (double, (gsize) n *n);

  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++)
      for (int k = 0; k < rank; k++)
        a[i * n + j] += (double) b[i * rank + k] * b[j * rank + k];
  return a;
}

static void
naive_multiply (int n, const double *a, const double *b, double *product)
{
  memset (product, 0, sizeof (double) * n * n);
  for (int i = 0; i < n; i++)
    for (int k = 0; k < n; k++)
      for (int j = 0; j < n; j++)
        product[i * n + j] += a[i * n + k] * b[k * n + j];
}

static void
test_products (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (6);

  for (int n = 1; n <= 33; n += 8)
    {
      gsize              nn = (gsize) n * n;
      g_autofree double *s = random_square (random, n, n);
      g_autofree double *a = g_new (double, nn);
      g_autofree double *expected = g_new (double, nn);
      g_autofree double *twice = g_new (double, nn);
      g_autofree double *actual = g_new (double, nn);
      double             trace = 0.0;

      for (gsize i = 0; i < nn; i++)
        a[i] = check_normal (random);
      naive_multiply (n, s, a, expected);
      nst_matrix_multiply (n, s, a, actual);
      check_below (matrix_error (nn, actual, expected), 1e-13);
      naive_multiply (n, expected, s, twice);
      nst_matrix_sandwich (n, s, a, actual);
      check_below (matrix_error (nn, actual, twice), 1e-13);
      for (int i = 0; i < n; i++)
        trace += a[i * n + i];
      g_assert_cmpfloat_with_epsilon (nst_matrix_trace (n, a), trace, 1e-12);
    }
}

static void
check_root (int n, int rank)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (n * 100 + rank);
  gsize              nn = (gsize) n * n;
  g_autofree double *a = random_square (random, n, rank);
  g_autofree double *root = g_new (double, nn);
  g_autofree double *inverse = g_new (double, nn);
  g_autofree double *product = g_new (double, nn);

  nst_matrix_root (n, a, 0.0, root, NULL);
  naive_multiply (n, root, root, product);
  check_below (matrix_error (nn, product, a), 1e-12);
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++)
      g_assert_cmpfloat_with_epsilon (root[i * n + j], root[j * n + i], 1e-9);
  if (rank < n)
    return;
  nst_matrix_root (n, a, 1e-14, root, inverse);
  naive_multiply (n, root, inverse, product);
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++)
      g_assert_cmpfloat_with_epsilon (product[i * n + j], i == j ? 1.0 : 0.0, 1e-8);
}

static void
test_root (void)
{
  for (int n = 1; n <= 65; n += 16)
    {
      check_root (n, 2 * n);
      check_root (n, 1);
      check_root (n, (n + 1) / 2);
    }
}

/* Known values: diagonal, with eigenvalues of 0 and below, and with the floor. */
static void
test_root_known (void)
{
  static const double a[] = { 4.0, 0.0, 0.0, 0.0, 1e-4, 0.0, 0.0, 0.0, -1e-12 };
  static const double zero[4] = { 0.0 };
  double              root[9], inverse[9];

  nst_matrix_root (3, a, 0.0, root, NULL);
  check_relative (root[0], 2.0, 1e-12);
  check_relative (root[4], 1e-2, 1e-9);
  g_assert_cmpfloat_with_epsilon (root[8], 0.0, 1e-12);
  nst_matrix_root (3, a, 1e-2, root, inverse);
  check_relative (root[0], 2.0, 1e-12);
  check_relative (inverse[0], 0.5, 1e-12);
  check_relative (root[4], 0.2, 1e-9);
  check_relative (inverse[4], 5.0, 1e-9);
  check_relative (inverse[8], 5.0, 1e-9);
  nst_matrix_root (2, zero, 1e-7, root, inverse);
  for (int i = 0; i < 4; i++)
    g_assert_true (isfinite (root[i]) && isfinite (inverse[i]) && fabs (root[i]) < 1e-100);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/statistics/twins", test_statistics);
  g_test_add_func ("/statistics/weight-zero", test_weight_zero);
  g_test_add_func ("/statistics/several", test_several);
  g_test_add_func ("/matrix/products", test_products);
  g_test_add_func ("/matrix/root", test_root);
  g_test_add_func ("/matrix/root-known", test_root_known);
  return g_test_run ();
}
