/* SPDX-License-Identifier: GPL-3.0-or-later */

/* feature-statistics.c - the statistics of features, also of those that a pass does not keep. */

#include "style/feature-statistics.h"

#include <string.h>

#include "base/memory.h"
#include "ops/part.h"
#include "ops/statistics.h"

#define PIECE 32768 /* positions that are made at a time: few enough to stay in the cache */

double
nst_total_weight (const float *weights, gsize n)
{
  double total = 0.0;

  if (weights == NULL)
    return (double) n;
  for (gsize i = 0; i < n; i++)
    total += weights[i];
  return total;
}

static void
add_scaled (gsize n, const double *from, double scale, double *to)
{
  for (gsize i = 0; i < n; i++)
    to[i] += scale * from[i];
}

/* Rows first .. first + n of the part, contiguous, to `piece`. */
static void
read_piece (NstPass *pass, NstPool *pool, int tap, const NstRectangle *part, int first, int n,
            float *piece)
{
  const NstFeatures *f = nst_pass_get_features (pass, tap);
  NstRectangle       columns = { part->x, 0, part->width, n };

  nst_pass_read_rows (pass, pool, tap, part->y + first, n, piece);
  if (part->width < f->width)
    nst_part_gather (pool, f->channels, n, f->width, &columns, piece);
}

gboolean
nst_feature_statistics (NstPass *pass, NstPool *pool, int tap, const NstRectangle *part,
                        const float *weights, double *mean, double *moment, GError **error)
{
  const NstFeatures *f = nst_pass_get_features (pass, tap);
  gsize              c = (gsize) f->channels, positions = (gsize) part->width * part->height;
  int                rows = MAX (PIECE / f->width / NST_ROWS_STEP, 1) * NST_ROWS_STEP;
  gsize              floats = c * MIN (rows, part->height) * f->width;
  double             total = nst_total_weight (weights, positions);
  g_autofree double *own = g_new (double, c + c * c);
  g_autofree float  *piece = nst_memory_try (floats, sizeof (float));

  if (piece == NULL)
    return nst_memory_refuse (floats * sizeof (float), error);
  memset (mean, 0, sizeof (double) * c);
  memset (moment, 0, sizeof (double) * c * c);
  for (int first = 0; first < part->height; first += rows)
    {
      int            n = MIN (rows, part->height - first);
      gsize          at = (gsize) first * part->width, seen = (gsize) n * part->width;
      double         weight = nst_total_weight (weights != NULL ? weights + at : NULL, seen);
      NstMeasurement m = { .channels = f->channels,
                           .positions = seen,
                           .stride = (gsize) n * f->width,
                           .features = piece,
                           .weights = weights != NULL ? weights + at : NULL,
                           .mean = own,
                           .moment = own + c };

      if (weight == 0.0)
        continue;
      read_piece (pass, pool, tap, part, first, n, piece);
      nst_statistics_measure (pool, 1, &m);
      add_scaled (c, own, weight / total, mean);
      add_scaled (c * c, own + c, weight / total, moment);
    }
  return TRUE;
}
