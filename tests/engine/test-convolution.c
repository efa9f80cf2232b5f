/* SPDX-License-Identifier: GPL-3.0-or-later */

/* test-convolution.c - layers forward, backward to the data and backward to the weights, against
 * their definitions in double precision, by adjointness and by differences: every padding, kernels
 * of 1, 3 and 5, rectified, pooled and neither, the plain way and the short one with every width of
 * vectors; and the same bits for any number of threads. */

#include "check.h"

#include <math.h>
#include <string.h>

#include "naive.h"
#include "ops/winograd.h"

/* What comes after the convolution. */
enum
{
  NOTHING,
  RELU,
  POOLING,
  N_AFTER
};

typedef struct
{
  NstConvolution convolution;
  int            height, width;
  gsize          n_in, n_out, n_values, n_weights; /* n_values: of the output before it is pooled */
  float         *input, *weights, *bias, *gradient_out, *before;
  float         *transformed[2]; /* or NULL */
  guint16       *gates_in;
  double        *values; /* by definition: the output before what comes after it */

  guint16 *gates; /* of the output, by the first run; or NULL */
  gsize    n_gates;
} Case;

static float *
prepare (const Case *c, gboolean backward)
{
  gsize  n = nst_convolution_n_transformed (&c->convolution);
  float *transformed = n > 0 ? g_new (float, n) : NULL;

  nst_convolution_transform (check_pool (1), &c->convolution, backward, c->weights, transformed);
  return transformed;
}

static void
case_init (Case *c, NstConvolution convolution, int height, int width)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (convolution.in * 100 + height * 7 + width);
  g_autofree double *noise = NULL;
  const gsize        positions = (gsize) height * width;

  *c = (Case) { .convolution = convolution, .height = height, .width = width };
  c->n_in = convolution.in * positions;
  c->n_values = convolution.out * positions;
  c->n_out
      = convolution.pooled ? (gsize) convolution.out * (height / 2) * (width / 2) : c->n_values;
  c->n_weights = nst_convolution_n_weights (&convolution);
  c->n_gates = nst_convolution_n_gates (&convolution, height, width);
  g_assert_cmpuint (c->n_weights, ==,
                    convolution.in * convolution.out * convolution.kernel * convolution.kernel);
  g_assert_cmpuint (c->n_gates, ==,
                    convolution.relu ? convolution.out * ((height + 3) / 4) * ((width + 3) / 4)
                                     : 0);
  c->input = check_noise (random, c->n_in);
  c->weights = check_noise (random, c->n_weights);
  c->bias = check_noise (random, convolution.out);
  c->gradient_out = check_noise (random, c->n_out);
  c->before = check_noise (random, c->n_in);
  noise = g_new (double, c->n_in);
  for (gsize i = 0; i < c->n_in; i++)
    noise[i] = check_normal (random);
  c->gates_in = naive_gates (convolution.in, height, width, noise, FALSE);
}

static void
case_clear (Case *c)
{
  gpointer owned[] = { c->input,  c->weights, c->bias,           c->gradient_out,   c->before,
                       c->values, c->gates,   c->transformed[0], c->transformed[1], c->gates_in };

  for (gsize i = 0; i < G_N_ELEMENTS (owned); i++)
    g_free (owned[i]);
}

/* Of the largest value: rounding errors of long sums add up. */
static double
tolerance_of (const Case *c)
{
  return 3e-6 * sqrt (MAX (MAX (c->convolution.in, c->convolution.out), 25));
}

/* Aborts unless the error is small. */
static void
judge (const Case *c, const char *what, double error)
{
  const NstConvolution *v = &c->convolution;

  if (!(error < tolerance_of (c)))
    g_error ("%s, kernel %d, padding %d, %s, %d to %d channels, %d x %d, vectors %d: error %g",
             what, v->kernel, v->padding,
             v->pooled ? "pooled"
             : v->relu ? "rectified"
                       : "bare",
             v->in, v->out, c->height, c->width, nst_vectors (), error);
}

/* ---- Forward ----------------------------------------------------------------------- */

/* With each pool; all must agree in every bit.  What is to be overwritten is filled with NaN and
 * open gates first, so that a forgotten one shows. */
static float *
run_forward (const Case *c, const float *transformed, guint16 *gates)
{
  NstConvolutionWeights weights = { c->weights, transformed };
  float                *first = g_new (float, MAX (c->n_out, 1));
  g_autofree float     *other = g_new (float, MAX (c->n_out, 1));
  g_autofree guint16   *other_gates = gates != NULL ? g_new (guint16, c->n_gates) : NULL;

  for (int p = 0; p < CHECK_POOLS; p++)
    {
      float   *output = p == 0 ? first : other;
      guint16 *noted = p == 0 ? gates : other_gates;

      memset (output, 0xff, sizeof (float) * c->n_out);
      if (noted != NULL)
        memset (noted, 0xff, sizeof (guint16) * c->n_gates);
      nst_convolution_forward (check_pool (p), &c->convolution, weights, c->bias, c->input,
                               c->height, c->width, output, noted);
      g_assert_cmpmem (first, sizeof (float) * c->n_out, output, sizeof (float) * c->n_out);
      if (noted != NULL)
        g_assert_cmpmem (gates, sizeof (guint16) * c->n_gates, noted,
                         sizeof (guint16) * c->n_gates);
    }
  return first;
}

static double *
expected_output (const Case *c)
{
  const NstConvolution *v = &c->convolution;
  double               *output;

  if (v->pooled)
    return naive_pool (v->out, c->height, c->width, c->values);
  output = g_memdup2 (c->values, sizeof (double) * c->n_values);
  for (gsize i = 0; i < c->n_values && v->relu; i++)
    output[i] = MAX (output[i], 0.0);
  return output;
}

static void
check_gates (const Case *c, const guint16 *gates)
{
  const NstConvolution *v = &c->convolution;
  double                largest = 0.0;

  for (gsize i = 0; i < c->n_values; i++)
    largest = MAX (largest, fabs (c->values[i]));
  if (!naive_gates_agree (gates, v->out, c->height, c->width, c->values, v->pooled,
                          tolerance_of (c) * largest))
    judge (c, "gates", INFINITY);
}

/* The output is the same whether gates are noted or not. */
static void
check_forward (Case *c, const float *transformed)
{
  g_autofree guint16 *gates = c->n_gates > 0 ? g_new (guint16, c->n_gates) : NULL;
  g_autofree float   *output = run_forward (c, transformed, gates);
  g_autofree float   *without = run_forward (c, transformed, NULL);
  g_autofree double  *expected = expected_output (c);

  judge (c, "forward", naive_error (c->n_out, output, expected));
  g_assert_cmpmem (output, sizeof (float) * c->n_out, without, sizeof (float) * c->n_out);
  if (gates == NULL)
    return;
  check_gates (c, gates);
  if (c->gates == NULL)
    c->gates = g_steal_pointer (&gates);
}

/* ---- Backward ---------------------------------------------------------------------- */

static float *
run_to_data (const Case *c, const float *transformed, gboolean add, const guint16 *gates_in)
{
  NstConvolutionWeights weights = { c->weights, transformed };
  float                *first = g_new (float, c->n_in);
  g_autofree float     *other = g_new (float, c->n_in);

  for (int p = 0; p < CHECK_POOLS; p++)
    {
      float *gradient = p == 0 ? first : other;

      memset (gradient, 0xff, sizeof (float) * c->n_in);
      if (add)
        memcpy (gradient, c->before, sizeof (float) * c->n_in);
      nst_convolution_backward_data (check_pool (p), &c->convolution, weights, c->gradient_out,
                                     c->gates, c->height, c->width, add, gates_in, gradient);
      g_assert_cmpmem (first, sizeof (float) * c->n_in, gradient, sizeof (float) * c->n_in);
    }
  return first;
}

/* The gradients are added to what is there: 1 everywhere.  Those to the bias lie after those to the
 * weights. */
static float *
run_to_weights (const Case *c)
{
  gsize             n = c->n_weights + c->convolution.out;
  float            *first = g_new (float, n);
  g_autofree float *other = g_new (float, n);

  for (int p = 0; p < CHECK_POOLS; p++)
    {
      float *weights = p == 0 ? first : other;

      for (gsize i = 0; i < n; i++)
        weights[i] = 1.0f;
      nst_convolution_backward_weights (check_pool (p), &c->convolution, c->input, c->gradient_out,
                                        c->gates, c->height, c->width, weights,
                                        weights + c->n_weights);
      g_assert_cmpmem (first, sizeof (float) * n, weights, sizeof (float) * n);
    }
  for (gsize i = 0; i < n; i++)
    first[i] -= 1.0f;
  return first;
}

/* The gradient at the output before what comes after it. */
static double *
gradient_of_values (const Case *c)
{
  double *gradient;

  if (c->convolution.pooled)
    return naive_spread (c->convolution.out, c->height, c->width, c->gates, c->gradient_out);
  gradient = g_new (double, c->n_values);
  for (gsize i = 0; i < c->n_values; i++)
    gradient[i] = c->gradient_out[i];
  return gradient;
}

/* Alone, added, let through by gates, and both. */
static void
check_to_data (const Case *c, const float *transformed, const double *expected)
{
  for (int way = 0; way < 4; way++)
    {
      gboolean           add = way % 2 == 1;
      const guint16     *gates_in = way / 2 == 1 ? c->gates_in : NULL;
      g_autofree float  *gradient = run_to_data (c, transformed, add, gates_in);
      g_autofree double *wanted = g_memdup2 (expected, sizeof (double) * c->n_in);

      for (gsize i = 0; i < c->n_in; i++)
        {
          int y = (int) (i / c->width) % c->height, x = (int) (i % c->width);
          int channel = (int) (i / ((gsize) c->height * c->width));

          if (add)
            wanted[i] += c->before[i];
          if (gates_in != NULL && !naive_is_open (gates_in, c->height, c->width, channel, y, x))
            wanted[i] = 0.0;
        }
      judge (c, add ? "to the data, added" : "to the data",
             naive_error (c->n_in, gradient, wanted));
    }
}

static void
check_to_weights (const Case *c, const double *expected)
{
  g_autofree float *actual = run_to_weights (c);

  judge (c, "to the weights", naive_error (c->n_weights, actual, expected));
  judge (c, "to the bias",
         naive_error (c->convolution.out, actual + c->n_weights, expected + c->n_weights));
}

/* A rectifier's gradient is shut; where there is none, or a pooling, nothing happens. */
static void
check_backward_gates (const Case *c)
{
  const NstConvolution *v = &c->convolution;
  g_autofree float     *actual = g_memdup2 (c->gradient_out, sizeof (float) * c->n_out);

  nst_convolution_backward_gates (check_pool (1), v, c->gates, c->height, c->width, actual);
  for (gsize i = 0; i < c->n_out; i++)
    {
      int      y = (int) (i / c->width) % c->height, x = (int) (i % c->width);
      int      channel = (int) (i / ((gsize) c->height * c->width));
      gboolean shut
          = v->relu && !v->pooled && !naive_is_open (c->gates, c->height, c->width, channel, y, x);

      g_assert_cmpfloat (actual[i], ==, shut ? 0.0f : c->gradient_out[i]);
    }
}

/* ---- All of a layer ---------------------------------------------------------------- */

static NstConvolution
layer (int in, int out, int kernel, NstPadding padding, int after)
{
  return (NstConvolution) { in, out, kernel, padding, after != NOTHING, after == POOLING };
}

/* Whether it matters how wide vectors are. */
static gboolean
has_short_way (const NstConvolution *c, int height, int width)
{
  return c->kernel == 3
         && (nst_winograd_suits (c->in, c->out, height, width)
             || nst_winograd_gradient_suits (c->in, c->out, height, width));
}

/* With each width of vectors, the weights made ready or not. */
static void
check_layer (NstConvolution convolution, int height, int width)
{
  int                widths = check_widths ();
  g_autofree double *to_data = NULL, *to_weights = NULL;
  Case               c;

  case_init (&c, convolution, height, width);
  c.values = naive_convolve (&convolution, c.weights, c.bias, c.input, height, width);
  for (int w = has_short_way (&convolution, height, width) ? 0 : widths - 1; w < widths; w++)
    {
      g_autofree float *forward = NULL, *backward = NULL;

      nst_vectors_limit (w);
      forward = prepare (&c, FALSE);
      backward = prepare (&c, TRUE);
      check_forward (&c, forward);
      check_forward (&c, NULL);
      if (to_data == NULL)
        {
          g_autofree double *gradient = gradient_of_values (&c); /* by the gates just noted */

          to_data = naive_to_data (&convolution, c.weights, gradient, height, width);
          to_weights = naive_to_weights (&convolution, c.input, gradient, height, width);
        }
      check_to_data (&c, backward, to_data);
      check_to_data (&c, NULL, to_data);
      check_to_weights (&c, to_weights);
    }
  check_backward_gates (&c);
  case_clear (&c);
}

static void
test_sizes (void)
{
  static const int sizes[] = { 1, 2, 3, 5, 17, 31, 33 };
  int              turn = 0;

  for (int kernel = 1; kernel <= 5; kernel += 2)
    for (int padding = NST_PADDING_ZERO; padding <= NST_PADDING_REPLICATE; padding++)
      for (int after = NOTHING; after < N_AFTER; after++)
        for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
          for (gsize j = 0; j < G_N_ELEMENTS (sizes); j++)
            if (check_has_turn (&turn))
              check_layer (layer (3, 4, kernel, padding, after), sizes[i], sizes[j]);
}

/* Those of kernel 3 are as large as the short way wants them. */
static void
test_channels (void)
{
  static const int channels[] = { 1, 3, 7, 16, 24, 64, 100 };
  int              turn = 0;

  for (int kernel = 1; kernel <= 5; kernel += 2)
    for (gsize i = 0; i < G_N_ELEMENTS (channels); i++)
      for (gsize j = 0; j < G_N_ELEMENTS (channels); j++)
        if (check_has_turn (&turn))
          check_layer (layer (channels[i], channels[j], kernel, (i + j) % 3, (i + 2 * j) % N_AFTER),
                       kernel == 3 ? 9 : 5, kernel == 3 ? 17 : 9);
}

/* Several blocks, in each of the ways to share them out; weights that are too many to be kept
 * ready. */
static void
test_blocks (void)
{
  check_layer (layer (2, 3, 3, NST_PADDING_REFLECT, POOLING), 70, 131);
  check_layer (layer (3, 2, 3, NST_PADDING_REPLICATE, RELU), 131, 70);
  check_layer (layer (2, 3, 5, NST_PADDING_REPLICATE, POOLING), 70, 45);
  check_layer (layer (40, 33, 3, NST_PADDING_ZERO, RELU), 33, 17);
  check_layer (layer (40, 33, 3, NST_PADDING_REFLECT, NOTHING), 33, 17);
  check_layer (layer (256, 260, 3, NST_PADDING_REPLICATE, POOLING), 12, 13);
}

/* ---- Adjointness ------------------------------------------------------------------- */

/* Without a bias a layer f is f (x) = J x with its own derivative J, so that for any y
 * <f (x), y> = <x, J^T y> = <w, the gradient to the weights>. */
static void
check_adjoint (NstConvolution convolution, int height, int width)
{
  Case              c;
  g_autofree float *output = NULL, *to_data = NULL, *to_weights = NULL;
  g_autofree float *forward = NULL, *backward = NULL;
  double            product;

  case_init (&c, convolution, height, width);
  forward = prepare (&c, FALSE);
  backward = prepare (&c, TRUE);
  memset (c.bias, 0, sizeof (float) * convolution.out);
  c.gates = c.n_gates > 0 ? g_new (guint16, c.n_gates) : NULL;
  output = run_forward (&c, forward, c.gates);
  for (gsize i = 0; i < c.n_out; i++)
    c.gradient_out[i] += output[i]; /* the product is then far from 0 */
  product = check_dot (c.n_out, output, c.gradient_out);
  nst_convolution_backward_gates (check_pool (1), &convolution, c.gates, height, width,
                                  c.gradient_out);
  to_data = run_to_data (&c, backward, FALSE, NULL);
  to_weights = run_to_weights (&c);
  check_relative (check_dot (c.n_in, c.input, to_data), product, 1e-5);
  check_relative (check_dot (c.n_weights, c.weights, to_weights), product, 1e-5);
  case_clear (&c);
}

static void
test_adjoint (void)
{
  static const int sizes[][2] = { { 5, 7 }, { 12, 12 }, { 31, 33 }, { 41, 18 } };

  for (int kernel = 1; kernel <= 5; kernel += 2)
    for (int padding = NST_PADDING_ZERO; padding <= NST_PADDING_REPLICATE; padding++)
      for (int after = NOTHING; after < N_AFTER; after++)
        for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
          check_adjoint (layer (19, 21, kernel, padding, after), sizes[i][0], sizes[i][1]);
}

/* <conv (x + h d), y> - <conv (x - h d), y> = 2 h <d, gradient>, for the data, the weights and the
 * bias: the operation is linear in each, so that h need not be small. */
static void
test_differences (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (5);
  Case c;

  case_init (&c, layer (7, 5, 3, NST_PADDING_REFLECT, NOTHING), 11, 13);
  for (int what = 0; what < 3; what++)
    {
      g_autofree float *to_weights = run_to_weights (&c);
      g_autofree float *to_data = run_to_data (&c, NULL, FALSE, NULL);
      float            *x = what == 0 ? c.input : what == 1 ? c.weights : c.bias;
      const float      *gradient = what == 0 ? to_data : to_weights + (what == 2 ? c.n_weights : 0);
      gsize             n = what == 0 ? c.n_in : what == 1 ? c.n_weights : 5;
      g_autofree float *direction = check_noise (random, n);
      g_autofree float *kept = g_memdup2 (x, sizeof (float) * n);
      double            values[2];

      for (int sign = 0; sign < 2; sign++)
        {
          g_autofree float *output = NULL;

          for (gsize i = 0; i < n; i++)
            x[i] = kept[i] + (sign == 0 ? 0.5f : -0.5f) * direction[i];
          output = run_forward (&c, NULL, NULL);
          values[sign] = check_dot (c.n_out, output, c.gradient_out);
        }
      memcpy (x, kept, sizeof (float) * n);
      check_relative (values[0] - values[1], check_dot (n, direction, gradient), 1e-4);
    }
  case_clear (&c);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/convolution/sizes", test_sizes);
  g_test_add_func ("/convolution/channels", test_channels);
  g_test_add_func ("/convolution/blocks", test_blocks);
  g_test_add_func ("/convolution/adjoint", test_adjoint);
  g_test_add_func ("/convolution/differences", test_differences);
  return g_test_run ();
}
