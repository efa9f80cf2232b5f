/* SPDX-License-Identifier: GPL-3.0-or-later */

/* test-pyramid.c - the scales of Refine, and the iterations at each. */

#include "check.h"

#include "style/pyramid.h"

static void
check_plan (int width, int height, int size, guint n, const int sides[], const int iterations[])
{
  NstSettings settings;
  NstPyramid  pyramid;
  double      work = 0.0;

  nst_settings_init (&settings);
  settings.size = size;
  settings.iterations = 50;
  nst_pyramid_plan (&pyramid, width, height, &settings);
  g_assert_cmpuint (pyramid.n_scales, ==, n);
  for (guint i = 0; i < n; i++)
    {
      const NstScale *scale = &pyramid.scales[i];

      g_assert_cmpint (scale->longer, ==, sides[i]);
      g_assert_cmpint (MAX (scale->width, scale->height), ==, sides[i]);
      g_assert_cmpint (scale->iterations, ==, iterations[i]);
      work += scale->work;
    }
  g_assert_cmpfloat_with_epsilon (work, 1.0, 1e-9);
}

/* Down by halves, with most iterations at the two largest. */
static void
test_usual (void)
{
  check_plan (1024, 768, 0, 4, (int[]) { 128, 256, 512, 1024 }, (int[]) { 25, 25, 50, 50 });
  check_plan (3000, 4000, 1000, 3, (int[]) { 250, 500, 1000 }, (int[]) { 25, 50, 50 });
  check_plan (100, 80, 0, 1, (int[]) { 100 }, (int[]) { 50 });
}

/* The iterations that were asked for are those of the largest scale that decides about forms. */
static void
test_large (void)
{
  check_plan (6000, 4000, 0, 6, (int[]) { 188, 375, 750, 1500, 3000, 6000 },
              (int[]) { 25, 50, 50, 25, 25, 25 });
  check_plan (1500, 2048, 0, 5, (int[]) { 128, 256, 512, 1024, 2048 },
              (int[]) { 25, 25, 50, 50, 25 });
}

/* From Fast's painting there is no need of scales below it.  Without strokes, a painting of up to
 * 1024 pixels has one scale, and a larger one is begun smaller; with strokes it begins with up to
 * 256 pixels.  Progress is that of the scales that there are. */
static void
check_start (double strokes, int width, guint n, const int widths[], const int iterations[])
{
  g_autoptr (NstNetwork) codec = check_codec (1);
  g_autoptr (NstPicture) content = check_picture (1, width, 64);
  g_autoptr (NstPicture) style = check_picture (2, 64, 64);
  const NstPicture *styles[] = { style };
  g_autoptr (NstPicture) painting = NULL;
  g_autoptr (GError) error = NULL;
  CheckWatch  watch = { .thread = g_thread_self () };
  NstSettings settings;
  NstReport   report;

  check_quick_settings (&settings);
  settings.iterations = 4;
  settings.strokes = strokes;
  painting = check_stylize_pictures (codec, content, styles, 1, &settings, 2, check_watch, &watch,
                                     NULL, &report, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (report.n_scales, ==, n);
  for (guint i = 0; i < n; i++)
    {
      g_assert_cmpint (report.scales[i].width, ==, widths[i]);
      g_assert_cmpint (report.scales[i].iterations, ==, iterations[i]);
    }
  g_assert_cmpint (watch.width, ==, width);
  g_assert_cmpfloat_with_epsilon (watch.last, 1.0, 1e-9);
}

static void
test_start (void)
{
  check_start (0.0, 600, 1, (int[]) { 600 }, (int[]) { 4 });
  check_start (0.0, 1100, 2, (int[]) { 550, 1100 }, (int[]) { 4, 2 });
  check_start (1.0, 200, 1, (int[]) { 200 }, (int[]) { 4 });
  check_start (1.0, 600, 3, (int[]) { 150, 300, 600 }, (int[]) { 2, 4, 4 });
  check_start (1.0, 1100, 4, (int[]) { 138, 275, 550, 1100 }, (int[]) { 2, 4, 4, 2 });
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pyramid/usual", test_usual);
  g_test_add_func ("/pyramid/large", test_large);
  g_test_add_func ("/pyramid/start", test_start);
  return g_test_run ();
}
