/* SPDX-License-Identifier: GPL-3.0-or-later */

/* winograd-tiles.h - the transforms of sixteen tiles, for one width of vectors.
 *
 * Included by winograd.c alone, once for each width, with LANES (4, 8 or 16 floats in a vector) and
 * NAME (name) defined.  A lane is a tile: the transforms are then plain arithmetic on vectors, and
 * what is left is to sort pixels into lanes and back.
 */

typedef float NAME (Lanes) __attribute__ ((vector_size (4 * LANES)));
typedef float NAME (Loose) __attribute__ ((vector_size (4 * LANES), aligned (4), may_alias));
typedef int   NAME (Mask) __attribute__ ((vector_size (4 * LANES)));

#define LANE              NAME (Lanes)
#define LOAD(from)        ((LANE) * (const NAME (Loose) *) (from))
#define STORE(to, vector) (*(NAME (Loose) *) (to) = (NAME (Loose)) (vector))

/* Even and odd elements of a and b; their alternation; a moved down, and b's element `l` after it.
 */
#if LANES == 4
#define EVEN(a, b)     __builtin_shufflevector (a, b, 0, 2, 4, 6)
#define ODD(a, b)      __builtin_shufflevector (a, b, 1, 3, 5, 7)
#define ZIP_LOW(a, b)  __builtin_shufflevector (a, b, 0, 4, 1, 5)
#define ZIP_HIGH(a, b) __builtin_shufflevector (a, b, 2, 6, 3, 7)
#define NEXT(a, b, l)  __builtin_shufflevector (a, b, 1, 2, 3, 4 + l)
#elif LANES == 8
#define EVEN(a, b)     __builtin_shufflevector (a, b, 0, 2, 4, 6, 8, 10, 12, 14)
#define ODD(a, b)      __builtin_shufflevector (a, b, 1, 3, 5, 7, 9, 11, 13, 15)
#define ZIP_LOW(a, b)  __builtin_shufflevector (a, b, 0, 8, 1, 9, 2, 10, 3, 11)
#define ZIP_HIGH(a, b) __builtin_shufflevector (a, b, 4, 12, 5, 13, 6, 14, 7, 15)
#define NEXT(a, b, l)  __builtin_shufflevector (a, b, 1, 2, 3, 4, 5, 6, 7, 8 + l)
#else
#define EVEN(a, b)                                                                                 \
  __builtin_shufflevector (a, b, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30)
#define ODD(a, b)                                                                                  \
  __builtin_shufflevector (a, b, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31)
#define ZIP_LOW(a, b)                                                                              \
  __builtin_shufflevector (a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23)
#define ZIP_HIGH(a, b)                                                                             \
  __builtin_shufflevector (a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31)
#define NEXT(a, b, l)                                                                              \
  __builtin_shufflevector (a, b, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16 + l)
#endif

/* The input's transform along one axis. */
#define TRANSFORM_IN(d0, d1, d2, d3, d4, d5, r0, r1, r2, r3, r4, r5)                               \
  do                                                                                               \
    {                                                                                              \
      LANE even_ = (d4) - 4.0f * (d2), odd_ = (d3) - 4.0f * (d1);                                  \
      LANE far_ = (d4) - (d2), twice_ = 2.0f * ((d3) - (d1));                                      \
                                                                                                   \
      (r0) = 4.0f * (d0) - 5.0f * (d2) + (d4);                                                     \
      (r1) = even_ + odd_;                                                                         \
      (r2) = even_ - odd_;                                                                         \
      (r3) = far_ + twice_;                                                                        \
      (r4) = far_ - twice_;                                                                        \
      (r5) = 4.0f * (d1) - 5.0f * (d3) + (d5);                                                     \
    }                                                                                              \
  while (0)

/* The output's transform along one axis. */
#define TRANSFORM_OUT(m0, m1, m2, m3, m4, m5, r0, r1, r2, r3)                                      \
  do                                                                                               \
    {                                                                                              \
      LANE near_sum_ = (m1) + (m2), near_difference_ = (m1) - (m2);                                \
      LANE far_sum_ = (m3) + (m4), far_difference_ = (m3) - (m4);                                  \
                                                                                                   \
      (r0) = (m0) + near_sum_ + far_sum_;                                                          \
      (r1) = near_difference_ + 2.0f * far_difference_;                                            \
      (r2) = near_sum_ + 4.0f * far_sum_;                                                          \
      (r3) = near_difference_ + 8.0f * far_difference_ + (m5);                                     \
    }                                                                                              \
  while (0)

/* Down the columns first, on pixels as they lie in memory: r[u] is line u of the transformed. */
static inline void
NAME (down) (const float *const lines[6], int at, LANE r[6])
{
  TRANSFORM_IN (LOAD (lines[0] + at), LOAD (lines[1] + at), LOAD (lines[2] + at),
                LOAD (lines[3] + at), LOAD (lines[4] + at), LOAD (lines[5] + at), r[0], r[1], r[2],
                r[3], r[4], r[5]);
}

static inline void
NAME (along) (LANE d0, LANE d1, LANE d2, LANE d3, LANE d4, LANE d5, float *to, gsize stride)
{
  LANE r0, r1, r2, r3, r4, r5;

  TRANSFORM_IN (d0, d1, d2, d3, d4, d5, r0, r1, r2, r3, r4, r5);
  STORE (to, r0);
  STORE (to + stride, r1);
  STORE (to + 2 * stride, r2);
  STORE (to + 3 * stride, r3);
  STORE (to + 4 * stride, r4);
  STORE (to + 5 * stride, r5);
}

/* Sixteen tiles side by side in six lines of 66 pixels. */
static void
NAME (transform_row) (const float *const lines[6], float *to, gsize stride)
{
  for (int first = 0; first < GROUP; first += LANES)
    {
      LANE column[5][6];

      for (int k = 0; k < 4; k++)
        NAME (down) (lines, 4 * first + k * LANES, column[k]);
      /* the last vector ends with the two pixels that the last tile sees beyond its sixteenth */
      NAME (down) (lines, 4 * first + 3 * LANES + 2, column[4]);
      for (int u = 0; u < 6; u++)
        {
          LANE even_low = EVEN (column[0][u], column[1][u]);
          LANE even_high = EVEN (column[2][u], column[3][u]);
          LANE odd_low = ODD (column[0][u], column[1][u]);
          LANE odd_high = ODD (column[2][u], column[3][u]);
          LANE d0 = EVEN (even_low, even_high);
          LANE d1 = EVEN (odd_low, odd_high);

          NAME (along) (d0, d1, ODD (even_low, even_high), ODD (odd_low, odd_high),
                        NEXT (d0, column[4][u], LANES - 2), NEXT (d1, column[4][u], LANES - 1),
                        to + first + 6 * u * stride, stride);
        }
    }
}

/* Sixteen tiles from anywhere: line u of tile t is pixels 4t .. 4t + 3 of lines[u] and the first
 * two of 4t .. 4t + 3 of lines[u] + 64. */
static void
NAME (transform_scattered) (const float *const lines[6], float *to, gsize stride)
{
  for (int first = 0; first < GROUP; first += LANES)
    {
      LANE column[8][6];

      for (int k = 0; k < 8; k++)
        NAME (down) (lines, 4 * first + k % 4 * LANES + k / 4 * 4 * GROUP, column[k]);
      for (int u = 0; u < 6; u++)
        {
          LANE even_low = EVEN (column[0][u], column[1][u]);
          LANE even_high = EVEN (column[2][u], column[3][u]);
          LANE odd_low = ODD (column[0][u], column[1][u]);
          LANE odd_high = ODD (column[2][u], column[3][u]);
          LANE d4 = EVEN (EVEN (column[4][u], column[5][u]), EVEN (column[6][u], column[7][u]));
          LANE d5 = EVEN (ODD (column[4][u], column[5][u]), ODD (column[6][u], column[7][u]));

          NAME (along) (EVEN (even_low, even_high), EVEN (odd_low, odd_high),
                        ODD (even_low, even_high), ODD (odd_low, odd_high), d4, d5,
                        to + first + 6 * u * stride, stride);
        }
    }
}

/* The products of sixteen tiles to four lines of 64 pixels. */
static void
NAME (transform_back) (const float *from, gsize stride, float bias, gboolean relu,
                       float *const lines[4])
{
  for (int first = 0; first < GROUP; first += LANES)
    {
      LANE rows[4][6], pixels[4][4];

      for (int j = 0; j < 6; j++)
        {
          const float *at = from + first + j * stride;

          TRANSFORM_OUT (LOAD (at), LOAD (at + 6 * stride), LOAD (at + 12 * stride),
                         LOAD (at + 18 * stride), LOAD (at + 24 * stride), LOAD (at + 30 * stride),
                         rows[0][j], rows[1][j], rows[2][j], rows[3][j]);
        }
      for (int u = 0; u < 4; u++)
        TRANSFORM_OUT (rows[u][0], rows[u][1], rows[u][2], rows[u][3], rows[u][4], rows[u][5],
                       pixels[u][0], pixels[u][1], pixels[u][2], pixels[u][3]);
      for (int u = 0; u < 4; u++)
        {
          for (int v = 0; v < 4; v++)
            {
              pixels[u][v] += bias;
              if (relu)
                pixels[u][v]
                    = (LANE) ((NAME (Mask)) pixels[u][v] & (NAME (Mask)) (pixels[u][v] > 0.0f));
            }

          LANE   even_low = ZIP_LOW (pixels[u][0], pixels[u][2]);
          LANE   even_high = ZIP_HIGH (pixels[u][0], pixels[u][2]);
          LANE   odd_low = ZIP_LOW (pixels[u][1], pixels[u][3]);
          LANE   odd_high = ZIP_HIGH (pixels[u][1], pixels[u][3]);
          float *to = lines[u] + 4 * first;

          STORE (to, ZIP_LOW (even_low, odd_low));
          STORE (to + LANES, ZIP_HIGH (even_low, odd_low));
          STORE (to + 2 * LANES, ZIP_LOW (even_high, odd_high));
          STORE (to + 3 * LANES, ZIP_HIGH (even_high, odd_high));
        }
    }
}

#undef LANE
#undef LOAD
#undef STORE
#undef EVEN
#undef ODD
#undef ZIP_LOW
#undef ZIP_HIGH
#undef NEXT
#undef TRANSFORM_IN
#undef TRANSFORM_OUT
#undef LANES
#undef NAME
