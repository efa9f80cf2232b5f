/* SPDX-License-Identifier: GPL-3.0-or-later */

/* guided.c - guided enlargement: slopes at the small size, applied at the large size row by row. */

#include "ops/guided.h"

#include <string.h>

#include "base/arena.h"
#include "base/memory.h"
#include "base/vector-code.h"
#include "ops/resampling.h"

#define RADIUS 2 /* pixels of the small size, of a window to each side */
#define WINDOW (2 * RADIUS + 1)
#define FLAT   2e-3 /* a variance below which there is no edge to follow, and none that follows */
#define ROWS   64   /* of the large size, at a time */

#define PLANES 6 /* the slopes of the three channels, and their products with the luma */

struct _NstGuided
{
  int       width, height;
  NstArena *arena;
  float    *planes; /* (PLANES, height, width) */
};

/* Rec. 601, as where colors are kept. */
static inline float
luma (const NstPicture *picture, gsize at)
{
  gsize plane = (gsize) picture->width * picture->height;

  return 0.299f * picture->pixels[at] + 0.587f * picture->pixels[plane + at]
         + 0.114f * picture->pixels[2 * plane + at];
}

/* ---- Windows ----------------------------------------------------------------------- */

/* The positions whose windows are whole: from `begin` up to `end`; none of a short line. */
typedef struct
{
  int begin, end;
} Inner;

static Inner
inner_of (int length)
{
  int begin = MIN (RADIUS, length);

  return (Inner) { begin, MAX (length - RADIUS, begin) };
}

static int
count (int at, int length)
{
  return MIN (at + RADIUS, length - 1) - MAX (at - RADIUS, 0) + 1;
}

static float
sum_cut_window (const float *row, int x, int width)
{
  float sum = 0.0f;

  for (int u = MAX (x - RADIUS, 0); u <= MIN (x + RADIUS, width - 1); u++)
    sum += row[u];
  return sum;
}

/* Sums over WINDOW values along a row, fewer at its ends.  The inner part has no conditions,
 * so that the compiler can use vectors. */
NST_INLINE void
sum_row (int width, const float *restrict row, float *restrict to)
{
  Inner inner = inner_of (width);

  for (int x = 0; x < inner.begin; x++)
    to[x] = sum_cut_window (row, x, width);
  for (int x = inner.begin; x < inner.end; x++)
    {
      float sum = row[x - RADIUS];

      for (int u = 1; u < WINDOW; u++)
        sum += row[x - RADIUS + u];
      to[x] = sum;
    }
  for (int x = inner.end; x < width; x++)
    to[x] = sum_cut_window (row, x, width);
}

/* Row `y` of the means.  The sums along row v are row v % WINDOW of `sums`. */
NST_INLINE void
average_row (int height, int width, const float *restrict sums, int y, float *restrict row)
{
  int   first = MAX (y - RADIUS, 0), rows = count (y, height);
  Inner inner = inner_of (width);
  float whole = (float) (WINDOW * rows);

  memcpy (row, sums + (gsize) (first % WINDOW) * width, sizeof (float) * width);
  for (int v = first + 1; v < first + rows; v++)
    {
      const float *sum = sums + (gsize) (v % WINDOW) * width;

      for (int x = 0; x < width; x++)
        row[x] += sum[x];
    }
  for (int x = 0; x < inner.begin; x++)
    row[x] /= (float) (count (x, width) * rows);
  for (int x = inner.begin; x < inner.end; x++)
    row[x] /= whole;
  for (int x = inner.end; x < width; x++)
    row[x] /= (float) (count (x, width) * rows);
}

/* `plane` becomes its means over windows, which end at the border.  `sums` has room for (WINDOW,
 * width): a row of the plane is overwritten when its sums are there. */
NST_INLINE void
average_body (int height, int width, float *plane, float *sums)
{
  int summed = 0;

  for (int y = 0; y < height; y++)
    {
      for (; summed < MIN (y + RADIUS + 1, height); summed++)
        sum_row (width, plane + (gsize) summed * width, sums + (gsize) (summed % WINDOW) * width);
      average_row (height, width, sums, y, plane + (gsize) y * width);
    }
}

NST_VECTORIZED (void, average, (int height, int width, float *plane, float *sums),
                (height, width, plane, sums))

/* ---- Slopes ------------------------------------------------------------------------ */

/* What the slopes of all channels need. */
typedef struct
{
  int    width, height;
  float *luma, *mean, *variance; /* of the photograph: itself, and over windows */
  float *own, *square;           /* of a channel: its mean and mean square */
  float *sums;                   /* (WINDOW, width), of the current rows */
} Windows;

static void
measure_photograph (const NstPicture *photograph, Windows *w)
{
  gsize n = (gsize) w->width * w->height;

  for (gsize i = 0; i < n; i++)
    {
      w->luma[i] = w->mean[i] = luma (photograph, i);
      w->variance[i] = w->luma[i] * w->luma[i];
    }
  average (w->height, w->width, w->mean, w->sums);
  average (w->height, w->width, w->variance, w->sums);
  for (gsize i = 0; i < n; i++)
    w->variance[i] = MAX (w->variance[i] - w->mean[i] * w->mean[i], 0.0f);
}

/* The slope times the share of the painting's variance that it explains, the square of the
 * correlation: a slope that is there by chance is no edge. */
static inline float
trusted_slope (float covariance, float variance, float own_variance)
{
  float slope = covariance / (variance + (float) FLAT);

  return slope * (slope * covariance / (MAX (own_variance, 0.0f) + (float) FLAT));
}

/* Of one channel of the painting. */
static void
find_slopes (const float *channel, Windows *w, float *slopes)
{
  gsize n = (gsize) w->width * w->height;

  for (gsize i = 0; i < n; i++)
    {
      w->own[i] = channel[i];
      w->square[i] = channel[i] * channel[i];
      slopes[i] = channel[i] * w->luma[i];
    }
  average (w->height, w->width, w->own, w->sums);
  average (w->height, w->width, w->square, w->sums);
  average (w->height, w->width, slopes, w->sums);
  for (gsize i = 0; i < n; i++)
    slopes[i] = trusted_slope (slopes[i] - w->own[i] * w->mean[i], w->variance[i],
                               w->square[i] - w->own[i] * w->own[i]);
  average (w->height, w->width, slopes, w->sums);
}

static void
plan_windows (Windows *w, NstArena *arena)
{
  gsize n = (gsize) w->width * w->height;

  w->luma = nst_arena_buffer (arena, n);
  w->mean = nst_arena_buffer (arena, n);
  w->variance = nst_arena_buffer (arena, n);
  w->own = nst_arena_buffer (arena, n);
  w->square = nst_arena_buffer (arena, n);
  w->sums = nst_arena_buffer (arena, (gsize) WINDOW * w->width);
}

static NstGuided *
plan (int width, int height, NstArena *arena)
{
  NstGuided *guided = g_new0 (NstGuided, 1);

  guided->width = width;
  guided->height = height;
  guided->arena = arena;
  guided->planes = nst_arena_buffer (arena, (gsize) PLANES * width * height);
  return guided;
}

NstGuided *
nst_guided_new (const NstPicture *painting, const NstPicture *photograph, GError **error)
{
  gsize   n = (gsize) painting->width * painting->height;
  Windows w = { .width = painting->width, .height = painting->height };
  g_autoptr (NstArena) arena = nst_arena_new ();
  g_autoptr (NstGuided) guided = plan (w.width, w.height, nst_arena_new ());

  plan_windows (&w, arena);
  if (!nst_arena_check (arena, error) || !nst_arena_check (guided->arena, error))
    return NULL;
  measure_photograph (photograph, &w);
  for (int c = 0; c < 3; c++)
    {
      float *slopes = guided->planes + c * n;

      find_slopes (painting->pixels + c * n, &w, slopes);
      for (gsize i = 0; i < n; i++)
        slopes[3 * n + i] = slopes[i] * w.luma[i];
    }
  return g_steal_pointer (&guided);
}

gsize
nst_guided_kept_bytes (int width, int height)
{
  g_autoptr (NstGuided) dry = plan (width, height, nst_arena_new_counting ());

  return nst_arena_get_bytes (dry->arena);
}

gsize
nst_guided_bytes (int width, int height)
{
  Windows w = { .width = width, .height = height };
  g_autoptr (NstArena) arena = nst_arena_new_counting ();

  plan_windows (&w, arena);
  return nst_arena_get_bytes (arena) + nst_guided_kept_bytes (width, height);
}

void
nst_guided_free (NstGuided *guided)
{
  if (guided == NULL)
    return;
  nst_arena_free (guided->arena);
  g_free (guided);
}

/* ---- Detail ------------------------------------------------------------------------ */

/* `planes` are those of the rows from `first` on. */
static void
add_rows (const float *planes, const NstPicture *photograph, int first, int rows,
          NstPicture *enlarged)
{
  gsize n = (gsize) rows * enlarged->width, plane = (gsize) enlarged->width * enlarged->height;
  gsize start = (gsize) first * enlarged->width;

  for (gsize i = 0; i < n; i++)
    {
      float light = luma (photograph, start + i);

      for (int c = 0; c < 3; c++)
        enlarged->pixels[c * plane + start + i]
            += planes[c * n + i] * light - planes[(3 + c) * n + i];
    }
}

gboolean
nst_guided_add (const NstGuided *guided, int width, int height, const NstRectangle *part,
                const NstPicture *photograph, NstPicture *enlarged, GError **error)
{
  gsize             n = (gsize) PLANES * part->width * MIN (ROWS, part->height);
  g_autofree float *planes = nst_memory_try (n, sizeof (float));

  if (planes == NULL)
    return nst_memory_refuse (n * sizeof (float), error);
  for (int y = 0; y < part->height; y += ROWS)
    {
      NstRectangle rows = { part->x, part->y + y, part->width, MIN (ROWS, part->height - y) };

      if (!nst_resample_part (PLANES, guided->height, guided->width, guided->planes, height, width,
                              &rows, planes, error))
        return FALSE;
      add_rows (planes, photograph, y, rows.height, enlarged);
    }
  return TRUE;
}
