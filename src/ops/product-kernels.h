/* SPDX-License-Identifier: GPL-3.0-or-later */

/* product-kernels.h - the products of product.h, for one width of vectors.
 *
 * Included by product.c alone, once for each width, with LANES (4, 8 or 16 floats in a vector),
 * OUTPUTS (rows of a product that the registers hold: 4 or 8) and NAME (name) defined.
 */

typedef float NAME (Lanes) __attribute__ ((vector_size (4 * LANES)));
typedef float NAME (Loose) __attribute__ ((vector_size (4 * LANES), aligned (4), may_alias));

#define LANE              NAME (Lanes)
#define LOAD(from)        ((LANE) * (const NAME (Loose) *) (from))
#define STORE(to, vector) (*(NAME (Loose) *) (to) = (NAME (Loose)) (vector))
#define UNROLLED          _Pragma ("GCC unroll 8")

/* OUTPUTS rows of the product and VECTORS vectors of its columns. */
#define MULTIPLY(name, VECTORS)                                                                    \
  static inline void NAME (name) (const float *u, const float *v, int n, float *to)                \
  {                                                                                                \
    LANE sums[OUTPUTS][VECTORS];                                                                   \
                                                                                                   \
    UNROLLED for (int o = 0; o < OUTPUTS; o++) UNROLLED for (int k = 0; k < VECTORS; k++)          \
        sums[o][k]                                                                                 \
        = (LANE) { 0 };                                                                            \
    for (int i = 0; i < n; i++, u += ROWS, v += COLUMNS)                                           \
      {                                                                                            \
        LANE columns[VECTORS];                                                                     \
                                                                                                   \
        UNROLLED for (int k = 0; k < VECTORS; k++) columns[k] = LOAD (v + k * LANES);              \
        UNROLLED for (int o = 0; o < OUTPUTS; o++) UNROLLED for (int k = 0; k < VECTORS; k++)      \
            sums[o][k]                                                                             \
            += u[o] * columns[k];                                                                  \
      }                                                                                            \
    UNROLLED for (int o = 0; o < OUTPUTS; o++) UNROLLED for (int k = 0; k < VECTORS; k++)          \
        STORE (to + o * COLUMNS + k * LANES, sums[o][k]);                                          \
  }

MULTIPLY (multiply_one, 1)
MULTIPLY (multiply_two, 2)

static void
NAME (multiply) (const float *u, const float *v, int n, int rows, int columns, float *to)
{
  for (int o = 0; o < rows; o += OUTPUTS)
    for (int c = 0; c < columns; c += 2 * LANES)
      if (columns - c > LANES)
        NAME (multiply_two) (u + o, v + c, n, to + o * COLUMNS + c);
      else
        NAME (multiply_one) (u + o, v + c, n, to + o * COLUMNS + c);
}

/* Two of the four rows of b, and one vector of the partial sums. */
static inline void
NAME (correlate_half) (const float *a, const float *b, gsize stride, int n, float *sums)
{
  LANE part[SQUARE][2];

  UNROLLED for (int r = 0; r < SQUARE; r++) UNROLLED for (int c = 0; c < 2; c++) part[r][c]
      = LOAD (sums + (r * SQUARE + c) * PARTS);
  for (int i = 0; i < n; i += PARTS)
    {
      LANE left[SQUARE], right[2];

      UNROLLED for (int r = 0; r < SQUARE; r++) left[r] = LOAD (a + r * stride + i);
      UNROLLED for (int c = 0; c < 2; c++) right[c] = LOAD (b + c * stride + i);
      UNROLLED for (int r = 0; r < SQUARE; r++) UNROLLED for (int c = 0; c < 2; c++) part[r][c]
          += left[r] * right[c];
    }
  UNROLLED for (int r = 0; r < SQUARE; r++) UNROLLED for (int c = 0; c < 2; c++)
      STORE (sums + (r * SQUARE + c) * PARTS, part[r][c]);
}

static void
NAME (correlate) (const float *a, const float *b, gsize stride, int n, float *sums)
{
  for (int lane = 0; lane < PARTS; lane += LANES)
    for (int half = 0; half < SQUARE; half += 2)
      NAME (correlate_half) (a + lane, b + half * stride + lane, stride, n,
                             sums + half * PARTS + lane);
}

#undef LANE
#undef LOAD
#undef STORE
#undef UNROLLED
#undef MULTIPLY
#undef OUTPUTS
#undef LANES
#undef NAME
