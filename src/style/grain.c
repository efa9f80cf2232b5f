/* SPDX-License-Identifier: GPL-3.0-or-later */

/* grain.c - the grain that Fast adds to what it paints. */

#include "style/grain.h"

#include <math.h>

#include "ops/padding.h"

/* Bits that depend on all bits of a position: the finalizer of MurmurHash3 (A. Appleby, 2011), with
 * a column and a row that differ in one bit far apart. */
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
grain_at (int x, int y)
{
  guint32 bits = hash (x, y);
  int     sum = (int) ((bits & 255) + (bits >> 8 & 255) + (bits >> 16 & 255) + (bits >> 24));

  return (float) (sum - 510) * (float) (1.0 / sqrt (65535.0 / 3.0));
}

void
nst_grain_add (float *pixels, const NstRectangle *place, int width, int height)
{
  gsize plane = (gsize) place->width * place->height;

  for (int row = 0; row < place->height; row++)
    for (int column = 0; column < place->width; column++)
      {
        int   x = nst_padding_source (NST_PADDING_REFLECT, place->x + column, width);
        int   y = nst_padding_source (NST_PADDING_REFLECT, place->y + row, height);
        float grain = NST_GRAIN_DEVIATION * grain_at (x, y);

        for (int c = 0; c < 3; c++)
          pixels[c * plane + (gsize) row * place->width + column] += grain;
      }
}
