/* SPDX-License-Identifier: GPL-3.0-or-later */

/* half.h - the two 16-bit floating-point formats in which weights are stored, to and from float32.
 * Numbers are passed as their bit patterns: IEEE 754 binary16 (1 sign, 5 exponent, 10 fraction
 * bits) and bfloat16 (the upper half of a float32).
 */

#ifndef NST_HALF_H
#define NST_HALF_H

#include <glib.h>

G_BEGIN_DECLS

/* Exact for every pattern: subnormals, infinities and NaN included. */
float nst_half_to_float (guint16 half);
float nst_bfloat16_to_float (guint16 bfloat16);

/* The nearest number of the format, ties to the even one; beyond the largest it is infinity. */
guint16 nst_half_from_float (float value);
guint16 nst_bfloat16_from_float (float value);

G_END_DECLS

#endif
