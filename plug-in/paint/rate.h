/* SPDX-License-Identifier: GPL-3.0-or-later */

/* rate.h - how long a unit of work takes on this machine, as the last paintings have shown. */

#ifndef RATE_H
#define RATE_H

#define RATE_PAINTINGS 5 /* that count */

/* Zeroed: nothing was painted yet. */
typedef struct
{
  double   seconds[RATE_PAINTINGS]; /* for a unit of work, of the last paintings */
  unsigned n;                       /* of all paintings */
} Rate;

/* A painting took so many seconds. */
void rate_learn (Rate *rate, double seconds, double work);

/* Seconds for a unit of work (NstForecast), or 0: not known yet. */
double rate_get (const Rate *rate);

#endif
