/* SPDX-License-Identifier: GPL-3.0-or-later */

/* motion-trust.c - how reliable a motion field is at each pixel. */

#include "style/motion-trust.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "ops/smoothing.h"
#include "ops/warping.h"

#define NEIGHBORHOOD 16     /* radius in which motion must reduce the difference */
#define GAIN         1.1f   /* and by which factor, in squared differences */
#define LEAST        0.002f /* negligible difference of luminance */

/* ---- Standing still ---------------------------------------------------------------- */

void
nst_motion_settle (NstPool *pool, NstMotion *motion, const float *before, const float *now,
                   float *still, float *moved, float *scratch)
{
  int   width = motion->width, height = motion->height;
  gsize n = (gsize) width * height;

  nst_warp (pool, height, width, before, motion->dx, motion->dy, moved);
  for (gsize i = 0; i < n; i++)
    {
      still[i] = (now[i] - before[i]) * (now[i] - before[i]);
      moved[i] = (now[i] - moved[i]) * (now[i] - moved[i]);
    }
  nst_smooth (pool, height, width, NEIGHBORHOOD, still, scratch);
  nst_smooth (pool, height, width, NEIGHBORHOOD, moved, scratch);
  for (gsize i = 0; i < n; i++)
    if (still[i] <= GAIN * moved[i] + LEAST * LEAST)
      motion->dx[i] = motion->dy[i] = 0.0f;
}

/* ---- There and back ---------------------------------------------------------------- */

static float
bilinear (const float *plane, int width, int height, float x, float y)
{
  int   x0, y0, x1, y1;
  float s, t;

  x = CLAMP (x, 0.0f, (float) (width - 1));
  y = CLAMP (y, 0.0f, (float) (height - 1));
  x0 = (int) x;
  y0 = (int) y;
  x1 = MIN (x0 + 1, width - 1);
  y1 = MIN (y0 + 1, height - 1);
  s = x - x0;
  t = y - y0;
  return (1.0f - t)
             * ((1.0f - s) * plane[(gsize) y0 * width + x0] + s * plane[(gsize) y0 * width + x1])
         + t * ((1.0f - s) * plane[(gsize) y1 * width + x0] + s * plane[(gsize) y1 * width + x1]);
}

typedef struct
{
  NstMotion       *motion;
  const NstMotion *back;
} Meeting;

/* The accepted squared distance is Sundaram's; up to twice as much, trust decreases to 0. */
static void
meet_row (gpointer data, int y, G_GNUC_UNUSED int worker)
{
  const Meeting *meeting = data;
  NstMotion     *m = meeting->motion;

  for (int x = 0; x < m->width; x++)
    {
      gsize at = (gsize) y * m->width + x;
      float dx = m->dx[at], dy = m->dy[at];
      float bx = bilinear (meeting->back->dx, m->width, m->height, x + dx, y + dy);
      float by = bilinear (meeting->back->dy, m->width, m->height, x + dx, y + dy);
      float distance = (dx + bx) * (dx + bx) + (dy + by) * (dy + by);
      float limit = 0.01f * (dx * dx + dy * dy + bx * bx + by * by) + 0.5f;

      m->trust[at] *= CLAMP (2.0f - distance / limit, 0.0f, 1.0f);
      if (!nst_motion_is_inside (x + dx, y + dy, m->width, m->height))
        m->trust[at] = 0.0f;
    }
}

void
nst_motion_meet (NstPool *pool, NstMotion *motion, const NstMotion *back)
{
  Meeting meeting = { motion, back };

  nst_pool_run (pool, motion->height, meet_row, &meeting);
}

/* ---- Likeness ---------------------------------------------------------------------- */

#define BINS    4096
#define PATCH   3     /* radius in which pictures are compared */
#define SHIFT   0.3f  /* shift of details that is accepted, in pixels, in addition to noise */
#define NOISE   2.5f  /* accepted multiple of the typical difference */
#define TYPICAL 0.02f /* upper limit of that */
#define LIGHT   0.1f  /* how much light and shade may change */

/* The median of |a - b|, by its histogram; both are within [-1, 1].  They may be anything after the pool
 * was cancelled. */
static float
median_difference (const float *a, const float *b, gsize n)
{
  g_autofree gsize *counts = g_new0 (gsize, BINS);
  gsize             below = 0;
  int               bin = 0;

  for (gsize i = 0; i < n; i++)
    {
      float place = fabsf (a[i] - b[i]) * BINS;

      counts[place < BINS - 1 ? (int) place : BINS - 1]++;
    }
  while (bin < BINS - 1 && (below += counts[bin]) < (n + 1) / 2)
    bin++;
  return (bin + 0.5f) / BINS;
}

/* Adds the squared length of the gradient of both pictures' mean. */
static void
add_slopes (const float *a, const float *b, int height, int width, float *slopes)
{
  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      {
        gsize l = (gsize) y * width + MAX (x - 1, 0);
        gsize r = (gsize) y * width + MIN (x + 1, width - 1);
        gsize u = (gsize) MAX (y - 1, 0) * width + x;
        gsize d = (gsize) MIN (y + 1, height - 1) * width + x;
        float gx = 0.25f * (a[r] + b[r] - a[l] - b[l]);
        float gy = 0.25f * (a[d] + b[d] - a[u] - b[u]);

        slopes[(gsize) y * width + x] += gx * gx + gy * gy;
      }
}

/* Each value becomes the least of its 3 x 3 neighbors. */
static void
shrink (float *plane, int height, int width, float *scratch)
{
  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      {
        const float *row = plane + (gsize) y * width;

        scratch[(gsize) y * width + x]
            = MIN (row[x], MIN (row[MAX (x - 1, 0)], row[MIN (x + 1, width - 1)]));
      }
  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      plane[(gsize) y * width + x]
          = MIN (scratch[(gsize) y * width + x],
                 MIN (scratch[(gsize) MAX (y - 1, 0) * width + x],
                      scratch[(gsize) MIN (y + 1, height - 1) * width + x]));
}

/* What is known of two pictures, all channels together, as they are looked at one by one. */
typedef struct
{
  float *difference; /* squared, of the details */
  float *slopes;     /* of both pictures' details, squared */
  float *lights;     /* squared difference of light and shade */
  float *detail[2], *shade[2], *scratch;
  float  noise; /* the largest of the channels' */
} Comparison;

static void
compare_channel (NstPool *pool, Comparison *k, const NstPicture *a, const NstPicture *b, int c)
{
  gsize n = (gsize) a->width * a->height;

  nst_motion_detail (pool, a->height, a->width, a->pixels + c * n, k->detail[0], k->shade[0],
                     k->scratch);
  nst_motion_detail (pool, a->height, a->width, b->pixels + c * n, k->detail[1], k->shade[1],
                     k->scratch);
  k->noise = MAX (k->noise, median_difference (k->detail[0], k->detail[1], n));
  add_slopes (k->detail[0], k->detail[1], a->height, a->width, k->slopes);
  for (gsize i = 0; i < n; i++)
    {
      float detail = k->detail[0][i] - k->detail[1][i], light = k->shade[0][i] - k->shade[1][i];

      k->difference[i] += detail * detail;
      k->lights[i] += light * light;
    }
}

static void
judge (NstPool *pool, Comparison *k, int height, int width, float *trust)
{
  gsize n = (gsize) height * width;
  float noise = NOISE * MIN (k->noise, TYPICAL) + LEAST;

  nst_smooth (pool, height, width, PATCH, k->difference, k->scratch);
  nst_smooth (pool, height, width, PATCH, k->slopes, k->scratch);
  for (gsize i = 0; i < n; i++)
    {
      float limit = 3.0f * noise * noise + SHIFT * SHIFT * k->slopes[i];

      k->difference[i] = CLAMP (2.0f - k->difference[i] / limit, 0.0f, 1.0f)
                         * CLAMP (2.0f - k->lights[i] / (3.0f * LIGHT * LIGHT), 0.0f, 1.0f);
    }
  shrink (k->difference, height, width, k->scratch);
  nst_smooth (pool, height, width, PATCH, k->difference, k->scratch);
  for (gsize i = 0; i < n; i++)
    trust[i] *= k->difference[i];
}

static void
plan (Comparison *k, gsize n, NstArena *arena)
{
  float **planes[] = { &k->difference, &k->slopes,    &k->lights,   &k->scratch,
                       &k->detail[0],  &k->detail[1], &k->shade[0], &k->shade[1] };

  for (gsize i = 0; i < G_N_ELEMENTS (planes); i++)
    *planes[i] = nst_arena_floats (arena, n);
}

gsize
nst_motion_compare_bytes (int width, int height)
{
  g_autoptr (NstArena) arena = nst_arena_new_counting ();
  Comparison k = { 0 };

  plan (&k, (gsize) width * height, arena);
  return nst_arena_get_bytes (arena);
}

gboolean
nst_motion_compare (NstPool *pool, const NstPicture *a, const NstPicture *b, float *trust,
                    GError **error)
{
  Comparison k = { 0 };
  g_autoptr (NstArena) arena = nst_arena_new ();

  plan (&k, (gsize) a->width * a->height, arena);
  if (!nst_arena_check (arena, error))
    return FALSE;
  for (int c = 0; c < 3; c++)
    compare_channel (pool, &k, a, b, c);
  judge (pool, &k, a->height, a->width, trust);
  return TRUE;
}
