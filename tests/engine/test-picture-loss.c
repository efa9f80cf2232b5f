/* SPDX-License-Identifier: GPL-3.0-or-later */

/* test-picture-loss.c - the losses of the pixels against their definitions, and their gradients by
 * central differences, with every width of vectors. */

#include "check.h"

#include <math.h>

#include "style/picture-loss.h"

static double
at (const float *picture, int height, int width, int c, int y, int x)
{
  return picture[((gsize) c * height + y) * width + x];
}

static double
variation_by_definition (const float *picture, int height, int width)
{
  static const int    steps[4][2] = { { 0, 1 }, { 1, 0 }, { 1, 1 }, { 1, -1 } };
  static const double shares[4] = { 1.0 / 3.0, 1.0 / 3.0, 1.0 / 12.0, 1.0 / 12.0 };
  double              sum = 0.0;

  for (int s = 0; s < 4; s++)
    for (int c = 0; c < 3; c++)
      for (int y = 0; y + steps[s][0] < height; y++)
        for (int x = 0; x < width; x++)
          if (x + steps[s][1] >= 0 && x + steps[s][1] < width)
            {
              double d = at (picture, height, width, c, y, x)
                         - at (picture, height, width, c, y + steps[s][0], x + steps[s][1]);

              sum += 2.0 * shares[s] * d * d;
            }
  return sum / (3.0 * height * width);
}

static double
range_by_definition (const float *picture, int height, int width)
{
  double sum = 0.0;

  for (gsize i = 0; i < (gsize) 3 * height * width; i++)
    {
      double outside = picture[i] > 1.0f ? picture[i] - 1.0 : picture[i] < 0.0f ? -picture[i] : 0.0;

      sum += outside * outside;
    }
  return sum / (3.0 * height * width);
}

/* The past is what `picture` is not: a wave, trusted to a degree that differs. */
static double
past_at (gsize i)
{
  return 0.5 + 0.4 * sin (0.37 * i);
}

static double
trust_at (gsize position)
{
  return 0.5 + 0.5 * cos (0.91 * position);
}

static double
past_by_definition (const float *picture, int height, int width)
{
  gsize  n = (gsize) height * width;
  double sum = 0.0;

  for (gsize i = 0; i < 3 * n; i++)
    {
      double apart = picture[i] - (float) past_at (i);

      sum += (float) trust_at (i % n) * apart * apart;
    }
  return sum / (3.0 * n);
}

static double
past_loss (NstPool *pool, int height, int width, double weight, const float *picture,
           float *gradient)
{
  gsize             n = (gsize) height * width;
  g_autofree float *previous = g_new (float, 3 * n), *trust = g_new (float, n);

  for (gsize i = 0; i < 3 * n; i++)
    previous[i] = (float) past_at (i);
  for (gsize i = 0; i < n; i++)
    trust[i] = (float) trust_at (i);
  return nst_previous_loss (pool, height, width, weight, previous, trust, picture, gradient);
}

typedef double (*LossFunc) (NstPool *pool, int height, int width, double weight,
                            const float *picture, float *gradient);
typedef double (*DefinitionFunc) (const float *picture, int height, int width);

/* The loss, with the same bits for any number of threads, and its gradient, added to 0.5. */
static float *
gradient_of (LossFunc loss, DefinitionFunc definition, int height, int width, const float *picture)
{
  gsize  n = (gsize) 3 * height * width;
  float *first = NULL;

  for (int p = 0; p < CHECK_POOLS; p++)
    {
      g_autofree float *gradient = g_new (float, n);

      for (gsize i = 0; i < n; i++)
        gradient[i] = 0.5f;
      g_assert_cmpfloat_with_epsilon (loss (check_pool (p), height, width, 2.0, picture, gradient),
                                      2.0 * definition (picture, height, width), 1e-5);
      if (first == NULL)
        first = g_steal_pointer (&gradient);
      else
        g_assert_cmpmem (first, sizeof (float) * n, gradient, sizeof (float) * n);
    }
  return first;
}

/* At every pixel of a small picture, at some of a large one. */
static void
check_differences (DefinitionFunc definition, int height, int width, float *picture,
                   const float *gradient, GRand *random)
{
  gsize n = (gsize) 3 * height * width;

  for (gsize turn = 0; turn < MIN (n, 200); turn++)
    {
      gsize  i = n <= 200 ? turn : (gsize) g_rand_int_range (random, 0, (gint32) n);
      float  kept = picture[i];
      double h = 1e-3, values[2];

      for (int sign = 0; sign < 2; sign++)
        {
          picture[i] = (float) (kept + (sign == 0 ? h : -h));
          values[sign] = definition (picture, height, width);
        }
      picture[i] = kept;
      g_assert_cmpfloat_with_epsilon (gradient[i] - 0.5, 2.0 * (values[0] - values[1]) / (2.0 * h),
                                      2e-3 * 10.0 / (double) n + 1e-6);
    }
}

static void
check_pixels (LossFunc loss, DefinitionFunc definition, int height, int width)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (height * 100 + width);
  g_autofree float *picture = check_noise (random, (gsize) 3 * height * width);
  int               widths = check_widths ();

  for (int w = 0; w < widths; w++)
    {
      g_autofree float *gradient = NULL;

      nst_vectors_limit (w);
      gradient = gradient_of (loss, definition, height, width, picture);
      check_differences (definition, height, width, picture, gradient, random);
    }
}

static void
test_pixels (void)
{
  static const int sizes[][2]
      = { { 1, 1 }, { 1, 7 }, { 9, 1 }, { 2, 2 }, { 11, 13 }, { 40, 33 }, { 5, 67 } };

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      check_pixels (nst_variation_loss, variation_by_definition, sizes[i][0], sizes[i][1]);
      check_pixels (nst_range_loss, range_by_definition, sizes[i][0], sizes[i][1]);
      check_pixels (past_loss, past_by_definition, sizes[i][0], sizes[i][1]);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/picture-loss/pixels", test_pixels);
  return g_test_run ();
}
