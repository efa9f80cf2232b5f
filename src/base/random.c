/* SPDX-License-Identifier: GPL-3.0-or-later */

/* random.c - normally distributed numbers. */

#include "base/random.h"

#include <math.h>

double
nst_random_normal (GRand *random)
{
  double radius = sqrt (-2.0 * log (1.0 - g_rand_double (random)));

  return radius * cos (2.0 * G_PI * g_rand_double (random));
}
