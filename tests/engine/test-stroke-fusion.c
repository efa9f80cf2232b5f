/* SPDX-License-Identifier: GPL-3.0-or-later */

/* test-stroke-fusion.c - features that are drawn to those of a style: by definition, for one style and
 * for several, and where nothing is drawn. */

#include "check.h"

#include <math.h>
#include <string.h>

#include "naive.h"
#include "style/stroke-fusion.h"

#define POSITIONS 300 /* not a multiple of what is drawn at a time */
#define STRIDE    320

static NstNetwork *codec;

static int
tap_of (int level)
{
  return nst_architecture_style_tap (codec->architecture, level);
}

/* A style's mean and `n` vectors at all levels that have a bank. */
static NstStyleStatistics *
style_new (guint32 seed, int n)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  NstStyleStatistics *style = nst_style_statistics_new (codec);
  g_autofree gsize   *which = g_new (gsize, n);

  for (int j = 0; j < n; j++)
    which[j] = (gsize) j;
  for (int level = NST_BANK_FIRST_LEVEL; level <= NST_BANK_LAST_LEVEL; level++)
    {
      int               channels = nst_network_tap_channels (codec, tap_of (level));
      g_autofree float *vectors = check_rectified_noise (random, (gsize) channels * n);

      style->levels[level].channels = channels;
      for (int c = 0; c < channels; c++)
        style->levels[level].mean[c] = g_rand_double_range (random, 0.2, 0.6);
      g_assert_true (nst_bank_add (&style->banks[level], channels, vectors, n, which, n, NULL));
    }
  return style;
}

static float *
features_new (int level)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (9);

  return check_rectified_noise (random,
                                (gsize) nst_network_tap_channels (codec, tap_of (level)) * STRIDE);
}

static NstStrokeFusion *
fusion_new (const NstStyleStatistics *style, double strokes, double strength)
{
  g_autoptr (GError) error = NULL;
  NstStrokeFusion *fusion = nst_stroke_fusion_new (codec, style, strokes, strength, &error);

  g_assert_no_error (error);
  return fusion;
}

/* By the definition, with every `every`th vector of the bank. */
static double *
expect (const NstStyleStatistics *style, int level, int every, double share, const float *features)
{
  const NstBank    *bank = &style->banks[level];
  int               n = bank->n / every;
  g_autofree float *vectors = g_new (float, (gsize) n * bank->channels);

  for (int j = 0; j < n; j++)
    memcpy (vectors + (gsize) j * bank->channels,
            bank->vectors + (gsize) j * every * bank->channels, sizeof (float) * bank->channels);
  return naive_draw (codec, tap_of (level), style->levels[level].mean, n, vectors, share, POSITIONS,
                     STRIDE, features);
}

/* The largest difference from what is expected; what lies between the rows must be as it was. */
static double
compare (int channels, const float *before, const float *after, const double *expected)
{
  double worst = 0.0;

  for (int c = 0; c < channels; c++)
    for (int i = 0; i < STRIDE; i++)
      {
        gsize at = (gsize) c * STRIDE + i;

        if (i < POSITIONS)
          worst = MAX (worst, fabs (after[at] - expected[(gsize) c * POSITIONS + i]));
        else
          g_assert_cmpfloat (after[at], ==, before[at]);
      }
  return worst;
}

/* ---- By definition ----------------------------------------------------------------- */

/* One style, of few vectors and of more than are looked at; strokes at 1 go half of the way, at 2
 * three quarters; the same for any number of threads. */
static void
test_definition (void)
{
  static const struct
  {
    int    n, every;
    double strokes, strength, share;
  } cases[] = { { 90, 1, 1.0, 1.0, 0.5 }, { 512, 2, 2.0, 1.0, 0.75 }, { 1, 1, 1.0, 0.4, 0.2 } };

  for (int level = 2; level <= 3; level++)
    for (gsize k = 0; k < G_N_ELEMENTS (cases); k++)
      {
        g_autoptr (NstStyleStatistics) style = style_new (3, cases[k].n);
        g_autoptr (NstStrokeFusion) fusion
            = fusion_new (style, cases[k].strokes, cases[k].strength);
        NstWeightedStrokes all = { fusion, NULL };
        int                channels = style->banks[level].channels;
        g_autofree float  *features = features_new (level), *first = NULL;
        g_autofree double *expected
            = expect (style, level, cases[k].every, cases[k].share, features);

        for (int pool = 0; pool < CHECK_POOLS; pool++)
          {
            gsize             bytes = sizeof (float) * channels * STRIDE;
            g_autofree float *drawn = g_memdup2 (features, bytes);

            nst_stroke_fusion_apply (check_pool (pool), level, 1, &all, POSITIONS, STRIDE, drawn);
            check_below (compare (channels, features, drawn, expected), 2e-4);
            if (first == NULL)
              first = g_memdup2 (drawn, bytes);
            g_assert_cmpmem (drawn, bytes, first, bytes);
          }
      }
}

/* Two styles with weights, one of them of nothing in some chunks; what no style claims stays. */
static void
test_regions (void)
{
  g_autoptr (NstStyleStatistics) a = style_new (3, 40), b = style_new (4, 60);
  g_autoptr (NstStrokeFusion) of_a = fusion_new (a, 1.0, 1.0), of_b = fusion_new (b, 1.0, 1.0);
  float              weights[2][POSITIONS] = { 0 };
  NstWeightedStrokes both[] = { { of_a, weights[0] }, { of_b, weights[1] } };

  for (int i = 0; i < POSITIONS; i++)
    {
      weights[0][i] = i < 130 ? (float) i / 260 : 0.0f;
      weights[1][i] = i < 290 ? 1.0f - weights[0][i] : 0.0f;
    }
  for (int level = 2; level <= 3; level++)
    {
      int                channels = a->banks[level].channels;
      g_autofree float  *features = features_new (level);
      g_autofree double *to_a = expect (a, level, 1, 0.5, features);
      g_autofree double *to_b = expect (b, level, 1, 0.5, features);
      g_autofree float  *drawn = g_memdup2 (features, sizeof (float) * channels * STRIDE);

      for (int c = 0; c < channels; c++)
        for (int i = 0; i < POSITIONS; i++)
          {
            gsize  at = (gsize) c * POSITIONS + i;
            double own = features[(gsize) c * STRIDE + i];

            to_a[at] = own + weights[0][i] * (to_a[at] - own) + weights[1][i] * (to_b[at] - own);
          }
      nst_stroke_fusion_apply (check_pool (1), level, 2, both, POSITIONS, STRIDE, drawn);
      check_below (compare (channels, features, drawn, to_a), 2e-4);
    }
}

/* ---- Where nothing is drawn -------------------------------------------------------- */

static void
assert_unchanged (const NstStyleStatistics *style, double strokes, double strength, int level)
{
  g_autoptr (NstStrokeFusion) fusion = fusion_new (style, strokes, strength);
  NstWeightedStrokes all = { fusion, NULL };
  int                channels = nst_network_tap_channels (codec, tap_of (level));
  gsize              bytes = sizeof (float) * channels * STRIDE;
  g_autofree float  *features = features_new (level), *drawn = g_memdup2 (features, bytes);

  nst_stroke_fusion_apply (check_pool (0), level, 1, &all, POSITIONS, STRIDE, drawn);
  g_assert_cmpmem (drawn, bytes, features, bytes);
}

/* Strokes or strength of 0, other levels, and a style without a bank. */
static void
test_nothing (void)
{
  g_autoptr (NstStyleStatistics) style = style_new (3, 50);
  g_autoptr (NstStyleStatistics) bare = nst_style_statistics_new (codec);

  for (int level = 0; level < NST_LEVELS; level++)
    {
      assert_unchanged (style, 0.0, 1.0, level);
      assert_unchanged (style, 1.0, 0.0, level);
      assert_unchanged (bare, 1.0, 1.0, level);
    }
  assert_unchanged (style, 1.0, 1.0, 0);
  assert_unchanged (style, 1.0, 1.0, 1);
  assert_unchanged (style, 1.0, 1.0, 4);
}

/* A feature that is the style's mean is like no other, and a vector of the bank that is the mean
 * does no harm. */
static void
test_means (void)
{
  g_autoptr (NstStyleStatistics) style = style_new (3, 50);
  const NstMoments *moments = &style->levels[3];
  g_autoptr (NstStrokeFusion) fusion = NULL;
  NstWeightedStrokes all = { NULL, NULL };
  g_autofree float  *features = features_new (3);

  for (int c = 0; c < moments->channels; c++)
    {
      moments->mean[c] = style->banks[3].vectors[7 * moments->channels + c];
      features[(gsize) c * STRIDE + 5] = (float) moments->mean[c];
    }
  fusion = fusion_new (style, 1.0, 1.0);
  all.fusion = fusion;
  nst_stroke_fusion_apply (check_pool (0), 3, 1, &all, POSITIONS, STRIDE, features);
  for (int c = 0; c < moments->channels; c++)
    {
      g_assert_cmpfloat (features[(gsize) c * STRIDE + 5], ==, (float) moments->mean[c]);
      for (int i = 0; i < POSITIONS; i++)
        g_assert_true (isfinite (features[(gsize) c * STRIDE + i]));
    }
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  codec = check_codec (70);
  g_test_add_func ("/stroke-fusion/definition", test_definition);
  g_test_add_func ("/stroke-fusion/regions", test_regions);
  g_test_add_func ("/stroke-fusion/nothing", test_nothing);
  g_test_add_func ("/stroke-fusion/means", test_means);
  result = g_test_run ();
  nst_network_unref (codec);
  return result;
}
