/* SPDX-License-Identifier: GPL-3.0-or-later */

/* test-content-view.c - features of the content as VGG-19 would have them, against the lifts
 * themselves in double precision: linear and rectified, part of a plane, with and without a mask,
 * more positions than a chunk has. */

#include "check.h"

#include "ops/matrix.h"
#include "style/content-view.h"

#define POSITIONS 1500
#define STRIDE    1600
#define LINEAR    2 /* relu3_1 */
#define RECTIFIED 4 /* relu4_2 */

typedef struct
{
  NstNetwork      *network;
  const NstFilter *lift;
  NstContentView  *view;
  NstOwnFeatures   own, other;
  float           *values, *content, *mask;
} Fixture;

static NstContentView *
new_view (const NstNetwork *network, int tap)
{
  const NstFilter   *lift = &network->lifts[tap];
  int                in = lift->convolution.in;
  g_autofree double *squared = g_new0 (double, in *in), *root = g_new (double, in *in);

  for (int i = 0; i < in; i++)
    for (int j = 0; j < in; j++)
      for (int o = 0; o < lift->convolution.out; o++)
        squared[i * in + j] += (double) lift->weights[o * in + i] * lift->weights[o * in + j];
  nst_matrix_root (in, squared, 0.0, root, NULL);
  return nst_content_view_new (network, tap, root);
}

static void
fixture_init (Fixture *f, int tap, gboolean masked)
{
  g_autoptr (GRand) random = g_rand_new_with_seed ((guint32) tap);
  int channels;

  f->network = check_network (&nst_codec, 8);
  f->lift = &f->network->lifts[tap];
  f->view = new_view (f->network, tap);
  channels = f->lift->convolution.in;
  f->values = check_rectified_noise (random, (gsize) channels * STRIDE);
  f->content = check_rectified_noise (random, (gsize) channels * STRIDE);
  f->mask = masked ? check_rectified_noise (random, POSITIONS) : NULL;
  f->own = (NstOwnFeatures) { .channels = channels,
                              .positions = POSITIONS,
                              .stride = STRIDE,
                              .values = f->values,
                              .mask = f->mask };
  f->other = f->own;
  f->other.values = f->content;
}

static void
fixture_clear (Fixture *f)
{
  nst_content_view_free (f->view);
  nst_network_unref (f->network);
  g_free (f->values);
  g_free (f->content);
  g_free (f->mask);
}

/* The lifted features at a position. */
static void
lift (const Fixture *f, const float *values, int position, double *lifted)
{
  const NstConvolution *c = &f->lift->convolution;

  for (int o = 0; o < c->out; o++)
    {
      lifted[o] = c->relu ? f->lift->bias[o] : 0.0;
      for (int i = 0; i < c->in; i++)
        lifted[o] += (double) f->lift->weights[o * c->in + i] * values[i * STRIDE + position];
      lifted[o] = c->relu ? MAX (lifted[o], 0.0) : lifted[o];
    }
}

/* The distance, and half its gradient (in, POSITIONS), from the definition. */
static double
define (const Fixture *f, double *gradient)
{
  const NstConvolution *c = &f->lift->convolution;
  g_autofree double    *own = g_new (double, c->out), *content = g_new (double, c->out);
  double                sum = 0.0;

  for (int p = 0; p < POSITIONS; p++)
    {
      double weight = f->mask != NULL ? f->mask[p] : 1.0;

      lift (f, f->values, p, own);
      lift (f, f->content, p, content);
      for (int i = 0; i < c->in; i++)
        gradient[i * POSITIONS + p] = 0.0;
      for (int o = 0; o < c->out; o++)
        {
          double difference = own[o] - content[o];

          sum += weight * difference * difference;
          for (int i = 0; i < c->in && !(c->relu && own[o] == 0.0); i++)
            gradient[i * POSITIONS + p] += weight * difference * f->lift->weights[o * c->in + i];
        }
    }
  return sum;
}

static void
check_tap (int tap, gboolean masked)
{
  Fixture            f;
  g_autofree float  *target = NULL, *gradient = NULL;
  g_autofree double *expected = NULL;
  double             distance;
  gsize              n;

  fixture_init (&f, tap, masked);
  n = (gsize) f.own.channels * POSITIONS;
  target = g_new (float, (gsize) nst_content_view_get_channels (f.view) * POSITIONS);
  gradient = g_new (float, n);
  expected = g_new (double, n);
  distance = define (&f, expected);
  for (gsize i = 0; i < n; i++)
    expected[i] *= 3.0;
  for (int pool = 0; pool < CHECK_POOLS; pool++)
    {
      nst_content_view_look (f.view, check_pool (pool), &f.other, target);
      check_relative (nst_content_view_measure (f.view, check_pool (pool), &f.own, target),
                      distance, 1e-4);
      nst_content_view_turn (f.view, check_pool (pool), &f.own, target, 3.0, gradient);
      check_below (check_error (n, gradient, expected), 1e-4);
      g_assert_cmpfloat (nst_content_view_measure (f.view, check_pool (pool), &f.other, target), ==,
                         0.0);
    }
  fixture_clear (&f);
}

static void
test_linear (void)
{
  check_tap (LINEAR, FALSE);
  check_tap (LINEAR, TRUE);
}

static void
test_rectified (void)
{
  check_tap (RECTIFIED, FALSE);
  check_tap (RECTIFIED, TRUE);
}

/* A network without lifts is seen as it is. */
static void
test_none (void)
{
  g_autoptr (NstNetwork) tiny = check_network (&check_tiny, 1);

  for (int tap = 0; tap < check_tiny.n_taps; tap++)
    if (!nst_network_has_lift (tiny, tap))
      g_assert_null (nst_content_view_new (tiny, tap, NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/content-view/linear", test_linear);
  g_test_add_func ("/content-view/rectified", test_rectified);
  g_test_add_func ("/content-view/none", test_none);
  return g_test_run ();
}
