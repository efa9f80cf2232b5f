/* SPDX-License-Identifier: GPL-3.0-or-later */

/* test-style-statistics.c - the statistics of a style against their definition: masks, pictures
 * that are too small for all levels, threads; and mixtures of styles. */

#include "check.h"

#include <math.h>
#include <string.h>

#include "style/style-mixture.h"

static NstNetwork *network;

/* ---- Measuring --------------------------------------------------------------------- */

/* The weighted mean and second moments of some features, one position after another.  `weights` may
 * be NULL. */
static void
define_moments (const NstFeatures *f, const float *weights, double *mean, double *moment)
{
  int    positions = f->height * f->width, n = f->channels;
  double total = 0.0;

  memset (mean, 0, sizeof (double) * n);
  memset (moment, 0, sizeof (double) * n * n);
  for (int p = 0; p < positions; p++)
    {
      double weight = weights != NULL ? weights[p] : 1.0;

      total += weight;
      for (int i = 0; i < n; i++)
        {
          double value = weight * f->values[(gsize) i * positions + p];

          mean[i] += value;
          for (int j = 0; j < n; j++)
            moment[i * n + j] += value * f->values[(gsize) j * positions + p];
        }
    }
  for (int i = 0; i < n; i++)
    mean[i] /= total;
  for (int i = 0; i < n * n; i++)
    moment[i] /= total;
}

static void
compare (gsize n, const double *actual, const double *expected)
{
  double largest = 1e-9;

  for (gsize i = 0; i < n; i++)
    largest = MAX (largest, fabs (expected[i]));
  for (gsize i = 0; i < n; i++)
    g_assert_cmpfloat_with_epsilon (actual[i], expected[i], 2e-6 * largest);
}

/* The mask at the size of some features, or NULL. */
static float *
mask_at (const NstPicture *picture, const NstFeatures *f)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NstPicture) sized = NULL;

  if (picture->mask == NULL)
    return NULL;
  sized = nst_picture_resize (picture, f->width, f->height, &error);
  g_assert_no_error (error);
  return nst_picture_steal_mask (sized);
}

static void
check_measured (const NstStyleStatistics *actual, const NstPicture *picture)
{
  g_autoptr (NstPass) pass
      = check_pass (network, NST_PASS_FORWARD, picture->height, picture->width);

  nst_pass_forward (pass, check_pool (0), picture->pixels);
  for (int level = 0; level < NST_LEVELS; level++)
    {
      const NstFeatures *f = nst_pass_get_features (pass, check_level_taps[level]);
      gsize              n = (gsize) f->channels;
      g_autofree float  *mask = NULL;
      g_autofree double *mean = g_new (double, n);
      g_autofree double *moment = g_new (double, n *n);

      if (MIN (picture->width, picture->height) >> level == 0)
        {
          g_assert_cmpint (actual->levels[level].channels, ==, 0);
          continue;
        }
      mask = mask_at (picture, f);
      define_moments (f, mask, mean, moment);
      g_assert_cmpint (actual->levels[level].channels, ==, n);
      compare (n, actual->levels[level].mean, mean);
      compare (n * n, actual->levels[level].moment, moment);
    }
}

/* Of any size; levels that a picture is too small for are not seen. */
static void
test_measuring (void)
{
  static const int sizes[][2] = { { 64, 64 }, { 50, 37 }, { 17, 90 }, { 16, 16 },
                                  { 15, 40 }, { 7, 9 },   { 2, 3 },   { 1, 1 } };

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (NstPicture) picture = check_picture (3, sizes[i][0], sizes[i][1]);
      g_autoptr (NstStyleStatistics) statistics = check_style_statistics (network, picture);

      check_measured (statistics, picture);
    }
}

static gboolean
same_bits (const NstMoments *a, const NstMoments *b)
{
  gsize n = (gsize) a->channels;

  return a->channels == b->channels && memcmp (a->mean, b->mean, sizeof (double) * n) == 0
         && memcmp (a->moment, b->moment, sizeof (double) * n * n) == 0;
}

static void
check_same_statistics (const NstStyleStatistics *a, const NstStyleStatistics *b)
{
  for (int level = 0; level < NST_LEVELS; level++)
    g_assert_true (same_bits (&a->levels[level], &b->levels[level]));
}

/* Pixels count as much as the mask says, at every level as it is there. */
static void
test_masks (void)
{
  g_autoptr (NstPicture) picture = check_picture (4, 70, 45);
  g_autoptr (NstStyleStatistics) plain = check_style_statistics (network, picture);
  g_autoptr (NstStyleStatistics) masked = NULL, speck = NULL;

  picture->mask = g_new0 (float, 70 * 45);
  for (int i = 0; i < 70 * 45; i++)
    picture->mask[i] = i % 70 < 30 ? 0.0f : i % 70 < 50 ? 0.3f : 1.0f;
  masked = check_style_statistics (network, picture);
  check_measured (masked, picture);
  for (int level = 0; level < NST_LEVELS; level++)
    g_assert_false (same_bits (&masked->levels[level], &plain->levels[level]));

  /* Where next to nothing counts, all counts. */
  memset (picture->mask, 0, sizeof (float) * 70 * 45);
  picture->mask[70 * 20 + 20] = 1e-4f;
  speck = check_style_statistics (network, picture);
  check_same_statistics (speck, plain);
}

/* What a forward pass left is read into statistics that held another, larger picture's; the same
 * bits for any number of threads. */
static void
test_reading (void)
{
  g_autoptr (NstPicture) large = check_picture (4, 70, 45);
  g_autoptr (NstPicture) small = check_picture (5, 6, 11);
  g_autoptr (NstStyleStatistics) expected = check_style_statistics (network, small);
  g_autoptr (NstPass) of_large = check_pass (network, NST_PASS_FORWARD, 45, 70);
  g_autoptr (NstPass) of_small = check_pass (network, NST_PASS_FORWARD, 11, 6);
  g_autoptr (GError) error = NULL;
  g_autoptr (NstStyleStatistics) first = NULL;

  nst_pass_forward (of_large, check_pool (0), large->pixels);
  nst_pass_forward (of_small, check_pool (0), small->pixels);
  first = check_style_statistics (network, large);
  for (int p = 0; p < CHECK_POOLS; p++)
    {
      g_autoptr (NstStyleStatistics) statistics = nst_style_statistics_new (network);

      for (int level = 0; level < NST_LEVELS; level++)
        g_assert_cmpint (statistics->levels[level].channels, ==, 0);
      g_assert_true (
          nst_style_statistics_read (of_large, check_pool (p), large, statistics, &error));
      check_same_statistics (statistics, first);
      g_assert_true (
          nst_style_statistics_read (of_small, check_pool (p), small, statistics, &error));
      check_same_statistics (statistics, expected);
    }
  g_assert_no_error (error);
}

/* Networks that do not see all levels have statistics of those that they see. */
static void
test_cut_network (void)
{
  g_autoptr (NstNetwork) cut = check_network (&nst_vgg19_normalised, 1);
  g_autoptr (NstPicture) picture = check_picture (5, 33, 32);
  g_autoptr (NstStyleStatistics) statistics = check_style_statistics (cut, picture);

  g_assert_cmpint (statistics->levels[0].channels, ==, 64);
  g_assert_cmpint (statistics->levels[1].channels, ==, 128);
  g_assert_cmpint (statistics->levels[2].channels, ==, 256);
  g_assert_cmpint (statistics->levels[3].channels, ==, 0);
  g_assert_cmpint (statistics->levels[4].channels, ==, 0);
}

static void
test_cancelled (void)
{
  g_autoptr (NstPool) pool = nst_pool_new (2);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (NstPicture) picture = check_picture (5, 33, 32);
  g_autoptr (GError) error = NULL;

  nst_pool_set_cancellable (pool, cancellable);
  g_cancellable_cancel (cancellable);
  g_assert_null (nst_style_statistics_measure (network, pool, picture, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* ---- Mixing ------------------------------------------------------------------------ */

static NstMoments
moments_new (int n)
{
  return (NstMoments) { n, g_new0 (double, n), g_new0 (double, (gsize) n *n) };
}

static void
moments_clear (NstMoments *moments)
{
  g_free (moments->mean);
  g_free (moments->moment);
}

/* Variances are about 1, none is near 0. */
static NstMoments
draw_moments (guint32 seed, int n)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  NstMoments moments = moments_new (n);

  for (int i = 0; i < n; i++)
    {
      moments.mean[i] = 0.3 + 0.2 * sin (seed + i);
      for (int j = 0; j <= i; j++)
        moments.moment[i * n + j] = moments.moment[j * n + i]
            = (i == j) + 0.1 / sqrt (n) * check_normal (random) + moments.mean[i] * moments.mean[j];
    }
  return moments;
}

/* Means and covariances against their definition, where all variances stay above 0. */
static void
check_mix (const NstMoments *const *styles, int n_styles, const double *weights)
{
  int        n = styles[0]->channels;
  NstMoments mixed = moments_new (n);
  double     total = 0.0;

  mixed.channels = 0;
  nst_moments_mix (n_styles, styles, weights, &mixed);
  g_assert_cmpint (mixed.channels, ==, n);
  for (int k = 0; k < n_styles; k++)
    total += weights[k];
  for (int i = 0; i < n; i++)
    {
      double expected = 0.0;

      for (int k = 0; k < n_styles; k++)
        expected += weights[k] / total * styles[k]->mean[i];
      g_assert_cmpfloat_with_epsilon (mixed.mean[i], expected, 1e-12);
      for (int j = 0; j < n; j++)
        {
          expected = 0.0;
          for (int k = 0; k < n_styles; k++)
            expected += weights[k] / total * check_covariance (styles[k], i, j);
          g_assert_cmpfloat_with_epsilon (check_covariance (&mixed, i, j), expected, 1e-12);
        }
    }
  moments_clear (&mixed);
}

static const int sizes[] = { 1, 3, 16, 64, 128 };

static void
test_mix (void)
{
  static const double weights[][3] = { { 1.0, 0.0, 0.0 },  { 2.0, 3.0, 5.0 },   { 0.2, 0.3, 0.5 },
                                       { 1.2, 0.0, -0.2 }, { -2.0, -1.0, 0.2 }, { 0.0, 0.0, 7.0 } };

  for (gsize k = 0; k < G_N_ELEMENTS (sizes); k++)
    {
      NstMoments        drawn[3];
      const NstMoments *styles[3];

      for (int i = 0; i < 3; i++)
        {
          drawn[i] = draw_moments (18 + i, sizes[k]);
          styles[i] = &drawn[i];
        }
      for (gsize i = 0; i < G_N_ELEMENTS (weights); i++)
        check_mix (styles, 3, weights[i]);
      check_mix (styles, 1, weights[1]);
      for (int i = 0; i < 3; i++)
        moments_clear (&drawn[i]);
    }
}

/* One style alone is copied in every bit, whatever its weight; what the others hold, of which none
 * counts, does not matter. */
static void
test_alone (void)
{
  static const double weights[][3] = { { 0.0, 1.0, 0.0 }, { 0.0, 0.3, 0.0 }, { 0.0, -2.0, 0.0 } };

  for (gsize k = 0; k < G_N_ELEMENTS (sizes); k++)
    {
      NstMoments        one = draw_moments (1, sizes[k]), rubbish = draw_moments (2, sizes[k]);
      NstMoments        mixed = moments_new (sizes[k]);
      const NstMoments *styles[] = { &rubbish, &one, &rubbish };

      rubbish.mean[0] = rubbish.moment[0] = NAN;
      for (gsize i = 0; i < G_N_ELEMENTS (weights); i++)
        {
          nst_moments_mix (3, styles, weights[i], &mixed);
          g_assert_true (same_bits (&mixed, &one));
        }
      nst_moments_mix (1, styles + 1, weights[1] + 1, &mixed);
      g_assert_true (same_bits (&mixed, &one));
      moments_clear (&one);
      moments_clear (&rubbish);
      moments_clear (&mixed);
    }
}

/* Twice one less the other: variances 1.5 and -1 along the diagonals become 1.5 and 0. */
static void
test_beyond (void)
{
  static double       one_mean[2] = { 1.0, 0.5 }, other_mean[2] = { 0.5, 1.0 };
  static double       one[4] = { 1.0 + 1.0, 0.5, 0.5, 1.0 + 0.25 };
  static double       other[4] = { 1.75 + 0.25, -1.25 + 0.5, -1.25 + 0.5, 1.75 + 1.0 };
  static const double weights[2] = { 2.0, -1.0 };
  NstMoments          first = { 2, one_mean, one }, second = { 2, other_mean, other };
  const NstMoments   *styles[] = { &first, &second };
  NstMoments          mixed = moments_new (2);

  nst_moments_mix (2, styles, weights, &mixed);
  g_assert_cmpfloat_with_epsilon (mixed.mean[0], 1.5, 1e-12);
  g_assert_cmpfloat_with_epsilon (mixed.mean[1], 0.0, 1e-12);
  for (int i = 0; i < 4; i++)
    g_assert_cmpfloat_with_epsilon (check_covariance (&mixed, i / 2, i % 2), 0.75, 1e-12);
  moments_clear (&mixed);
}

static void
test_covariance (void)
{
  NstMoments         moments = draw_moments (1, 7);
  g_autofree double *covariance = nst_moments_covariance (&moments);

  for (int i = 0; i < 7 * 7; i++)
    g_assert_cmpfloat_with_epsilon (covariance[i], check_covariance (&moments, i / 7, i % 7),
                                    1e-15);
  moments_clear (&moments);
}

/* Level by level; what one style lacks, the mixture lacks, though it may have had it before. */
static void
test_mix_levels (void)
{
  static const double weights[] = { 1.0, 3.0 };
  g_autoptr (NstPicture) one = check_picture (1, 40, 50);
  g_autoptr (NstPicture) other = check_picture (2, 60, 33);
  g_autoptr (NstPicture) small = check_picture (3, 5, 6);
  g_autoptr (NstStyleStatistics) first = check_style_statistics (network, one);
  g_autoptr (NstStyleStatistics) second = check_style_statistics (network, other);
  g_autoptr (NstStyleStatistics) shallow = check_style_statistics (network, small);
  g_autoptr (NstStyleStatistics) mixed = nst_style_statistics_new (network);
  const NstStyleStatistics *both[] = { first, second }, *with_small[] = { first, shallow };

  nst_style_statistics_mix (2, both, weights, mixed);
  for (int level = 0; level < NST_LEVELS; level++)
    {
      NstMoments        expected = moments_new (first->levels[level].channels);
      const NstMoments *levels[] = { &first->levels[level], &second->levels[level] };

      nst_moments_mix (2, levels, weights, &expected);
      g_assert_true (same_bits (&mixed->levels[level], &expected));
      moments_clear (&expected);
    }
  nst_style_statistics_mix (2, with_small, weights, mixed);
  for (int level = 0; level < NST_LEVELS; level++)
    g_assert_true ((mixed->levels[level].channels > 0) == (level < 3));
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  network = check_network (&check_tiny, 21);
  g_test_add_func ("/style-statistics/measuring", test_measuring);
  g_test_add_func ("/style-statistics/masks", test_masks);
  g_test_add_func ("/style-statistics/reading", test_reading);
  g_test_add_func ("/style-statistics/cut-network", test_cut_network);
  g_test_add_func ("/style-statistics/cancelled", test_cancelled);
  g_test_add_func ("/style-statistics/mix", test_mix);
  g_test_add_func ("/style-statistics/alone", test_alone);
  g_test_add_func ("/style-statistics/beyond", test_beyond);
  g_test_add_func ("/style-statistics/covariance", test_covariance);
  g_test_add_func ("/style-statistics/mix-levels", test_mix_levels);
  result = g_test_run ();
  nst_network_unref (network);
  return result;
}
