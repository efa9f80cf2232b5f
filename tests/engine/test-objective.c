/* SPDX-License-Identifier: GPL-3.0-or-later */

/* test-objective.c - the loss of a whole picture on a small network: its gradient by central
 * differences, the effect of each weight, masks, and replaced contents and styles. */

#include "check.h"

#include <math.h>
#include <string.h>

typedef struct
{
  NstNetwork   *network;
  NstPicture   *content, *style;
  NstSettings   settings;
  NstObjective *objective; /* set by fixture_begin */
} Fixture;

static void
fixture_init (Fixture *f, int width, int height)
{
  f->network = check_network (&check_tiny, 11);
  f->content = check_picture (1, width, height);
  f->style = check_picture (2, 40, 35);
  nst_settings_init (&f->settings);
  f->objective = NULL;
}

static void
fixture_begin (Fixture *f, int pool)
{
  g_clear_pointer (&f->objective, nst_objective_free);
  f->objective
      = check_objective_new (f->network, check_pool (pool), f->content, f->style, &f->settings);
}

static void
fixture_clear (Fixture *f)
{
  g_clear_pointer (&f->objective, nst_objective_free);
  nst_network_unref (f->network);
  nst_picture_free (f->content);
  nst_picture_free (f->style);
}

static NstLoss
loss_at (const Fixture *f, const float *picture, float *gradient)
{
  NstLoss           loss;
  gsize             n = (gsize) 3 * f->content->width * f->content->height;
  g_autofree float *own = gradient == NULL ? g_new (float, n) : NULL;

  gradient = gradient != NULL ? gradient : own;
  memset (gradient, 0xff, sizeof (float) * n);
  g_assert_true (nst_objective_evaluate (f->objective, picture, &loss, gradient));
  for (gsize i = 0; i < n; i++)
    g_assert_true (isfinite (gradient[i]));
  return loss;
}

/* Along the gradient and along chance.  The step is small because rectifiers and poolings bend the
 * loss everywhere. */
static void
check_gradient (const Fixture *f)
{
  int   width = f->content->width, height = f->content->height;
  gsize n = (gsize) 3 * width * height;
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  g_autoptr (NstPicture) picture = check_picture (5, width, height);
  g_autofree float *gradient = g_new (float, n);
  g_autofree float *direction = NULL;
  g_autofree float *moved = g_new (float, n);
  const double      h = 3e-6;
  double            values[2];

  picture->pixels[0] = -0.5f; /* out of range, that this loss speaks, too */
  picture->pixels[n - 1] = 1.5f;
  loss_at (f, picture->pixels, gradient);
  direction = check_direction (random, n, gradient, 1.0);
  for (int sign = 0; sign < 2; sign++)
    {
      for (gsize i = 0; i < n; i++)
        moved[i] = (float) (picture->pixels[i] + (sign == 0 ? h : -h) * direction[i]);
      values[sign] = loss_at (f, moved, NULL).total;
    }
  check_relative ((values[0] - values[1]) / (2.0 * h), check_dot (n, direction, gradient), 1e-2);
}

static float *
new_mask (int width, int height, int border)
{
  float *mask = g_new (float, (gsize) width *height);

  for (int i = 0; i < width * height; i++)
    mask[i] = i % width < border ? 0.0f : i % 3 == 0 ? 0.4f : 1.0f;
  return mask;
}

static void
test_gradient (void)
{
  static const char *const kinds[] = { "gram", "wasserstein" };

  for (int k = 0; k < 2; k++)
    for (int masks = 0; masks < 2; masks++)
      {
        Fixture f;

        fixture_init (&f, 37, 33);
        nst_settings_set (&f.settings, "style-loss", kinds[k], NULL);
        if (masks)
          {
            f.content->mask = new_mask (37, 33, 12);
            f.style->mask = new_mask (40, 35, 9);
          }
        fixture_begin (&f, 1);
        check_gradient (&f);
        f.settings.style_weight = 0.0;
        fixture_begin (&f, 1);
        check_gradient (&f);
        f.settings.style_weight = 2.0;
        f.settings.content_weight = 0.0;
        f.settings.smoothness = 0.0;
        fixture_begin (&f, 1);
        check_gradient (&f);
        fixture_clear (&f);
      }
}

/* Each part is proportional to its own weight, and the total is their sum with the pixels' part. */
static void
test_weights (void)
{
  Fixture f;
  NstLoss one, other;
  g_autoptr (NstPicture) picture = check_picture (5, 30, 30);
  double pixels;

  fixture_init (&f, 30, 30);
  fixture_begin (&f, 0);
  one = loss_at (&f, picture->pixels, NULL);
  g_assert_true (one.content > 0.0 && one.style > 0.0);
  pixels = one.total - one.content - one.style;
  f.settings.content_weight = 3.0;
  f.settings.style_weight = 0.5;
  f.settings.smoothness = 4.0;
  fixture_begin (&f, 0);
  other = loss_at (&f, picture->pixels, NULL);
  check_relative (other.content, 3.0 * one.content, 1e-6);
  check_relative (other.style, 0.5 * one.style, 1e-6);
  check_relative (other.total - other.content - other.style, 4.0 * pixels, 1e-6);
  fixture_clear (&f);
}

/* Without strokes there is less to like, and the content counts as it did before there were any. */
static void
test_strokes (void)
{
  Fixture f;
  NstLoss with, without;
  g_autoptr (NstPicture) picture = check_picture (5, 60, 50);

  fixture_init (&f, 60, 50);
  fixture_begin (&f, 0);
  with = loss_at (&f, picture->pixels, NULL);
  f.settings.strokes = 0.0;
  fixture_begin (&f, 0);
  without = loss_at (&f, picture->pixels, NULL);
  g_assert_cmpfloat (with.style, >, without.style + 0.01);
  check_relative (with.content, 1.5 * without.content, 1e-6);
  f.settings.strokes = 3.0;
  fixture_begin (&f, 0);
  check_relative (loss_at (&f, picture->pixels, NULL).style - without.style,
                  3.0 * (with.style - without.style), 1e-5);
  fixture_clear (&f);
}

/* Neighbors are looked up every fifth time: a picture that is the style itself is like it in every
 * bit once they have been. */
static void
test_matching (void)
{
  Fixture f;
  double  losses[6];

  fixture_init (&f, 40, 35);
  fixture_begin (&f, 0);
  loss_at (&f, f.content->pixels, NULL);
  for (int i = 1; i < 6; i++)
    losses[i] = loss_at (&f, f.style->pixels, NULL).style;
  for (int i = 2; i < 5; i++)
    g_assert_cmpfloat (losses[i], ==, losses[1]);
  g_assert_cmpfloat (losses[1], >, 0.01);
  check_below (losses[5], 1e-4);
  fixture_clear (&f);
}

/* The content itself has no content loss, the style itself no style loss. */
static void
test_zero (void)
{
  static const char *const kinds[] = { "gram", "wasserstein" };

  for (int k = 0; k < 2; k++)
    {
      Fixture f;

      fixture_init (&f, 40, 35);
      nst_settings_set (&f.settings, "style-loss", kinds[k], NULL);
      fixture_begin (&f, 0);
      check_below (loss_at (&f, f.content->pixels, NULL).content, 1e-12);
      fixture_begin (&f, 0); /* neighbors are looked up at the first evaluation */
      check_below (loss_at (&f, f.style->pixels, NULL).style, 1e-4);
      g_assert_cmpfloat (loss_at (&f, f.style->pixels, NULL).content, >, 0.01);
      g_assert_cmpfloat (loss_at (&f, f.content->pixels, NULL).style, >, 0.01);
      fixture_clear (&f);
    }
}

/* The same loss and gradient, bit for bit, for any number of threads. */
static void
test_threads (void)
{
  g_autoptr (NstPicture) picture = check_picture (5, 70, 90);
  gsize             n = 3 * 70 * 90;
  g_autofree float *first = g_new (float, n);
  g_autofree float *other = g_new (float, n);
  double            total = 0.0;

  for (int p = 0; p < CHECK_POOLS; p++)
    {
      Fixture f;
      NstLoss loss;

      fixture_init (&f, 70, 90);
      fixture_begin (&f, p);
      loss = loss_at (&f, picture->pixels, p == 0 ? first : other);
      total = p == 0 ? loss.total : total;
      g_assert_true (loss.total == total);
      if (p > 0)
        g_assert_cmpmem (first, sizeof (float) * n, other, sizeof (float) * n);
      fixture_clear (&f);
    }
}

/* ---- Set anew ---------------------------------------------------------------------- */

static void
check_same_loss (const Fixture *actual, const Fixture *expected, const NstPicture *at)
{
  gsize             n = (gsize) 3 * at->width * at->height;
  g_autofree float *gradients = g_new (float, 2 * n);
  NstLoss           one = loss_at (actual, at->pixels, gradients);
  NstLoss           other = loss_at (expected, at->pixels, gradients + n);

  g_assert_true (one.content == other.content && one.style == other.style
                 && one.total == other.total);
  g_assert_cmpmem (gradients, sizeof (float) * n, gradients + n, sizeof (float) * n);
}

/* With another content and another style than it had, some with masks, some too small for all
 * levels, an objective is as a new one is, whichever is set first. */
static void
check_anew (int turn)
{
  Fixture f, fresh;
  g_autoptr (GError) error = NULL;
  g_autoptr (NstPicture) other = check_picture (6, 33, 37);
  g_autoptr (NstPicture) small = check_picture (7, 6, 9);
  g_autoptr (NstPicture) picture = check_picture (5, 33, 37);
  g_autoptr (NstStyleStatistics) style = NULL, before = NULL;

  fixture_init (&f, 33, 37);
  fixture_init (&fresh, 33, 37);
  (turn & 1 ? other : fresh.content)->mask = new_mask (33, 37, 12);
  style = check_style_statistics (f.network, turn & 2 ? small : fresh.style);
  before = check_style_statistics (f.network, turn & 2 ? fresh.style : small);
  fixture_begin (&f, 1);
  nst_objective_set_content (f.objective, other, &error);
  g_assert_true (nst_objective_set_style (f.objective, before, NULL));
  loss_at (&f, picture->pixels, NULL);
  if (turn & 4)
    g_assert_true (nst_objective_set_style (f.objective, style, NULL));
  nst_objective_set_content (f.objective, fresh.content, &error);
  if (!(turn & 4))
    g_assert_true (nst_objective_set_style (f.objective, style, NULL));
  fresh.objective
      = nst_objective_new (fresh.network, check_pool (1), 37, 33, &fresh.settings, &error);
  nst_objective_set_content (fresh.objective, fresh.content, &error);
  g_assert_true (nst_objective_set_style (fresh.objective, style, NULL));
  g_assert_no_error (error);
  check_same_loss (&f, &fresh, picture);
  fixture_clear (&f);
  fixture_clear (&fresh);
}

static void
test_anew (void)
{
  for (int turn = 0; turn < 8; turn++)
    check_anew (turn);
}

/* Without a content the content's part is 0, without a style the style's; the other part and the
 * pixels' are what they are with weights of 0. */
static void
check_without (gboolean content, gboolean style)
{
  Fixture f, weighted;
  g_autoptr (GError) error = NULL;
  g_autoptr (NstPicture) picture = check_picture (5, 33, 37);
  g_autoptr (NstStyleStatistics) statistics = NULL;
  NstLoss loss;

  fixture_init (&f, 33, 37);
  fixture_init (&weighted, 33, 37);
  statistics = check_style_statistics (f.network, f.style);
  f.objective = nst_objective_new (f.network, check_pool (0), 37, 33, &f.settings, &error);
  if (content)
    nst_objective_set_content (f.objective, f.content, &error);
  if (style)
    g_assert_true (nst_objective_set_style (f.objective, statistics, NULL));
  g_assert_no_error (error);
  loss = loss_at (&f, picture->pixels, NULL);
  g_assert_true (content ? loss.content > 0.0 : loss.content == 0.0);
  g_assert_true (style ? loss.style > 0.0 : loss.style == 0.0);
  weighted.settings.content_weight *= content;
  weighted.settings.style_weight *= style;
  fixture_begin (&weighted, 0);
  check_same_loss (&f, &weighted, picture);
  check_gradient (&f);
  fixture_clear (&f);
  fixture_clear (&weighted);
}

static void
test_without (void)
{
  check_without (TRUE, FALSE);
  check_without (FALSE, TRUE);
  check_without (FALSE, FALSE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/objective/gradient", test_gradient);
  g_test_add_func ("/objective/weights", test_weights);
  g_test_add_func ("/objective/strokes", test_strokes);
  g_test_add_func ("/objective/matching", test_matching);
  g_test_add_func ("/objective/zero", test_zero);
  g_test_add_func ("/objective/threads", test_threads);
  g_test_add_func ("/objective/anew", test_anew);
  g_test_add_func ("/objective/without", test_without);
  return g_test_run ();
}
