/* SPDX-License-Identifier: GPL-3.0-or-later */

/* test-objective.c - the loss of a whole picture on a small network: its gradient by central
 * differences, what each weight does, and masks. */

#include "check.h"

#include <math.h>
#include <string.h>

#include "style/objective.h"

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
  g_autoptr (GError) error = NULL;
  const NstPicture *styles[] = { f->style };

  g_clear_pointer (&f->objective, nst_objective_free);
  f->objective = nst_objective_new (f->network, check_pool (pool), f->content, styles, 1,
                                    &f->settings, &error);
  g_assert_no_error (error);
}

static void
fixture_clear (Fixture *f)
{
  g_clear_pointer (&f->objective, nst_objective_free);
  nst_network_free (f->network);
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
  g_autofree float *direction = check_noise (random, n);
  g_autofree float *moved = g_new (float, n);
  const double      h = 3e-6;
  double            size, values[2];

  picture->pixels[0] = -0.5f; /* out of range, that this loss speaks, too */
  picture->pixels[n - 1] = 1.5f;
  loss_at (f, picture->pixels, gradient);
  size = sqrt (check_dot (n, gradient, gradient) / (double) n);
  for (gsize i = 0; i < n; i++)
    direction[i] = (float) (direction[i] + gradient[i] / size);
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
        f.settings.style_loss = kinds[k];
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

/* The content itself has no content loss, the style itself no style loss. */
static void
test_zero (void)
{
  static const char *const kinds[] = { "gram", "wasserstein" };

  for (int k = 0; k < 2; k++)
    {
      Fixture f;

      fixture_init (&f, 40, 35);
      f.settings.style_loss = kinds[k];
      fixture_begin (&f, 0);
      check_below (loss_at (&f, f.content->pixels, NULL).content, 1e-12);
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

/* Two styles ask for the mean of their statistics: one of them twice asks for what it asks for
 * alone, whatever the order. */
static void
test_blend (void)
{
  Fixture f;
  g_autoptr (GError) error = NULL;
  g_autoptr (NstPicture) second = check_picture (9, 30, 50);
  g_autoptr (NstPicture) picture = check_picture (5, 33, 33);
  const NstPicture *twice[2], *both[2], *turned[2];
  NstLoss           alone, loss;

  fixture_init (&f, 33, 33);
  fixture_begin (&f, 0);
  alone = loss_at (&f, picture->pixels, NULL);
  twice[0] = twice[1] = both[0] = turned[1] = f.style;
  both[1] = turned[0] = second;
  nst_objective_free (f.objective);
  f.objective
      = nst_objective_new (f.network, check_pool (0), f.content, twice, 2, &f.settings, &error);
  check_relative (loss_at (&f, picture->pixels, NULL).style, alone.style, 1e-9);
  nst_objective_free (f.objective);
  f.objective
      = nst_objective_new (f.network, check_pool (0), f.content, both, 2, &f.settings, &error);
  loss = loss_at (&f, picture->pixels, NULL);
  g_assert_cmpfloat (fabs (loss.style - alone.style), >, 1e-3 * alone.style);
  nst_objective_free (f.objective);
  f.objective
      = nst_objective_new (f.network, check_pool (0), f.content, turned, 2, &f.settings, &error);
  check_relative (loss_at (&f, picture->pixels, NULL).style, loss.style, 1e-9);
  g_assert_no_error (error);
  fixture_clear (&f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/objective/gradient", test_gradient);
  g_test_add_func ("/objective/weights", test_weights);
  g_test_add_func ("/objective/zero", test_zero);
  g_test_add_func ("/objective/threads", test_threads);
  g_test_add_func ("/objective/blend", test_blend);
  return g_test_run ();
}
