/* SPDX-License-Identifier: GPL-3.0-or-later */

/* test-scale-objective.c - on the other grid, Refine's objective is that of a picture which lacks the
 * first row and column, with all that belongs to it. */

#include "check.h"

#include <string.h>

#include "style/scale-objective.h"

static NstNetwork *network;

enum
{
  WIDTH = 53,
  HEIGHT = 42,
  PIXELS = WIDTH * HEIGHT
};

/* planes (n, HEIGHT, WIDTH) without the first row and column, pixel by pixel. */
static float *
less (const float *planes, int n)
{
  float *part = g_new (float, (gsize) n *(WIDTH - 1) * (HEIGHT - 1));
  gsize  i = 0;

  for (int c = 0; c < n; c++)
    for (int y = 1; y < HEIGHT; y++)
      for (int x = 1; x < WIDTH; x++)
        part[i++] = planes[c * PIXELS + y * WIDTH + x];
  return part;
}

static NstPicture *
less_of_picture (const NstPicture *picture)
{
  NstPicture *part = nst_picture_new (WIDTH - 1, HEIGHT - 1, NULL);

  g_free (part->pixels);
  part->pixels = less (picture->pixels, 3);
  if (picture->mask != NULL)
    nst_picture_take_mask (part, less (picture->mask, 1));
  return part;
}

static NstPreviousFrame *
less_of_frame (const NstPreviousFrame *frame)
{
  NstPreviousFrame *part = g_new0 (NstPreviousFrame, 1);

  part->painting = less_of_picture (frame->painting);
  part->trust = less (frame->trust, 1);
  return part;
}

static NstPreviousFrame *
make_frame (void)
{
  NstPreviousFrame *frame = g_new0 (NstPreviousFrame, 1);

  frame->painting = check_picture (4, WIDTH, HEIGHT);
  frame->trust = g_new (float, PIXELS);
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

/* The loss of the part and its gradient, bit for bit. */
static void
check_other_grid (gboolean masked, gboolean guided, gboolean framed)
{
  g_autoptr (NstPicture) content = check_picture (1, WIDTH, HEIGHT), part = NULL;
  g_autoptr (NstPicture) painting = check_picture (5, WIDTH, HEIGHT);
  g_autofree float *claim = guided ? g_new (float, PIXELS) : NULL;
  g_autofree float *part_claim = NULL, *x = less (painting->pixels, 3);
  g_autoptr (NstPreviousFrame) previous = framed ? make_frame () : NULL, part_previous = NULL;
  g_autofree float *whole = g_new (float, 3 * PIXELS), *expected = g_new (float, 3 * PIXELS);
  g_autofree float *inner = NULL;

  if (masked)
    {
      nst_picture_add_mask (content, NULL);
      for (int i = 0; i < PIXELS; i++)
        content->mask[i] = i % WIDTH < 20 ? 0.3f : 1.0f;
    }
  for (int i = 0; guided && i < PIXELS; i++)
    claim[i] = i / WIDTH < 17 ? 0.8f : 0.1f;
  part = less_of_picture (content);
  part_claim = guided ? less (claim, 1) : NULL;
  part_previous = framed ? less_of_frame (previous) : NULL;

  g_assert_cmpfloat (evaluate (content, claim, previous, TRUE, painting->pixels, whole), ==,
                     evaluate (part, part_claim, part_previous, FALSE, x, expected));
  inner = less (whole, 3);
  g_assert_cmpmem (inner, sizeof (float) * 3 * (WIDTH - 1) * (HEIGHT - 1), expected,
                   sizeof (float) * 3 * (WIDTH - 1) * (HEIGHT - 1));
  for (int i = 0; i < 3 * PIXELS; i++)
    if (i % PIXELS < WIDTH || i % WIDTH == 0)
      g_assert_cmpfloat (whole[i], ==, 0.0);
}

static void
test_other_grid (void)
{
  check_other_grid (FALSE, FALSE, FALSE);
  check_other_grid (TRUE, FALSE, FALSE);
  check_other_grid (TRUE, TRUE, FALSE);
  check_other_grid (FALSE, TRUE, TRUE);
}

/* A picture of one row has no other grid, and stays as it is. */
static void
test_single_row (void)
{
  g_autoptr (NstPicture) content = check_picture (1, WIDTH, 1);
  g_autofree float *first = g_new (float, 3 * WIDTH), *other = g_new (float, 3 * WIDTH);

  g_assert_cmpfloat (evaluate (content, NULL, NULL, FALSE, content->pixels, first), ==,
                     evaluate (content, NULL, NULL, TRUE, content->pixels, other));
  g_assert_cmpmem (first, sizeof (float) * 3 * WIDTH, other, sizeof (float) * 3 * WIDTH);
}

int
main (int argc, char **argv)
{
  int failed;

  g_test_init (&argc, &argv, NULL);
  network = check_network (&check_tiny, 11);
  g_test_add_func ("/scale-objective/other-grid", test_other_grid);
  g_test_add_func ("/scale-objective/single-row", test_single_row);
  failed = g_test_run ();
  nst_network_unref (network);
  return failed;
}
