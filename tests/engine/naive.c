/* SPDX-License-Identifier: GPL-3.0-or-later */

/* naive.c - a layer by its definition, one value after another and in double precision. */

#include "naive.h"

#include <math.h>

#include "check.h"

/* ---- Convolution ------------------------------------------------------------------- */

/* A plane with what the kernel sees beyond its border. */
typedef struct
{
  NstPadding padding;
  int        radius, height, width, rows, columns; /* without and with the border */
  gsize      n;                                    /* values with it */
} Frame;

static Frame
frame_of (const NstConvolution *c, int height, int width)
{
  int   radius = (c->kernel - 1) / 2;
  Frame f = { c->padding, radius, height, width, height + 2 * radius, width + 2 * radius, 0 };

  f.n = (gsize) f.rows * f.columns;
  return f;
}

/* Where a framed value comes from, or -1. */
static gssize
framed_source (const Frame *f, int y, int x)
{
  int row = check_source (f->padding, y - f->radius, f->height);
  int column = check_source (f->padding, x - f->radius, f->width);

  return row < 0 || column < 0 ? -1 : (gssize) row * f->width + column;
}

static double *
add_frames (const Frame *f, int channels, const float *input)
{
  double *framed = g_new0 (double, channels * f->n);

  for (int c = 0; c < channels; c++)
    for (int y = 0; y < f->rows; y++)
      for (int x = 0; x < f->columns; x++)
        {
          gssize source = framed_source (f, y, x);

          if (source >= 0)
            framed[c * f->n + (gsize) y * f->columns + x]
                = input[(gsize) c * f->height * f->width + source];
        }
  return framed;
}

/* The adjoint: each framed value goes to where it came from. */
static double *
fold_frames (const Frame *f, int channels, const double *framed)
{
  double *folded = g_new0 (double, (gsize) channels * f->height * f->width);

  for (int c = 0; c < channels; c++)
    for (int y = 0; y < f->rows; y++)
      for (int x = 0; x < f->columns; x++)
        {
          gssize source = framed_source (f, y, x);

          if (source >= 0)
            folded[(gsize) c * f->height * f->width + source]
                += framed[c * f->n + (gsize) y * f->columns + x];
        }
  return folded;
}

/* Calls `row` for every weight and every row of the output that it takes part in, with that row and
 * the row of the framed input that it is multiplied with there. */
typedef void (*RowFunc) (int n, double *weight, double *output, double *framed);

static void
for_each_row (const NstConvolution *c, const Frame *f, double *weights, double *output,
              double *framed, RowFunc row)
{
  for (int o = 0; o < c->out; o++)
    for (int i = 0; i < c->in; i++)
      for (int u = 0; u < c->kernel; u++)
        for (int v = 0; v < c->kernel; v++, weights++)
          for (int y = 0; y < f->height; y++)
            row (f->width, weights, output + ((gsize) o * f->height + y) * f->width,
                 framed + i * f->n + (gsize) (y + u) * f->columns + v);
}

static void
row_forward (int n, double *weight, double *output, double *framed)
{
  for (int x = 0; x < n; x++)
    output[x] += *weight * framed[x];
}

static void
row_to_data (int n, double *weight, double *output, double *framed)
{
  for (int x = 0; x < n; x++)
    framed[x] += *weight * output[x];
}

static void
row_to_weights (int n, double *weight, double *output, double *framed)
{
  for (int x = 0; x < n; x++)
    *weight += output[x] * framed[x];
}

static double *
widen (gsize n, const float *values)
{
  double *wide = g_new (double, MAX (n, 1));

  for (gsize i = 0; i < n; i++)
    wide[i] = values[i];
  return wide;
}

double *
naive_convolve (const NstConvolution *c, const float *weights, const float *bias,
                const float *input, int height, int width)
{
  Frame              f = frame_of (c, height, width);
  gsize              positions = (gsize) height * width;
  g_autofree double *wide = widen (nst_convolution_n_weights (c), weights);
  g_autofree double *framed = add_frames (&f, c->in, input);
  double            *output = g_new0 (double, c->out *positions);

  for (gsize i = 0; i < c->out * positions && bias != NULL; i++)
    output[i] = bias[i / positions];
  for_each_row (c, &f, wide, output, framed, row_forward);
  return output;
}

double *
naive_to_data (const NstConvolution *c, const float *weights, const double *gradient, int height,
               int width)
{
  Frame              f = frame_of (c, height, width);
  g_autofree double *wide = widen (nst_convolution_n_weights (c), weights);
  g_autofree double *framed = g_new0 (double, c->in *f.n);

  for_each_row (c, &f, wide, (double *) gradient, framed, row_to_data);
  return fold_frames (&f, c->in, framed);
}

double *
naive_to_weights (const NstConvolution *c, const float *input, const double *gradient, int height,
                  int width)
{
  Frame              f = frame_of (c, height, width);
  gsize              n = nst_convolution_n_weights (c), positions = (gsize) height * width;
  g_autofree double *framed = add_frames (&f, c->in, input);
  double            *weights = g_new0 (double, n + c->out);

  for_each_row (c, &f, weights, (double *) gradient, framed, row_to_weights);
  for (gsize i = 0; i < c->out * positions; i++)
    weights[n + i / positions] += gradient[i];
  return weights;
}

/* ---- Gates ------------------------------------------------------------------------- */

/* A pixel's word and bit: tiles of 4x4 lie row by row, and so do the pixels in them. */
static guint16 *
word_of (guint16 *gates, int height, int width, int channel, int y, int x, guint16 *bit)
{
  int down = (height + 3) / 4, across = (width + 3) / 4;

  *bit = (guint16) (1u << (y % 4 * 4 + x % 4));
  return &gates[((gsize) channel * down + y / 4) * across + x / 4];
}

gboolean
naive_is_open (const guint16 *gates, int height, int width, int channel, int y, int x)
{
  guint16 bit;

  return (*word_of ((guint16 *) gates, height, width, channel, y, x, &bit) & bit) != 0;
}

static void
open_gate (guint16 *gates, int height, int width, int channel, int y, int x)
{
  guint16 bit, *word = word_of (gates, height, width, channel, y, x, &bit);

  *word |= bit;
}

/* The pixels of a square, as positions in `values`. */
static void
square_of (int height, int width, int channel, int y, int x, gsize pixels[4])
{
  for (int i = 0; i < 4; i++)
    pixels[i] = ((gsize) channel * height + 2 * y + i / 2) * width + 2 * x + i % 2;
}

/* Which of the four is the largest: the first among equals. */
static int
first_largest (const double *values, const gsize pixels[4])
{
  int best = 0;

  for (int i = 1; i < 4; i++)
    if (values[pixels[i]] > values[pixels[best]])
      best = i;
  return best;
}

guint16 *
naive_gates (int channels, int height, int width, const double *values, gboolean pooled)
{
  guint16 *gates = g_new0 (guint16, MAX (nst_gates_words (channels, height, width), 1));

  for (int c = 0; c < channels; c++)
    if (pooled)
      for (int y = 0; y < height / 2; y++)
        for (int x = 0; x < width / 2; x++)
          {
            gsize pixels[4];
            int   best;

            square_of (height, width, c, y, x, pixels);
            best = first_largest (values, pixels);
            if (values[pixels[best]] > 0.0)
              open_gate (gates, height, width, c, 2 * y + best / 2, 2 * x + best % 2);
          }
    else
      for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++)
          if (values[((gsize) c * height + y) * width + x] > 0.0)
            open_gate (gates, height, width, c, y, x);
  return gates;
}

double *
naive_pool (int channels, int height, int width, const double *values)
{
  int     rows = height / 2, columns = width / 2;
  double *pooled = g_new (double, MAX ((gsize) channels * rows * columns, 1));

  for (int c = 0; c < channels; c++)
    for (int y = 0; y < rows; y++)
      for (int x = 0; x < columns; x++)
        {
          gsize pixels[4];

          square_of (height, width, c, y, x, pixels);
          pooled[((gsize) c * rows + y) * columns + x]
              = MAX (values[pixels[first_largest (values, pixels)]], 0.0);
        }
  return pooled;
}

double *
naive_spread (int channels, int height, int width, const guint16 *gates, const float *pooled)
{
  double *gradient = g_new0 (double, (gsize) channels *height *width);

  for (int c = 0; c < channels; c++)
    for (int y = 0; y < height / 2 * 2; y++)
      for (int x = 0; x < width / 2 * 2; x++)
        if (naive_is_open (gates, height, width, c, y, x))
          gradient[((gsize) c * height + y) * width + x]
              = pooled[((gsize) c * (height / 2) + y / 2) * (width / 2) + x / 2];
  return gradient;
}

/* ---- Upsampling -------------------------------------------------------------------- */

float *
naive_double (int channels, int height, int width, const float *values)
{
  float *doubled = g_new (float, (gsize) channels * 4 * height * width);

  for (int c = 0; c < channels; c++)
    for (int y = 0; y < 2 * height; y++)
      for (int x = 0; x < 2 * width; x++)
        doubled[((gsize) c * 2 * height + y) * 2 * width + x]
            = values[((gsize) c * height + y / 2) * width + x / 2];
  return doubled;
}

double *
naive_sum (int channels, int height, int width, const double *doubled)
{
  double *sums = g_new0 (double, (gsize) channels *height *width);

  for (int c = 0; c < channels; c++)
    for (int y = 0; y < 2 * height; y++)
      for (int x = 0; x < 2 * width; x++)
        sums[((gsize) c * height + y / 2) * width + x / 2]
            += doubled[((gsize) c * 2 * height + y) * 2 * width + x];
  return sums;
}

/* ---- Strokes ----------------------------------------------------------------------- */

/* L (f - m) / |L (f - m)|, the channels of `f` `stride` apart. */
static double *
lift_direction (const NstFilter *lift, const double *mean, const float *f, gsize stride)
{
  int     in = lift->convolution.in, out = lift->convolution.out;
  double *lifted = g_new0 (double, out), square = 0.0;

  for (int o = 0; o < out; o++)
    {
      for (int c = 0; c < in; c++)
        lifted[o] += lift->weights[o * in + c] * (f[c * stride] - mean[c]);
      square += lifted[o] * lifted[o];
    }
  for (int o = 0; o < out; o++)
    lifted[o] /= sqrt (square);
  return lifted;
}

/* drawn[c * positions] of one position. */
static void
draw_one (const NstFilter *lift, int n, double *const *directions, const float *vectors,
          const double *own, double share, const float *f, gsize stride, double *drawn,
          gsize positions)
{
  g_autofree double *cosines = g_new0 (double, n);
  double             highest = -1.0, sum = 0.0;

  for (int j = 0; j < n; j++)
    {
      for (int o = 0; o < lift->convolution.out; o++)
        cosines[j] += own[o] * directions[j][o];
      highest = MAX (highest, cosines[j]);
    }
  for (int j = 0; j < n; j++)
    sum += cosines[j] = pow (MAX (0.0, 1.0 - (highest - cosines[j]) / 0.16), 8.0);
  for (int c = 0; c < lift->convolution.in; c++)
    {
      double mixed = 0.0;

      for (int j = 0; j < n; j++)
        mixed += cosines[j] / sum * vectors[j * lift->convolution.in + c];
      drawn[c * positions] = f[c * stride] + share * (mixed - f[c * stride]);
    }
}

double *
naive_draw (const NstNetwork *network, int tap, const double *mean, int n, const float *vectors,
            double share, gsize positions, gsize stride, const float *features)
{
  const NstFilter    *lift = &network->lifts[tap];
  double             *drawn = g_new (double, lift->convolution.in *positions);
  g_autofree double **directions = g_new (double *, n);

  for (int j = 0; j < n; j++)
    directions[j] = lift_direction (lift, mean, vectors + j * lift->convolution.in, 1);
  for (gsize i = 0; i < positions; i++)
    {
      g_autofree double *own = lift_direction (lift, mean, features + i, stride);

      draw_one (lift, n, directions, vectors, own, share, features + i, stride, drawn + i,
                positions);
    }
  for (int j = 0; j < n; j++)
    g_free (directions[j]);
  return drawn;
}

/* ---- Comparing --------------------------------------------------------------------- */

double
naive_error (gsize n, const float *actual, const double *expected)
{
  double largest = 1e-3, worst = 0.0;

  for (gsize i = 0; i < n; i++)
    {
      if (!isfinite (actual[i]))
        return INFINITY;
      largest = MAX (largest, fabs (expected[i]));
      worst = MAX (worst, fabs (actual[i] - expected[i]));
    }
  return worst / largest;
}

/* Of one square, at most one gate: that of its first largest value, or of one that may be. */
static gboolean
square_agrees (const guint16 *gates, int height, int width, const double *values, int c, int y,
               int x, double slack)
{
  gsize  pixels[4];
  double largest;
  int    best, open = -1, n_open = 0;

  square_of (height, width, c, y, x, pixels);
  best = first_largest (values, pixels);
  largest = values[pixels[best]];
  for (int i = 0; i < 4; i++)
    if (naive_is_open (gates, height, width, c, 2 * y + i / 2, 2 * x + i % 2))
      {
        open = i;
        n_open++;
      }
  if (n_open == 0)
    return largest <= slack;
  return n_open == 1 && largest > -slack
         && (open == best || (slack > 0.0 && values[pixels[open]] >= largest - slack));
}

static gboolean
pixel_agrees (const guint16 *gates, int height, int width, const double *values, int c, int y,
              int x, double slack)
{
  double value = values[((gsize) c * height + y) * width + x];

  return naive_is_open (gates, height, width, c, y, x) ? value > -slack : value <= slack;
}

/* How many gates are open, wherever; and how many of those that may be. */
static int
count_open (const guint16 *gates, int channels, int height, int width)
{
  int count = 0;

  for (gsize i = 0; i < nst_gates_words (channels, height, width); i++)
    for (int bit = 0; bit < 16; bit++)
      count += gates[i] >> bit & 1;
  return count;
}

static int
count_open_within (const guint16 *gates, int channels, int height, int width, gboolean pooled)
{
  int rows = pooled ? height / 2 * 2 : height, columns = pooled ? width / 2 * 2 : width;
  int count = 0;

  for (int c = 0; c < channels; c++)
    for (int y = 0; y < rows; y++)
      for (int x = 0; x < columns; x++)
        count += naive_is_open (gates, height, width, c, y, x);
  return count;
}

gboolean
naive_gates_agree (const guint16 *gates, int channels, int height, int width, const double *values,
                   gboolean pooled, double slack)
{
  int size = pooled ? 2 : 1;

  for (int c = 0; c < channels; c++)
    for (int y = 0; y < height / size; y++)
      for (int x = 0; x < width / size; x++)
        if (!(pooled ? square_agrees : pixel_agrees) (gates, height, width, values, c, y, x, slack))
          return FALSE;
  return count_open (gates, channels, height, width)
         == count_open_within (gates, channels, height, width, pooled);
}
