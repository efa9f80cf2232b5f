/* SPDX-License-Identifier: GPL-3.0-or-later */

/* half.c - float16 and bfloat16 to and from float32 in integer arithmetic, so that every processor
 * and every compiler flag gives the same bits.
 */

#include "base/half.h"

#include <string.h>

static guint32
bits_of_float (float value)
{
  guint32 bits;

  memcpy (&bits, &value, sizeof bits);
  return bits;
}

static float
float_of_bits (guint32 bits)
{
  float value;

  memcpy (&value, &bits, sizeof value);
  return value;
}

/* `value` / 2^shift, to nearest, ties to even; 1 <= shift <= 31. */
static guint32
shift_right_rounded (guint32 value, guint shift)
{
  guint32 quotient = value >> shift;
  guint32 rest = value & ((1u << shift) - 1);
  guint32 half = 1u << (shift - 1);

  if (rest > half || (rest == half && (quotient & 1)))
    quotient++;
  return quotient;
}

float
nst_half_to_float (guint16 half)
{
  guint32 sign = (guint32) (half & 0x8000) << 16;
  guint32 exponent = (half >> 10) & 0x1f;
  guint32 fraction = half & 0x3ff;

  if (exponent == 0x1f)
    return float_of_bits (sign | 0x7f800000 | fraction << 13);
  if (exponent == 0) /* zero and subnormals count in steps of 2^-24, which float32 holds exactly */
    return float_of_bits (sign | bits_of_float ((float) fraction * 0x1p-24f));
  return float_of_bits (sign | (exponent + 127 - 15) << 23 | fraction << 13);
}

guint16
nst_half_from_float (float value)
{
  guint32 bits = bits_of_float (value);
  guint16 sign = (bits >> 16) & 0x8000;
  guint32 magnitude = bits & 0x7fffffff;
  guint32 exponent = magnitude >> 23;

  if (magnitude > 0x7f800000) /* NaN: made quiet, so that its fraction cannot vanish */
    return sign | 0x7e00 | ((magnitude >> 13) & 0x1ff);
  if (magnitude >= 0x477ff000) /* 65520, half a step above the largest number, and more */
    return sign | 0x7c00;
  if (exponent >= 127 - 14)
    return sign | shift_right_rounded (magnitude - ((guint32) (127 - 15) << 23), 13);
  if (exponent < 127 - 25) /* under half of the smallest subnormal */
    return sign;
  return sign | shift_right_rounded ((magnitude & 0x7fffff) | 0x800000, 126 - exponent);
}

float
nst_bfloat16_to_float (guint16 bfloat16)
{
  return float_of_bits ((guint32) bfloat16 << 16);
}

guint16
nst_bfloat16_from_float (float value)
{
  guint32 bits = bits_of_float (value);

  if ((bits & 0x7fffffff) > 0x7f800000)
    return (bits >> 16) | 0x40;
  return (bits + 0x7fff + ((bits >> 16) & 1)) >> 16;
}
