/* SPDX-License-Identifier: GPL-3.0-or-later */

/* test-stylize.c - the public functions on a small network of random weights: strength, seed,
 * threads, colors, progress and report. */

#include "check.h"

#include <math.h>
#include <string.h>

static NstNetwork *network;

/* ---- Settings ---------------------------------------------------------------------- */

static void
test_strength (void)
{
  NstSettings settings;
  g_autoptr (NstPicture) content = check_picture (1, 37, 29);
  g_autoptr (NstPicture) style = check_picture (2, 30, 30);
  g_autoptr (NstPicture) none = NULL;
  g_autoptr (NstPicture) half = NULL;
  g_autoptr (NstPicture) whole = NULL;

  check_quick_settings (&settings);
  settings.iterations = 10;
  settings.strength = 0.0;
  none = check_stylize (network, content, style, &settings, 1, NULL);
  check_same_pixels (none, content);
  settings.strength = 1.0;
  whole = check_stylize (network, content, style, &settings, 1, NULL);
  g_assert_cmpfloat (check_picture_distance (whole, content), >, 0.01);
  settings.strength = 0.5;
  half = check_stylize (network, content, style, &settings, 1, NULL);
  for (int i = 0; i < 3 * 37 * 29; i++)
    g_assert_cmpfloat_with_epsilon (half->pixels[i], 0.5 * (content->pixels[i] + whole->pixels[i]),
                                    1e-6);
}

/* The same picture, bit for bit, a second time and for any number of threads; both optimizers. */
static void
test_repeats (void)
{
  static const char *const optimizers[] = { "lbfgs", "adam" };

  for (int o = 0; o < 2; o++)
    {
      NstSettings settings;
      g_autoptr (NstPicture) content = check_picture (1, 150, 140);
      g_autoptr (NstPicture) style = check_picture (2, 131, 160);
      g_autoptr (NstPicture) first = NULL;

      check_quick_settings (&settings);
      nst_settings_set (&settings, "optimizer", optimizers[o], NULL);
      first = check_stylize (network, content, style, &settings, 1, NULL);
      for (int threads = 1; threads <= 3; threads++)
        {
          g_autoptr (NstPicture) again
              = check_stylize (network, content, style, &settings, threads, NULL);

          check_same_pixels (first, again);
        }
    }
}

/* More iterations, less loss. */
static void
test_loss_falls (void)
{
  static const char *const optimizers[] = { "lbfgs", "adam" };
  static const char *const losses[] = { "gram", "wasserstein" };

  for (int k = 0; k < 4; k++)
    {
      NstSettings settings;
      NstReport   few, many;
      g_autoptr (NstPicture) content = check_picture (1, 60, 50);
      g_autoptr (NstPicture) style = check_picture (2, 50, 60);

      check_quick_settings (&settings);
      nst_settings_set (&settings, "optimizer", optimizers[k / 2], NULL);
      nst_settings_set (&settings, "style-loss", losses[k % 2], NULL);
      settings.iterations = 1;
      nst_picture_free (check_stylize (network, content, style, &settings, 0, &few));
      settings.iterations = 120;
      nst_picture_free (check_stylize (network, content, style, &settings, 0, &many));
      g_assert_cmpint (few.scales[0].iterations, ==, 1);
      check_below (many.scales[0].total_loss, 0.7 * few.scales[0].total_loss);
    }
}

/* A seed is a variation: the same one is the same painting, another one another. */
static void
test_seeds (void)
{
  g_autoptr (NstPicture) content = check_picture (1, 60, 50);
  g_autoptr (NstPicture) style = check_picture (2, 50, 60);
  NstPicture      *results[4];
  static const int seeds[] = { 0, 1, 2, 1 };

  for (int i = 0; i < 4; i++)
    {
      NstSettings settings;

      check_quick_settings (&settings);
      settings.seed = seeds[i];
      results[i] = check_stylize (network, content, style, &settings, 1, NULL);
    }
  check_same_pixels (results[1], results[3]);
  g_assert_cmpfloat (check_picture_distance (results[0], results[1]), >, 1e-3);
  g_assert_cmpfloat (check_picture_distance (results[1], results[2]), >, 1e-3);
  for (int i = 0; i < 4; i++)
    nst_picture_free (results[i]);
}

/* Cb and Cr of Rec. 601 stay, up to the ends of the range. */
static void
test_keep_colors (void)
{
  NstSettings settings;
  g_autoptr (NstPicture) content = check_picture (1, 33, 47);
  g_autoptr (NstPicture) style = check_picture (2, 40, 40);
  g_autoptr (NstPicture) result = NULL;
  int n = 33 * 47, moved = 0, compared = 0;

  for (int i = 0; i < 3 * n; i++)
    content->pixels[i] = 0.35f + 0.3f * content->pixels[i];
  check_quick_settings (&settings);
  settings.keep_colors = TRUE;
  result = check_stylize (network, content, style, &settings, 0, NULL);
  for (int i = 0; i < n; i++)
    {
      const float *c = content->pixels + i, *r = result->pixels + i;
      gboolean     clipped = FALSE;

      for (int k = 0; k < 3; k++)
        clipped |= r[k * n] <= 0.0f || r[k * n] >= 1.0f;
      moved += fabsf (c[0] - r[0]) > 0.01f;
      if (clipped)
        continue;
      compared++;
      g_assert_cmpfloat_with_epsilon (r[2 * n] - r[n], c[2 * n] - c[n], 1e-5);
      g_assert_cmpfloat_with_epsilon (r[0] - r[n], c[0] - c[n], 1e-5);
    }
  g_assert_cmpint (moved, >, n / 10);
  g_assert_cmpint (compared, >, n / 10);
}

static void
make_gray (NstPicture *picture)
{
  gsize n = (gsize) picture->width * picture->height;

  for (gsize i = 0; i < 2 * n; i++)
    picture->pixels[n + i] = picture->pixels[i % n];
}

/* How far apart the channels of a pixel are at most. */
static float
most_color (const NstPicture *picture)
{
  int   n = picture->width * picture->height;
  float most = 0.0f;

  for (int i = 0; i < 2 * n; i++)
    most = MAX (most, fabsf (picture->pixels[n + i] - picture->pixels[i % n]));
  return most;
}

/* A gray picture in a gray manner is gray; with color in the one or the other, it is not. */
static void
test_gray (void)
{
  static const char *const methods[] = { "fast", "refine" };
  g_autoptr (NstNetwork) codec = check_codec (1);
  g_autoptr (NstPicture) content = check_picture (1, 33, 47);
  g_autoptr (NstPicture) style = check_picture (2, 40, 40);

  make_gray (content);
  for (gsize m = 0; m < G_N_ELEMENTS (methods); m++)
    for (int gray = 0; gray < 2; gray++)
      {
        NstSettings settings;
        g_autoptr (NstPicture) drawn = nst_picture_copy (style, NULL);
        g_autoptr (NstPicture) result = NULL;

        if (gray)
          make_gray (drawn);
        check_quick_settings (&settings);
        nst_settings_set (&settings, "method", methods[m], NULL);
        result = check_stylize (codec, content, drawn, &settings, 0, NULL);
        if (gray)
          g_assert_cmpfloat (most_color (result), ==, 0.0f);
        else
          g_assert_cmpfloat (most_color (result), >, 0.05f);
      }
}

static double
mean_product (const NstPicture *picture, int a, int b)
{
  int    n = picture->width * picture->height;
  double sum = 0.0;

  for (int i = 0; i < n; i++)
    sum += (a < 0 ? 1.0 : picture->pixels[a * n + i]) * picture->pixels[b * n + i];
  return sum / n;
}

/* Mean and covariance of the colors become the content's, where nothing is clipped: the content's
 * colors are pale here. */
static void
test_keep_color_statistics (void)
{
  NstSettings settings;
  g_autoptr (NstPicture) content = check_picture (1, 33, 47);
  g_autoptr (NstPicture) style = check_picture (2, 40, 40);
  g_autoptr (NstPicture) painting = NULL;
  g_autoptr (NstPicture) result = NULL;

  for (int i = 0; i < 3 * 33 * 47; i++)
    content->pixels[i] = 0.4f + 0.1f * (i / (33 * 47)) * content->pixels[i];
  check_quick_settings (&settings);
  painting = check_stylize (network, content, style, &settings, 0, NULL);
  settings.keep_colors = TRUE;
  settings.keep_colors_by = NST_KEEP_COLORS_BY_STATISTICS;
  result = check_stylize (network, content, style, &settings, 0, NULL);
  for (int b = 0; b < 3; b++)
    for (int a = -1; a < 3; a++)
      g_assert_cmpfloat_with_epsilon (mean_product (result, a, b), mean_product (content, a, b),
                                      1e-4);
  /* And it is the painting still, whose colors have moved as a whole: correlation stays high. */
  g_assert_cmpfloat (check_picture_distance (result, painting), >, 0.01);
  g_assert_cmpfloat (check_picture_distance (result, content), >, 0.01);
}

/* Several styles, their order, one of them twice. */
static void
test_styles (void)
{
  NstSettings settings;
  g_autoptr (GError) error = NULL;
  g_autoptr (NstPicture) content = check_picture (1, 40, 40);
  g_autoptr (NstPicture) first = check_picture (2, 40, 50);
  g_autoptr (NstPicture) second = check_picture (3, 60, 30);
  const NstPicture *both[] = { first, second };
  g_autoptr (NstPicture) alone = NULL;
  g_autoptr (NstPicture) blended = NULL;

  check_quick_settings (&settings);
  alone = check_stylize (network, content, first, &settings, 1, NULL);
  blended = check_stylize_pictures (network, content, both, 2, &settings, 1, NULL, NULL, NULL, NULL,
                                    &error);
  g_assert_no_error (error);
  g_assert_cmpfloat (check_picture_distance (alone, blended), >, 1e-3);
}

/* ---- Progress, report, cancel ------------------------------------------------------ */

static void
test_progress_and_report (void)
{
  NstSettings settings;
  NstReport   report;
  CheckWatch  w = { .thread = g_thread_self () };
  g_autoptr (GError) error = NULL;
  g_autoptr (NstPicture) content = check_picture (1, 520, 300);
  g_autoptr (NstPicture) style = check_picture (2, 200, 200);
  g_autoptr (NstPicture) result = NULL;
  const NstPicture *styles[] = { style };
  int               evaluations = 0;

  check_quick_settings (&settings);
  memset (&report, 0xff, sizeof report);
  result = check_stylize_pictures (network, content, styles, 1, &settings, 2, check_watch, &w, NULL,
                                   &report, &error);
  g_assert_no_error (error);
  g_assert_cmpfloat (w.last, >, 0.99);
  g_assert_cmpint (report.threads, ==, 2);
  g_assert_cmpuint (report.n_scales, ==, 3);
  g_assert_true (report.seconds > 0.0 && report.style_seconds > 0.0
                 && report.style_seconds < report.seconds);
  for (guint i = 0; i < report.n_scales; i++)
    {
      const NstScaleReport *s = &report.scales[i];

      g_assert_cmpint (s->width, ==, 520 >> (report.n_scales - 1 - i));
      g_assert_cmpint (s->height, ==, 300 >> (report.n_scales - 1 - i));
      g_assert_cmpint (s->iterations, >, 0);
      g_assert_true (s->seconds_per_iteration > 0.0 && s->content_loss > 0.0
                     && s->style_loss > 0.0);
      g_assert_cmpfloat (s->total_loss, >=, s->content_loss + s->style_loss);
      evaluations += s->iterations;
    }
  g_assert_cmpint (report.scales[2].iterations, ==, 5);
  g_assert_cmpint (w.calls, >=, evaluations / 2);
}

/* A cancelled call fails as such, after no more evaluations than were under way. */
static void
test_cancel (void)
{
  static const char *const optimizers[] = { "lbfgs", "adam" };

  for (int turn = 0; turn < 6; turn++)
    {
      NstSettings settings;
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (GError) error = NULL;
      g_autoptr (NstPicture) content = check_picture (1, 100, 80);
      g_autoptr (NstPicture) style = check_picture (2, 60, 60);
      const NstPicture *styles[] = { style };
      CheckWatch        w
          = { .cancel_at = turn / 2 * 3, .cancellable = cancellable, .thread = g_thread_self () };

      check_quick_settings (&settings);
      settings.iterations = 10000;
      nst_settings_set (&settings, "optimizer", optimizers[turn % 2], NULL);
      if (w.cancel_at == 0)
        g_cancellable_cancel (cancellable);
      g_assert_null (check_stylize_pictures (network, content, styles, 1, &settings, 2, check_watch,
                                             &w, cancellable, NULL, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_assert_cmpint (w.calls, <=, w.cancel_at + 1);
    }
}

/* Cancelled from another thread, in the middle of whatever is being done: far fewer evaluations
 * than were asked for have happened when the call comes back. */
static void
test_cancel_from_outside (void)
{
  NstSettings settings;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (NstPicture) content = check_picture (1, 256, 256);
  const NstPicture *styles[] = { content };
  CheckWatch        w = { .cancellable = cancellable, .thread = g_thread_self () };
  GThread          *canceller;

  check_quick_settings (&settings);
  settings.iterations = 10000;
  settings.optimizer = NST_OPTIMIZER_ADAM;
  canceller = check_cancel_after (30000, cancellable);
  g_assert_null (check_stylize_pictures (network, content, styles, 1, &settings, 2, check_watch, &w,
                                         cancellable, NULL, &error));
  g_thread_join (canceller);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (w.calls, <, 5000);
}

/* The parts together are the whole, bit for bit, protected or not; a network without a decoder
 * begins with the content. */
static void
test_parts (void)
{
  NstSettings settings, start;
  g_autoptr (NstPicture) content = check_picture (1, 150, 140);
  g_autoptr (NstPicture) picture = check_picture (2, 131, 160);
  g_autoptr (NstStyle) style = nst_style_new (picture, "made", NULL);
  g_autofree float *protect = check_edge (150, 140, 0.4, 0.6, 1.0f);
  NstStyleShare     share = { style, 1.0, 1.0, NULL };

  protect[150 * 70 + 149] = 0.1f; /* so that all is painted, and not a part */
  check_quick_settings (&settings);
  settings.size = 100;
  settings.strength = 0.7;
  settings.keep_colors = TRUE;
  settings.keep_colors_by = NST_KEEP_COLORS_BY_STATISTICS;
  for (int protected = 0; protected < 2; protected ++)
    {
      NstRequest request = NST_REQUEST (.network = network, .content = content, .styles = &share,
                                        .n_styles = 1, .settings = &settings, .threads = 1,
                                        .protect = protected ? protect : NULL);
      g_autoptr (NstPicture) whole = nst_stylize (&request, NULL);
      g_autoptr (NstPicture) painting = nst_paint (&request, NULL);
      g_autoptr (NstPicture) finished = nst_finish (&request, painting, NULL);

      g_assert_cmpint (painting->width, ==, 100);
      if (protected)
        nst_picture_keep (finished, content, protect);
      check_same_pixels (finished, whole);
    }
  g_assert_false (nst_start_settings (network, 150, 140, &settings, &start));
}

/* Of a caller that was compiled for an earlier version nothing beyond its struct is read. */
static void
test_short_request (void)
{
  NstSettings settings;
  g_autoptr (NstPicture) content = check_picture (1, 70, 60);
  g_autoptr (NstStyle) style = nst_style_new (content, "made", NULL);
  NstStyleShare share = { style, 1.0, 1.0, NULL };
  NstRequest    request;
  g_autoptr (NstPicture) expected = NULL;
  g_autoptr (NstPicture) painting = NULL;

  check_quick_settings (&settings);
  request = NST_REQUEST (.network = network, .content = content, .styles = &share, .n_styles = 1,
                         .settings = &settings, .threads = 1);
  expected = nst_stylize (&request, NULL);
  request.size = G_STRUCT_OFFSET (NstRequest, report);
  memset (&request.report, 0xff, sizeof request - request.size);
  painting = nst_stylize (&request, NULL);
  check_same_pixels (painting, expected);
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  network = check_network (&check_tiny, 21);
  g_test_add_func ("/stylize/strength", test_strength);
  g_test_add_func ("/stylize/repeats", test_repeats);
  g_test_add_func ("/stylize/loss-falls", test_loss_falls);
  g_test_add_func ("/stylize/seeds", test_seeds);
  g_test_add_func ("/stylize/keep-colors", test_keep_colors);
  g_test_add_func ("/stylize/gray", test_gray);
  g_test_add_func ("/stylize/keep-color-statistics", test_keep_color_statistics);
  g_test_add_func ("/stylize/styles", test_styles);
  g_test_add_func ("/stylize/progress-and-report", test_progress_and_report);
  g_test_add_func ("/stylize/parts", test_parts);
  g_test_add_func ("/stylize/short-request", test_short_request);
  g_test_add_func ("/stylize/cancel", test_cancel);
  g_test_add_func ("/stylize/cancel-from-outside", test_cancel_from_outside);
  result = g_test_run ();
  nst_network_unref (network);
  return result;
}
