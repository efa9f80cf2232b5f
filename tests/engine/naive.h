/* SPDX-License-Identifier: GPL-3.0-or-later */

/* naive.h - a layer, or what is done to features, by its definition, value by value in double precision: the reference for the
 * fast implementations.  Results are to be freed. */

#ifndef NAIVE_H
#define NAIVE_H

#include "network/network.h"
#include "ops/convolution.h"

G_BEGIN_DECLS

/* ---- Convolution ------------------------------------------------------------------- */

/* (out, height, width), as it is before a rectifier.  `bias` may be NULL. */
double *naive_convolve (const NstConvolution *c, const float *weights, const float *bias,
                        const float *input, int height, int width);

/* From the gradient there to the one at the input (in, height, width), and to the weights (out, in,
 * kernel, kernel) with those to the bias (out) after them. */
double *naive_to_data (const NstConvolution *c, const float *weights, const double *gradient,
                       int height, int width);
double *naive_to_weights (const NstConvolution *c, const float *input, const double *gradient,
                          int height, int width);

/* ---- Gates ------------------------------------------------------------------------- */

gboolean naive_is_open (const guint16 *gates, int height, int width, int channel, int y, int x);

/* Those of a rectifier of `values` (channels, height, width), or of one before a pooling. */
guint16 *naive_gates (int channels, int height, int width, const double *values, gboolean pooled);

/* The largest of each square, rectified: (channels, height / 2, width / 2). */
double *naive_pool (int channels, int height, int width, const double *values);

/* The adjoint of that: (channels, height, width). */
double *naive_spread (int channels, int height, int width, const guint16 *gates,
                      const float *pooled);

/* ---- Upsampling -------------------------------------------------------------------- */

/* Each pixel as a square of 2x2: (channels, 2 height, 2 width). */
float *naive_double (int channels, int height, int width, const float *values);

/* The adjoint of that, of the first `channels` of a doubled plane: (channels, height, width). */
double *naive_sum (int channels, int height, int width, const double *doubled);

/* ---- Strokes ----------------------------------------------------------------------- */

/* Draws the features (channels, positions) of a tap, `stride` apart, `share` of the way to those of
 * `n` vectors (n, channels) that are like them, by cosines of what the tap's lift makes of features
 * less `mean` (style/stroke-fusion.h): (channels, positions). */
double *naive_draw (const NstNetwork *network, int tap, const double *mean, int n,
                    const float *vectors, double share, gsize positions, gsize stride,
                    const float *features);

/* ---- Comparing --------------------------------------------------------------------- */

/* The largest difference as a share of the largest expected value, of which 1e-3 is the least;
 * infinite where something is no number. */
double naive_error (gsize n, const float *actual, const double *expected);

/* Whether `gates` could be those of values that are at most `slack` away from `values`; what lies
 * beyond the border must be shut. */
gboolean naive_gates_agree (const guint16 *gates, int channels, int height, int width,
                            const double *values, gboolean pooled, double slack);

G_END_DECLS

#endif
