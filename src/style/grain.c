/* SPDX-License-Identifier: GPL-3.0-or-later */

/* grain.c - the grain that Fast adds to what it paints.
 *
 * It is value noise (as in K. Perlin, "An image synthesizer", SIGGRAPH 1985): random numbers on a
 * grid, with a cubic B-spline between them.  The cells are a share of the picture, so that the grain
 * is equally wide at any resolution.
 */

#include "style/grain.h"

#include <math.h>

#include "ops/padding.h"

#define CELLS 44 /* along the picture's longer side */
#define TAPS  4  /* of a cubic B-spline */

/* ---- Numbers ----------------------------------------------------------------------- */

/* Bits that depend on all bits of a position: column and row, multiplied by two odd constants, and
 * the finalizer of MurmurHash3 (A. Appleby, 2011). */
static guint32
hash (int x, int y)
{
  guint32 bits = (guint32) x * 0x9e3779b9u ^ ((guint32) y * 0x85ebca6bu + 0x165667b1u);

  bits = (bits ^ bits >> 16) * 0x85ebca6bu;
  bits = (bits ^ bits >> 13) * 0xc2b2ae35u;
  return bits ^ bits >> 16;
}

/* A number of mean 0 and variance 1, nearly normal: the sum of four bytes, each with a mean of 127.5
 * and a variance of (256 * 256 - 1) / 12. */
static float
number_at (int x, int y)
{
  guint32 bits = hash (x, y);
  int     sum = (int) ((bits & 255) + (bits >> 8 & 255) + (bits >> 16 & 255) + (bits >> 24));

  return (float) (sum - 510) * (float) (1.0 / sqrt (65535.0 / 3.0));
}

/* The first of the four numbers of a grid that pixel `position` lies between, and their weights. */
static int
weigh (int position, double cell, float weights[TAPS])
{
  double at = (position + 0.5) / cell, first = floor (at);
  float  t = (float) (at - first), s = 1.0f - t;

  weights[0] = s * s * s / 6.0f;
  weights[1] = (4.0f - 6.0f * t * t + 3.0f * t * t * t) / 6.0f;
  weights[2] = (4.0f - 6.0f * s * s + 3.0f * s * s * s) / 6.0f;
  weights[3] = t * t * t / 6.0f;
  return (int) first - 1;
}

/* ---- Pixels ------------------------------------------------------------------------ */

/* The grain of the pixels first .. first + n - 1 of row `y`, of variance 1 on average.  `room` is for
 * a number for each column of the grid, interpolated down to the row. */
static void
fill_line (double cell, int y, int first, int n, float *line, float *room)
{
  /* The mean over a cell of the squared weights' sum is 151 / 315, along each axis. */
  const float scale = 315.0f / 151.0f;
  float       down[TAPS], across[TAPS];
  int         top = weigh (y, cell, down), left = weigh (first, cell, across);
  int         end = weigh (first + n - 1, cell, across) + TAPS;

  for (int column = left; column < end; column++)
    {
      room[column - left] = 0.0f;
      for (int tap = 0; tap < TAPS; tap++)
        room[column - left] += scale * down[tap] * number_at (column, top + tap);
    }
  for (int i = 0; i < n; i++)
    {
      const float *four = room + weigh (first + i, cell, across) - left;

      line[i]
          = across[0] * four[0] + across[1] * four[1] + across[2] * four[2] + across[3] * four[3];
    }
}

/* The columns of the picture that those of `place` show, and the range of them. */
static int *
find_columns (const NstRectangle *place, int width, int *first, int *n)
{
  int *columns = g_new (int, place->width), end = 0;

  *first = width;
  for (int i = 0; i < place->width; i++)
    {
      columns[i] = nst_padding_source (NST_PADDING_REFLECT, place->x + i, width);
      *first = MIN (*first, columns[i]);
      end = MAX (end, columns[i] + 1);
    }
  *n = end - *first;
  return columns;
}

void
nst_grain_add (float *pixels, const NstRectangle *place, int width, int height)
{
  double            cell = MAX (1.0, (double) MAX (width, height) / CELLS);
  gsize             plane = (gsize) place->width * place->height;
  int               first, n;
  g_autofree int   *columns = find_columns (place, width, &first, &n);
  g_autofree float *line = g_new (float, n), *room = g_new (float, n + 2 * TAPS);

  for (int row = 0; row < place->height; row++)
    {
      int    y = nst_padding_source (NST_PADDING_REFLECT, place->y + row, height);
      float *to = pixels + (gsize) row * place->width;

      fill_line (cell, y, first, n, line, room);
      for (int c = 0; c < 3; c++)
        for (int i = 0; i < place->width; i++)
          to[c * plane + i] += NST_GRAIN_DEVIATION * line[columns[i] - first];
    }
}
