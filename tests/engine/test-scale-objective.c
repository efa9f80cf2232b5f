/* SPDX-License-Identifier: GPL-3.0-or-later */

/* test-scale-objective.c - on the other grid, Refine's objective is that of a picture which is reflected
 * at its edges, with all that belongs to it. */

#include "check.h"

#include <math.h>
#include <string.h>

#include "style/scale-objective.h"

static NstNetwork *network;

enum
{
  WIDTH = 53,
  HEIGHT = 42,
  PIXELS = WIDTH * HEIGHT,
  BEFORE = 5, /* rows and columns before the first ones */
  INNER_WIDTH = 64,
  INNER_HEIGHT = 48,
  INNER = INNER_WIDTH * INNER_HEIGHT
};

/* 2 1 | 0 1 2 ... 8 9 | 8 7, for a `position` in the padded side. */
static int
reflected (int position, int length)
{
  int i = ABS (position - BEFORE);

  return i < length ? i : 2 * (length - 1) - i;
}

/* The padded planes (n, HEIGHT, WIDTH), pixel by pixel. */
static float *
padded (const float *planes, int n)
{
  float *to = g_new (float, (gsize) n *INNER);
  gsize  i = 0;

  for (int c = 0; c < n; c++)
    for (int y = 0; y < INNER_HEIGHT; y++)
      for (int x = 0; x < INNER_WIDTH; x++)
        to[i++] = planes[c * PIXELS + reflected (y, HEIGHT) * WIDTH + reflected (x, WIDTH)];
  return to;
}

static NstPicture *
padded_picture (const NstPicture *picture)
{
  NstPicture *to = nst_picture_new (INNER_WIDTH, INNER_HEIGHT, NULL);

  g_free (to->pixels);
  to->pixels = padded (picture->pixels, 3);
  if (picture->mask != NULL)
    nst_picture_take_mask (to, padded (picture->mask, 1));
  return to;
}

static NstPreviousFrame *
padded_frame (const NstPreviousFrame *frame, NstArena *arena)
{
  NstPreviousFrame *to = nst_previous_frame_plan (arena, INNER_WIDTH, INNER_HEIGHT);
  g_autofree float *pixels = padded (frame->painting->pixels, 3), *trust = padded (frame->trust, 1);

  memcpy (to->painting->pixels, pixels, sizeof (float) * 3 * INNER);
  memcpy (to->trust, trust, sizeof (float) * INNER);
  return to;
}

static NstPreviousFrame *
make_frame (NstArena *arena)
{
  NstPreviousFrame *frame = nst_previous_frame_plan (arena, WIDTH, HEIGHT);
  g_autoptr (NstPicture) painting = check_picture (4, WIDTH, HEIGHT);

  memcpy (frame->painting->pixels, painting->pixels, sizeof (float) * 3 * PIXELS);
  for (int i = 0; i < PIXELS; i++)
    frame->trust[i] = (float) (i % 7) / 6.0f;
  return frame;
}

/* Evaluates at `x`, of the content's size, on the first grid or on the other one. */
static double
evaluate (const NstPicture *content, const float *claim, const NstPreviousFrame *previous,
          gboolean other, const float *x, float *gradient)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NstPicture) a = check_picture (2, 40, 50);
  g_autoptr (NstPicture) b = check_picture (3, 50, 40);
  g_autoptr (NstStyle) first = nst_style_new (a, "First", NULL);
  g_autoptr (NstStyle) second = nst_style_new (b, "Second", NULL);
  NstStyleShare shares[] = { { first, 1.0, 1.0, NULL }, { second, 1.0, 1.0, claim } };
  g_autoptr (NstRegions) regions
      = nst_regions_new (shares, claim != NULL ? 2 : 1, content->width, content->height, NULL);
  NstReport         report = { 0 };
  NstSettings       settings;
  NstScale          scale = { WIDTH, content->width, content->height, 1, 1.0 };
  NstStylizeContext context = { .network = network,
                                .pool = check_pool (1),
                                .content = content,
                                .regions = regions,
                                .settings = &settings,
                                .previous = previous,
                                .report = &report };
  g_autoptr (NstScaleObjective) objective = NULL;
  NstLoss loss;

  check_quick_settings (&settings);
  objective = nst_scale_objective_new (&context, &scale, WIDTH, 0, &error);
  g_assert_no_error (error);
  if (other)
    g_assert_true (nst_scale_objective_change_grid (objective, &error));
  g_assert_true (nst_scale_objective_evaluate (objective, x, &loss, gradient));
  return loss.total;
}

/* Of each pixel: the gradients of all that reflect it. */
static double *
sum_gradients (const float *inner)
{
  double *sums = g_new0 (double, 3 * PIXELS);
  gsize   i = 0;

  for (int c = 0; c < 3; c++)
    for (int y = 0; y < INNER_HEIGHT; y++)
      for (int x = 0; x < INNER_WIDTH; x++)
        sums[c * PIXELS + reflected (y, HEIGHT) * WIDTH + reflected (x, WIDTH)] += inner[i++];
  return sums;
}

/* The loss of the padded picture, bit for bit, and its gradient. */
static void
check_other_grid (gboolean masked, gboolean guided, gboolean framed)
{
  g_autoptr (NstPicture) content = check_picture (1, WIDTH, HEIGHT);
  g_autoptr (NstPicture) painting = check_picture (5, WIDTH, HEIGHT), inner = NULL;
  g_autofree float *claim = guided ? g_new (float, PIXELS) : NULL;
  g_autofree float *inner_claim = NULL, *x = padded (painting->pixels, 3);
  g_autoptr (NstArena) arena = nst_arena_new ();
  NstPreviousFrame *previous = framed ? make_frame (arena) : NULL, *inner_previous = NULL;
  g_autofree float *gradient = g_new (float, 3 * PIXELS),
                   *inner_gradient = g_new (float, 3 * INNER);
  g_autofree double *sums = NULL;

  if (masked)
    {
      nst_picture_add_mask (content, NULL);
      for (int i = 0; i < PIXELS; i++)
        content->mask[i] = i % WIDTH < 20 ? 0.3f : 1.0f;
    }
  for (int i = 0; guided && i < PIXELS; i++)
    claim[i] = i / WIDTH < 17 ? 0.8f : 0.1f;
  inner = padded_picture (content);
  inner_claim = guided ? padded (claim, 1) : NULL;
  inner_previous = framed ? padded_frame (previous, arena) : NULL;

  g_assert_cmpfloat (evaluate (content, claim, previous, TRUE, painting->pixels, gradient), ==,
                     evaluate (inner, inner_claim, inner_previous, FALSE, x, inner_gradient));
  sums = sum_gradients (inner_gradient);
  check_below (check_error (3 * PIXELS, gradient, sums), 1e-6);
}

static void
test_other_grid (void)
{
  check_other_grid (FALSE, FALSE, FALSE);
  check_other_grid (TRUE, FALSE, FALSE);
  check_other_grid (TRUE, TRUE, FALSE);
  check_other_grid (FALSE, TRUE, TRUE);
}

/* Of a single pixel, everything is its reflection. */
static void
test_single_pixel (void)
{
  g_autoptr (NstPicture) content = check_picture (1, 1, 1);
  float gradient[3];

  g_assert_true (isfinite (evaluate (content, NULL, NULL, TRUE, content->pixels, gradient)));
  g_assert_true (isfinite (gradient[0]) && isfinite (gradient[1]) && isfinite (gradient[2]));
}

int
main (int argc, char **argv)
{
  int failed;

  g_test_init (&argc, &argv, NULL);
  network = check_network (&check_tiny, 11);
  g_test_add_func ("/scale-objective/other-grid", test_other_grid);
  g_test_add_func ("/scale-objective/single-pixel", test_single_pixel);
  failed = g_test_run ();
  nst_network_unref (network);
  return failed;
}
