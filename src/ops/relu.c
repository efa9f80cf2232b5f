/* SPDX-License-Identifier: GPL-3.0-or-later */

/* relu.c - the rectifier's backward pass, and the bits that it needs. */

#include "ops/relu.h"

typedef struct
{
  int           positions;
  const float  *output;
  guint8       *bits;
  const guint8 *bits_in;
  float        *gradient;
} Relu;

static gsize
plane_bytes (int positions)
{
  return ((gsize) positions + 7) / 8;
}

gsize
nst_relu_bit_bytes (int channels, int positions)
{
  return channels * plane_bytes (positions);
}

static void
note_channel (gpointer data, int channel, G_GNUC_UNUSED int worker)
{
  const Relu  *relu = data;
  const float *output = relu->output + (gsize) channel * relu->positions;
  guint8      *bits = relu->bits + channel * plane_bytes (relu->positions);
  int          whole = relu->positions / 8;

  for (int i = 0; i < whole; i++)
    {
      guint byte = 0;

      for (int j = 0; j < 8; j++)
        byte |= (guint) (output[8 * i + j] > 0.0f) << j;
      bits[i] = (guint8) byte;
    }
  for (int i = 8 * whole; i < relu->positions; i++)
    {
      if (i % 8 == 0)
        bits[i / 8] = 0;
      bits[i / 8] |= (guint8) ((output[i] > 0.0f) << (i % 8));
    }
}

void
nst_relu_note (NstPool *pool, int channels, int positions, const float *output, guint8 *bits)
{
  Relu relu = { .positions = positions, .output = output, .bits = bits };

  nst_pool_run (pool, channels, note_channel, &relu);
}

static void
backward_bits_channel (gpointer data, int channel, G_GNUC_UNUSED int worker)
{
  const Relu   *relu = data;
  const guint8 *bits = relu->bits_in + channel * plane_bytes (relu->positions);
  float        *gradient = relu->gradient + (gsize) channel * relu->positions;

  for (int i = 0; i < relu->positions; i++)
    gradient[i] = (bits[i / 8] >> (i % 8)) & 1 ? gradient[i] : 0.0f;
}

void
nst_relu_backward_bits (NstPool *pool, int channels, int positions, const guint8 *bits,
                        float *gradient)
{
  Relu relu = { .positions = positions, .bits_in = bits, .gradient = gradient };

  nst_pool_run (pool, channels, backward_bits_channel, &relu);
}

static void
backward_channel (gpointer data, int channel, G_GNUC_UNUSED int worker)
{
  const Relu  *relu = data;
  const float *output = relu->output + (gsize) channel * relu->positions;
  float       *gradient = relu->gradient + (gsize) channel * relu->positions;

  for (int i = 0; i < relu->positions; i++)
    gradient[i] = output[i] > 0.0f ? gradient[i] : 0.0f;
}

void
nst_relu_backward (NstPool *pool, int channels, int positions, const float *output, float *gradient)
{
  Relu relu = { .positions = positions, .output = output, .gradient = gradient };

  nst_pool_run (pool, channels, backward_channel, &relu);
}
