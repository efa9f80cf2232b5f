/* SPDX-License-Identifier: GPL-3.0-or-later */

/* test-ops.c - padding, pooling, the rectifier and long vectors against their naive twins, and the
 * same bits for any number of threads. */

#include "check.h"

#include <math.h>
#include <string.h>

#include "ops/pooling.h"
#include "ops/relu.h"
#include "ops/vector.h"

/* ---- Padding ----------------------------------------------------------------------- */

static void
test_padding_source (void)
{
  for (int padding = NST_PADDING_ZERO; padding <= NST_PADDING_REPLICATE; padding++)
    for (int length = 1; length <= 6; length++)
      for (int position = -20; position < 20; position++)
        g_assert_cmpint (nst_padding_source (padding, position, length), ==,
                         check_source (padding, position, length));
  g_assert_cmpint (nst_padding_source (NST_PADDING_REFLECT, -2, 4), ==, 2);
  g_assert_cmpint (nst_padding_source (NST_PADDING_REFLECT, 4, 4), ==, 2);
  g_assert_cmpint (nst_padding_source (NST_PADDING_REFLECT, 3, 1), ==, 0);
  g_assert_cmpint (nst_padding_source (NST_PADDING_REPLICATE, -2, 4), ==, 0);
  g_assert_cmpint (nst_padding_source (NST_PADDING_ZERO, 4, 4), ==, -1);
}

/* `folded` by definition: each padded value goes to where it came from. */
static void
check_fold (NstPadding padding, int border, int channels, int height, int width)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (height * 50 + width);
  int                rows = height + 2 * border, columns = width + 2 * border;
  gsize              n = (gsize) channels * height * width;
  g_autofree float  *padded = check_noise (random, (gsize) channels * rows * columns);
  g_autofree float  *folded = g_new (float, n);
  g_autofree double *expected = g_new0 (double, n);

  for (int c = 0; c < channels; c++)
    for (int y = 0; y < rows; y++)
      for (int x = 0; x < columns; x++)
        {
          int row = check_source (padding, y - border, height);
          int column = check_source (padding, x - border, width);

          if (row >= 0 && column >= 0)
            expected[((gsize) c * height + row) * width + column]
                += padded[((gsize) c * rows + y) * columns + x];
        }
  for (int p = 0; p < CHECK_POOLS; p++)
    {
      memset (folded, 0xff, sizeof (float) * n);
      nst_padding_fold (check_pool (p), padding, border, channels, height, width, padded, folded);
      check_below (check_error (n, folded, expected), 1e-6);
    }
}

static void
test_padding_fold (void)
{
  for (int padding = NST_PADDING_ZERO; padding <= NST_PADDING_REPLICATE; padding++)
    for (int border = 0; border <= 3; border++)
      for (int height = 1; height <= 5; height++)
        for (int width = 1; width <= 9; width += 2)
          check_fold (padding, border, 4, height, width);
}

/* ---- Pooling ----------------------------------------------------------------------- */

/* Which pixel of the square at `from` is the largest: the first among equals. */
static gsize
first_largest (const float *values, gsize from, int width)
{
  gsize squares[] = { from, from + 1, from + width, from + width + 1 };
  gsize best = squares[0];

  for (int i = 1; i < 4; i++)
    if (values[squares[i]] > values[best])
      best = squares[i];
  return best;
}

typedef struct
{
  int    channels, height, width;
  gsize  n, n_pooled;
  float *input, *gradient_out;
  float *output, *gradient_in; /* by definition */
} PoolingCase;

static void
define_pooling (PoolingCase *c, NstPooling pooling)
{
  int rows = c->height / 2, columns = c->width / 2;

  for (int plane = 0; plane < c->channels; plane++)
    for (int y = 0; y < rows; y++)
      for (int x = 0; x < columns; x++)
        {
          gsize at = ((gsize) plane * rows + y) * columns + x;
          gsize from = ((gsize) plane * c->height + 2 * y) * c->width + 2 * x;
          gsize winner = first_largest (c->input, from, c->width);

          if (pooling == NST_POOLING_MAXIMUM)
            {
              c->output[at] = c->input[winner];
              c->gradient_in[winner] += c->gradient_out[at];
              continue;
            }
          for (int i = 0; i < 4; i++)
            {
              gsize pixel = from + (gsize) (i / 2) * c->width + i % 2;

              c->output[at] += 0.25f * c->input[pixel];
              c->gradient_in[pixel] += 0.25f * c->gradient_out[at];
            }
        }
}

static void
compare_pooling (const PoolingCase *c, NstPooling pooling)
{
  g_autofree float  *output = g_new (float, MAX (c->n_pooled, 1));
  g_autofree float  *gradient = g_new (float, c->n);
  gsize              bytes = nst_pooling_winner_bytes (c->channels, c->height, c->width);
  g_autofree guint8 *winners = g_malloc (bytes + 1);

  for (int p = 0; p < CHECK_POOLS; p++)
    {
      memset (output, 0xff, sizeof (float) * c->n_pooled);
      memset (gradient, 0xff, sizeof (float) * c->n);
      memset (winners, 0xff, bytes + 1);
      nst_pooling_forward (check_pool (p), pooling, c->channels, c->height, c->width, c->input,
                           output, winners);
      nst_pooling_backward (check_pool (p), pooling, c->channels, c->height, c->width,
                            c->gradient_out, winners, gradient);
      check_below (check_error_float (c->n_pooled, output, c->output), 1e-6);
      check_below (check_error_float (c->n, gradient, c->gradient_in), 1e-6);
      g_assert_cmpuint (winners[bytes], ==, 0xff);
      if (pooling == NST_POOLING_MAXIMUM)
        nst_pooling_forward (check_pool (p), pooling, c->channels, c->height, c->width, c->input,
                             output, NULL);
      check_below (check_error_float (c->n_pooled, output, c->output), 1e-6);
    }
}

static void
check_pooling (NstPooling pooling, int channels, int height, int width, gboolean ties)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (height * 100 + width);
  PoolingCase c = { .channels = channels, .height = height, .width = width };

  c.n = (gsize) channels * height * width;
  c.n_pooled = (gsize) channels * (height / 2) * (width / 2);
  c.input = check_noise (random, c.n);
  c.gradient_out = check_noise (random, c.n_pooled);
  c.output = g_new0 (float, MAX (c.n_pooled, 1));
  c.gradient_in = g_new0 (float, c.n);
  if (ties)
    for (gsize i = 0; i < c.n; i++)
      c.input[i] = c.input[i] > 0.5f ? 1.0f : 0.0f;
  define_pooling (&c, pooling);
  compare_pooling (&c, pooling);
  g_free (c.input);
  g_free (c.gradient_out);
  g_free (c.output);
  g_free (c.gradient_in);
}

static void
test_pooling (void)
{
  static const int sizes[] = { 1, 2, 3, 4, 5, 8, 17, 33 };

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (sizes); j++)
      for (int ties = 0; ties < 2; ties++)
        {
          check_pooling (NST_POOLING_MAXIMUM, 5, sizes[i], sizes[j], ties);
          check_pooling (NST_POOLING_AVERAGE, 5, sizes[i], sizes[j], ties);
        }
}

/* ---- The rectifier ----------------------------------------------------------------- */

static void
check_relu (int channels, int positions)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (positions);
  gsize              n = (gsize) channels * positions;
  g_autofree float  *output = check_noise (random, n);
  g_autofree float  *gradient = check_noise (random, n);
  g_autofree float  *expected = g_memdup2 (gradient, sizeof (float) * n);
  gsize              bytes = nst_relu_bit_bytes (channels, positions);
  g_autofree guint8 *bits = g_malloc (bytes + 1);

  g_assert_cmpuint (bytes, ==, (gsize) channels * ((positions + 7) / 8));
  for (gsize i = 0; i < n; i++)
    {
      output[i] = i % 11 == 0 ? 0.0f : MAX (output[i], 0.0f);
      if (!(output[i] > 0.0f))
        expected[i] = 0.0f;
    }
  for (int p = 0; p < CHECK_POOLS; p++)
    {
      g_autofree float *by_bits = g_memdup2 (gradient, sizeof (float) * n);
      g_autofree float *by_output = g_memdup2 (gradient, sizeof (float) * n);

      memset (bits, 0xff, bytes + 1);
      nst_relu_note (check_pool (p), channels, positions, output, bits);
      nst_relu_backward_bits (check_pool (p), channels, positions, bits, by_bits);
      nst_relu_backward (check_pool (p), channels, positions, output, by_output);
      g_assert_cmpmem (by_bits, sizeof (float) * n, expected, sizeof (float) * n);
      g_assert_cmpmem (by_output, sizeof (float) * n, expected, sizeof (float) * n);
      g_assert_cmpuint (bits[bytes], ==, 0xff);
    }
}

static void
test_relu (void)
{
  static const int positions[] = { 1, 2, 7, 8, 9, 15, 16, 63, 64, 65, 1000 };

  for (gsize i = 0; i < G_N_ELEMENTS (positions); i++)
    for (int channels = 1; channels <= 5; channels += 2)
      check_relu (channels, positions[i]);
}

/* ---- Long vectors ------------------------------------------------------------------ */

static void
check_vectors (gsize n)
{
  g_autoptr (GRand) random = g_rand_new_with_seed ((guint32) n);
  g_autofree float *a = check_noise (random, n);
  g_autofree float *b = check_noise (random, n);
  double            sum = 0.0, dots[CHECK_POOLS], sums[CHECK_POOLS];

  for (gsize i = 0; i < n; i++)
    sum += fabs ((double) a[i]);
  for (int p = 0; p < CHECK_POOLS; p++)
    {
      g_autofree float *y = g_memdup2 (b, sizeof (float) * n);

      dots[p] = nst_vector_dot (check_pool (p), n, a, b);
      sums[p] = nst_vector_abs_sum (check_pool (p), n, a);
      nst_vector_blend (check_pool (p), n, 2.0, a, -0.5, y);
      for (gsize i = 0; i < n; i++)
        g_assert_cmpfloat_with_epsilon (y[i], 2.0f * a[i] - 0.5f * b[i], 1e-6);
      memcpy (y, a, sizeof (float) * n);
      nst_vector_blend (check_pool (p), n, 0.25, y, 0.5, y);
      for (gsize i = 0; i < n; i++)
        g_assert_cmpfloat_with_epsilon (y[i], 0.75f * a[i], 1e-6);
      g_assert_true (dots[p] == dots[0] && sums[p] == sums[0]);
    }
  g_assert_cmpfloat_with_epsilon (dots[0], check_dot (n, a, b), 1e-9 * (double) n);
  check_relative (sums[0], sum, 1e-12);
}

static void
test_vectors (void)
{
  static const gsize lengths[] = { 1, 15, 16, 17, 32767, 32768, 32769, 100001 };

  for (gsize i = 0; i < G_N_ELEMENTS (lengths); i++)
    check_vectors (lengths[i]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/padding/source", test_padding_source);
  g_test_add_func ("/padding/fold", test_padding_fold);
  g_test_add_func ("/pooling/twins", test_pooling);
  g_test_add_func ("/relu/twins", test_relu);
  g_test_add_func ("/vector/twins", test_vectors);
  return g_test_run ();
}
