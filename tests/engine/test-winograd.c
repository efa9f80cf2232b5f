/* SPDX-License-Identifier: GPL-3.0-or-later */

/* test-winograd.c - the fast 3x3 convolution against its definition in double precision, for sizes
 * that do and do not fill tiles, groups and blocks, every padding and both shifts; and the same
 * bits for any number of threads.
 */

#include <math.h>
#include <string.h>

#include "base/vector-code.h"
#include "ops/winograd.h"

typedef struct
{
  int        in, out, height, width;
  NstPadding padding;
  int        shift, rows, columns;
  gboolean   biased, relu;
} Case;

static float *
noise (GRand *random, gsize n)
{
  float *values = g_new (float, n);

  for (gsize i = 0; i < n; i++)
    {
      double radius = sqrt (-2.0 * log (1.0 - g_rand_double (random)));

      values[i] = (float) (radius * cos (2.0 * G_PI * g_rand_double (random)));
    }
  return values;
}

/* The definition, for one output. */
static double
expected_at (const Case *c, const float *weights, const float *bias, const float *input, int o,
             int y, int x)
{
  double sum = c->biased ? bias[o] : 0.0;

  for (int u = 0; u < 3; u++)
    for (int v = 0; v < 3; v++)
      {
        int row = nst_padding_source (c->padding, y + u - c->shift, c->height);
        int column = nst_padding_source (c->padding, x + v - c->shift, c->width);

        if (row >= 0 && column >= 0)
          for (int i = 0; i < c->in; i++)
            sum += (double) weights[((gsize) o * c->in + i) * 9 + 3 * u + v]
                   * input[((gsize) i * c->height + row) * c->width + column];
      }
  return c->relu ? MAX (sum, 0.0) : sum;
}

/* All outputs of the first and the last channel, and every seventh channel between. */
static void
compare (const Case *c, const float *weights, const float *bias, const float *input,
         const float *output)
{
  double largest = 1e-3;
  double worst = 0.0;

  for (int o = 0; o < c->out; o += o + 7 < c->out || o == c->out - 1 ? 7 : c->out - 1 - o)
    for (int y = 0; y < c->rows; y++)
      for (int x = 0; x < c->columns; x++)
        {
          double expected = expected_at (c, weights, bias, input, o, y, x);
          double actual = output[((gsize) o * c->rows + y) * c->columns + x];

          g_assert_true (isfinite (actual));
          largest = MAX (largest, fabs (expected));
          worst = MAX (worst, fabs (actual - expected));
        }
  if (worst > 1e-4 * largest)
    g_error ("%d to %d channels, %d x %d, padding %d, shift %d: error %g of %g", c->in, c->out,
             c->height, c->width, c->padding, c->shift, worst, largest);
}

static void
check (const Case *c)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (c->in * 1000 + c->height * 10 + c->width);
  gsize             n_outputs = (gsize) c->out * c->rows * c->columns;
  g_autofree float *input = noise (random, (gsize) c->in * c->height * c->width);
  g_autofree float *weights = noise (random, (gsize) c->in * c->out * 9);
  g_autofree float *bias = noise (random, c->out);
  g_autofree float *transformed = g_new (float, nst_winograd_n_weights (c->in, c->out));
  g_autofree float *outputs[] = { g_new (float, n_outputs), g_new (float, n_outputs) };

  nst_winograd_transform (c->in, c->out, weights, transformed);
  for (int t = 0; t < 2; t++)
    {
      g_autoptr (NstPool) pool = nst_pool_new (t == 0 ? 1 : 3);

      memset (outputs[t], 0xff, n_outputs * sizeof (float));
      nst_winograd_convolve (pool, c->in, c->out, transformed, c->biased ? bias : NULL, c->relu,
                             input, c->height, c->width, c->padding, c->shift, c->rows, c->columns,
                             outputs[t]);
    }
  g_assert_cmpmem (outputs[0], n_outputs * sizeof (float), outputs[1], n_outputs * sizeof (float));
  compare (c, weights, bias, input, outputs[0]);
  g_free (outputs[1]);
}

static void
check_shape (int in, int out, int height, int width)
{
  for (int padding = NST_PADDING_ZERO; padding <= NST_PADDING_REPLICATE; padding++)
    for (int shift = 1; shift <= 2; shift++)
      {
        Case c = {
          .in = in,
          .out = out,
          .height = height,
          .width = width,
          .padding = padding,
          .shift = shift,
          .rows = height + 2 * (shift - 1),
          .columns = width + 2 * (shift - 1),
          .biased = padding != NST_PADDING_REFLECT,
          .relu = shift == 1 && padding != NST_PADDING_REPLICATE,
        };

        check (&c);
      }
}

static const int sizes[] = { 1, 2, 3, 5, 17, 31, 33 };
static const int channels[] = { 1, 3, 7, 16, 24, 64, 100 };

static void
test_sizes (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (sizes); j++)
      check_shape (3, 7, sizes[i], sizes[j]);
}

static void
test_channels (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (channels); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (channels); j++)
      check_shape (channels[i], channels[j], 5, 18);
}

/* Several blocks, groups that fill rows and groups that do not; and more weights than the caches
 * hold, in several blocks. */
static void
test_blocks (void)
{
  check_shape (2, 3, 70, 130);
  check_shape (8, 8, 33, 256);
  check_shape (160, 136, 72, 72);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/winograd/sizes", test_sizes);
  g_test_add_func ("/winograd/channels", test_channels);
  g_test_add_func ("/winograd/blocks", test_blocks);
  return g_test_run ();
}
