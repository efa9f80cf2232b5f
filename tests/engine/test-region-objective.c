/* SPDX-License-Identifier: GPL-3.0-or-later */

/* test-region-objective.c - statistics and the loss's gradient by regions against their definitions;
 * tiles and threads make no difference. */

#include "check.h"

#include <math.h>
#include <string.h>

#include "ops/statistics.h"
#include "style/objective.h"
#include "style/style-loss.h"
#include "style/style.h"

static NstNetwork *tiny, *plain; /* plain: without lifts, as VGG is */

/* ---- Statistics -------------------------------------------------------------------- */

/* Mean (channels) and moment (channels, channels) of features by the weights of pixels, of which a
 * position is worth the mean of its square; returns how many positions that are. */
static double
define_statistics (const NstFeatures *f, int stride, const float *weights, const float *mask,
                   int width, double *mean, double *moment)
{
  int    n = f->channels;
  double total = 0.0;

  memset (mean, 0, sizeof (double) * n);
  memset (moment, 0, sizeof (double) * n * n);
  for (int i = 0; i < f->width * f->height; i++)
    {
      double weight = 0.0;

      for (int k = 0; k < stride * stride; k++)
        {
          int at
              = (i / f->width * stride + k / stride) * width + i % f->width * stride + k % stride;

          weight += (double) weights[at] * (mask != NULL ? mask[at] : 1.0f) / (stride * stride);
        }
      total += weight;
      for (int c = 0; c < n; c++)
        {
          double value = f->values[c * f->width * f->height + i];

          mean[c] += weight * value;
          for (int d = 0; d < n; d++)
            moment[c * n + d] += weight * value * f->values[d * f->width * f->height + i];
        }
    }
  for (int c = 0; c < n; c++)
    mean[c] /= total;
  for (int c = 0; c < n * n; c++)
    moment[c] /= total;
  return total;
}

static double
error_of (gsize n, const double *actual, const double *expected)
{
  double difference = 0.0, size = 0.0;

  for (gsize i = 0; i < n; i++)
    {
      difference += (actual[i] - expected[i]) * (actual[i] - expected[i]);
      size += expected[i] * expected[i];
    }
  return sqrt (difference / size);
}

/* Of a picture in two parts, with a mask and without. */
static void
test_statistics (void)
{
  enum
  {
    WIDTH = 96,
    HEIGHT = 64
  };
  static const NstRectangle halves[] = { { 0, 0, 48, HEIGHT }, { 48, 0, 48, HEIGHT } };
  g_autoptr (NstPicture) picture = check_picture (1, WIDTH, HEIGHT);
  g_autoptr (NstPass) pass = check_pass (tiny, NST_PASS_FORWARD, HEIGHT, WIDTH);
  g_autofree float *weights = check_edge (WIDTH, HEIGHT, 0.3, 0.7, 1.0f);
  g_autofree float *mask = check_mask (WIDTH, HEIGHT);
  NstRegionView     view = { 1, weights, WIDTH * HEIGHT, WIDTH };

  nst_pass_forward (pass, check_pool (0), picture->pixels);
  for (int masked = 0; masked < 2; masked++)
    {
      g_autoptr (NstStyleStatistics) actual = nst_style_statistics_new (tiny);
      NstStatisticsSum sum;

      nst_statistics_sum_init (&sum, tiny);
      for (int part = 0; part < 2; part++)
        g_assert_true (nst_statistics_sum_add_region (&sum, pass, check_pool (1), &view, 0,
                                                      masked ? mask : NULL, &halves[part], NULL));
      nst_statistics_sum_finish (&sum, actual);
      nst_statistics_sum_clear (&sum);
      for (int level = 0; level < NST_LEVELS; level++)
        {
          const NstFeatures *f = nst_pass_get_features (pass, check_level_taps[level]);
          gsize              n = (gsize) f->channels;
          g_autofree double *expected = g_new (double, n + n * n);

          define_statistics (f, WIDTH / f->width, weights, masked ? mask : NULL, WIDTH, expected,
                             expected + n);
          g_assert_cmpint (actual->levels[level].channels, ==, n);
          check_below (error_of (n, actual->levels[level].mean, expected), 1e-5);
          check_below (error_of (n * n, actual->levels[level].moment, expected + n), 1e-5);
        }
    }
}

/* ---- The objective ----------------------------------------------------------------- */

typedef struct
{
  NstPicture         *content;
  float              *weights; /* (2, height, width) */
  NstStyleStatistics *styles[2];
  NstSettings         settings;
  NstObjective       *objective;
} Guided;

/* Two regions with a soft edge between; the second leaves the last columns to nobody. */
static void
guided_init (Guided *g, const NstNetwork *network, int width, int height, gboolean masked,
             const char *style_loss)
{
  g_autofree float *right = check_edge (width, height, 0.35, 0.6, 1.0f);

  *g = (Guided) { .content = check_picture (1, width, height) };
  nst_settings_init (&g->settings);
  nst_settings_set (&g->settings, "style-loss", style_loss, NULL);
  if (masked)
    g->content->mask = check_mask (width, height);
  g->weights = g_new (float, 2 * width * height);
  for (int i = 0; i < width * height; i++)
    {
      g->weights[i] = 1.0f - right[i];
      g->weights[width * height + i] = i % width < width - 3 ? right[i] : 0.0f;
    }
  for (int k = 0; k < 2; k++)
    {
      g_autoptr (NstPicture) style = check_picture (7 + (guint32) k, 60, 50);

      g->styles[k] = check_style_statistics (network, style);
    }
}

static void
guided_begin (Guided *g, const NstNetwork *network, int pool, int largest)
{
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&g->objective, nst_objective_free);
  g->objective = nst_objective_new_in_tiles (network, check_pool (pool), g->content->height,
                                             g->content->width, &g->settings, largest, &error);
  g_assert_no_error (error);
  g_assert_true (nst_objective_set_content (g->objective, g->content, &error));
  g_assert_true (nst_objective_set_regions (g->objective, 2, g->weights, g->content->mask,
                                            (const NstStyleStatistics *const *) g->styles, &error));
}

static void
guided_clear (Guided *g)
{
  g_clear_pointer (&g->objective, nst_objective_free);
  nst_picture_free (g->content);
  g_free (g->weights);
  for (int k = 0; k < 2; k++)
    nst_style_statistics_free (g->styles[k]);
}

static NstLoss
loss_at (const Guided *g, const float *picture, float *gradient)
{
  gsize   n = (gsize) 3 * g->content->width * g->content->height;
  NstLoss loss;

  memset (gradient, 0xff, sizeof (float) * n);
  g_assert_true (nst_objective_evaluate (g->objective, picture, &loss, gradient));
  for (gsize i = 0; i < n; i++)
    g_assert_true (isfinite (gradient[i]));
  return loss;
}

/* By central differences, both style losses, masks, with the content's part and without. */
static void
check_gradient (const Guided *g)
{
  gsize n = (gsize) 3 * g->content->width * g->content->height;
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  g_autoptr (NstPicture) picture = check_picture (5, g->content->width, g->content->height);
  g_autofree float *gradient = g_new (float, n), *other = g_new (float, n);
  g_autofree float *moved = g_new (float, n), *direction = NULL;
  const double      h = 3e-6;
  double            values[2];

  loss_at (g, picture->pixels, gradient);
  direction = check_direction (random, n, gradient, 1.0);
  for (int sign = 0; sign < 2; sign++)
    {
      for (gsize i = 0; i < n; i++)
        moved[i] = (float) (picture->pixels[i] + (sign == 0 ? h : -h) * direction[i]);
      values[sign] = loss_at (g, moved, other).total;
    }
  check_relative ((values[0] - values[1]) / (2.0 * h), check_dot (n, direction, gradient), 1e-2);
}

static void
test_gradient (void)
{
  static const char *const kinds[] = { "gram", "wasserstein" };

  for (int kind = 0; kind < 2; kind++)
    for (int masked = 0; masked < 2; masked++)
      {
        Guided g;

        guided_init (&g, tiny, 61, 47, masked, kinds[kind]);
        guided_begin (&g, tiny, 1, 1024);
        check_gradient (&g);
        g.settings.content_weight = 0.0;
        g.settings.smoothness = 0.0;
        guided_begin (&g, tiny, 1, 1024);
        check_gradient (&g);
        guided_clear (&g);
      }
}

/* The style loss of each region by its definition, on a network without lifts. */
static double
define_style_loss (const Guided *g, const NstNetwork *network, const NstPicture *picture,
                   NstStyleMeasure kind)
{
  int width = picture->width, height = picture->height;
  g_autoptr (NstPass) pass = check_pass (network, NST_PASS_FORWARD, height, width);
  double loss = 0.0;

  nst_pass_forward (pass, check_pool (0), picture->pixels);
  for (int level = 0; level < NST_LEVELS; level++)
    {
      const NstFeatures *f = nst_pass_get_features (pass, check_level_taps[level]);
      int                n = f->channels, stride = 1 << level;
      double             positions = f->width * f->height;
      g_autofree double *room = g_new (double, 2 * n * (n + 1));
      double            *mean = room, *moment = room + n, *gradients = moment + n * n;

      for (int k = 0; k < 2; k++)
        {
          const NstMoments *s = &g->styles[k]->levels[level];
          double weight = define_statistics (f, stride, g->weights + k * width * height, NULL,
                                             width, mean, moment);
          double known = (weight / (weight + 2.0 * n)) / (positions / (positions + 2.0 * n));
          g_autoptr (NstStyleLoss) own = nst_style_loss_new (kind, n, NULL, s->mean, s->moment);

          loss += nst_style_loss_evaluate (own, weight / positions * known, mean, moment, gradients,
                                           gradients + n);
        }
    }
  return loss;
}

static void
test_loss (void)
{
  static const char *const kinds[] = { "gram", "wasserstein" };
  static const double      levels[NST_LEVELS] = { 1, 1, 1, 1, 1 };

  for (int kind = 0; kind < 2; kind++)
    {
      g_autoptr (NstPicture) picture = check_picture (5, 96, 80);
      g_autofree float *gradient = g_new (float, 3 * 96 * 80);
      Guided            g;

      guided_init (&g, plain, 96, 80, FALSE, kinds[kind]);
      g.settings.strokes = 0.0;
      guided_begin (&g, plain, 0, 1024);
      nst_objective_set_levels (g.objective, levels);
      check_relative (
          loss_at (&g, picture->pixels, gradient).style,
          define_style_loss (&g, plain, picture,
                             kind == 0 ? NST_STYLE_MEASURE_GRAM : NST_STYLE_MEASURE_WASSERSTEIN),
          1e-4);
      guided_clear (&g);
    }
}

static void
test_objective_tiles (void)
{
  gsize             n = 3 * 333 * 239;
  const NstNetwork *networks[] = { tiny, plain };
  g_autoptr (NstPicture) picture = check_picture (5, 333, 239);
  g_autofree float *gradients = g_new (float, 2 * n);

  for (int k = 0; k < 2; k++)
    {
      NstLoss losses[2];
      Guided  g;

      guided_init (&g, networks[k], 333, 239, k == 0, "wasserstein");
      for (int tiled = 0; tiled < 2; tiled++)
        {
          guided_begin (&g, networks[k], 1, tiled ? 176 : 1024);
          losses[tiled] = loss_at (&g, picture->pixels, gradients + tiled * n);
        }
      check_relative (losses[1].content, losses[0].content, 1e-5);
      check_relative (losses[1].style, losses[0].style, 1e-5);
      check_below (check_error_float (n, gradients + n, gradients), 1e-5);
      guided_clear (&g);
    }
}

static void
test_objective_threads (void)
{
  gsize             n = 3 * 251 * 190;
  g_autofree float *first = g_new (float, n), *other = g_new (float, n);
  Guided            g;

  guided_init (&g, tiny, 251, 190, TRUE, "wasserstein");
  for (int largest = 160; largest <= 1024; largest += 864)
    for (int p = 0; p < CHECK_POOLS; p++)
      {
        guided_begin (&g, tiny, p, largest);
        loss_at (&g, g.content->pixels, p == 0 ? first : other);
        if (p > 0)
          g_assert_cmpmem (first, sizeof (float) * n, other, sizeof (float) * n);
      }
  guided_clear (&g);
}

/* One region of all is what no region is; and after regions, one style is for all again. */
static void
test_objective_whole (void)
{
  gsize             n = 3 * 120 * 100;
  g_autofree float *gradients = g_new (float, 3 * n);
  NstLoss           losses[3];
  Guided            g;

  guided_init (&g, tiny, 120, 100, FALSE, "wasserstein");
  guided_begin (&g, tiny, 0, 1024);
  g_assert_true (nst_objective_set_style (g.objective, g.styles[1], NULL));
  losses[0] = loss_at (&g, g.content->pixels, gradients);
  for (int i = 0; i < 2 * 120 * 100; i++)
    g.weights[i] = i < 120 * 100 ? 0.0f : 1.0f;
  guided_begin (&g, tiny, 0, 1024);
  losses[1] = loss_at (&g, g.content->pixels, gradients + n);
  g_assert_true (nst_objective_set_style (g.objective, g.styles[1], NULL));
  losses[2] = loss_at (&g, g.content->pixels, gradients + 2 * n);
  check_relative (losses[1].style, losses[0].style, 1e-5);
  check_below (check_error_float (n, gradients + n, gradients), 1e-5);
  g_assert_true (losses[2].style == losses[0].style);
  g_assert_cmpmem (gradients, sizeof (float) * n, gradients + 2 * n, sizeof (float) * n);
  guided_clear (&g);
}

int
main (int argc, char **argv)
{
  NstArchitecture simple = check_tiny;
  NstTap          taps[NST_MAX_TAPS];
  int             failed;

  simple.padding = NST_PADDING_ZERO;
  simple.taps = taps;
  for (int t = 0; t < simple.n_taps; t++)
    taps[t] = (NstTap) { check_tiny.taps[t].layer, check_tiny.taps[t].role, NULL, 0, FALSE };
  g_test_init (&argc, &argv, NULL);
  tiny = check_network (&check_tiny, 11);
  plain = check_network (&simple, 12);
  g_test_add_func ("/region-objective/statistics", test_statistics);
  g_test_add_func ("/region-objective/gradient", test_gradient);
  g_test_add_func ("/region-objective/loss", test_loss);
  g_test_add_func ("/region-objective/tiles", test_objective_tiles);
  g_test_add_func ("/region-objective/threads", test_objective_threads);
  g_test_add_func ("/region-objective/whole", test_objective_whole);
  failed = g_test_run ();
  nst_network_unref (tiny);
  nst_network_unref (plain);
  return failed;
}
