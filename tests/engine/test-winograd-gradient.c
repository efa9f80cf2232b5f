/* SPDX-License-Identifier: GPL-3.0-or-later */

/* test-winograd-gradient.c - the gradient to the weights of a 3x3 convolution, Winograd's way,
 * against its definition in double precision: for sizes that do and do not fill tiles, groups and
 * blocks, every padding, pooled or not, every width of vectors; and the same bits for any number of
 * threads.
 */

#include "base/vector-code.h"
#include "check.h"
#include "naive.h"
#include "ops/winograd.h"

#define TOLERANCE 3e-5 /* of the largest */

/* What a convolution is given, and what it should give. */
typedef struct
{
  NstConvolution c; /* its rectifier comes with the pooling */
  int            height, width;
  float         *input;
  float         *gradient_out;
  guint16       *gates;
  float         *before; /* the gradient to the weights, and then to the biases */
  double        *expected;
} Case;

static gsize
n_gradients (const Case *k)
{
  return nst_convolution_n_weights (&k->c) + k->c.out;
}

/* Gates as random values have them. */
static void
draw_pooled (Case *k, GRand *random)
{
  gsize              n = (gsize) k->c.out * k->height * k->width;
  g_autofree double *values = g_new (double, n);

  for (gsize i = 0; i < n; i++)
    values[i] = check_normal (random);
  k->gates = naive_gates (k->c.out, k->height, k->width, values, TRUE);
  k->gradient_out = check_noise (random, (gsize) k->c.out * (k->height / 2) * (k->width / 2));
}

static void
draw (Case *k)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (k->c.in * 1000 + k->height * 10 + k->width);
  gsize              positions = (gsize) k->height * k->width, n = k->c.out * positions;
  g_autofree double *gradient = NULL;

  k->input = check_noise (random, k->c.in * positions);
  k->before = check_noise (random, n_gradients (k));
  if (k->c.pooled)
    {
      draw_pooled (k, random);
      gradient = naive_spread (k->c.out, k->height, k->width, k->gates, k->gradient_out);
    }
  else
    {
      k->gradient_out = check_noise (random, n);
      gradient = g_new (double, n);
      for (gsize i = 0; i < n; i++)
        gradient[i] = k->gradient_out[i];
    }
  k->expected = naive_to_weights (&k->c, k->input, gradient, k->height, k->width);
  for (gsize i = 0; i < n_gradients (k); i++)
    k->expected[i] += k->before[i];
}

static void
clear (Case *k)
{
  g_free (k->input);
  g_free (k->gradient_out);
  g_free (k->gates);
  g_free (k->before);
  g_free (k->expected);
}

static float *
solve (const Case *k, NstPool *pool)
{
  float              *result = g_memdup2 (k->before, sizeof (float) * n_gradients (k));
  NstWinogradGradient gradient = { .in = k->c.in,
                                   .out = k->c.out,
                                   .height = k->height,
                                   .width = k->width,
                                   .input = k->input,
                                   .padding = k->c.padding,
                                   .gradient_out = k->gradient_out,
                                   .spread = k->gates,
                                   .gradient_weights = result,
                                   .gradient_bias = result + nst_convolution_n_weights (&k->c) };

  nst_winograd_gradient (pool, &gradient);
  return result;
}

static void
compare (const Case *k, const float *actual)
{
  gsize  n = nst_convolution_n_weights (&k->c);
  double weights = naive_error (n, actual, k->expected);
  double biases = naive_error (k->c.out, actual + n, k->expected + n);

  if (!(weights < TOLERANCE && biases < TOLERANCE))
    g_error ("%d to %d channels, %d x %d, padding %d, %s: errors %g and %g", k->c.in, k->c.out,
             k->height, k->width, k->c.padding, k->c.pooled ? "pooled" : "not pooled", weights,
             biases);
}

static void
check (int in, int out, int height, int width, NstPadding padding, gboolean pooled)
{
  Case k = { .c = { in, out, 3, padding, pooled, pooled }, .height = height, .width = width };

  draw (&k);
  for (NstVectors vectors = NST_VECTORS_ANY; vectors <= NST_VECTORS_WIDEST; vectors++)
    {
      g_autofree float *one = NULL;

      nst_vectors_limit (vectors);
      if (nst_vectors () != vectors)
        break;
      one = solve (&k, check_pool (0));
      compare (&k, one);
      for (int t = 1; t < CHECK_POOLS; t++)
        {
          g_autofree float *several = solve (&k, check_pool (t));
          gsize             size = sizeof (float) * n_gradients (&k);

          g_assert_cmpmem (one, size, several, size);
        }
    }
  nst_vectors_limit (NST_VECTORS_WIDEST);
  clear (&k);
}

static void
check_shape (int in, int out, int height, int width)
{
  for (int padding = NST_PADDING_ZERO; padding <= NST_PADDING_REPLICATE; padding++)
    for (int pooled = 0; pooled < 2; pooled++)
      check (in, out, height, width, padding, pooled);
}

/* ---- Cases ------------------------------------------------------------------------- */

static const int sizes[] = { 1, 2, 3, 5, 17, 31, 33 };
static const int channels[] = { 1, 3, 7, 16, 24, 64, 100 };

static void
test_sizes (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (sizes); j++)
      check_shape (3, 7, sizes[i], sizes[j]);
}

/* Sixteen outputs that are all there are read where they lie. */
static void
test_whole_outputs (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    check_shape (2, 16, sizes[i], 33);
  check_shape (2, 16, 8, 64);
  check_shape (2, 16, 9, 80);
}

static void
test_channels (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (channels); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (channels); j++)
      for (int pooled = 0; pooled < 2; pooled++)
        check (channels[i], channels[j], 5, 18, NST_PADDING_REFLECT, pooled);
}

/* Few channels: tiles enough for several slots.  Many: for several rounds. */
static void
test_many_tiles (void)
{
  for (int pooled = 0; pooled < 2; pooled++)
    {
      check (2, 3, 132, 258, NST_PADDING_ZERO, pooled);
      check (40, 120, 70, 130, NST_PADDING_REFLECT, pooled);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/winograd-gradient/sizes", test_sizes);
  g_test_add_func ("/winograd-gradient/whole-outputs", test_whole_outputs);
  g_test_add_func ("/winograd-gradient/channels", test_channels);
  g_test_add_func ("/winograd-gradient/many-tiles", test_many_tiles);
  return g_test_run ();
}
