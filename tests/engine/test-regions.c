/* SPDX-License-Identifier: GPL-3.0-or-later */

/* test-regions.c - a style for each region: the weights that claims become, statistics, maps and
 * the loss's gradient by regions against their definitions, and what the whole promises: a region
 * of everything is none, pixels that nobody claims stay, tiles and threads make no difference. */

#include "check.h"

#include <math.h>
#include <string.h>

#include "ops/mixed-map.h"
#include "ops/statistics.h"
#include "style/fast.h"
#include "style/refine.h"
#include "style/region-fusion.h"
#include "style/style-loss.h"
#include "style/style.h"

static NstNetwork *codec, *tiny, *plain; /* plain: without lifts, as VGG is */

/* ---- Claims ------------------------------------------------------------------------ */

/* A mask with a soft edge that runs from `from` to `to` of the width, on which it has `most`. */
static float *
edge (int width, int height, double from, double to, float most)
{
  float *mask = g_new (float, (gsize) width *height);

  for (int i = 0; i < width * height; i++)
    {
      double at = ((i % width + 0.5) / width - from) / (to - from);

      mask[i] = most * (float) CLAMP (at, 0.0, 1.0);
    }
  return mask;
}

static NstRegions *
new_regions (const NstStyleShare *shares, guint n, int width, int height)
{
  g_autoptr (GError) error = NULL;
  NstRegions *regions = nst_regions_new (shares, n, width, height, &error);

  g_assert_no_error (error);
  return regions;
}

/* Weights of two claims and, with `rest`, of what they leave; each case by hand. */
static void
test_weights (void)
{
  static const struct
  {
    gboolean rest;
    float    claims[2], expected[3];
  } cases[] = {
    { TRUE, { 0.25f, 0.5f }, { 0.25f, 0.5f, 0.25f } },
    { TRUE, { 1.0f, 1.0f }, { 0.5f, 0.5f, 0.0f } },
    { TRUE, { 0.9f, 0.3f }, { 0.75f, 0.25f, 0.0f } },
    { TRUE, { 0.0f, 0.0f }, { 0.0f, 0.0f, 1.0f } },
    { FALSE, { 0.25f, 0.5f }, { 1.0f / 3, 2.0f / 3, 0.0f } },
    { FALSE, { 0.2f, 0.0f }, { 1.0f, 0.0f, 0.0f } },
    { FALSE, { 0.0f, 0.0625f }, { 0.0f, 0.5f, 0.0f } },
    { FALSE, { 0.0f, 0.0f }, { 0.0f, 0.0f, 0.0f } },
    { FALSE, { 7.0f, -2.0f }, { 1.0f, 0.0f, 0.0f } },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      /* The second pixel lets no region be left out. */
      const float   a[] = { cases[i].claims[0], 0.3f }, b[] = { cases[i].claims[1], 0.3f };
      NstStyleShare shares[] = { { NULL, 1, 1, a }, { NULL, 1, 1, b }, { NULL, 1, 1, NULL } };
      g_autoptr (NstRegions) regions = new_regions (shares, cases[i].rest ? 3 : 2, 2, 1);
      float weights[3] = { 0 };

      g_assert_cmpint (regions->n, ==, cases[i].rest ? 3 : 2);
      nst_regions_weigh (regions, 0, weights);
      for (int k = 0; k < 3; k++)
        g_assert_cmpfloat_with_epsilon (weights[k], cases[i].expected[k], 1e-6);
    }
}

/* Shares of one mask are one region, in the order in which the masks come; what is nowhere to be
 * seen is left out, and so is the difference where one has all. */
static void
test_grouping (void)
{
  const float a[] = { 1.0f, 0.0f }, b[] = { 0.0f, 1.0f }, none[] = { 0.0f, 1e-4f },
              all[] = { 1.0f, 1.0f };
  NstStyleShare shares[] = { { NULL, 1, 0, b },    { NULL, 2, 0, NULL }, { NULL, 3, 0, a },
                             { NULL, 4, 0, none }, { NULL, 5, 0, b },    { NULL, 6, 0, a } };
  NstStyleShare one[] = { { NULL, 1, 0, none }, { NULL, 2, 0, all } };
  NstStyleShare hole = { NULL, 1, 0, a };
  g_autoptr (NstRegions) regions = new_regions (shares, 6, 2, 1);
  g_autoptr (NstRegions) whole = new_regions (one, 2, 2, 1);
  g_autoptr (NstRegions) part = new_regions (&hole, 1, 2, 1);
  g_autoptr (NstRegions) nothing = new_regions (one, 1, 2, 1);
  static const double order[] = { 1, 5, 3, 6 };

  g_assert_cmpint (regions->n, ==, 2);
  g_assert_true (regions->guided && !regions->gaps);
  for (int i = 0; i < 4; i++)
    g_assert_cmpfloat (regions->shares[i].coarse, ==, order[i]);
  g_assert_cmpuint (regions->bounds[1], ==, 2);
  g_assert_cmpuint (regions->bounds[2], ==, 4);
  g_assert_true (!whole->guided && whole->n == 1 && whole->shares[0].coarse == 2);
  g_assert_true (part->guided && part->gaps && part->n == 1);
  g_assert_true (nothing->guided && nothing->n == 0);
}

/* The mean of the weights over what a pixel of the smaller picture covers, by 60 x 60 samples. */
static void
test_averaging (void)
{
  static const int  sizes[][2] = { { 12, 10 }, { 5, 4 }, { 6, 5 }, { 1, 1 }, { 7, 10 } };
  g_autofree float *a = edge (12, 10, 0.2, 0.9, 1.0f), *b = edge (12, 10, 0.4, 0.5, 0.8f);
  NstStyleShare     shares[] = { { NULL, 1, 1, a }, { NULL, 1, 1, b }, { NULL, 1, 1, NULL } };
  g_autoptr (NstRegions) regions = new_regions (shares, 3, 12, 10);

  for (gsize s = 0; s < G_N_ELEMENTS (sizes); s++)
    {
      int               width = sizes[s][0], height = sizes[s][1];
      g_autofree float *actual
          = nst_regions_weights (regions, check_pool (s % CHECK_POOLS), width, height, NULL);

      for (int i = 0; i < width * height; i++)
        {
          double sums[3] = { 0 };

          for (int k = 0; k < 3600; k++)
            {
              int   x = (int) ((i % width + (k % 60 + 0.5) / 60) * 12 / width);
              int   y = (int) ((i / width + (k / 60 + 0.5) / 60) * 10 / height);
              float own[3];

              nst_regions_weigh (regions, y * 12 + x, own);
              for (int r = 0; r < 3; r++)
                sums[r] += own[r] / 3600;
            }
          for (int r = 0; r < 3; r++)
            g_assert_cmpfloat_with_epsilon (actual[r * width * height + i], sums[r], 0.01);
        }
    }
}

/* ---- Maps -------------------------------------------------------------------------- */

/* Three maps, one of which leaves features as they are, on so many positions that they are cut. */
static void
test_mixed_map (void)
{
  enum
  {
    CHANNELS = 5,
    POSITIONS = 2500
  };
  g_autoptr (GRand) random = g_rand_new_with_seed (3);
  g_autofree float  *features = check_noise (random, CHANNELS * POSITIONS);
  g_autofree float  *values = check_noise (random, 2 * CHANNELS * (CHANNELS + 1));
  g_autofree float  *weights = g_new (float, 3 * POSITIONS);
  g_autofree double *expected = g_new0 (double, CHANNELS *POSITIONS);
  const float       *matrices[] = { values, values + CHANNELS * CHANNELS, NULL };
  const float       *offsets = values + 2 * CHANNELS * CHANNELS;
  NstWeightedMap     maps[3];

  for (int i = 0; i < POSITIONS; i++)
    {
      double rest = 1.0;

      for (int k = 0; k < 3; k++)
        weights[k * POSITIONS + i] = i < 1100 && k == 0 ? 0.0f : (float) ((i + k) % 4) / 9;
      for (int k = 0; k < 2; k++)
        rest -= weights[k * POSITIONS + i];
      for (int c = 0; c < CHANNELS; c++)
        {
          double *to = &expected[c * POSITIONS + i];

          *to = rest * features[c * POSITIONS + i];
          for (int k = 0; k < 2; k++)
            {
              double mapped = offsets[k * CHANNELS + c];

              for (int d = 0; d < CHANNELS; d++)
                mapped += matrices[k][c * CHANNELS + d] * features[d * POSITIONS + i];
              *to += weights[k * POSITIONS + i] * mapped;
            }
        }
    }
  for (int k = 0; k < 3; k++)
    maps[k] = (NstWeightedMap) { matrices[k], offsets + MIN (k, 1) * CHANNELS,
                                 weights + k * POSITIONS };
  for (int p = 0; p < CHECK_POOLS; p++)
    {
      g_autofree float *actual = g_new (float, CHANNELS *POSITIONS);

      memset (actual, 0xff, sizeof (float) * CHANNELS * POSITIONS);
      nst_mixed_map (check_pool (p), CHANNELS, POSITIONS, 3, maps, features, actual);
      check_below (check_error (CHANNELS * POSITIONS, actual, expected), 1e-6);
    }
}

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

static float *
new_mask (int width, int height)
{
  float *mask = g_new (float, (gsize) width *height);

  for (int i = 0; i < width * height; i++)
    mask[i] = i % width < width / 5 ? 0.0f : i % 3 == 0 ? 0.4f : 1.0f;
  return mask;
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
  g_autofree float *weights = edge (WIDTH, HEIGHT, 0.3, 0.7, 1.0f);
  g_autofree float *mask = new_mask (WIDTH, HEIGHT);
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
  g_autofree float *right = edge (width, height, 0.35, 0.6, 1.0f);

  *g = (Guided) { .content = check_picture (1, width, height) };
  nst_settings_init (&g->settings);
  g->settings.style_loss = style_loss;
  if (masked)
    g->content->mask = new_mask (width, height);
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
                   NstStyleKind kind)
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
      check_relative (loss_at (&g, picture->pixels, gradient).style,
                      define_style_loss (&g, plain, picture,
                                         kind == 0 ? NST_STYLE_GRAM : NST_STYLE_WASSERSTEIN),
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

/* ---- Paintings --------------------------------------------------------------------- */

static NstSettings
quick_settings (const char *method)
{
  NstSettings settings;

  check_quick_settings (&settings);
  settings.method = g_intern_string (method);
  return settings;
}

static NstPicture *
stylize (const NstPicture *content, const NstStyleShare *shares, guint n,
         const NstSettings *settings, int threads)
{
  g_autoptr (GError) error = NULL;
  NstPicture *painting
      = nst_stylize (codec, content, shares, n, settings, threads, NULL, NULL, NULL, NULL, &error);

  g_assert_no_error (error);
  for (gsize i = 0; i < (gsize) 3 * content->width * content->height; i++)
    g_assert_true (painting->pixels[i] >= 0.0f && painting->pixels[i] <= 1.0f);
  return painting;
}

static NstStyle *
new_style (guint32 seed)
{
  g_autoptr (NstPicture) picture = check_picture (seed, 80, 90);

  return nst_style_new (picture, "Style", NULL);
}

static const char *const methods[] = { "fast", "refine" };

/* Bit for bit: a region of everything, and beside it one of nothing, is no region. */
static void
test_everything (void)
{
  g_autoptr (NstPicture) content = check_picture (1, 90, 70);
  g_autoptr (NstStyle) style = new_style (2);
  g_autoptr (NstStyle) other = new_style (3);
  g_autofree float *all = edge (90, 70, -2.0, -1.0, 1.0f), *none = g_new0 (float, 90 * 70);
  NstStyleShare     without = { style, 1.0, 1.0, NULL };
  NstStyleShare     shares[] = { { other, 1.0, 1.0, none }, { style, 1.0, 1.0, all } };

  for (int m = 0; m < 2; m++)
    {
      NstSettings settings = quick_settings (methods[m]);
      g_autoptr (NstPicture) expected = stylize (content, &without, 1, &settings, 1);
      g_autoptr (NstPicture) actual = stylize (content, shares, 2, &settings, 2);

      check_same_pixels (actual, expected);
    }
}

/* A mean over the pixels of one side of the picture, left of `from` or right of it. */
static double
side_distance (const NstPicture *a, const NstPicture *b, int from, gboolean right)
{
  double sum = 0.0;
  int    n = 0;

  for (int i = 0; i < 3 * a->width * a->height; i++)
    if ((i % a->width >= from) == right)
      {
        sum += fabs (a->pixels[i] - b->pixels[i]);
        n++;
      }
  return sum / n;
}

/* Two regions of one style are near to one of both; of two styles, each is near to its own one's
 * painting on its own side, and not on the other. */
static void
test_two (void)
{
  g_autoptr (NstPicture) content = check_picture (1, 192, 128);
  g_autoptr (NstStyle) style = new_style (2);
  g_autoptr (NstStyle) other = new_style (3);
  g_autofree float *right = edge (192, 128, 0.45, 0.55, 1.0f);
  NstStyleShare     first = { style, 1.0, 1.0, NULL }, second = { other, 1.0, 1.0, NULL };
  NstStyleShare     same[] = { first, { style, 1.0, 1.0, right } };
  NstStyleShare     both[] = { first, { other, 1.0, 1.0, right } };

  for (int m = 0; m < 2; m++)
    {
      NstSettings settings = quick_settings (methods[m]);
      g_autoptr (NstPicture) one = stylize (content, &first, 1, &settings, 2);
      g_autoptr (NstPicture) two = stylize (content, &second, 1, &settings, 2);
      g_autoptr (NstPicture) alike = stylize (content, same, 2, &settings, 2);
      g_autoptr (NstPicture) mixed = stylize (content, both, 2, &settings, 2);
      double apart = side_distance (one, two, 0, TRUE);

      check_below (side_distance (alike, one, 0, TRUE), 0.33 * apart);
      check_below (side_distance (mixed, one, 70, FALSE), 0.4 * apart);
      check_below (side_distance (mixed, two, 122, TRUE), 0.4 * apart);
      g_assert_cmpfloat (side_distance (mixed, two, 70, FALSE), >, 0.8 * apart);
      g_assert_cmpfloat (side_distance (mixed, one, 122, TRUE), >, 0.8 * apart);
    }
}

static void
test_threads (void)
{
  g_autoptr (NstPicture) content = check_picture (1, 130, 90);
  g_autoptr (NstStyle) style = new_style (2);
  g_autoptr (NstStyle) other = new_style (3);
  g_autofree float *right = edge (130, 90, 0.3, 0.7, 1.0f);
  NstStyleShare     shares[] = { { style, 1.0, 1.0, NULL }, { other, 1.0, 1.0, right } };

  for (int m = 0; m < 2; m++)
    {
      NstSettings settings = quick_settings (methods[m]);
      g_autoptr (NstPicture) first = NULL;

      settings.size = 100;
      first = stylize (content, shares, 2, &settings, 1);
      for (int threads = 2; threads <= 3; threads++)
        {
          g_autoptr (NstPicture) again = stylize (content, shares, 2, &settings, threads);

          check_same_pixels (again, first);
        }
    }
}

/* What nobody claims is the content, at any strength, and so it is in a part and after a painting
 * that was shown; a hint of a claim is painted by that much. */
static void
test_gaps (void)
{
  static const NstRectangle part = { 20, 10, 60, 30 };
  g_autoptr (GError) error = NULL;
  g_autoptr (NstPicture) content = check_picture (1, 90, 70);
  g_autoptr (NstStyle) style = new_style (2);
  g_autofree float *right = edge (90, 70, 0.5, 0.52, 1.0f);
  NstStyleShare     share = { style, 1.0, 1.0, right };

  for (int m = 0; m < 3; m++)
    {
      NstSettings settings = quick_settings (methods[m % 2]);
      g_autoptr (NstPicture) painting = NULL, of_part = NULL, kept = NULL;

      settings.strength = m == 2 ? 0.5 : 1.0;
      settings.keep_colors = m == 1;
      painting = stylize (content, &share, 1, &settings, 1);
      of_part = nst_stylize_part (codec, content, &part, &share, 1, &settings, 1, NULL, &error);
      g_assert_no_error (error);
      for (int i = 0; i < 3 * 90 * 70; i++)
        if (i % 90 < 44)
          g_assert_true (painting->pixels[i] == content->pixels[i]);
      for (int i = 0; i < 3 * 60 * 30; i++)
        if (i % 60 < 24)
          g_assert_true (
              of_part->pixels[i]
              == content->pixels[(i / 1800 * 70 + 10 + i % 1800 / 60) * 90 + 20 + i % 60]);
      g_assert_cmpfloat (side_distance (painting, content, 50, TRUE), >, 0.02);

      kept = nst_picture_copy (painting, NULL);
      for (int i = 0; i < 3 * 90 * 70; i++)
        if (i % 90 < 44)
          kept->pixels[i] = 0.1f;
      g_assert_true (nst_keep_unclaimed (content, &share, 1, kept, &error));
      check_same_pixels (kept, painting);
    }
}

/* A region of one pixel, or of a few, changes little but itself and is a picture in the end. */
static void
test_small (void)
{
  g_autoptr (NstPicture) content = check_picture (1, 160, 120);
  g_autoptr (NstStyle) style = new_style (2);
  g_autoptr (NstStyle) other = new_style (3);
  NstStyleShare without = { style, 1.0, 1.0, NULL };

  for (int side = 1; side <= 9; side += 4)
    for (int m = 0; m < 2; m++)
      {
        NstSettings       settings = quick_settings (methods[m]);
        g_autofree float *spot = g_new0 (float, 160 * 120);
        NstStyleShare     shares[] = { without, { other, 1.0, 1.0, spot } };
        g_autoptr (NstPicture) expected = stylize (content, &without, 1, &settings, 2);
        g_autoptr (NstPicture) actual = NULL;

        for (int i = 0; i < side * side; i++)
          spot[(60 + i / side) * 160 + 30 + i % side] = 1.0f;
        actual = stylize (content, shares, 2, &settings, 2);
        check_below (side_distance (actual, expected, 90, TRUE), 0.02);
        g_assert_cmpfloat (side_distance (actual, expected, 90, FALSE), >, 0.0);
      }
}

/* A region only counts where the content does. */
static void
test_content_mask (void)
{
  g_autoptr (NstPicture) content = check_picture (1, 130, 90);
  g_autoptr (NstPicture) spoilt = NULL;
  g_autoptr (NstStyle) style = new_style (2);
  g_autoptr (NstStyle) other = new_style (3);
  g_autofree float *right = edge (130, 90, 0.4, 0.6, 1.0f);
  NstStyleShare     shares[] = { { style, 1.0, 1.0, NULL }, { other, 1.0, 1.0, right } };

  content->mask = new_mask (130, 90);
  spoilt = nst_picture_copy (content, NULL);
  check_spoil (spoilt, 9);
  for (int m = 0; m < 2; m++)
    {
      NstSettings settings = quick_settings (methods[m]);
      g_autoptr (NstPicture) expected = stylize (content, shares, 2, &settings, 1);
      g_autoptr (NstPicture) actual = stylize (spoilt, shares, 2, &settings, 1);

      for (int i = 0; i < 3 * 130 * 90; i++)
        if (content->mask[i % (130 * 90)] > 0.0f)
          g_assert_true (actual->pixels[i] == expected->pixels[i]);
    }
}

/* ---- Tiles and parts --------------------------------------------------------------- */

static NstPicture *
in_tiles (const NstPicture *content, const NstStyleShare *shares, guint n, double strength,
          int largest)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NstRegions) regions = new_regions (shares, n, content->width, content->height);
  NstSettings settings = quick_settings ("fast");
  NstReport   report = { 0 };
  NstCall     call = { .network = codec,
                       .pool = check_pool (1),
                       .content = content,
                       .regions = regions,
                       .settings = &settings,
                       .report = &report };
  NstPicture *painting;

  settings.strength = strength;
  painting = nst_fast_in_tiles (&call, largest, &error);
  g_assert_no_error (error);
  return painting;
}

/* Fast in tiles is what it is as a whole, and so is a part of it. */
static void
test_tiles (void)
{
  static const NstRectangle part = { 90, 140, 70, 33 };
  g_autoptr (NstPicture) content = check_picture (1, 233, 190);
  g_autoptr (NstStyle) style = new_style (2);
  g_autoptr (NstStyle) other = new_style (3);
  g_autofree float *right = edge (233, 190, 0.4, 0.6, 1.0f);
  NstStyleShare     shares[] = { { style, 1.0, 1.0, NULL }, { other, 1.0, 1.0, right } };

  for (int i = 0; i < 233 * 190; i++) /* from above, too */
    right[i] *= MIN (1.0f, (float) (i / 233) / 190.0f);
  for (int weaker = 0; weaker < 2; weaker++)
    {
      g_autoptr (GError) error = NULL;
      NstSettings settings = quick_settings ("fast");
      double      strength = settings.strength = weaker ? 0.5 : 1.0;
      g_autoptr (NstPicture) whole = in_tiles (content, shares, 2, strength, 512);
      g_autoptr (NstPicture) tiled = in_tiles (content, shares, 2, strength, 176);
      g_autoptr (NstPicture) expected
          = nst_picture_crop (whole, part.x, part.y, part.width, part.height, NULL);
      g_autoptr (NstPicture) actual
          = nst_stylize_part (codec, content, &part, shares, 2, &settings, 2, NULL, &error);

      g_assert_no_error (error);
      check_below (check_picture_distance (tiled, whole), 0.015);
      check_below (check_picture_distance (actual, expected), 0.018);
      g_free (content->mask);
      content->mask = new_mask (233, 190);
      for (int i = 0; i < 233 * 190; i++)
        content->mask[i] = MAX (content->mask[i], 0.1f);
    }
}

/* ---- Refusals ---------------------------------------------------------------------- */

static void
test_refusals (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NstPicture) content = check_picture (1, 40, 30);
  g_autoptr (NstPicture) painting = NULL;
  g_autoptr (NstStyle) style = new_style (2);
  g_autofree float *mask = edge (40, 30, 0.4, 0.6, 1.0f), *none = g_new0 (float, 40 * 30);
  NstStyleShare     shares[] = { { style, 1.0, 1.0, NULL }, { style, 1.0, 1.0, mask } };
  NstStyleShare     nowhere = { style, 1.0, 1.0, none };
  NstSettings       settings = quick_settings ("fast");

  shares[0].coarse = -1.0; /* no mixture of its own, though the sum of both is one */
  shares[1].coarse = 3.0;
  g_assert_null (
      nst_stylize (codec, content, shares, 2, &settings, 1, NULL, NULL, NULL, NULL, &error));
  check_sentence (error, NST_ERROR, NST_ERROR_ARGUMENT, "add up");
  g_clear_error (&error);
  shares[0].coarse = 1.0;
  mask[7] = NAN;
  g_assert_null (
      nst_stylize (codec, content, shares, 2, &settings, 1, NULL, NULL, NULL, NULL, &error));
  check_sentence (error, NST_ERROR, NST_ERROR_ARGUMENT, "mask");
  painting = stylize (content, &nowhere, 1, &settings, 1);
  check_same_pixels (painting, content);
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
  codec = check_codec (1);
  tiny = check_network (&check_tiny, 11);
  plain = check_network (&simple, 12);
  g_test_add_func ("/regions/weights", test_weights);
  g_test_add_func ("/regions/grouping", test_grouping);
  g_test_add_func ("/regions/averaging", test_averaging);
  g_test_add_func ("/regions/mixed-map", test_mixed_map);
  g_test_add_func ("/regions/statistics", test_statistics);
  g_test_add_func ("/regions/gradient", test_gradient);
  g_test_add_func ("/regions/loss", test_loss);
  g_test_add_func ("/regions/objective-tiles", test_objective_tiles);
  g_test_add_func ("/regions/objective-threads", test_objective_threads);
  g_test_add_func ("/regions/objective-whole", test_objective_whole);
  g_test_add_func ("/regions/everything", test_everything);
  g_test_add_func ("/regions/two", test_two);
  g_test_add_func ("/regions/threads", test_threads);
  g_test_add_func ("/regions/gaps", test_gaps);
  g_test_add_func ("/regions/small", test_small);
  g_test_add_func ("/regions/content-mask", test_content_mask);
  g_test_add_func ("/regions/tiles", test_tiles);
  g_test_add_func ("/regions/refusals", test_refusals);
  failed = g_test_run ();
  nst_network_free (codec);
  nst_network_free (tiny);
  nst_network_free (plain);
  return failed;
}
