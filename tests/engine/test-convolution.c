/* SPDX-License-Identifier: GPL-3.0-or-later */

/* test-convolution.c - convolution forward, backward to the data and backward to the weights,
 * against their definitions in double precision, by adjointness and by differences: every padding,
 * kernels of 1, 3 and 5, the plain way and the short one, the same bits for any number of threads.
 */

#include "check.h"

#include <math.h>
#include <string.h>

typedef struct
{
  NstConvolution convolution;
  int            height, width;
  gsize          n_in, n_out, n_weights;
  float         *input, *gradient_out, *weights, *bias, *turned;
  float         *transformed, *turned_transformed;                        /* or NULL */
  double        *output, *gradient_in, *gradient_weights, *gradient_bias; /* by definition */
} Case;

/* One position of the output, all three ways at once. */
static void
define_position (Case *c, int o, int y, int x)
{
  const NstConvolution *v = &c->convolution;
  int                   radius = (v->kernel - 1) / 2;
  gsize                 at = ((gsize) o * c->height + y) * c->width + x;

  for (int i = 0; i < v->in; i++)
    for (int p = 0; p < v->kernel; p++)
      for (int q = 0; q < v->kernel; q++)
        {
          int   row = check_source (v->padding, y + p - radius, c->height);
          int   column = check_source (v->padding, x + q - radius, c->width);
          gsize weight = (((gsize) o * v->in + i) * v->kernel + p) * v->kernel + q;
          gsize from = ((gsize) i * c->height + row) * c->width + column;

          if (row < 0 || column < 0)
            continue;
          c->output[at] += (double) c->weights[weight] * c->input[from];
          c->gradient_in[from] += (double) c->weights[weight] * c->gradient_out[at];
          c->gradient_weights[weight] += (double) c->gradient_out[at] * c->input[from];
        }
  c->output[at] += c->bias[o];
  c->gradient_bias[o] += c->gradient_out[at];
}

static void
case_define (Case *c)
{
  const NstConvolution *v = &c->convolution;

  c->output = g_new0 (double, c->n_out);
  c->gradient_in = g_new0 (double, c->n_in);
  c->gradient_weights = g_new0 (double, c->n_weights);
  c->gradient_bias = g_new0 (double, v->out);
  for (int o = 0; o < v->out; o++)
    for (int y = 0; y < c->height; y++)
      for (int x = 0; x < c->width; x++)
        define_position (c, o, y, x);
  if (v->relu)
    for (gsize i = 0; i < c->n_out; i++)
      c->output[i] = MAX (c->output[i], 0.0);
}

static void
case_init (Case *c, NstConvolution convolution, int height, int width)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (convolution.in * 100 + height * 7 + width);
  gsize n_transformed = nst_convolution_n_transformed (&convolution);

  *c = (Case) { .convolution = convolution, .height = height, .width = width };
  c->n_in = (gsize) convolution.in * height * width;
  c->n_out = (gsize) convolution.out * height * width;
  c->n_weights = nst_convolution_n_weights (&convolution);
  g_assert_cmpuint (c->n_weights, ==,
                    convolution.in * convolution.out * convolution.kernel * convolution.kernel);
  c->input = check_noise (random, c->n_in);
  c->gradient_out = check_noise (random, c->n_out);
  c->weights = check_noise (random, c->n_weights);
  c->bias = check_noise (random, convolution.out);
  c->turned = g_new (float, c->n_weights);
  nst_convolution_turn (&convolution, c->weights, c->turned);
  if (n_transformed == 0)
    return;
  c->transformed = g_new (float, n_transformed);
  c->turned_transformed = g_new (float, n_transformed);
  nst_convolution_transform (&convolution, FALSE, c->weights, c->transformed);
  nst_convolution_transform (&convolution, TRUE, c->turned, c->turned_transformed);
}

static void
case_clear (Case *c)
{
  float  *singles[] = { c->input,  c->gradient_out, c->weights,           c->bias,
                        c->turned, c->transformed,  c->turned_transformed };
  double *doubles[] = { c->output, c->gradient_in, c->gradient_weights, c->gradient_bias };

  for (gsize i = 0; i < G_N_ELEMENTS (singles); i++)
    g_free (singles[i]);
  for (gsize i = 0; i < G_N_ELEMENTS (doubles); i++)
    g_free (doubles[i]);
}

static void
complain (const Case *c, const char *what, double error)
{
  const NstConvolution *v = &c->convolution;

  g_error ("%s, kernel %d, padding %d, %d to %d channels, %d x %d: error %g", what, v->kernel,
           v->padding, v->in, v->out, c->height, c->width, error);
}

/* Runs `short_way` or the plain one with each pool; all must agree in every bit.  What the
 * functions are to overwrite is filled with NaN first, so that a forgotten value shows. */
static float *
run_forward (const Case *c, gboolean short_way)
{
  NstConvolutionWeights weights = { c->weights, short_way ? c->transformed : NULL };
  float                *first = g_new (float, c->n_out);
  g_autofree float     *other = g_new (float, c->n_out);

  for (int p = 0; p < CHECK_POOLS; p++)
    {
      float *output = p == 0 ? first : other;

      memset (output, 0xff, sizeof (float) * c->n_out);
      nst_convolution_forward (check_pool (p), &c->convolution, weights, c->bias, c->input,
                               c->height, c->width, output);
      g_assert_cmpmem (first, sizeof (float) * c->n_out, output, sizeof (float) * c->n_out);
    }
  return first;
}

static float *
run_backward_data (const Case *c, gboolean short_way)
{
  NstConvolutionWeights turned = { c->turned, short_way ? c->turned_transformed : NULL };
  gsize             n_space = nst_convolution_backward_space (&c->convolution, c->height, c->width);
  float            *first = g_new (float, c->n_in);
  g_autofree float *other = g_new (float, c->n_in);
  g_autofree float *space = n_space > 0 ? g_new (float, n_space) : NULL;

  for (int p = 0; p < CHECK_POOLS; p++)
    {
      float *gradient = p == 0 ? first : other;

      memset (gradient, 0xff, sizeof (float) * c->n_in);
      if (space != NULL)
        memset (space, 0xff, sizeof (float) * n_space);
      nst_convolution_backward_data (check_pool (p), &c->convolution, turned, c->gradient_out,
                                     c->height, c->width, space, gradient);
      g_assert_cmpmem (first, sizeof (float) * c->n_in, gradient, sizeof (float) * c->n_in);
    }
  return first;
}

/* The gradients are added to what is there: 1 everywhere. */
static float *
run_backward_weights (const Case *c, float **bias)
{
  gsize             n_bias = c->convolution.out;
  float            *first = g_new (float, c->n_weights);
  g_autofree float *other = g_new (float, c->n_weights);

  *bias = g_new (float, n_bias);
  for (int p = 0; p < CHECK_POOLS; p++)
    {
      float *weights = p == 0 ? first : other;

      for (gsize i = 0; i < c->n_weights; i++)
        weights[i] = 1.0f;
      for (gsize i = 0; i < n_bias; i++)
        (*bias)[i] = 1.0f;
      nst_convolution_backward_weights (check_pool (p), &c->convolution, c->input, c->gradient_out,
                                        c->height, c->width, weights, *bias);
      g_assert_cmpmem (first, sizeof (float) * c->n_weights, weights,
                       sizeof (float) * c->n_weights);
    }
  for (gsize i = 0; i < c->n_weights; i++)
    first[i] -= 1.0f;
  for (gsize i = 0; i < n_bias; i++)
    (*bias)[i] -= 1.0f;
  return first;
}

static void
compare (const Case *c, const char *what, gsize n, const float *actual, const double *expected)
{
  double error = check_error (n, actual, expected);

  if (!(error < 1e-5))
    complain (c, what, error);
}

static void
check_case (int in, int out, int kernel, NstPadding padding, int height, int width)
{
  NstConvolution    convolution = { in, out, kernel, padding, padding != NST_PADDING_REFLECT };
  Case              c;
  g_autofree float *weights = NULL, *bias = NULL;

  case_init (&c, convolution, height, width);
  case_define (&c);
  for (int way = 0; way <= (c.transformed != NULL); way++)
    {
      g_autofree float *output = run_forward (&c, way == 1);
      g_autofree float *gradient = run_backward_data (&c, way == 1);

      compare (&c, way == 1 ? "short forward" : "forward", c.n_out, output, c.output);
      compare (&c, way == 1 ? "short to the data" : "to the data", c.n_in, gradient, c.gradient_in);
    }
  weights = run_backward_weights (&c, &bias);
  compare (&c, "to the weights", c.n_weights, weights, c.gradient_weights);
  compare (&c, "to the bias", out, bias, c.gradient_bias);
  case_clear (&c);
}

static const int sizes[] = { 1, 2, 3, 5, 17, 31, 33 };
static const int channels[] = { 1, 3, 7, 16, 24, 64 };

static void
test_sizes (void)
{
  for (int kernel = 1; kernel <= 5; kernel += 2)
    for (int padding = NST_PADDING_ZERO; padding <= NST_PADDING_REPLICATE; padding++)
      for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
        for (gsize j = 0; j < G_N_ELEMENTS (sizes); j++)
          check_case (3, 4, kernel, padding, sizes[i], sizes[j]);
}

static void
test_channels (void)
{
  for (int kernel = 1; kernel <= 5; kernel += 2)
    for (gsize i = 0; i < G_N_ELEMENTS (channels); i++)
      for (gsize j = 0; j < G_N_ELEMENTS (channels); j++)
        check_case (channels[i], channels[j], kernel, (NstPadding) ((i + j) % 3), 5, 9);
  for (int padding = NST_PADDING_ZERO; padding <= NST_PADDING_REPLICATE; padding++)
    {
      check_case (100, 7, 3, padding, 6, 18);
      check_case (24, 100, 3, padding, 6, 18);
    }
}

/* Several blocks of positions, several groups of channels. */
static void
test_blocks (void)
{
  check_case (2, 3, 3, NST_PADDING_REFLECT, 70, 45);
  check_case (2, 3, 5, NST_PADDING_REPLICATE, 70, 45);
  check_case (40, 33, 3, NST_PADDING_ZERO, 33, 17);
}

/* <A x, y> = <x, A^T y> = <w, its gradient>, without a bias and without a rectifier. */
static void
test_adjoint (void)
{
  for (int padding = NST_PADDING_ZERO; padding <= NST_PADDING_REPLICATE; padding++)
    {
      NstConvolution convolution = { 48, 100, 3, padding, FALSE };
      Case           c;

      case_init (&c, convolution, 33, 31);
      memset (c.bias, 0, sizeof (float) * 100);
      for (int way = 0; way < 2; way++)
        {
          g_autofree float *bias = NULL;
          g_autofree float *output = run_forward (&c, way == 1);
          g_autofree float *gradient = run_backward_data (&c, way == 1);
          g_autofree float *weights = run_backward_weights (&c, &bias);
          double            product = check_dot (c.n_out, output, c.gradient_out);

          check_relative (check_dot (c.n_in, c.input, gradient), product, 1e-4);
          check_relative (check_dot (c.n_weights, c.weights, weights), product, 1e-4);
        }
      case_clear (&c);
    }
}

/* <conv (x + h d), y> - <conv (x - h d), y> = 2 h <d, gradient>, for the data, the weights and the
 * bias: the operation is linear in each, so that h need not be small. */
static void
test_differences (void)
{
  NstConvolution convolution = { 7, 5, 3, NST_PADDING_REFLECT, FALSE };
  g_autoptr (GRand) random = g_rand_new_with_seed (5);
  Case c;

  case_init (&c, convolution, 11, 13);
  for (int what = 0; what < 3; what++)
    {
      g_autofree float *to_bias = NULL;
      g_autofree float *to_weights = run_backward_weights (&c, &to_bias);
      g_autofree float *to_data = run_backward_data (&c, FALSE);
      float            *x = what == 0 ? c.input : what == 1 ? c.weights : c.bias;
      const float      *gradient = what == 0 ? to_data : what == 1 ? to_weights : to_bias;
      gsize             n = what == 0 ? c.n_in : what == 1 ? c.n_weights : 5;
      g_autofree float *direction = check_noise (random, n);
      g_autofree float *kept = g_memdup2 (x, sizeof (float) * n);
      double            values[2];

      for (int sign = 0; sign < 2; sign++)
        {
          g_autofree float *output = NULL;

          for (gsize i = 0; i < n; i++)
            x[i] = kept[i] + (sign == 0 ? 0.5f : -0.5f) * direction[i];
          output = run_forward (&c, FALSE);
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
