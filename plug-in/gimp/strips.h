/* SPDX-License-Identifier: GPL-3.0-or-later */

/* strips.h - how pixels are read from GIMP's buffers: some rows at a time, so that a large layer needs
 * no second copy. */

#ifndef STRIPS_H
#define STRIPS_H

#include <gegl.h>

#define STRIP_ROWS 64

/* What the engine takes: sRGB, perceptual, straight alpha. */
#define STRIP_PIXELS babl_format ("R'G'B'A float")

/* The values of a mask. */
#define STRIP_MASK babl_format ("Y float")

/* Buffers of floats may hold anything.  NaN becomes 0, as the comparison with it is false. */
static inline float
strip_clamp (float value)
{
  return value > 0.0f ? MIN (value, 1.0f) : 0.0f;
}

#endif
