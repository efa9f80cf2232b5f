/* SPDX-License-Identifier: GPL-3.0-or-later */

/* test-rate.c - how long a unit of work takes, as the paintings before have shown. */

#include "paint/rate.h"

#include <glib.h>

/* After paintings of 2 units of work that took so many seconds, a unit takes `wanted`. */
static void
expect (const double *seconds, guint n, double wanted)
{
  Rate rate = { { 0.0 } };

  for (guint i = 0; i < n; i++)
    rate_learn (&rate, seconds[i], 2.0);
  g_assert_cmpfloat (rate_get (&rate), ==, wanted);
}

static void
test_median (void)
{
  const double all[] = { 8.0, 2.0, 40.0, 4.0, 6.0 };

  expect (all, 0, 0.0);
  expect (all, 1, 4.0);
  expect (all, 2, 1.0);
  expect (all, 3, 4.0);
  expect (all, 4, 2.0);
  expect (all, 5, 3.0);
}

/* One that was slow does not count; when all are, that is how it is. */
static void
test_last (void)
{
  const double all[] = { 2.0, 2.0, 2.0, 2.0, 2.0, 40.0, 2.0, 40.0, 40.0, 40.0 };

  expect (all, 6, 1.0);
  expect (all, 8, 1.0);
  expect (all, 10, 20.0);
}

static void
test_nothing (void)
{
  Rate rate = { { 0.0 } };

  rate_learn (&rate, 1.0, 0.0);
  rate_learn (&rate, 0.0, 1.0);
  g_assert_cmpfloat (rate_get (&rate), ==, 0.0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rate/median", test_median);
  g_test_add_func ("/rate/last", test_last);
  g_test_add_func ("/rate/nothing", test_nothing);
  return g_test_run ();
}
