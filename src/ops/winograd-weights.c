/* SPDX-License-Identifier: GPL-3.0-or-later */

/* winograd-weights.c - the weights of a 3x3 convolution in Winograd's domain: G g G^T for each
 * kernel g. */

#include <string.h>

#include "base/vector-code.h"
#include "ops/winograd.h"

#define TAPS     9
#define WINDOW   6
#define MATRICES 36
#define EIGHT    NST_WINOGRAD_EIGHT
#define KERNELS  16 /* that are transformed together: two inputs of eight outputs */

typedef struct
{
  int          in, out;
  gboolean     turned;
  const float *weights;
  float       *transformed;
} Transform;

gsize
nst_winograd_n_weights (int in, int out)
{
  return (gsize) MATRICES * in * ((out + EIGHT - 1) / EIGHT * EIGHT);
}

/* to[0], to[step], ..., to[5 step] = the transform of three taps, KERNELS at a time. */
NST_INLINE void
transform_taps (const float *a, const float *b, const float *c, float *to, gsize step)
{
  for (int k = 0; k < KERNELS; k++)
    {
      float even = (a[k] + c[k]) * (1.0f / 6.0f), odd = b[k] * (1.0f / 6.0f);
      float far = a[k] * (1.0f / 24.0f) + c[k] * (1.0f / 6.0f), twice = b[k] * (1.0f / 12.0f);

      to[k] = 0.25f * a[k];
      to[step + k] = -even - odd;
      to[2 * step + k] = odd - even;
      to[3 * step + k] = far + twice;
      to[4 * step + k] = far - twice;
      to[5 * step + k] = c[k];
    }
}

/* The taps of KERNELS kernels from output `first_output` and input `first_input`; 0 for those that
 * are missing. */
NST_INLINE void
gather_taps (const Transform *t, int first_output, int first_input, float taps[TAPS][KERNELS])
{
  for (int k = 0; k < KERNELS; k++)
    {
      int          o = first_output + k % EIGHT, i = first_input + k / EIGHT;
      gsize        kernel = t->turned ? (gsize) i * t->out + o : (gsize) o * t->in + i;
      gboolean     missing = o >= t->out || i >= t->in;
      const float *from = t->weights + (missing ? 0 : kernel * TAPS);

      for (int tap = 0; tap < TAPS; tap++)
        taps[tap][k] = missing ? 0.0f : from[t->turned ? TAPS - 1 - tap : tap];
    }
}

/* One eight of the outputs, to (36, in, 8). */
NST_INLINE void
transform_eight_body (const Transform *t, int eight, float *to)
{
  for (int first = 0; first < t->in; first += KERNELS / EIGHT)
    {
      gboolean whole_pair = first + 1 < t->in;
      float    taps[TAPS][KERNELS];
      float    down[3][WINDOW][KERNELS];
      float    whole[MATRICES][KERNELS];

      gather_taps (t, eight * EIGHT, first, taps);
      for (int v = 0; v < 3; v++)
        transform_taps (taps[v], taps[3 + v], taps[6 + v], down[v][0], KERNELS);
      for (int u = 0; u < WINDOW; u++)
        transform_taps (down[0][u], down[1][u], down[2][u], whole[WINDOW * u], KERNELS);
      for (int m = 0; m < MATRICES; m++)
        for (int k = 0; k < (whole_pair ? KERNELS : EIGHT); k++)
          to[((gsize) m * t->in + first) * EIGHT + k] = whole[m][k];
    }
}

NST_VECTORIZED (void, transform_eight, (const Transform *t, int eight, float *to), (t, eight, to))

void
nst_winograd_transform_eights (int in, int out, gboolean turned, const float *weights, int first,
                               int eights, float *transformed)
{
  Transform t = { in, out, turned, weights, NULL };

  for (int e = 0; e < eights; e++)
    transform_eight (&t, first + e, transformed + (gsize) e * MATRICES * in * EIGHT);
}

static void
transform_item (gpointer data, int eight, G_GNUC_UNUSED int worker)
{
  const Transform *t = data;

  transform_eight (t, eight, t->transformed + (gsize) eight * MATRICES * t->in * EIGHT);
}

void
nst_winograd_transform (NstPool *pool, int in, int out, gboolean turned, const float *weights,
                        float *transformed)
{
  Transform t = { in, out, turned, weights, transformed };

  nst_pool_run (pool, (out + EIGHT - 1) / EIGHT, transform_item, &t);
}
