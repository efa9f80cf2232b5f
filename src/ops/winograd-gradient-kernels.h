/* SPDX-License-Identifier: GPL-3.0-or-later */

/* winograd-gradient-kernels.h - the inner loops of the gradient to the weights, for one width of
 * vectors.
 *
 * Included by winograd-gradient.c alone, once for each width, with LANES (4, 8 or 16 floats in a
 * vector), ROWS (inputs of a product whose sums the registers hold, two vectors each) and
 * NAME (name) defined.  A lane is an output channel.
 */

typedef float NAME (Lanes) __attribute__ ((vector_size (4 * LANES)));
typedef float NAME (Loose) __attribute__ ((vector_size (4 * LANES), aligned (4), may_alias));
typedef int   NAME (Mask) __attribute__ ((vector_size (4 * LANES)));

#define LANE                 NAME (Lanes)
#define LOAD(from)           ((LANE) * (const NAME (Loose) *) (from))
#define STORE(to, vector)    (*(NAME (Loose) *) (to) = (NAME (Loose)) (vector))
#define SELECT(mask, vector) ((LANE) ((mask) & (NAME (Mask)) (vector)))
#define UNROLLED             _Pragma ("GCC unroll 16")

/* The alternation of the lower and of the upper halves of a and b. */
#if LANES == 4
#define ZIP_LOW(a, b)  __builtin_shufflevector (a, b, 0, 4, 1, 5)
#define ZIP_HIGH(a, b) __builtin_shufflevector (a, b, 2, 6, 3, 7)
#elif LANES == 8
#define ZIP_LOW(a, b)  __builtin_shufflevector (a, b, 0, 8, 1, 9, 2, 10, 3, 11)
#define ZIP_HIGH(a, b) __builtin_shufflevector (a, b, 4, 12, 5, 13, 6, 14, 7, 15)
#else
#define ZIP_LOW(a, b)                                                                              \
  __builtin_shufflevector (a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23)
#define ZIP_HIGH(a, b)                                                                             \
  __builtin_shufflevector (a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31)
#endif

/* square[i][j] = square[j][i]: as many perfect shuffles as a number of a row has bits. */
static inline void
NAME (transpose) (LANE square[LANES])
{
  UNROLLED for (int bit = 1; bit < LANES; bit *= 2)
  {
    LANE next[LANES];

    UNROLLED for (int k = 0; k < LANES / 2; k++)
    {
      next[2 * k] = ZIP_LOW (square[k], square[k + LANES / 2]);
      next[2 * k + 1] = ZIP_HIGH (square[k], square[k + LANES / 2]);
    }
    UNROLLED for (int k = 0; k < LANES; k++) square[k] = next[k];
  }
}

/* columns[k] = pixel k of LANES planes. */
static inline void
NAME (load_columns) (const float *from, gsize plane, LANE columns[LANES])
{
  LANE square[LANES];

  UNROLLED for (int k = 0; k < LANES; k++) square[k] = LOAD (from + k * plane);
  NAME (transpose) (square);
  UNROLLED for (int k = 0; k < LANES; k++) columns[k] = square[k];
}

/* ---- The gradient at the output, transformed --------------------------------------- */

/* Along one axis: the adjoint of the output's transform. */
#define TRANSFORM(d0, d1, d2, d3, r0, r1, r2, r3, r4, r5)                                          \
  do                                                                                               \
    {                                                                                              \
      LANE even_ = (d0) + (d2), odd_ = (d1) + (d3);                                                \
      LANE far_ = (d0) + 4.0f * (d2), twice_ = 2.0f * ((d1) + 4.0f * (d3));                        \
                                                                                                   \
      (r0) = (d0);                                                                                 \
      (r1) = even_ + odd_;                                                                         \
      (r2) = even_ - odd_;                                                                         \
      (r3) = far_ + twice_;                                                                        \
      (r4) = far_ - twice_;                                                                        \
      (r5) = (d3);                                                                                 \
    }                                                                                              \
  while (0)

/* Matrix m of a tile goes to to + m * stride; row u of the tile begins at p[u * line]. */
static inline void
NAME (transform_tile) (const LANE *p, int line, float *to, gsize stride)
{
  LANE rows[6][4];

  UNROLLED for (int v = 0; v < 4; v++)
      TRANSFORM (p[v], p[line + v], p[2 * line + v], p[3 * line + v], rows[0][v], rows[1][v],
                 rows[2][v], rows[3][v], rows[4][v], rows[5][v]);
  UNROLLED for (int u = 0; u < 6; u++)
  {
    LANE r0, r1, r2, r3, r4, r5;

    TRANSFORM (rows[u][0], rows[u][1], rows[u][2], rows[u][3], r0, r1, r2, r3, r4, r5);
    STORE (to + (6 * u + 0) * stride, r0);
    STORE (to + (6 * u + 1) * stride, r1);
    STORE (to + (6 * u + 2) * stride, r2);
    STORE (to + (6 * u + 3) * stride, r3);
    STORE (to + (6 * u + 4) * stride, r4);
    STORE (to + (6 * u + 5) * stride, r5);
  }
}

/* A strip of a gradient (SIXTEEN, TILE, 4 STRIP), with so many floats between planes and lines; of
 * its tiles, the first `tiles` are transformed. */
static void
NAME (transform) (const float *from, gsize plane, gsize line, int tiles, int panel, float *to,
                  gsize stride)
{
  for (int c = 0; c < SIXTEEN; c += LANES)
    {
      LANE pixels[TILE][STRIP * TILE];

      for (int u = 0; u < TILE; u++)
        for (int x = 0; x < STRIP * TILE; x += LANES)
          NAME (load_columns) (from + c * plane + u * line + x, plane, pixels[u] + x);
      for (int t = 0; t < tiles; t++)
        NAME (transform_tile) (pixels[0] + t * TILE, STRIP * TILE, to + t * panel + c, stride);
    }
}

/* The same for up to GROUP tiles of a pooled gradient (SIXTEEN, 2, 2 GROUP), spread to where the
 * gates (SIXTEEN, GROUP) are open. */
static void
NAME (transform_pooled) (const float *from, gsize plane, gsize line, const guint16 *gates,
                         gsize gates_plane, int tiles, int panel, float *to, gsize stride)
{
  for (int c = 0; c < SIXTEEN; c += LANES)
    {
      LANE values[2][2 * GROUP];
      NAME (Mask) words[GROUP];

      for (int t = 0; t < tiles; t += LANES)
        {
          LANE square[LANES];

          for (int k = 0; k < LANES; k++)
            {
              NAME (Mask) row;

              for (int l = 0; l < LANES; l++)
                row[l] = gates[(c + k) * gates_plane + t + l];
              square[k] = (LANE) row;
            }
          NAME (transpose) (square);
          UNROLLED for (int k = 0; k < LANES; k++) words[t + k] = (NAME (Mask)) square[k];
        }
      for (int u = 0; u < 2; u++)
        for (int x = 0; x < 2 * tiles; x += LANES)
          NAME (load_columns) (from + c * plane + u * line + x, plane, values[u] + x);
      for (int t = 0; t < tiles; t++)
        {
          LANE p[TILE * TILE];

          UNROLLED for (int i = 0; i < TILE * TILE; i++) p[i]
              = SELECT ((words[t] & (1 << i)) != 0, values[i / 8][2 * t + i % 4 / 2]);
          NAME (transform_tile) (p, TILE, to + t * panel + c, stride);
        }
    }
}

/* ---- Products ---------------------------------------------------------------------- */

/* to (ROWS_, panel) = inputs (ROWS_, BLOCK) times outputs (tiles, panel), for VECTORS vectors of
 * the panel; plus what was there, if `add`. */
#define MULTIPLY(name, ROWS_, VECTORS)                                                             \
  static inline void NAME (name) (const float *inputs, const float *outputs, int panel, int tiles, \
                                  float *to, gboolean add)                                         \
  {                                                                                                \
    LANE sums[ROWS_][VECTORS];                                                                     \
                                                                                                   \
    UNROLLED for (int i = 0; i < ROWS_; i++) UNROLLED for (int k = 0; k < VECTORS; k++) sums[i][k] \
        = add ? LOAD (to + i * panel + k * LANES) : (LANE) { 0 };                                  \
    for (int t = 0; t < tiles; t++)                                                                \
      {                                                                                            \
        LANE row[VECTORS];                                                                         \
                                                                                                   \
        UNROLLED for (int k = 0; k < VECTORS; k++) row[k]                                          \
            = LOAD (outputs + t * panel + k * LANES);                                              \
        UNROLLED for (int i = 0; i < ROWS_; i++) UNROLLED for (int k = 0; k < VECTORS; k++)        \
            sums[i][k]                                                                             \
            += inputs[i * BLOCK + t] * row[k];                                                     \
      }                                                                                            \
    UNROLLED for (int i = 0; i < ROWS_; i++) UNROLLED for (int k = 0; k < VECTORS; k++)            \
        STORE (to + i * panel + k * LANES, sums[i][k]);                                            \
  }

MULTIPLY (multiply_two, ROWS, 2)
#if LANES == SIXTEEN
MULTIPLY (multiply_one, 2 * ROWS, 1)
MULTIPLY (multiply_few, ROWS, 1)
#endif

/* The first `ins` rows, or some more. */
static void
NAME (multiply) (const float *inputs, const float *outputs, int panel, int tiles, int ins,
                 float *to, gboolean add)
{
#if LANES == SIXTEEN
  if (panel == LANES)
    {
      for (int i = 0; i < ins; i += 2 * ROWS)
        if (ins - i > ROWS)
          NAME (multiply_one) (inputs + i * BLOCK, outputs, panel, tiles, to + i * panel, add);
        else
          NAME (multiply_few) (inputs + i * BLOCK, outputs, panel, tiles, to + i * panel, add);
      return;
    }
#endif
  for (int c = 0; c < panel; c += 2 * LANES)
    for (int i = 0; i < ins; i += ROWS)
      NAME (multiply_two) (inputs + i * BLOCK, outputs + c, panel, tiles, to + i * panel + c, add);
}

/* ---- Back to kernels --------------------------------------------------------------- */

/* Along one axis: the adjoint of the weights' transform. */
#define TRANSFORM_BACK(m0, m1, m2, m3, m4, m5, r0, r1, r2)                                         \
  do                                                                                               \
    {                                                                                              \
      LANE near_ = ((m1) + (m2)) * (1.0f / 6.0f), far_ = (m3) + (m4);                              \
                                                                                                   \
      (r0) = 0.25f * (m0) - near_ + far_ * (1.0f / 24.0f);                                         \
      (r1) = ((m2) - (m1)) * (1.0f / 6.0f) + ((m3) - (m4)) * (1.0f / 12.0f);                       \
      (r2) = far_ * (1.0f / 6.0f) - near_ + (m5);                                                  \
    }                                                                                              \
  while (0)

/* The kernels of one input and LANES outputs. */
static inline void
NAME (fold_kernels) (const float *from, gsize stride, LANE taps[TAPS])
{
  LANE rows[3][6];

  UNROLLED for (int j = 0; j < 6; j++)
  {
    const float *at = from + j * stride;

    TRANSFORM_BACK (LOAD (at), LOAD (at + 6 * stride), LOAD (at + 12 * stride),
                    LOAD (at + 18 * stride), LOAD (at + 24 * stride), LOAD (at + 30 * stride),
                    rows[0][j], rows[1][j], rows[2][j]);
  }
  UNROLLED for (int u = 0; u < 3; u++)
      TRANSFORM_BACK (rows[u][0], rows[u][1], rows[u][2], rows[u][3], rows[u][4], rows[u][5],
                      taps[3 * u], taps[3 * u + 1], taps[3 * u + 2]);
}

/* kernels[l * line + j] += taps[j] of lane l, for the first `lanes` lanes. */
static inline void
NAME (add_taps) (const LANE taps[], int n, int lanes, float *kernels, gsize line)
{
  for (int j = 0; j < n; j += LANES)
    {
      LANE square[LANES];

      UNROLLED for (int k = 0; k < LANES; k++) square[k] = taps[j + k];
      NAME (transpose) (square);
      for (int l = 0; l < lanes; l++)
        {
          float *to = kernels + l * line + j;

          if (n - j >= LANES)
            STORE (to, LOAD (to) + square[l]);
          else
            for (int k = 0; k < n - j; k++)
              to[k] += square[l][k];
        }
    }
}

/* kernels[o * line + i * TAPS], ..., the kernel of input i and output o of a panel, += what the
 * matrices (ins, panel), `stride` floats apart, are transformed back to. */
static void
NAME (fold) (const float *from, gsize stride, int panel, int ins, int outs, float *kernels,
             gsize line)
{
  for (int i = 0; i < ins; i += SIXTEEN)
    for (int c = 0; c < outs; c += LANES)
      {
        LANE taps[SIXTEEN * TAPS];
        int  n = MIN (SIXTEEN, ins - i);

        for (int k = 0; k < n; k++)
          NAME (fold_kernels) (from + (i + k) * panel + c, stride, taps + k * TAPS);
        NAME (add_taps) (taps, n * TAPS, MIN (LANES, outs - c), kernels + c * line + i * TAPS,
                         line);
      }
}

#undef LANE
#undef LOAD
#undef STORE
#undef SELECT
#undef UNROLLED
#undef ZIP_LOW
#undef ZIP_HIGH
#undef TRANSFORM
#undef TRANSFORM_BACK
#undef MULTIPLY
#undef LANES
#undef ROWS
#undef NAME
