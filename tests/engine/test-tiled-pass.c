/* SPDX-License-Identifier: GPL-3.0-or-later */

/* test-tiled-pass.c - a picture in tiles gives the same as the whole: features bit by bit, the
 * loss and its gradient to rounding, for any size, mask and network. */

#include "check.h"

#include <math.h>
#include <string.h>

#include "style/refine.h"
#include "style/tiled-pass.h"

static NstNetwork *codec, *tiny, *plain;

/* ---- Parts of planes --------------------------------------------------------------- */

static void
test_part (void)
{
  const NstRectangle parts[] = { { 0, 0, 7, 5 }, { 2, 1, 3, 3 }, { 4, 2, 3, 3 }, { 0, 4, 1, 1 } };

  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    for (int p = 0; p < CHECK_POOLS; p++)
      {
        const NstRectangle *r = &parts[i];
        float               planes[2 * 5 * 7];

        for (int k = 0; k < 2 * 5 * 7; k++)
          planes[k] = (float) (k + 1);
        nst_part_gather (check_pool (p), 2, 5, 7, r, planes);
        for (int c = 0; c < 2; c++)
          for (int y = 0; y < r->height; y++)
            for (int x = 0; x < r->width; x++)
              g_assert_cmpfloat (planes[c * 35 + y * r->width + x], ==,
                                 c * 35 + (r->y + y) * 7 + r->x + x + 1);
        nst_part_scatter (check_pool (p), 2, 5, 7, r, planes);
        for (int k = 0; k < 2 * 5 * 7; k++)
          {
            int      y = k / 7 % 5, x = k % 7;
            gboolean inside = y >= r->y && y < r->y + r->height && x >= r->x && x < r->x + r->width;

            g_assert_cmpfloat (planes[k], ==, inside ? k + 1 : 0);
          }
      }
}

/* ---- Features ---------------------------------------------------------------------- */

/* Each position of a tap's features is some tile's own, and what it is in the whole. */
static void
check_tap (const NstFeatures *whole, const NstOwnFeatures *own, int *owners)
{
  for (int c = 0; c < own->channels; c++)
    for (int i = 0; i < (int) own->positions; i++)
      {
        int   y = own->part.y + i / own->part.width, x = own->part.x + i % own->part.width;
        float expected = whole->values[((gsize) c * whole->height + y) * whole->width + x];

        g_assert_cmpfloat_with_epsilon (own->values[c * own->stride + i], expected,
                                        1e-5 * (1.0 + fabsf (expected)));
        owners[y * whole->width + x] += c == 0;
      }
}

static void
check_features (const NstNetwork *network, int width, int height, int largest)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NstPicture) picture = check_picture (1, width, height);
  g_autoptr (NstPass) whole = check_pass (network, NST_PASS_FORWARD, height, width);
  g_autoptr (NstTiledPass) tiled
      = nst_tiled_pass_new (network, NST_PASS_FORWARD, height, width, largest, &error);

  g_assert_no_error (error);
  nst_pass_forward (whole, check_pool (0), picture->pixels);
  for (int t = 0; t < network->architecture->n_taps; t++)
    {
      const NstFeatures *f = nst_pass_get_features (whole, t);
      NstFeatures        size = nst_tiled_pass_get_whole (tiled, t);
      g_autofree int    *owners = g_new0 (int, (gsize) f->height * f->width);

      g_assert_true (size.channels == f->channels && size.height == f->height
                     && size.width == f->width);
      for (int tile = 0; tile < nst_tiled_pass_get_n_tiles (tiled); tile++)
        {
          NstOwnFeatures own;

          nst_tiled_pass_forward (tiled, check_pool (1), picture->pixels, tile);
          own = nst_tiled_pass_get_own (tiled, check_pool (1), t);
          check_tap (f, &own, owners);
        }
      for (int i = 0; i < f->height * f->width; i++)
        g_assert_cmpint (owners[i], ==, 1);
    }
}

static void
test_features (void)
{
  check_features (codec, 333, 250, 208);
  check_features (plain, 271, 239, 160);
  check_features (tiny, 191, 300, 176);
  check_features (tiny, 175, 30, 144);
  check_features (tiny, 50, 40, 144);
}

/* ---- Statistics -------------------------------------------------------------------- */

/* The left side does not count at all: some tiles have nothing to say. */
static void
add_mask (NstPicture *picture)
{
  int width = picture->width, n = width * picture->height;

  picture->mask = g_new (float, n);
  for (int i = 0; i < n; i++)
    picture->mask[i] = i % width < width / 2 ? 0.0f : i % 3 == 0 ? 0.4f : 1.0f;
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

/* A style's, of each level: in tiles and as a whole. */
static void
test_statistics (void)
{
  for (int masked = 0; masked < 2; masked++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (NstPicture) picture = check_picture (3, 333, 239);
      g_autoptr (NstStyleStatistics) whole = NULL, tiled = NULL;

      if (masked)
        add_mask (picture);
      whole = check_style_statistics (tiny, picture);
      tiled = nst_style_statistics_measure_in_tiles (tiny, check_pool (1), picture, 176, &error);
      g_assert_no_error (error);
      for (int level = 0; level < NST_LEVELS; level++)
        {
          gsize n = (gsize) whole->levels[level].channels;

          g_assert_cmpint (tiled->levels[level].channels, ==, n);
          compare (n, tiled->levels[level].mean, whole->levels[level].mean);
          compare (n * n, tiled->levels[level].moment, whole->levels[level].moment);
        }
    }
}

/* ---- The objective ----------------------------------------------------------------- */

static NstObjective *
new_objective (const NstNetwork *network, const NstPicture *content, const NstSettings *settings,
               int largest)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NstPicture) style_picture = check_picture (2, 90, 80);
  g_autoptr (NstStyleStatistics) style = check_style_statistics (network, style_picture);
  NstObjective *objective = nst_objective_new_in_tiles (network, check_pool (1), content->height,
                                                        content->width, settings, largest, &error);

  g_assert_no_error (error);
  g_assert_true (nst_objective_set_style (objective, style, NULL));
  g_assert_true (nst_objective_set_content (objective, content, &error));
  return objective;
}

/* The loss of each kind and the gradient of all, in tiles and as a whole. */
static void
check_objective (const NstNetwork *network, const NstPicture *content, const NstSettings *settings,
                 int largest)
{
  gsize             n = (gsize) 3 * content->width * content->height;
  g_autofree float *gradients = g_new (float, 2 * n);
  g_autoptr (NstPicture) picture = check_picture (5, content->width, content->height);
  NstLoss losses[2];

  for (int k = 0; k < 2; k++)
    {
      g_autoptr (NstObjective) objective
          = new_objective (network, content, settings, k == 0 ? 1024 : largest);

      memset (gradients + k * n, 0xff, sizeof (float) * n);
      g_assert_true (
          nst_objective_evaluate (objective, picture->pixels, &losses[k], gradients + k * n));
    }
  check_relative (losses[1].content, losses[0].content, 1e-5);
  check_relative (losses[1].style, losses[0].style, 1e-5);
  check_relative (losses[1].total, losses[0].total, 1e-5);
  check_below (check_error_float (n, gradients + n, gradients), 1e-5);
}

static void
test_objective (void)
{
  const NstNetwork *networks[] = { tiny, plain, codec };

  for (gsize i = 0; i < (check_is_watched () ? 2 : G_N_ELEMENTS (networks)); i++)
    for (int masked = 0; masked < 2; masked++)
      {
        g_autoptr (NstPicture) content = check_picture (1, 333, 239);
        NstSettings settings;

        nst_settings_init (&settings);
        /* Each measure with and without a mask. */
        settings.style_loss = (i + (gsize) masked) % 2 == 0 ? NST_STYLE_MEASURE_WASSERSTEIN
                                                            : NST_STYLE_MEASURE_GRAM;
        if (masked)
          add_mask (content);
        check_objective (networks[i], content, &settings, networks[i] == codec ? 224 : 176);
      }
}

/* Each part alone, which the others might hide. */
static void
test_parts_of_the_loss (void)
{
  g_autoptr (NstPicture) content = check_picture (1, 251, 190);

  for (int part = 0; part < 3; part++)
    {
      NstSettings settings;

      nst_settings_init (&settings);
      settings.content_weight *= part == 0;
      settings.style_weight *= part == 1;
      settings.smoothness *= part == 2;
      check_objective (tiny, content, &settings, 160);
    }
}

static void
test_threads (void)
{
  g_autoptr (NstPicture) content = check_picture (1, 251, 190);
  g_autoptr (NstPicture) picture = check_picture (5, 251, 190);
  gsize             n = 3 * 251 * 190;
  g_autofree float *first = g_new (float, n);
  g_autofree float *other = g_new (float, n);
  NstSettings       settings;

  nst_settings_init (&settings);
  for (int p = 0; p < CHECK_POOLS; p++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (NstStyleStatistics) style = check_style_statistics (tiny, picture);
      g_autoptr (NstObjective) objective
          = nst_objective_new_in_tiles (tiny, check_pool (p), 190, 251, &settings, 160, &error);
      NstLoss loss;

      g_assert_true (nst_objective_set_style (objective, style, NULL));
      g_assert_true (nst_objective_set_content (objective, content, &error));
      nst_objective_evaluate (objective, content->pixels, &loss, p == 0 ? first : other);
      if (p > 0)
        g_assert_cmpmem (first, sizeof (float) * n, other, sizeof (float) * n);
    }
}

/* ---- Refine ------------------------------------------------------------------------ */

static NstPicture *
refine (const NstPicture *content, const NstSettings *settings, int largest, CheckWatch *watch,
        GCancellable *cancellable, GError **error)
{
  g_autoptr (NstPicture) style_picture = check_picture (2, 90, 80);
  g_autoptr (NstStyle) style = nst_style_new (style_picture, "Style", NULL);
  g_autoptr (NstPool) pool = nst_pool_new (2);
  NstStyleShare share = { style, 1.0, 1.0 };
  g_autoptr (NstRegions) regions
      = nst_regions_new (&share, 1, content->width, content->height, NULL);
  NstReport         report = { 0 };
  NstStylizeContext context = { .network = tiny,
                                .pool = pool,
                                .content = content,
                                .regions = regions,
                                .settings = settings,
                                .progress = check_watch,
                                .progress_data = watch,
                                .report = &report };

  nst_pool_set_cancellable (pool, cancellable);
  return nst_refine_in_tiles (&context, largest, error);
}

/* The same painting, and news of it after each tile.  Adam divides by the size of the gradient:
 * where there is hardly any, rounding decides its direction, more with each iteration; so it makes
 * few.  With strokes, rounding decides between neighbors that are as near. */
static void
test_refine (void)
{
  static const char *const optimizers[] = { "lbfgs", "adam" };
  static const double      bounds[] = { 3e-5, 1e-3 };
  static const int         iterations[] = { 5, 3 };

  for (gsize i = 0; i < 2 * G_N_ELEMENTS (optimizers); i++)
    {
      gboolean strokes = i >= G_N_ELEMENTS (optimizers);
      g_autoptr (GError) error = NULL;
      g_autoptr (NstPicture) content = check_picture (1, 251, 190);
      g_autoptr (NstPicture) whole = NULL, tiled = NULL;
      CheckWatch  quiet = { .thread = g_thread_self () }, told = quiet;
      NstSettings settings;

      check_quick_settings (&settings);
      nst_settings_set (&settings, "optimizer", optimizers[i % G_N_ELEMENTS (optimizers)], NULL);
      settings.iterations = iterations[i % G_N_ELEMENTS (optimizers)];
      settings.strokes = strokes ? 1.0 : 0.0;
      whole = refine (content, &settings, 1024, &quiet, NULL, &error);
      tiled = refine (content, &settings, 160, &told, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpfloat (check_picture_distance (whole, content), >, 0.01);
      check_below (check_picture_distance (tiled, whole),
                   strokes ? 1e-2 : bounds[i % G_N_ELEMENTS (optimizers)]);
      g_assert_cmpint (told.calls, >, 3 * quiet.calls);
      g_assert_cmpint (told.width, ==, 251);
      g_assert_cmpfloat_with_epsilon (told.last, 1.0, 1e-9);
    }
}

/* In the middle of the tiles; before them, nothing is done at all. */
static void
test_cancel (void)
{
  for (int wait = 0; wait < 2; wait++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (NstPicture) content = check_picture (1, 500, 400);
      g_autoptr (NstPicture) painting = NULL;
      GThread    *thread = check_cancel_after (wait == 0 ? 0 : 50000, cancellable);
      CheckWatch  watch = { .thread = g_thread_self () };
      NstSettings settings;

      check_quick_settings (&settings);
      settings.iterations = 10000;
      painting = refine (content, &settings, 160, &watch, cancellable, &error);
      g_thread_join (thread);
      g_assert_null (painting);
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    }
}

int
main (int argc, char **argv)
{
  NstArchitecture simple = check_tiny;
  NstTap          taps[NST_MAX_TAPS];
  int             failed;

  /* As VGG is: nothing beyond the border, no lifts. */
  simple.padding = NST_PADDING_ZERO;
  simple.taps = taps;
  for (int t = 0; t < simple.n_taps; t++)
    taps[t] = (NstTap) { check_tiny.taps[t].layer, check_tiny.taps[t].role, NULL, 0, FALSE };
  g_test_init (&argc, &argv, NULL);
  tiny = check_network (&check_tiny, 11);
  plain = check_network (&simple, 12);
  codec = check_network (&nst_codec, 13);
  g_test_add_func ("/tiled-pass/part", test_part);
  g_test_add_func ("/tiled-pass/features", test_features);
  g_test_add_func ("/tiled-pass/statistics", test_statistics);
  g_test_add_func ("/tiled-pass/objective", test_objective);
  check_add_numeric ("/tiled-pass/parts-of-the-loss", test_parts_of_the_loss);
  g_test_add_func ("/tiled-pass/threads", test_threads);
  g_test_add_func ("/tiled-pass/refine", test_refine);
  g_test_add_func ("/tiled-pass/cancel", test_cancel);
  failed = g_test_run ();
  nst_network_unref (tiny);
  nst_network_unref (plain);
  nst_network_unref (codec);
  return failed;
}
