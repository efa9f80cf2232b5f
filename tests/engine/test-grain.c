/* SPDX-License-Identifier: GPL-3.0-or-later */

/* test-grain.c - the grain that Fast adds: its distribution, its width, that it
 * is gray, and that parts match the whole. */

#include "check.h"

#include <math.h>

#include "style/grain.h"

#define WIDTH  157 /* pixels */
#define HEIGHT 131
#define N      (WIDTH * HEIGHT)

/* The grain of the whole picture, in units of its deviation. */
static float *
whole (void)
{
  float *pixels = g_new0 (float, 3 * N);

  nst_grain_add (pixels, &(NstRectangle) { 0, 0, WIDTH, HEIGHT }, WIDTH, HEIGHT);
  for (int i = 0; i < 3 * N; i++)
    pixels[i] /= NST_GRAIN_DEVIATION;
  return pixels;
}

/* The grid has some 37 cells in the picture's height, and so about 1600 independent numbers; the
 * bounds are four standard errors of these. */
static void
test_distribution (void)
{
  g_autofree float *grain = whole ();
  double            sum = 0.0, square = 0.0, beyond = 0.0;

  for (int i = 0; i < N; i++)
    {
      sum += grain[i];
      square += grain[i] * grain[i];
      beyond += fabsf (grain[i]) > 1.0f;
    }
  check_below (fabs (sum / N), 4.0 / sqrt (1600.0));
  check_below (fabs (square / N - 1.0), 4.0 * sqrt (2.0 / 1600.0));
  check_below (fabs (beyond / N - 0.317), 0.05); /* as of a normal distribution */
}

static double
correlation (const float *grain, int width, int height, int dx, int dy)
{
  double sum = 0.0;
  int    n = 0;

  for (int y = dy; y < height; y++)
    for (int x = dx; x < width; x++, n++)
      sum += grain[y * width + x] * grain[(y - dy) * width + x - dx];
  return sum / n;
}

/* Four cells away there is none of it; one cell is the same share of a picture of any size. */
static void
test_correlation (void)
{
  g_autofree float *grain = whole (), *large = g_new0 (float, 3 * 4 * N);
  double            near, same;

  check_below (fabs (correlation (grain, WIDTH, HEIGHT, 16, 0)), 0.1);
  check_below (fabs (correlation (grain, WIDTH, HEIGHT, 0, 16)), 0.1);
  check_below (fabs (correlation (grain, WIDTH, HEIGHT, 48, 32)), 0.1);
  nst_grain_add (large, &(NstRectangle) { 0, 0, 2 * WIDTH, 2 * HEIGHT }, 2 * WIDTH, 2 * HEIGHT);
  for (int i = 0; i < 4 * N; i++)
    large[i] /= NST_GRAIN_DEVIATION;
  near = correlation (grain, WIDTH, HEIGHT, 3, 3);
  same = correlation (large, 2 * WIDTH, 2 * HEIGHT, 6, 6);
  g_assert_cmpfloat (near, >, 0.2);
  check_below (fabs (near - same), 0.1);
}

static void
test_gray (void)
{
  g_autofree float *grain = whole ();

  for (int i = 0; i < N; i++)
    g_assert_true (grain[i] == grain[N + i] && grain[i] == grain[2 * N + i]);
}

/* A part has the grain of its place, and beyond the border that of what is reflected there. */
static void
test_parts (void)
{
  static const NstRectangle places[] = { { 16, 32, 48, 64 }, { 128, 112, 48, 32 } };
  g_autofree float         *grain = whole ();

  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    {
      const NstRectangle *place = &places[i];
      g_autofree float   *part = g_new0 (float, 3 * place->width * place->height);

      nst_grain_add (part, place, WIDTH, HEIGHT);
      for (int y = 0; y < place->height; y++)
        for (int x = 0; x < place->width; x++)
          {
            int row = check_source (NST_PADDING_REFLECT, place->y + y, HEIGHT);
            int column = check_source (NST_PADDING_REFLECT, place->x + x, WIDTH);

            g_assert_cmpfloat (part[y * place->width + x] / NST_GRAIN_DEVIATION, ==,
                               grain[row * WIDTH + column]);
          }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/grain/distribution", test_distribution);
  g_test_add_func ("/grain/correlation", test_correlation);
  g_test_add_func ("/grain/gray", test_gray);
  g_test_add_func ("/grain/parts", test_parts);
  return g_test_run ();
}
