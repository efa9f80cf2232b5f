/* SPDX-License-Identifier: GPL-3.0-or-later */

/* test-enlarging.c - a painting enlarged along the edges of its photograph, against the formulas,
 * in parts, and the effect on an edge. */

#include "check.h"

#include <math.h>

#include "ops/guided.h"
#include "ops/resampling.h"

#define RADIUS 2
#define FLAT   2e-3

static double
luma (const NstPicture *picture, int x, int y)
{
  gsize plane = (gsize) picture->width * picture->height;
  gsize at = (gsize) y * picture->width + x;

  return 0.299 * picture->pixels[at] + 0.587 * picture->pixels[plane + at]
         + 0.114 * picture->pixels[2 * plane + at];
}

/* The slope of a channel in the window around a pixel, times the square of the correlation. */
static double
naive_slope (const NstPicture *painting, const NstPicture *photograph, int c, int x, int y)
{
  double n = 0.0, light = 0.0, square = 0.0, own = 0.0, own_square = 0.0, product = 0.0;
  double covariance, variance, own_variance;

  for (int v = y - RADIUS; v <= y + RADIUS; v++)
    for (int u = x - RADIUS; u <= x + RADIUS; u++)
      if (u >= 0 && u < painting->width && v >= 0 && v < painting->height)
        {
          double i = luma (photograph, u, v);
          double p = painting->pixels[((gsize) c * painting->height + v) * painting->width + u];

          n += 1.0;
          light += i;
          square += i * i;
          own += p;
          own_square += p * p;
          product += i * p;
        }
  covariance = product / n - own / n * (light / n);
  variance = square / n - pow (light / n, 2.0) + FLAT;
  own_variance = own_square / n - pow (own / n, 2.0) + FLAT;
  return covariance / variance * (pow (covariance, 2.0) / (variance * own_variance));
}

/* The mean of the slopes around a pixel. */
static double
naive_mean_slope (const NstPicture *painting, const NstPicture *photograph, int c, int x, int y)
{
  double n = 0.0, sum = 0.0;

  for (int v = y - RADIUS; v <= y + RADIUS; v++)
    for (int u = x - RADIUS; u <= x + RADIUS; u++)
      if (u >= 0 && u < painting->width && v >= 0 && v < painting->height)
        {
          sum += naive_slope (painting, photograph, c, u, v);
          n += 1.0;
        }
  return sum / n;
}

/* The enlarged painting by the formula in guided.h, from whole planes. */
static NstPicture *
naive_enlarge (const NstPicture *painting, const NstPicture *small, const NstPicture *photograph)
{
  gsize             n = (gsize) painting->width * painting->height;
  int               width = photograph->width, height = photograph->height;
  g_autofree float *slopes = g_new (float, n), *products = g_new (float, n);
  g_autofree float *large = g_new (float, (gsize) width *height);
  g_autofree float *low = g_new (float, (gsize) width *height);
  NstPicture       *result = nst_picture_resize (painting, width, height, NULL);

  for (int c = 0; c < 3; c++)
    {
      for (gsize i = 0; i < n; i++)
        {
          int x = (int) (i % painting->width), y = (int) (i / painting->width);

          slopes[i] = (float) naive_mean_slope (painting, small, c, x, y);
          products[i] = (float) (slopes[i] * luma (small, x, y));
        }
      nst_resample (1, painting->height, painting->width, slopes, height, width, large, NULL);
      nst_resample (1, painting->height, painting->width, products, height, width, low, NULL);
      for (int i = 0; i < width * height; i++)
        result->pixels[(gsize) c * width * height + i]
            += (float) (large[i] * luma (photograph, i % width, i / width) - low[i]);
    }
  return result;
}

static NstPicture *
enlarge (const NstPicture *painting, const NstPicture *small, const NstPicture *photograph,
         const NstRectangle *part)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NstGuided) guided = nst_guided_new (painting, small, &error);
  g_autoptr (NstPicture) own
      = nst_picture_crop (photograph, part->x, part->y, part->width, part->height, NULL);
  NstPicture *result = nst_picture_new (part->width, part->height, &error);

  g_assert_true (nst_picture_resize_part (painting, photograph->width, photograph->height, part,
                                          result, &error));
  g_assert_true (
      nst_guided_add (guided, photograph->width, photograph->height, part, own, result, &error));
  g_assert_no_error (error);
  return result;
}

/* Of odd sizes, of a side below the window's, and of one pixel. */
static void
test_naive (void)
{
  static const int sizes[][4]
      = { { 23, 17, 101, 70 }, { 3, 30, 7, 61 }, { 1, 1, 9, 5 }, { 40, 9, 200, 150 } };

  for (gsize s = 0; s < G_N_ELEMENTS (sizes); s++)
    {
      g_autoptr (NstPicture) photograph = check_picture (1, sizes[s][2], sizes[s][3]);
      g_autoptr (NstPicture) small
          = nst_picture_resize (photograph, sizes[s][0], sizes[s][1], NULL);
      g_autoptr (NstPicture) painting = check_picture (2, sizes[s][0], sizes[s][1]);
      g_autoptr (NstPicture) expected = naive_enlarge (painting, small, photograph);
      NstRectangle all = { 0, 0, sizes[s][2], sizes[s][3] };
      g_autoptr (NstPicture) actual = enlarge (painting, small, photograph, &all);

      check_below (check_picture_distance (actual, expected), 1e-4);
    }
}

/* A part is what the whole has there, bit for bit. */
static void
test_part (void)
{
  static const NstRectangle part = { 31, 5, 50, 140 };
  g_autoptr (NstPicture) photograph = check_picture (1, 120, 190);
  g_autoptr (NstPicture) small = nst_picture_resize (photograph, 30, 48, NULL);
  g_autoptr (NstPicture) painting = check_picture (2, 30, 48);
  NstRectangle all = { 0, 0, 120, 190 };
  g_autoptr (NstPicture) whole = enlarge (painting, small, photograph, &all);
  g_autoptr (NstPicture) expected
      = nst_picture_crop (whole, part.x, part.y, part.width, part.height, NULL);
  g_autoptr (NstPicture) actual = enlarge (painting, small, photograph, &part);

  check_same_pixels (actual, expected);
}

/* Light at the right of an edge that lies between the pixels of the small size. */
static NstPicture *
edge_picture (int width, double dark, double light)
{
  NstPicture *picture = nst_picture_new (width, width, NULL);

  for (int i = 0; i < 3 * width * width; i++)
    picture->pixels[i] = (float) (i % width >= width / 2 + 3 ? light : dark);
  return picture;
}

static double
error_beside (const NstPicture *picture, const NstPicture *sharp)
{
  double sum = 0.0;

  for (int i = 0; i < 3 * picture->width * picture->height; i++)
    sum += pow (picture->pixels[i] - sharp->pixels[i], 2.0);
  return sum;
}

/* A painting that has the photograph's edge in other tones gets it back sharp; one that has nothing
 * of it stays as it is, and a flat photograph adds nothing. */
static void
test_edge (void)
{
  g_autoptr (NstPicture) photograph = edge_picture (128, 0.2, 0.8);
  g_autoptr (NstPicture) sharp = edge_picture (128, 0.7, 0.3);
  g_autoptr (NstPicture) flat = edge_picture (128, 0.4, 0.4);
  g_autoptr (NstPicture) small = nst_picture_resize (photograph, 16, 16, NULL);
  g_autoptr (NstPicture) painting = nst_picture_resize (sharp, 16, 16, NULL);
  g_autoptr (NstPicture) flat_small = nst_picture_resize (flat, 16, 16, NULL);
  NstRectangle all = { 0, 0, 128, 128 };
  g_autoptr (NstPicture) plain = nst_picture_resize (painting, 128, 128, NULL);
  g_autoptr (NstPicture) guided = enlarge (painting, small, photograph, &all);
  g_autoptr (NstPicture) alone = enlarge (flat_small, small, photograph, &all);
  g_autoptr (NstPicture) unguided = enlarge (painting, flat_small, flat, &all);

  g_test_message ("squared error: plain %.1f, guided %.1f", error_beside (plain, sharp),
                  error_beside (guided, sharp));
  g_assert_cmpfloat (error_beside (guided, sharp), <, 0.2 * error_beside (plain, sharp));
  check_below (check_picture_distance (alone, flat), 1e-3);
  check_below (check_picture_distance (unguided, plain), 1e-5);
}

/* As the setting says; a painting of the full size is not touched. */
static void
test_finish (void)
{
  g_autoptr (NstPicture) content = check_picture (1, 90, 60);
  g_autoptr (NstPicture) painting = check_picture (2, 45, 30);
  g_autoptr (NstPicture) full = check_picture (2, 90, 60);
  g_autoptr (NstPicture) small = nst_picture_resize (content, 45, 30, NULL);
  g_autoptr (NstPicture) plain = nst_picture_resize (painting, 90, 60, NULL);
  static const NstRectangle part = { 10, 7, 30, 20 };
  NstSettings               settings;
  NstRequest                request = NST_REQUEST (.content = content, .settings = &settings);

  nst_settings_init (&settings);
  for (int guided = 0; guided < 2; guided++)
    {
      g_autoptr (NstPicture) whole = NULL;
      g_autoptr (NstPicture) untouched = NULL;
      g_autoptr (NstPicture) expected = NULL;
      g_autoptr (NstPicture) actual = NULL;
      g_autoptr (NstPicture) own
          = nst_picture_crop (content, part.x, part.y, part.width, part.height, NULL);

      settings.enlarge = guided ? NST_ENLARGE_GUIDED : NST_ENLARGE_PLAIN;
      whole = nst_finish (&request, painting, NULL);
      g_assert_cmpint (check_picture_distance (whole, plain) > 1e-3, ==, guided);
      untouched = nst_finish (&request, full, NULL);
      check_below (check_picture_distance (untouched, full), 1e-6);
      expected = nst_picture_crop (whole, part.x, part.y, part.width, part.height, NULL);
      actual = nst_finish_part (own, small, painting, &settings, 90, 60, &part, NULL);
      check_same_pixels (actual, expected);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/enlarging/naive", test_naive);
  g_test_add_func ("/enlarging/part", test_part);
  g_test_add_func ("/enlarging/edge", test_edge);
  g_test_add_func ("/enlarging/finish", test_finish);
  return g_test_run ();
}
