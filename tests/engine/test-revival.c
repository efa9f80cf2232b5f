/* SPDX-License-Identifier: GPL-3.0-or-later */

/* test-revival.c - dead channels begin anew: after how many steps, alive where another is not, and
 * without a change of what the network computes. */

#include "check.h"

#include <math.h>
#include <string.h>

#include "training/revival.h"

#define SIDE 32

/* The layers relu2_2 and relu4_1 of the codec; only the second has a tap and a lift. */
#define INNER  4
#define TAPPED 11

typedef struct
{
  NstNetwork *network;
  NstPicture *picture;
  NstPass    *pass;
  NstRevival *revival;
  float      *gradient;
} Fixture;

static const NstFilter *
filter_of (const Fixture *f, int layer)
{
  return &f->network->filters[layer];
}

/* A network whose every third channel of the layer is dead: its bias is far below 0. */
static void
fixture_init (Fixture *f, int layer)
{
  const NstFilter *filter;

  f->network = check_network (&nst_codec, 3);
  filter = filter_of (f, layer);
  g_assert_cmpstr (nst_codec.layers[layer].name, ==, layer == INNER ? "relu2_2" : "relu4_1");
  for (int i = 0; i < filter->convolution.out; i += 3)
    filter->bias[i] = -1e4f;
  nst_network_prepare (f->network, check_pool (0));
  f->picture = check_picture (2, SIDE, SIDE);
  f->pass = check_pass (f->network, NST_PASS_FORWARD, SIDE, SIDE);
  f->revival = nst_revival_new (f->network, NULL);
  f->gradient = g_new (float, f->network->n_gradient);
  for (gsize i = 0; i < f->network->n_gradient; i++)
    f->gradient[i] = 1.0f;
  for (int i = 0; i < filter->convolution.out; i += 3)
    f->gradient[filter->bias - f->network->parameters + i] = 0.0f;
}

static void
fixture_clear (Fixture *f)
{
  nst_revival_free (f->revival);
  nst_pass_free (f->pass);
  nst_picture_free (f->picture);
  nst_network_unref (f->network);
  g_free (f->gradient);
}

/* A copy of the deepest tap's features, lifted or not. */
static float *
compute (const Fixture *f, gsize *n)
{
  const NstFeatures *features = nst_pass_get_features (f->pass, nst_codec.n_taps - 1);

  nst_network_prepare (f->network, check_pool (0));
  nst_pass_forward (f->pass, check_pool (0), f->picture->pixels);
  *n = (gsize) features->channels * features->height * features->width;
  return g_memdup2 (features->values, sizeof (float) * *n);
}

static void
take_steps (const Fixture *f, int first, int end)
{
  for (int step = first; step < end; step++)
    nst_revival_step (f->revival, step, f->gradient);
}

/* Nothing moves before the time; then the dead channels, and only these, have weights of the size
 * of the others', and what comes after is as it was. */
static void
check_layer (int layer)
{
  Fixture           f;
  g_autofree float *before = NULL, *kept = NULL, *after = NULL;
  gsize             n, row;
  const NstFilter  *filter;

  fixture_init (&f, layer);
  filter = filter_of (&f, layer);
  row = (gsize) filter->convolution.in * 9;
  before = compute (&f, &n);
  kept = g_memdup2 (f.network->parameters, sizeof (float) * f.network->n_parameters);
  take_steps (&f, 0, NST_REVIVAL_STEPS - 1);
  g_assert_cmpmem (kept, sizeof (float) * f.network->n_parameters, f.network->parameters,
                   sizeof (float) * f.network->n_parameters);
  take_steps (&f, NST_REVIVAL_STEPS - 1, NST_REVIVAL_STEPS);
  for (int i = 0; i < filter->convolution.out; i++)
    {
      const float *weights = filter->weights + i * row;
      const float *old = kept + (weights - f.network->parameters);

      g_assert_true ((memcmp (weights, old, sizeof (float) * row) == 0) == (i % 3 != 0));
      g_assert_cmpfloat (filter->bias[i], >, -1e4f);
    }
  after = compute (&f, &n);
  check_below (check_error_float (n, after, before), 1e-6);
  fixture_clear (&f);
}

static void
test_inner (void)
{
  check_layer (INNER);
}

static void
test_tapped (void)
{
  check_layer (TAPPED);
}

/* The lift of a tap no longer reads a channel that was revived, and still reads the others. */
static void
test_lift (void)
{
  Fixture          f;
  const NstFilter *lift;

  fixture_init (&f, TAPPED);
  lift = &f.network->lifts[3];
  take_steps (&f, 0, NST_REVIVAL_STEPS);
  for (int o = 0; o < lift->convolution.out; o++)
    for (int i = 0; i < lift->convolution.in; i++)
      g_assert_true ((lift->weights[o * lift->convolution.in + i] == 0.0f) == (i % 3 == 0));
  fixture_clear (&f);
}

/* A revived channel is the opposite of a living one, but for the noise: with that one's weights
 * negated its own have more in common than with any other's. */
static void
test_opposite (void)
{
  Fixture          f;
  const NstFilter *filter;
  gsize            row;

  fixture_init (&f, INNER);
  filter = filter_of (&f, INNER);
  row = (gsize) filter->convolution.in * 9;
  take_steps (&f, 0, NST_REVIVAL_STEPS);
  for (int i = 0; i < filter->convolution.out; i += 3)
    {
      int opposites = 0;

      for (int other = 0; other < filter->convolution.out; other++)
        {
          const float *a = filter->weights + i * row, *b = filter->weights + other * row;
          double       cosine
              = check_dot (row, a, b) / sqrt (check_dot (row, a, a) * check_dot (row, b, b));

          opposites += other % 3 != 0 && cosine < -0.8 && filter->bias[i] == -filter->bias[other];
        }
      g_assert_cmpint (opposites, ==, 1);
    }
  fixture_clear (&f);
}

/* A layer in which nothing has a gradient was not asked about: it is left alone. */
static void
test_not_asked (void)
{
  Fixture           f;
  g_autofree float *kept = NULL;

  fixture_init (&f, INNER);
  kept = g_memdup2 (f.network->parameters, sizeof (float) * f.network->n_parameters);
  memset (f.gradient, 0, sizeof (float) * f.network->n_gradient);
  take_steps (&f, 0, 3 * NST_REVIVAL_STEPS);
  g_assert_cmpmem (kept, sizeof (float) * f.network->n_parameters, f.network->parameters,
                   sizeof (float) * f.network->n_parameters);
  fixture_clear (&f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/revival/inner", test_inner);
  g_test_add_func ("/revival/tapped", test_tapped);
  g_test_add_func ("/revival/lift", test_lift);
  g_test_add_func ("/revival/opposite", test_opposite);
  g_test_add_func ("/revival/not-asked", test_not_asked);
  return g_test_run ();
}
