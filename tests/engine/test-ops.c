/* SPDX-License-Identifier: GPL-3.0-or-later */

/* test-ops.c - padding, gates, upsampling and long vectors against naive implementations, and the
 * same bits for any number of threads. */

#include "check.h"

#include <math.h>
#include <string.h>

#include "base/half.h"
#include "naive.h"
#include "ops/upsampling.h"
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

/* ---- Gates ------------------------------------------------------------------------- */

typedef struct
{
  int     channels, height, width;
  gsize   n, n_pooled, n_gates;
  float  *values, *gradient, *gradient_pooled; /* the values are rectified */
  double *wide;                                /* the values again */
} GatesCase;

/* Gates are written to the end and no further, and what lies beyond the border is shut. */
static guint16 *
new_gates (const GatesCase *c)
{
  guint16 *gates = g_new (guint16, c->n_gates + 1);

  memset (gates, 0xff, sizeof (guint16) * (c->n_gates + 1));
  return gates;
}

static void
compare_gates (const GatesCase *c, const guint16 *gates, const guint16 *expected)
{
  g_assert_cmpmem (gates, sizeof (guint16) * c->n_gates, expected, sizeof (guint16) * c->n_gates);
  g_assert_cmpuint (gates[c->n_gates], ==, 0xffff);
  for (int channel = 0; channel < c->channels; channel++)
    for (int y = 0; y < c->height; y++)
      for (int x = 0; x < c->width; x++)
        g_assert_true (nst_gate_is_open (gates + channel * nst_gates_plane (c->height, c->width),
                                         c->width, y, x)
                       == naive_is_open (expected, c->height, c->width, channel, y, x));
}

static void
check_rectifier (const GatesCase *c, NstPool *pool)
{
  g_autofree guint16 *expected = naive_gates (c->channels, c->height, c->width, c->wide, FALSE);
  g_autofree guint16 *gates = new_gates (c);
  g_autofree float   *shut = g_memdup2 (c->gradient, sizeof (float) * c->n);

  nst_gates_note (pool, c->channels, c->height, c->width, c->values, gates);
  compare_gates (c, gates, expected);
  nst_gates_shut (pool, c->channels, c->height, c->width, gates, shut);
  for (gsize i = 0; i < c->n; i++)
    g_assert_cmpfloat (shut[i], ==, c->values[i] > 0.0f ? c->gradient[i] : 0.0f);
}

static void
check_pooling (const GatesCase *c, NstPool *pool)
{
  g_autofree guint16 *expected = naive_gates (c->channels, c->height, c->width, c->wide, TRUE);
  g_autofree double  *largest = naive_pool (c->channels, c->height, c->width, c->wide);
  g_autofree double  *gradient
      = naive_spread (c->channels, c->height, c->width, expected, c->gradient_pooled);
  g_autofree guint16 *gates = new_gates (c);
  g_autofree float   *pooled = g_new (float, c->n_pooled + 1);
  g_autofree float   *spread = g_new (float, c->n);

  for (int noted = 1; noted >= 0; noted--)
    {
      memset (pooled, 0xff, sizeof (float) * (c->n_pooled + 1));
      nst_gates_pool (pool, c->channels, c->height, c->width, c->values, pooled,
                      noted ? gates : NULL);
      for (gsize i = 0; i < c->n_pooled; i++)
        g_assert_cmpfloat (pooled[i], ==, (float) largest[i]);
      g_assert_true (isnan (pooled[c->n_pooled]));
    }
  compare_gates (c, gates, expected);
  memset (spread, 0xff, sizeof (float) * c->n);
  nst_gates_spread (pool, c->channels, c->height, c->width, gates, c->gradient_pooled, spread);
  for (gsize i = 0; i < c->n; i++)
    g_assert_cmpfloat (spread[i], ==, (float) gradient[i]);
}

static void
check_gates (int channels, int height, int width, gboolean ties)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (height * 100 + width);
  GatesCase c = { .channels = channels, .height = height, .width = width };

  c.n = (gsize) channels * height * width;
  c.n_pooled = (gsize) channels * (height / 2) * (width / 2);
  c.n_gates = nst_gates_words (channels, height, width);
  g_assert_cmpuint (c.n_gates, ==, channels * ((height + 3) / 4) * ((width + 3) / 4));
  c.values = check_noise (random, c.n);
  c.gradient = check_noise (random, c.n);
  c.gradient_pooled = check_noise (random, c.n_pooled);
  c.wide = g_new (double, c.n);
  for (gsize i = 0; i < c.n; i++)
    {
      c.values[i] = ties ? (c.values[i] > 0.5f ? 1.0f : 0.0f) : MAX (c.values[i], 0.0f);
      c.wide[i] = c.values[i];
    }
  for (int p = 0; p < CHECK_POOLS; p++)
    {
      check_rectifier (&c, check_pool (p));
      check_pooling (&c, check_pool (p));
    }
  g_free (c.values);
  g_free (c.gradient);
  g_free (c.gradient_pooled);
  g_free (c.wide);
}

static void
test_gates (void)
{
  static const int sizes[] = { 1, 2, 3, 4, 5, 8, 17, 33 };

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (sizes); j++)
      for (int ties = 0; ties < 2; ties++)
        check_gates (5, sizes[i], sizes[j], ties);
}

/* ---- Upsampling -------------------------------------------------------------------- */

static void
check_upsampling (int channels, int height, int width)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (height * 100 + width);
  gsize              n = (gsize) channels * height * width;
  g_autofree float  *input = check_noise (random, n);
  g_autofree float  *gradient_out = check_noise (random, 4 * n);
  g_autofree float  *output = g_new (float, 4 * n);
  g_autofree float  *gradient = g_new (float, n);
  g_autofree double *wide = g_new (double, 4 * n);
  g_autofree float  *doubled = naive_double (channels, height, width, input);
  g_autofree double *sums = NULL;

  for (gsize i = 0; i < 4 * n; i++)
    wide[i] = gradient_out[i];
  sums = naive_sum (channels, height, width, wide);
  for (int p = 0; p < CHECK_POOLS; p++)
    {
      memset (output, 0xff, sizeof (float) * 4 * n);
      nst_upsampling_forward (check_pool (p), channels, height, width, input,
                              (gsize) height * width, output, (gsize) 4 * height * width);
      g_assert_cmpmem (output, sizeof (float) * 4 * n, doubled, sizeof (float) * 4 * n);
      memset (gradient, 0xff, sizeof (float) * n);
      nst_upsampling_backward (check_pool (p), channels, height, width, gradient_out, FALSE,
                               gradient);
      check_below (naive_error (n, gradient, sums), 1e-6);
      for (gsize i = 0; i < n; i++)
        gradient[i] = 3.0f;
      nst_upsampling_backward (check_pool (p), channels, height, width, gradient_out, TRUE,
                               gradient);
      for (gsize i = 0; i < n; i++)
        g_assert_cmpfloat_with_epsilon (gradient[i], sums[i] + 3.0, 1e-5);
    }
}

static void
test_upsampling (void)
{
  static const int sizes[] = { 1, 2, 3, 7, 16, 33 };
  int              widths = check_widths ();

  for (int width = 0; width < widths; width++)
    {
      nst_vectors_limit (width);
      for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
        for (gsize j = 0; j < G_N_ELEMENTS (sizes); j++)
          check_upsampling (3, sizes[i], sizes[j]);
    }
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

/* Compact vectors against the conversions of half.h, one value after the other. */
static void
check_compact (gsize n)
{
  g_autoptr (GRand) random = g_rand_new_with_seed ((guint32) n);
  g_autofree float *a = check_noise (random, n);
  g_autofree float *b = check_noise (random, n);
  g_autofree float *wide = g_new (float, n);
  double            product = 0.0, dots[CHECK_POOLS], products[CHECK_POOLS];

  if (n > 2)
    a[1] = NAN, b[2] = 1e-40f;
  for (int p = 0; p < CHECK_POOLS; p++)
    {
      g_autofree guint16 *compact = g_new (guint16, n);
      g_autofree float   *y = g_memdup2 (b, sizeof (float) * n);

      nst_vector_compact_difference (check_pool (p), n, a, b, compact);
      for (gsize i = 0; i < n; i++)
        {
          g_assert_cmpuint (compact[i], ==, nst_bfloat16_from_float (a[i] - b[i]));
          if (isnan (a[i]))
            compact[i] = 0;
          wide[i] = nst_bfloat16_to_float (compact[i]);
        }
      nst_vector_compact_add (check_pool (p), n, -0.75, compact, y);
      for (gsize i = 0; i < n; i++)
        g_assert_cmpfloat_with_epsilon (y[i], b[i] - 0.75f * wide[i], 1e-6);
      dots[p] = nst_vector_compact_dot (check_pool (p), n, compact, b);
      products[p] = nst_vector_compact_product (check_pool (p), n, compact, compact);
      g_assert_true (dots[p] == dots[0] && products[p] == products[0]);
    }
  for (gsize i = 0; i < n; i++)
    product += (double) wide[i] * wide[i];
  g_assert_cmpfloat_with_epsilon (dots[0], check_dot (n, wide, b), 1e-9 * (double) n);
  check_relative (products[0], product, 1e-12);
}

static const gsize lengths[] = { 1, 15, 16, 17, 32767, 32768, 32769, 100001 };

static void
test_vectors (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (lengths); i++)
    check_vectors (lengths[i]);
}

static void
test_compact_vectors (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (lengths); i++)
    check_compact (lengths[i]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/padding/source", test_padding_source);
  g_test_add_func ("/gates/twins", test_gates);
  g_test_add_func ("/upsampling/twins", test_upsampling);
  g_test_add_func ("/vector/twins", test_vectors);
  g_test_add_func ("/vector/compact-twins", test_compact_vectors);
  return g_test_run ();
}
