/* SPDX-License-Identifier: GPL-3.0-or-later */

/* winograd-tiles.h - the transforms of sixteen tiles, for one width of vectors.
 *
 * Included by winograd-kernels.c alone, once for each width, with LANES (4, 8 or 16 floats in a
 * vector) and NAME (name) defined.  A lane is a tile: the transforms are then plain arithmetic on
 * vectors, and what is left is to sort pixels into lanes and back.
 */

typedef float NAME (Lanes) __attribute__ ((vector_size (4 * LANES)));
typedef float NAME (Loose) __attribute__ ((vector_size (4 * LANES), aligned (4), may_alias));
typedef int   NAME (Mask) __attribute__ ((vector_size (4 * LANES)));

#define LANE              NAME (Lanes)
#define LOAD(from)        ((LANE) * (const NAME (Loose) *) (from))
#define STORE(to, vector) (*(NAME (Loose) *) (to) = (NAME (Loose)) (vector))

/* The vector where the mask is set, 0 elsewhere; and the larger of two. */
#define SELECT(mask, vector) ((LANE) ((mask) & (NAME (Mask)) (vector)))
#define LARGER(a, b)                                                                               \
  ((LANE) ((((a) > (b)) & (NAME (Mask)) (a)) | (~((a) > (b)) & (NAME (Mask)) (b))))

/* Even and odd elements of a and b; their alternation; a moved up, after b's first element; a moved
 * down, before b's second. */
#if LANES == 4
#define EVEN(a, b)     __builtin_shufflevector (a, b, 0, 2, 4, 6)
#define ODD(a, b)      __builtin_shufflevector (a, b, 1, 3, 5, 7)
#define ZIP_LOW(a, b)  __builtin_shufflevector (a, b, 0, 4, 1, 5)
#define ZIP_HIGH(a, b) __builtin_shufflevector (a, b, 2, 6, 3, 7)
#define AFTER(a, b)    __builtin_shufflevector (a, b, 4, 0, 1, 2)
#define BEFORE(a, b)   __builtin_shufflevector (a, b, 1, 2, 3, 5)
#elif LANES == 8
#define EVEN(a, b)     __builtin_shufflevector (a, b, 0, 2, 4, 6, 8, 10, 12, 14)
#define ODD(a, b)      __builtin_shufflevector (a, b, 1, 3, 5, 7, 9, 11, 13, 15)
#define ZIP_LOW(a, b)  __builtin_shufflevector (a, b, 0, 8, 1, 9, 2, 10, 3, 11)
#define ZIP_HIGH(a, b) __builtin_shufflevector (a, b, 4, 12, 5, 13, 6, 14, 7, 15)
#define AFTER(a, b)    __builtin_shufflevector (a, b, 8, 0, 1, 2, 3, 4, 5, 6)
#define BEFORE(a, b)   __builtin_shufflevector (a, b, 1, 2, 3, 4, 5, 6, 7, 9)
#else
#define EVEN(a, b)                                                                                 \
  __builtin_shufflevector (a, b, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30)
#define ODD(a, b)                                                                                  \
  __builtin_shufflevector (a, b, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31)
#define ZIP_LOW(a, b)                                                                              \
  __builtin_shufflevector (a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23)
#define ZIP_HIGH(a, b)                                                                             \
  __builtin_shufflevector (a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31)
#define AFTER(a, b)                                                                                \
  __builtin_shufflevector (a, b, 16, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14)
#define BEFORE(a, b)                                                                               \
  __builtin_shufflevector (a, b, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 17)
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

/* The two pixels beside LANES tiles: the first of r[u] is before them, the second after them. */
static inline void
NAME (down_sides) (const float *const lines[6], const float before[6], const float after[6],
                   int first, LANE r[6])
{
  LANE d[6];

  for (int u = 0; u < 6; u++)
    d[u] = (LANE) { first > 0 ? lines[u][4 * first - 1] : before[u],
                    first + LANES < GROUP ? lines[u][4 * (first + LANES)] : after[u] };
  TRANSFORM_IN (d[0], d[1], d[2], d[3], d[4], d[5], r[0], r[1], r[2], r[3], r[4], r[5]);
}

/* Sixteen tiles side by side: six lines of 64 pixels, and what is before and after each. */
static void
NAME (transform_row) (const float *const lines[6], const float before[6], const float after[6],
                      float *to, gsize stride)
{
  for (int first = 0; first < GROUP; first += LANES)
    {
      LANE column[4][6], sides[6];

      for (int k = 0; k < 4; k++)
        NAME (down) (lines, 4 * first + k * LANES, column[k]);
      NAME (down_sides) (lines, before, after, first, sides);
      for (int u = 0; u < 6; u++)
        {
          LANE even_low = EVEN (column[0][u], column[1][u]);
          LANE even_high = EVEN (column[2][u], column[3][u]);
          LANE odd_low = ODD (column[0][u], column[1][u]);
          LANE odd_high = ODD (column[2][u], column[3][u]);
          LANE d1 = EVEN (even_low, even_high);
          LANE d4 = ODD (odd_low, odd_high);

          NAME (along) (AFTER (d4, sides[u]), d1, EVEN (odd_low, odd_high),
                        ODD (even_low, even_high), d4, BEFORE (d1, sides[u]),
                        to + first + 6 * u * stride, stride);
        }
    }
}

static inline NAME (Mask) NAME (load_gates) (const guint16 *gates)
{
  NAME (Mask) words;

  for (int l = 0; l < LANES; l++)
    words[l] = gates[l];
  return words;
}

/* Sixteen tiles side by side of what a pooled gradient spreads to: a value goes to the pixels of
 * its square whose gates are open.  The four rows of values and three rows of gates that the tiles
 * see, and again the pixels before and after the six lines. */
static void
NAME (transform_spread) (const float *const pooled[4], const guint16 *const gates[3],
                         const float before[6], const float after[6], float *to, gsize stride)
{
  for (int first = 0; first < GROUP; first += LANES)
    {
      NAME (Mask) words[3];
      LANE values[4][2], column[4][6], sides[6], d[6];

      for (int g = 0; g < 3; g++)
        words[g] = NAME (load_gates) (gates[g] + first);
      for (int r = 0; r < 4; r++)
        {
          LANE low = LOAD (pooled[r] + 2 * first), high = LOAD (pooled[r] + 2 * first + LANES);

          values[r][0] = EVEN (low, high);
          values[r][1] = ODD (low, high);
        }
      for (int v = 0; v < 4; v++)
        {
          for (int u = 0; u < 6; u++)
            d[u] = SELECT ((words[SEEN_TILE (u)] & SEEN_BIT (u, v)) != 0,
                           values[SEEN_VALUE (u)][v / 2]);
          TRANSFORM_IN (d[0], d[1], d[2], d[3], d[4], d[5], column[v][0], column[v][1],
                        column[v][2], column[v][3], column[v][4], column[v][5]);
        }
      for (int u = 0; u < 6; u++)
        d[u] = (LANE) { first > 0 ? nst_winograd_spread_to (pooled, gates, u, 4 * first - 1)
                                  : before[u],
                        first + LANES < GROUP
                            ? nst_winograd_spread_to (pooled, gates, u, 4 * (first + LANES))
                            : after[u] };
      TRANSFORM_IN (d[0], d[1], d[2], d[3], d[4], d[5], sides[0], sides[1], sides[2], sides[3],
                    sides[4], sides[5]);
      for (int u = 0; u < 6; u++)
        NAME (along) (AFTER (column[3][u], sides[u]), column[0][u], column[1][u], column[2][u],
                      column[3][u], BEFORE (column[0][u], sides[u]), to + first + 6 * u * stride,
                      stride);
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

/* ---- Back to pixels ---------------------------------------------------------------- */

/* The pixels of LANES tiles, p[row][column], each plus `bias`. */
static inline void
NAME (to_pixels) (const float *from, gsize stride, float bias, LANE p[4][4])
{
  LANE rows[4][6];

  for (int j = 0; j < 6; j++)
    {
      const float *at = from + j * stride;

      TRANSFORM_OUT (LOAD (at), LOAD (at + 6 * stride), LOAD (at + 12 * stride),
                     LOAD (at + 18 * stride), LOAD (at + 24 * stride), LOAD (at + 30 * stride),
                     rows[0][j], rows[1][j], rows[2][j], rows[3][j]);
    }
  for (int u = 0; u < 4; u++)
    {
      TRANSFORM_OUT (rows[u][0], rows[u][1], rows[u][2], rows[u][3], rows[u][4], rows[u][5],
                     p[u][0], p[u][1], p[u][2], p[u][3]);
      for (int v = 0; v < 4; v++)
        p[u][v] += bias;
    }
}

static inline void
NAME (rectify) (LANE p[4][4])
{
  for (int u = 0; u < 4; u++)
    for (int v = 0; v < 4; v++)
      p[u][v] = SELECT (p[u][v] > 0.0f, p[u][v]);
}

/* One row of the tiles' pixels, in the order of the picture. */
static inline void
NAME (store_line) (const LANE p[4], float *to)
{
  LANE even_low = ZIP_LOW (p[0], p[2]), even_high = ZIP_HIGH (p[0], p[2]);
  LANE odd_low = ZIP_LOW (p[1], p[3]), odd_high = ZIP_HIGH (p[1], p[3]);

  STORE (to, ZIP_LOW (even_low, odd_low));
  STORE (to + LANES, ZIP_HIGH (even_low, odd_low));
  STORE (to + 2 * LANES, ZIP_LOW (even_high, odd_high));
  STORE (to + 3 * LANES, ZIP_HIGH (even_high, odd_high));
}

static inline void
NAME (load_line) (const float *from, LANE p[4])
{
  LANE even_low = EVEN (LOAD (from), LOAD (from + LANES));
  LANE odd_low = ODD (LOAD (from), LOAD (from + LANES));
  LANE even_high = EVEN (LOAD (from + 2 * LANES), LOAD (from + 3 * LANES));
  LANE odd_high = ODD (LOAD (from + 2 * LANES), LOAD (from + 3 * LANES));

  p[0] = EVEN (even_low, even_high);
  p[1] = EVEN (odd_low, odd_high);
  p[2] = ODD (even_low, even_high);
  p[3] = ODD (odd_low, odd_high);
}

static inline void
NAME (store_gates) (NAME (Mask) words, guint16 *gates)
{
  for (int l = 0; l < LANES; l++)
    gates[l] = (guint16) words[l];
}

/* Products to four lines of 64 pixels, rectified if `relu`; `gates` (may be NULL) then notes where
 * the rectifier is open. */
static void
NAME (to_lines) (const float *from, gsize stride, float bias, gboolean relu, guint16 *gates,
                 float *const lines[4])
{
  for (int first = 0; first < GROUP; first += LANES)
    {
      LANE p[4][4];

      NAME (to_pixels) (from + first, stride, bias, p);
      if (relu)
        NAME (rectify) (p);
      for (int u = 0; u < 4; u++)
        NAME (store_line) (p[u], lines[u] + 4 * first);
      if (gates != NULL)
        {
          NAME (Mask) words = { 0 };

          for (int i = 0; i < 16; i++)
            words |= (p[i / 4][i % 4] > 0.0f) & (1 << i);
          NAME (store_gates) (words, gates + first);
        }
    }
}

/* Products, rectified, to the largest of each square of 2x2: two lines of 32 pixels.  The gate of
 * the first largest is open, if it is above 0. */
static void
NAME (to_pooled) (const float *from, gsize stride, float bias, guint16 *gates,
                  float *const lines[2])
{
  for (int first = 0; first < GROUP; first += LANES)
    {
      LANE p[4][4];
      NAME (Mask) words = { 0 };

      NAME (to_pixels) (from + first, stride, bias, p);
      for (int u = 0; u < 2; u++)
        {
          LANE pooled[2];

          for (int v = 0; v < 2; v++)
            {
              LANE a = p[2 * u][2 * v], b = p[2 * u][2 * v + 1];
              LANE c = p[2 * u + 1][2 * v], d = p[2 * u + 1][2 * v + 1];
              LANE above = LARGER (a, b), below = LARGER (c, d);
              LANE largest = LARGER (above, below);
              NAME (Mask) open = largest > 0.0f, up = open & (above >= below), down = open & ~up;
              int corner = 8 * u + 2 * v;

              pooled[v] = SELECT (open, largest);
              words |= ((up & (a >= b)) & (1 << corner)) | ((up & (b > a)) & (2 << corner))
                       | ((down & (c >= d)) & (16 << corner)) | ((down & (d > c)) & (32 << corner));
            }
          STORE (lines[u] + 2 * first, ZIP_LOW (pooled[0], pooled[1]));
          STORE (lines[u] + 2 * first + LANES, ZIP_HIGH (pooled[0], pooled[1]));
        }
      if (gates != NULL)
        NAME (store_gates) (words, gates + first);
    }
}

/* Products to four lines of a gradient: added to what is there, if `add`; then nothing but what the
 * gates (may be NULL) let through. */
static void
NAME (to_gradient) (const float *from, gsize stride, gboolean add, const guint16 *gates,
                    float *const lines[4])
{
  for (int first = 0; first < GROUP; first += LANES)
    {
      LANE p[4][4];

      NAME (to_pixels) (from + first, stride, 0.0f, p);
      if (add)
        for (int u = 0; u < 4; u++)
          {
            LANE before[4];

            NAME (load_line) (lines[u] + 4 * first, before);
            for (int v = 0; v < 4; v++)
              p[u][v] += before[v];
          }
      if (gates != NULL)
        {
          NAME (Mask) words = NAME (load_gates) (gates + first);

          for (int i = 0; i < 16; i++)
            p[i / 4][i % 4] = SELECT ((words & (1 << i)) != 0, p[i / 4][i % 4]);
        }
      for (int u = 0; u < 4; u++)
        NAME (store_line) (p[u], lines[u] + 4 * first);
    }
}

/* ---- Spreading --------------------------------------------------------------------- */

/* to[0..4 tiles - 1] = one line of the gradient that a pooled one spreads to: each pooled value
 * goes to the pixels whose gates are open.  `row` of the tile's four it is; whole vectors are
 * written. */
static void
NAME (spread) (const float *pooled, const guint16 *gates, int row, int tiles, float *to)
{
  for (int first = 0; first < tiles; first += LANES)
    {
      NAME (Mask) words = NAME (load_gates) (gates + first) >> (4 * row);
      LANE low = LOAD (pooled + 2 * first), high = LOAD (pooled + 2 * first + LANES);
      LANE p[4] = { EVEN (low, high), EVEN (low, high), ODD (low, high), ODD (low, high) };

      for (int v = 0; v < 4; v++)
        p[v] = SELECT ((words & (1 << v)) != 0, p[v]);
      NAME (store_line) (p, to + 4 * first);
    }
}

#undef LANE
#undef LOAD
#undef STORE
#undef EVEN
#undef ODD
#undef ZIP_LOW
#undef ZIP_HIGH
#undef AFTER
#undef BEFORE
#undef TRANSFORM_IN
#undef TRANSFORM_OUT
#undef LANES
#undef SELECT
#undef LARGER
#undef NAME
