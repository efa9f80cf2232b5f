/* SPDX-License-Identifier: GPL-3.0-or-later */

/* test-resampling.c - planes scaled to another size: against an implementation that weighs every
 * input pixel for every output pixel, and by the frequencies that a good resampling keeps and
 * removes. */

#include "check.h"

#include <math.h>
#include <string.h>

#include "ops/resampling.h"

static void
resample (int channels, int height, int width, const float *from, int to_height, int to_width,
          float *to)
{
  g_autoptr (GError) error = NULL;
  gboolean done;

  memset (to, 0xff, sizeof (float) * channels * to_height * to_width);
  done = nst_resample (channels, height, width, from, to_height, to_width, to, &error);
  g_assert_no_error (error);
  g_assert_true (done);
}

/* Keys' cubic with a = -1/2, written piece by piece. */
static double
keys (double x)
{
  double t = fabs (x);

  if (t <= 1.0)
    return 1.5 * t * t * t - 2.5 * t * t + 1.0;
  if (t <= 2.0)
    return -0.5 * t * t * t + 2.5 * t * t - 4.0 * t + 2.0;
  return 0.0;
}

/* How much input `i` counts for output `o`, before the weights of `o` are made to sum up to 1. */
static double
weight_of (int o, int i, int length, int to_length)
{
  double scale = (double) length / to_length;
  double wide = scale > 1.0 ? scale : 1.0;

  return keys ((i + 0.5 - (o + 0.5) * scale) / wide);
}

static double
twin_at (const float *from, int height, int width, int to_height, int to_width, int y, int x)
{
  double sum = 0.0, weights = 0.0;

  for (int v = 0; v < height; v++)
    for (int u = 0; u < width; u++)
      {
        double weight = weight_of (y, v, height, to_height) * weight_of (x, u, width, to_width);

        sum += weight * from[(gsize) v * width + u];
        weights += weight;
      }
  return sum / weights;
}

static void
test_twin (void)
{
  static const int shapes[][4]
      = { { 1, 1, 3, 4 },  { 5, 1, 2, 7 },   { 7, 9, 7, 9 },   { 8, 8, 4, 4 },
          { 9, 13, 3, 5 }, { 5, 4, 17, 31 }, { 20, 30, 1, 1 }, { 21, 10, 13, 23 },
          { 3, 40, 9, 7 }, { 2, 2, 3, 3 },   { 6, 6, 5, 5 },   { 33, 31, 32, 30 } };
  g_autoptr (GRand) random = g_rand_new_with_seed (1);

  for (gsize s = 0; s < G_N_ELEMENTS (shapes); s++)
    {
      int                height = shapes[s][0], width = shapes[s][1];
      int                to_height = shapes[s][2], to_width = shapes[s][3];
      gsize              n = (gsize) to_height * to_width;
      g_autofree float  *from = check_noise (random, (gsize) 2 * height * width);
      g_autofree float  *to = g_new (float, 2 * n);
      g_autofree double *expected = g_new (double, 2 * n);

      for (int c = 0; c < 2; c++)
        for (int y = 0; y < to_height; y++)
          for (int x = 0; x < to_width; x++)
            expected[c * n + (gsize) y * to_width + x] = twin_at (
                from + (gsize) c * height * width, height, width, to_height, to_width, y, x);
      resample (2, height, width, from, to_height, to_width, to);
      check_below (check_error (2 * n, to, expected), 2e-6);
    }
}

static void
test_identity (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (2);
  g_autofree float *from = check_noise (random, 7 * 9);
  g_autofree float *to = g_new (float, 7 * 9);

  resample (1, 7, 9, from, 7, 9, to);
  g_assert_cmpmem (from, sizeof (float) * 63, to, sizeof (float) * 63);
}

static void
test_constant (void)
{
  static const int sizes[] = { 1, 2, 3, 7, 64, 100, 257 };

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (sizes); j++)
      {
        gsize             n = (gsize) sizes[i] * sizes[i], to_n = (gsize) sizes[j] * sizes[j];
        g_autofree float *from = g_new (float, n);
        g_autofree float *to = g_new (float, to_n);

        for (gsize k = 0; k < n; k++)
          from[k] = 0.7f;
        resample (1, sizes[i], sizes[i], from, sizes[j], sizes[j], to);
        for (gsize k = 0; k < to_n; k++)
          g_assert_cmpfloat_with_epsilon (to[k], 0.7f, 1e-5);
      }
}

/* A ramp stays the same ramp, with pixels' centers where they belong, away from the border. */
static void
test_ramp (void)
{
  static const int  lengths[] = { 20, 60, 100, 250 };
  g_autofree float *from = g_new (float, 100);

  for (int x = 0; x < 100; x++)
    from[x] = (float) (x + 0.5);
  for (gsize i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      int               n = lengths[i];
      g_autofree float *to = g_new (float, n);

      resample (1, 1, 100, from, 1, n, to);
      for (int x = n / 5; x < n - n / 5; x++)
        g_assert_cmpfloat_with_epsilon (to[x], (x + 0.5) * 100.0 / n, 0.02);
    }
}

/* The root mean square of a wave of `frequency` cycles a pixel, 256 pixels long, made 64. */
static double
shrunk_wave (double frequency)
{
  g_autofree float *from = g_new (float, 256);
  g_autofree float *to = g_new (float, 64);
  double            square = 0.0;

  for (int x = 0; x < 256; x++)
    from[x] = (float) sin (2.0 * G_PI * frequency * x + 0.3);
  resample (1, 1, 256, from, 1, 64, to);
  for (int x = 4; x < 60; x++)
    square += (double) to[x] * to[x];
  return sqrt (2.0 * square / 56.0);
}

/* What the small picture cannot show vanishes instead of turning into something else. */
static void
test_no_aliasing (void)
{
  check_relative (shrunk_wave (1.0 / 64.0), 1.0, 0.05);
  check_below (shrunk_wave (0.23), 0.03);
  check_below (shrunk_wave (0.3), 0.03);
  check_below (shrunk_wave (0.47), 0.03);
}

static void
test_picture (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NstPicture) picture = check_picture (3, 40, 30);
  g_autoptr (NstPicture) same = NULL;
  g_autoptr (NstPicture) large = NULL;
  g_autoptr (NstPicture) crop = NULL;

  picture->mask = g_new0 (float, 40 * 30);
  for (int i = 0; i < 40 * 30; i++)
    picture->mask[i] = i % 40 < 20 ? 1.0f : 0.0f;
  same = nst_picture_resize (picture, 40, 30, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (same->pixels, sizeof (float) * 3600, picture->pixels, sizeof (float) * 3600);
  g_assert_cmpmem (same->mask, sizeof (float) * 1200, picture->mask, sizeof (float) * 1200);
  large = nst_picture_resize (picture, 95, 77, &error);
  g_assert_no_error (error);
  g_assert_cmpint (large->width, ==, 95);
  g_assert_cmpint (large->height, ==, 77);
  for (int i = 0; i < 95 * 77; i++)
    g_assert_true (large->mask[i] >= 0.0f && large->mask[i] <= 1.0f);
  g_assert_cmpfloat_with_epsilon (large->mask[10], 1.0f, 1e-6);
  g_assert_cmpfloat_with_epsilon (large->mask[90], 0.0f, 1e-6);

  crop = nst_picture_crop (picture, 5, 7, 11, 13, &error);
  g_assert_no_error (error);
  g_assert_null (crop->mask);
  for (int c = 0; c < 3; c++)
    for (int y = 0; y < 13; y++)
      for (int x = 0; x < 11; x++)
        g_assert_true (crop->pixels[(c * 13 + y) * 11 + x]
                       == picture->pixels[(c * 30 + 7 + y) * 40 + 5 + x]);
}

static void
test_picture_errors (void)
{
  static const int bad[][2] = { { 0, 5 }, { 5, 0 }, { -1, 5 }, { NST_MAX_SIDE + 1, 1 } };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (nst_picture_new (bad[i][0], bad[i][1], &error));
      check_sentence (error, NST_ERROR, NST_ERROR_ARGUMENT, "pixels");
    }
}

/* In its proportions, never larger, and never without a pixel. */
static void
test_shrink (void)
{
  static const int sizes[][4] = {
    { 300, 200, 150, 100 }, { 200, 300, 100, 150 }, { 120, 20, 120, 20 }, { 900, 2, 150, 1 }
  };

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (NstPicture) picture = nst_picture_new (sizes[i][0], sizes[i][1], &error);
      g_autoptr (NstPicture) small = nst_picture_shrink (picture, 150, &error);

      g_assert_no_error (error);
      g_assert_cmpint (small->width, ==, sizes[i][2]);
      g_assert_cmpint (small->height, ==, sizes[i][3]);
    }
}

/* Bit for bit the same as when it is cut out of the whole: smaller, larger, and as it is. */
static void
test_part (void)
{
  static const int sizes[][2] = { { 30, 19 }, { 170, 90 }, { 61, 45 } };
  g_autoptr (NstPicture) picture = check_picture (3, 61, 45);

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      int          width = sizes[i][0], height = sizes[i][1];
      NstRectangle parts[] = { { 0, 0, width, height },
                               { width / 3, height / 4, width / 2, height / 3 },
                               { width - 1, height - 2, 1, 2 } };
      g_autoptr (NstPicture) whole = nst_picture_resize (picture, width, height, NULL);

      for (gsize k = 0; k < G_N_ELEMENTS (parts); k++)
        {
          NstRectangle *p = &parts[k];
          g_autoptr (NstPicture) cut
              = nst_picture_crop (whole, p->x, p->y, p->width, p->height, NULL);
          g_autoptr (NstPicture) part = nst_picture_new (p->width, p->height, NULL);

          g_assert_true (nst_picture_resize_part (picture, width, height, p, part, NULL));
          check_same_pixels (cut, part);
        }
    }
}

/* Each value of a smaller mask is the mean of a fine grid of points in what it covers; ones stay
 * ones, and zeros zeros. */
static void
test_mask (void)
{
  enum
  {
    WIDTH = 61,
    HEIGHT = 37,
    POINTS = 60
  };
  static const int  sizes[][2] = { { 61, 37 }, { 30, 18 }, { 7, 5 }, { 1, 1 } };
  g_autofree float *mask = g_new (float, WIDTH *HEIGHT), *ones = g_new (float, WIDTH *HEIGHT);
  g_autofree float *zeros = g_new0 (float, WIDTH *HEIGHT);
  g_autoptr (GRand) random = g_rand_new_with_seed (15);

  for (int i = 0; i < WIDTH * HEIGHT; i++)
    {
      mask[i] = (float) g_rand_double (random);
      ones[i] = 1.0f;
    }
  for (gsize s = 0; s < G_N_ELEMENTS (sizes); s++)
    {
      int               width = sizes[s][0], height = sizes[s][1];
      g_autofree float *small = nst_mask_shrink (mask, WIDTH, HEIGHT, width, height, NULL);
      g_autofree float *all = nst_mask_shrink (ones, WIDTH, HEIGHT, width, height, NULL);
      g_autofree float *none = nst_mask_shrink (zeros, WIDTH, HEIGHT, width, height, NULL);

      for (int i = 0; i < width * height; i++)
        {
          double sum = 0.0;

          for (int k = 0; k < POINTS * POINTS; k++)
            {
              int u = (int) ((i % width + (k % POINTS + 0.5) / POINTS) * WIDTH / width);
              int v = (int) ((i / width + (k / POINTS + 0.5) / POINTS) * HEIGHT / height);

              sum += mask[v * WIDTH + u];
            }
          g_assert_cmpfloat_with_epsilon (small[i], sum / (POINTS * POINTS), 0.02);
          g_assert_true (all[i] == 1.0f && none[i] == 0.0f);
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/resampling/twin", test_twin);
  g_test_add_func ("/resampling/identity", test_identity);
  g_test_add_func ("/resampling/constant", test_constant);
  g_test_add_func ("/resampling/ramp", test_ramp);
  g_test_add_func ("/resampling/no-aliasing", test_no_aliasing);
  g_test_add_func ("/resampling/picture", test_picture);
  g_test_add_func ("/resampling/picture-errors", test_picture_errors);
  g_test_add_func ("/resampling/shrink", test_shrink);
  g_test_add_func ("/resampling/part", test_part);
  g_test_add_func ("/resampling/mask", test_mask);
  return g_test_run ();
}
