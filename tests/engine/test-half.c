/* SPDX-License-Identifier: GPL-3.0-or-later */

/* test-half.c - the 16-bit formats float16 and bfloat16. */

#include "base/half.h"

#include <math.h>

typedef float (*ToFloat) (guint16 bits);
typedef guint16 (*FromFloat) (float value);

/* `value` must become a pattern next to which no other is nearer, and of two equally near ones the
 * even one. */
static void
check_rounding (float value, ToFloat to_float, FromFloat from_float)
{
  guint16 bits = from_float (value);
  double  distance = fabs ((double) to_float (bits) - (double) value);

  for (gint step = -1; step <= 1; step += 2)
    {
      guint16 other = (guint16) (bits + step);

      if (((other ^ bits) & 0x8000) || !isfinite (to_float (other)))
        continue;
      g_assert_cmpfloat (distance, <=, fabs ((double) to_float (other) - (double) value));
      if (distance == fabs ((double) to_float (other) - (double) value))
        g_assert_cmpuint (bits & 1, ==, 0);
    }
}

static void
check_format (ToFloat to_float, FromFloat from_float, float largest)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (7);

  for (guint bits = 0; bits < 0x10000; bits++)
    {
      float value = to_float ((guint16) bits);

      if (isnan (value))
        g_assert_true (isnan (to_float (from_float (value))));
      else
        g_assert_cmpuint (from_float (value), ==, bits);
    }
  for (guint i = 0; i < 200000; i++)
    {
      float value
          = (float) ldexp (g_rand_double_range (random, -1, 1), g_rand_int_range (random, -40, 16));

      if (fabsf (value) <= largest)
        check_rounding (value, to_float, from_float);
    }
}

static void
test_half (void)
{
  check_format (nst_half_to_float, nst_half_from_float, 65504);
  g_assert_cmpfloat (nst_half_to_float (0x0001), ==, ldexpf (1, -24));
  g_assert_cmpfloat (nst_half_to_float (0x03ff), ==, ldexpf (1023, -24));
  g_assert_cmpfloat (nst_half_to_float (0x3555), ==, 0.333251953125f);
  g_assert_cmpfloat (nst_half_to_float (0xfbff), ==, -65504);
  g_assert_true (isinf (nst_half_to_float (0x7c00)));
  g_assert_cmpuint (nst_half_from_float (65519.996f), ==, 0x7bff);
  g_assert_cmpuint (nst_half_from_float (65520), ==, 0x7c00);
  g_assert_cmpuint (nst_half_from_float (-1e30f), ==, 0xfc00);
  g_assert_cmpuint (nst_half_from_float (ldexpf (1, -25)), ==, 0); /* a tie */
  g_assert_cmpuint (nst_half_from_float (ldexpf (1.0001f, -25)), ==, 1);
  g_assert_cmpuint (nst_half_from_float (ldexpf (-1, -140)), ==, 0x8000);
}

static void
test_bfloat16 (void)
{
  check_format (nst_bfloat16_to_float, nst_bfloat16_from_float, 3e38f);
  g_assert_cmpuint (nst_bfloat16_from_float (1), ==, 0x3f80);
  g_assert_cmpuint (nst_bfloat16_from_float (1.00390625f), ==, 0x3f80); /* a tie */
  g_assert_cmpuint (nst_bfloat16_from_float (1.01171875f), ==, 0x3f82); /* another */
  g_assert_cmpuint (nst_bfloat16_from_float (3.4028235e38f), ==, 0x7f80);
  g_assert_true (isnan (nst_bfloat16_to_float (nst_bfloat16_from_float (NAN))));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/half/float16", test_half);
  g_test_add_func ("/half/bfloat16", test_bfloat16);
  return g_test_run ();
}
