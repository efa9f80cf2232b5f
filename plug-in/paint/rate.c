/* SPDX-License-Identifier: GPL-3.0-or-later */

/* rate.c - the median of the last paintings: one that was painted while the machine had something else
 * to do says nothing of the next one. */

#include "paint/rate.h"

#include <glib.h>

void
rate_learn (Rate *rate, double seconds, double work)
{
  if (seconds > 0.0 && work > 0.0)
    rate->seconds[rate->n++ % RATE_PAINTINGS] = seconds / work;
}

/* Of an even number the lower one, for other work makes a painting slower, but never faster. */
double
rate_get (const Rate *rate)
{
  guint  n = MIN (rate->n, RATE_PAINTINGS);
  double sorted[RATE_PAINTINGS];

  for (guint i = 0; i < n; i++)
    {
      guint place = i;

      for (; place > 0 && sorted[place - 1] > rate->seconds[i]; place--)
        sorted[place] = sorted[place - 1];
      sorted[place] = rate->seconds[i];
    }

  return n ? sorted[(n - 1) / 2] : 0.0;
}
