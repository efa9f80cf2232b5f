/* SPDX-License-Identifier: GPL-3.0-or-later */

/* test-motion.c - motion against pictures that are formulas: the value at a place after a known
 * motion is that of the formula at its origin. */

#include "check.h"

#include <math.h>
#include <string.h>

#include "ops/smoothing.h"
#include "ops/warping.h"
#include "style/motion.h"

#define WIDTH  200
#define HEIGHT 150
#define WAVES  24

/* ---- Formulas ---------------------------------------------------------------------- */

/* A sum of waves of all directions, from 6 to 240 pixels long, the longer ones higher. */
static double
scene_at (int channel, double x, double y)
{
  double sum = 0.0;

  for (int i = 0; i < WAVES; i++)
    {
      double length = 6.0 * pow (40.0, (double) i / WAVES);
      double angle = 2.4 * i, phase = 1.7 * i * (channel + 1);

      sum += sqrt (length / 60.0)
             * sin (2.0 * G_PI / length * (x * cos (angle) + y * sin (angle)) + phase);
    }
  return 0.5 + 0.2 * sum / sqrt (0.5 * WAVES);
}

/* What is at (x, y) was at (a x + b y + c, d x + e y + f). */
typedef struct
{
  double a, b, c, d, e, f;
} Affine;

static const Affine still = { 1, 0, 0, 0, 1, 0 };

static NstPicture *
draw (const Affine *m, int width, int height)
{
  NstPicture *picture = nst_picture_new (width, height, NULL);

  for (int c = 0; c < 3; c++)
    for (int y = 0; y < height; y++)
      for (int x = 0; x < width; x++)
        picture->pixels[((gsize) c * height + y) * width + x]
            = (float) scene_at (c, m->a * x + m->b * y + m->c, m->d * x + m->e * y + m->f);
  return picture;
}

static void
add_noise (NstPicture *picture, guint32 seed, double deviation)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);

  for (int i = 0; i < 3 * picture->width * picture->height; i++)
    picture->pixels[i] += (float) (deviation * check_normal (random));
}

static NstMotion *
estimate (const NstPicture *before, const NstPicture *now)
{
  g_autoptr (GError) error = NULL;
  NstMotion *motion = nst_motion_estimate (check_pool (0), before, now, &error);

  g_assert_no_error (error);
  g_assert_cmpint (motion->width, ==, now->width);
  g_assert_cmpint (motion->height, ==, now->height);
  for (int i = 0; i < now->width * now->height; i++)
    {
      g_assert_true (isfinite (motion->dx[i]) && isfinite (motion->dy[i]));
      g_assert_cmpfloat (motion->trust[i], >=, 0.0f);
      g_assert_cmpfloat (motion->trust[i], <=, 1.0f);
    }
  return motion;
}

/* ---- Known motion ------------------------------------------------------------------ */

/* Where the origin lies in the picture, the mean error is at most `error`, and nearly all is
 * trusted; where it lies outside, nothing is. */
static void
check_affine (const Affine *m, int width, int height, double noise, double limit)
{
  g_autoptr (NstPicture) before = draw (&still, width, height);
  g_autoptr (NstPicture) now = draw (m, width, height);
  g_autoptr (NstMotion) motion = NULL;
  double sum = 0.0, trust = 0.0, outside = 0.0;
  int    n = 0, n_outside = 0;

  add_noise (before, 1, noise);
  add_noise (now, 2, noise);
  motion = estimate (before, now);
  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      {
        int    i = y * width + x;
        double dx = m->a * x + m->b * y + m->c - x, dy = m->d * x + m->e * y + m->f - y;

        if (x + dx < -2.0 || y + dy < -2.0 || x + dx > width + 1 || y + dy > height + 1)
          {
            outside += motion->trust[i];
            n_outside++;
          }
        if (x + dx < 0.0 || y + dy < 0.0 || x + dx > width - 1 || y + dy > height - 1)
          continue;
        sum += hypot (motion->dx[i] - dx, motion->dy[i] - dy);
        trust += motion->trust[i];
        n++;
      }
  check_below (sum / n, limit);
  g_test_message ("error %.4f, trust %.3f, outside %.3f", sum / n, trust / n,
                  outside / MAX (n_outside, 1));
  check_below (1.0 - trust / n, 0.1);
  check_below (outside / MAX (n_outside, 1), 0.1);
}

static void
test_known (void)
{
  check_affine (&(Affine) { 1, 0, 3.0, 0, 1, -2.0 }, WIDTH, HEIGHT, 0.0, 0.1);
  check_affine (&(Affine) { 1, 0, 0.4, 0, 1, 0.7 }, WIDTH, HEIGHT, 0.0, 0.1);
  check_affine (&(Affine) { 1, 0, 31.5, 0, 1, 12.25 }, 2 * WIDTH, 2 * HEIGHT, 0.0, 0.2);
  check_affine (&(Affine) { 1, 0, 3.3, 0, 1, 0.85 }, WIDTH, HEIGHT, 0.01, 0.1);
  check_affine (&(Affine) { 1.03, 0.02, -4.0, -0.02, 1.03, 1.0 }, WIDTH, HEIGHT, 0.0, 0.1);
}

/* Nothing moves: exactly, and with noise nearly nowhere; noise and another light are no reason to
 * distrust it. */
static void
test_still (void)
{
  for (int kind = 0; kind < 3; kind++)
    {
      g_autoptr (NstPicture) before = draw (&still, WIDTH, HEIGHT);
      g_autoptr (NstPicture) now = draw (&still, WIDTH, HEIGHT);
      g_autoptr (NstMotion) motion = NULL;
      int moving = 0, distrusted = 0;

      if (kind == 1)
        {
          add_noise (before, 1, 0.01);
          add_noise (now, 2, 0.01);
        }
      for (int i = 0; i < 3 * WIDTH * HEIGHT && kind == 2; i++)
        now->pixels[i] = 0.97f * now->pixels[i] + 0.02f;
      motion = estimate (before, now);
      for (int i = 0; i < WIDTH * HEIGHT; i++)
        {
          moving += motion->dx[i] != 0.0f || motion->dy[i] != 0.0f;
          distrusted += motion->trust[i] < 0.99f;
        }
      g_assert_cmpint (distrusted, ==, 0);
      if (kind < 2)
        g_assert_cmpint (moving, <=, kind * WIDTH * HEIGHT / 100);
    }
}

/* A square with a texture of its own, `at` pixels from the left, before the scene. */
static NstPicture *
draw_square (int at)
{
  NstPicture *picture = draw (&still, WIDTH, HEIGHT);

  for (int c = 0; c < 3; c++)
    for (int y = 40; y < 100; y++)
      for (int x = at; x < at + 60; x++)
        picture->pixels[((gsize) c * HEIGHT + y) * WIDTH + x]
            = (float) (1.0 - scene_at (c, 2.0 * (x - at) + 500, 2.0 * y));
  return picture;
}

/* Away from its border, a moving thing is found, what it uncovers does not look like what was moved
 * there, and all else stands still. */
static void
test_occlusion (void)
{
  const int shift = 10;
  g_autoptr (NstPicture) before = draw_square (60);
  g_autoptr (NstPicture) now = draw_square (60 + shift);
  g_autoptr (NstPicture) moved = nst_picture_new (WIDTH, HEIGHT, NULL);
  g_autoptr (NstMotion) motion = estimate (before, now);
  double inside = 0.0, uncovered = 0.0;
  int    n = 0;

  for (int c = 0; c < 3; c++)
    nst_warp (check_pool (0), HEIGHT, WIDTH, before->pixels + c * WIDTH * HEIGHT, motion->dx,
              motion->dy, moved->pixels + c * WIDTH * HEIGHT);
  g_assert_true (nst_motion_compare (check_pool (0), moved, now, motion->trust, NULL));
  for (int y = 50; y < 90; y++)
    {
      for (int x = 60 + shift + 8; x < 120 + shift - 8; x++, n++)
        inside += hypot (motion->dx[y * WIDTH + x] + shift, motion->dy[y * WIDTH + x]);
      for (int x = 62; x < 60 + shift - 2; x++)
        uncovered += motion->trust[y * WIDTH + x] / (shift - 4) / 40.0;
    }
  check_below (inside / n, 0.1);
  check_below (uncovered, 0.2);
  for (int y = 0; y < HEIGHT; y++)
    for (int x = 0; x < WIDTH; x++)
      if (x < 30 || x > 160 || y < 15 || y > 125)
        {
          g_assert_cmpfloat (motion->dx[y * WIDTH + x], ==, 0.0f);
          g_assert_cmpfloat (motion->dy[y * WIDTH + x], ==, 0.0f);
        }
}

/* Nothing to see is no motion; what is painted over in another color is not trusted, although it
 * has no detail. */
static void
test_flat (void)
{
  static const int sizes[][2] = { { 1, 1 }, { 1, 9 }, { 7, 2 }, { 90, 70 } };

  for (gsize s = 0; s < G_N_ELEMENTS (sizes); s++)
    {
      int n = sizes[s][0] * sizes[s][1];
      g_autoptr (NstPicture) before = nst_picture_new (sizes[s][0], sizes[s][1], NULL);
      g_autoptr (NstPicture) now = nst_picture_copy (before, NULL);
      g_autoptr (NstMotion) same = estimate (before, now);
      g_autofree float *trust = g_new (float, n);

      for (int i = 0; i < n; i++)
        {
          g_assert_cmpfloat (same->dx[i], ==, 0.0f);
          g_assert_cmpfloat (same->dy[i], ==, 0.0f);
          g_assert_cmpfloat (same->trust[i], ==, 1.0f);
          now->pixels[i] = 0.5f; /* red */
          trust[i] = 1.0f;
        }
      g_assert_true (nst_motion_compare (check_pool (0), before, now, trust, NULL));
      for (int i = 0; i < n; i++)
        g_assert_cmpfloat (trust[i], ==, 0.0f);
    }
}

/* Larger pictures are looked at smaller. */
static void
test_large (void)
{
  const int    width = 1300, height = 90;
  const Affine m = { 1, 0, 8.0, 0, 1, 3.0 };
  g_autoptr (NstPicture) before = draw (&still, width, height);
  g_autoptr (NstPicture) now = draw (&m, width, height);
  g_autoptr (NstMotion) motion = estimate (before, now);
  double sum = 0.0;

  for (int y = 10; y < height - 10; y++)
    for (int x = 20; x < width - 20; x++)
      sum += hypot (motion->dx[y * width + x] - m.c, motion->dy[y * width + x] - m.f);
  check_below (sum / (width - 40) / (height - 20), 0.2);
}

static void
test_threads (void)
{
  const Affine m = { 1.01, 0, 2.5, 0.01, 1, -1.5 };
  gsize        bytes = sizeof (float) * WIDTH * HEIGHT;
  g_autoptr (NstPicture) before = draw (&still, WIDTH, HEIGHT);
  g_autoptr (NstPicture) now = draw (&m, WIDTH, HEIGHT);
  g_autoptr (NstMotion) first = estimate (before, now);

  for (int p = 1; p < CHECK_POOLS; p++)
    {
      g_autoptr (NstMotion) again = nst_motion_estimate (check_pool (p), before, now, NULL);

      g_assert_cmpmem (again->dx, bytes, first->dx, bytes);
      g_assert_cmpmem (again->dy, bytes, first->dy, bytes);
      g_assert_cmpmem (again->trust, bytes, first->trust, bytes);
    }
}

/* ---- The operations ---------------------------------------------------------------- */

static double
polynomial (double x, double y)
{
  return 0.3 + x * (0.5 + x * (-0.2 + x * (0.03 + x * (-0.01 + 0.004 * x))))
         + y * (-0.4 + y * (0.1 + y * (0.02 + y * (0.01 - 0.002 * y)))) + 0.01 * x * x * y * y;
}

/* A polynomial of the fifth degree is moved exactly; beyond the border is the border. */
static void
test_warping (void)
{
  enum
  {
    SIDE = 24,
    N = SIDE * SIDE
  };
  g_autoptr (GRand) random = g_rand_new_with_seed (3);
  float from[N], to[N], dx[N], dy[N];

  for (int y = 0; y < SIDE; y++)
    for (int x = 0; x < SIDE; x++)
      {
        from[y * SIDE + x] = (float) polynomial (0.1 * x - 1.2, 0.1 * y - 1.2);
        dx[y * SIDE + x] = (float) g_rand_double_range (random, -3.0, 3.0);
        dy[y * SIDE + x] = (float) g_rand_double_range (random, -3.0, 3.0);
      }
  nst_warp (check_pool (1), SIDE, SIDE, from, dx, dy, to);
  for (int y = 5; y < SIDE - 6; y++)
    for (int x = 5; x < SIDE - 6; x++)
      {
        int i = y * SIDE + x;

        g_assert_cmpfloat_with_epsilon (
            to[i], polynomial (0.1 * (x + dx[i]) - 1.2, 0.1 * (y + dy[i]) - 1.2), 2e-6);
      }
  for (int i = 0; i < N; i++)
    {
      dx[i] = 4.0f;
      dy[i] = -40.0f;
    }
  nst_warp (check_pool (1), SIDE, SIDE, from, dx, dy, to);
  for (int y = 0; y < SIDE; y++)
    for (int x = 0; x < SIDE; x++)
      g_assert_cmpfloat (to[y * SIDE + x], ==, from[MIN (x + 4, SIDE - 1)]);
}

/* The mean under the window, by its definition. */
static void
test_smoothing (void)
{
  static const int sizes[][3] = { { 1, 1, 3 }, { 5, 40, 7 }, { 33, 21, 4 }, { 3, 2, 12 } };

  for (gsize s = 0; s < G_N_ELEMENTS (sizes); s++)
    {
      int height = sizes[s][0], width = sizes[s][1], radius = sizes[s][2];
      g_autoptr (GRand) random = g_rand_new_with_seed (5);
      g_autofree float *from = check_noise (random, (gsize) height * width);
      g_autofree float *to = g_memdup2 (from, sizeof (float) * height * width);
      g_autofree float *scratch = g_new (float, (gsize) height *width);

      nst_smooth (check_pool (2), height, width, radius, to, scratch);
      for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++)
          {
            double sum = 0.0, weights = 0.0;

            for (int v = MAX (0, y - radius); v <= MIN (height - 1, y + radius); v++)
              for (int u = MAX (0, x - radius); u <= MIN (width - 1, x + radius); u++)
                {
                  double deviation = 0.5 * radius;
                  double weight = exp (-((v - y) * (v - y) + (u - x) * (u - x))
                                       / (2.0 * deviation * deviation));

                  sum += weight * from[v * width + u];
                  weights += weight;
                }
            g_assert_cmpfloat_with_epsilon (to[y * width + x], sum / weights, 1e-5);
          }
    }
}

/* A wide window leaves nearly the same of noise at a quarter of the size, all in all; small planes are
 * smoothed as they are. */
static void
test_smoothing_wide (void)
{
  static const int sizes[][3] = { { 120, 163, 24 }, { 101, 84, 16 }, { 5, 40, 24 } };

  for (gsize s = 0; s < G_N_ELEMENTS (sizes); s++)
    {
      int    height = sizes[s][0], width = sizes[s][1], radius = sizes[s][2];
      gsize  n = (gsize) height * width;
      double error = 0.0, size = 0.0;
      g_autoptr (GRand) random = g_rand_new_with_seed (6);
      g_autofree float *expected = check_noise (random, n);
      g_autofree float *actual = g_memdup2 (expected, sizeof (float) * n);
      g_autofree float *scratch = g_new (float, n);

      nst_smooth (check_pool (1), height, width, radius, expected, scratch);
      nst_smooth_wide (check_pool (2), height, width, radius, actual, scratch);
      for (gsize i = 0; i < n; i++)
        {
          error += fabs (actual[i] - expected[i]);
          size += fabs (expected[i]);
        }
      check_below (error / size, height < 8 ? 1e-9 : 0.3);
    }
}

/* Several planes at once are moved as each alone is. */
static void
test_warping_planes (void)
{
  gsize n = WIDTH * HEIGHT;
  g_autoptr (GRand) random = g_rand_new_with_seed (8);
  g_autofree float *planes = check_noise (random, 2 * n);
  g_autofree float *dx = check_noise (random, n), *dy = check_noise (random, n);
  g_autofree float *together = g_new (float, 2 * n), *alone = g_new (float, n);
  const float      *from[] = { planes, planes + n };
  float            *to[] = { together, together + n };

  for (gsize i = 0; i < n; i++)
    {
      dx[i] *= 5.0f;
      dy[i] = i % 7 == 0 ? 3.0f : 5.0f * dy[i];
    }
  nst_warp_planes (check_pool (1), 2, HEIGHT, WIDTH, from, dx, dy, to);
  for (int c = 0; c < 2; c++)
    {
      nst_warp (check_pool (2), HEIGHT, WIDTH, from[c], dx, dy, alone);
      g_assert_cmpmem (to[c], sizeof (float) * n, alone, sizeof (float) * n);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/motion/known", test_known);
  g_test_add_func ("/motion/still", test_still);
  g_test_add_func ("/motion/occlusion", test_occlusion);
  g_test_add_func ("/motion/flat", test_flat);
  g_test_add_func ("/motion/large", test_large);
  g_test_add_func ("/motion/threads", test_threads);
  g_test_add_func ("/motion/warping", test_warping);
  g_test_add_func ("/motion/warping-planes", test_warping_planes);
  g_test_add_func ("/motion/smoothing", test_smoothing);
  g_test_add_func ("/motion/smoothing-wide", test_smoothing_wide);
  return g_test_run ();
}
