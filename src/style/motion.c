/* SPDX-License-Identifier: GPL-3.0-or-later */

/* motion.c - estimates the motion between two frames. */

#include "style/motion.h"

#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/memory.h"
#include "base/vector-code.h"
#include "ops/resampling.h"
#include "ops/smoothing.h"
#include "ops/warping.h"
#include "style/motion-trust.h"

#define LONGEST     1024 /* pixels: largest size for the estimation */
#define ENOUGH      640  /* larger pictures are halved, but not below this */
#define SMALLEST    12   /* pixels of the shorter side at the coarsest size */
#define MOST_LEVELS 8
#define WINDOW      5     /* radius of the least squares' window */
#define SMOOTHNESS  1e-3f /* weight of a pixel's neighbors, in squared gradients */
#define EDGE        0.04f /* step of luminance at which the weight of smoothness is halved */
#define MISFIT      0.08f /* difference at which the weight of a pixel is halved */
#define WARPS       4
#define FIRST_WARPS 12 /* at the coarsest size */
#define RELAXATIONS 12 /* Jacobi steps for each warp */
#define BAND        16 /* rows in an item of the pool */

/* Both pictures at one size. */
typedef struct
{
  int    width, height;
  float *light[2];  /* luminance: before, now */
  float *detail[2]; /* without its local mean */
} Level;

/* The motion from one of the two to the other, at the current level. */
typedef struct
{
  NstPool     *pool;
  int          width, height;
  const float *light, *from, *to;      /* `to`'s luminance; the details */
  float       *dx, *dy;                /* where `to`'s pixels come from */
  float       *next_dx, *next_dy;      /* after a step of Jacobi's */
  float       *warped;                 /* `from`, moved */
  float       *xx, *xy, *yy, *bx, *by; /* the windows' sums, then the right sides */
  float       *right, *down;           /* smoothness towards the neighbor on the right, and below */
  float       *none; /* a row of zeros: there is no neighbor above the first row */
  float       *scratch;
} Search;

typedef void (*RowFunc) (const Search *search, int y);

typedef struct
{
  const Search *search;
  RowFunc       func;
} Rows;

static void
run_band (gpointer data, int band, G_GNUC_UNUSED int worker)
{
  const Rows *rows = data;

  for (int y = band * BAND; y < MIN ((band + 1) * BAND, rows->search->height); y++)
    rows->func (rows->search, y);
}

static void
for_rows (const Search *s, RowFunc func)
{
  Rows rows = { s, func };

  nst_pool_run (s->pool, (s->height + BAND - 1) / BAND, run_band, &rows);
}

/* ---- One warp ---------------------------------------------------------------------- */

static void
weigh_edges_row (const Search *s, int y)
{
  const float *row = s->light + (gsize) y * s->width;
  float       *right = s->right + (gsize) y * s->width;
  float       *down = s->down + (gsize) y * s->width;
  int          below = y + 1 < s->height ? s->width : 0;

  for (int x = 0; x < s->width; x++)
    {
      float across = x + 1 < s->width ? (row[x + 1] - row[x]) / EDGE : 0.0f;
      float along = (row[x + below] - row[x]) / EDGE;

      right[x] = x + 1 < s->width ? SMOOTHNESS / (1.0f + across * across) : 0.0f;
      down[x] = below > 0 ? SMOOTHNESS / (1.0f + along * along) : 0.0f;
    }
}

/* The gradients of the mean of both pictures, what is left between them, and their products. */
static void
multiply_row (const Search *s, int y)
{
  gsize row = (gsize) y * s->width;
  gsize above = (gsize) MAX (y - 1, 0) * s->width;
  gsize below = (gsize) MIN (y + 1, s->height - 1) * s->width;

  for (int x = 0; x < s->width; x++)
    {
      int   left = MAX (x - 1, 0), right = MIN (x + 1, s->width - 1);
      gsize at = row + x;
      float gx = 0.25f
                 * (s->to[row + right] + s->warped[row + right] - s->to[row + left]
                    - s->warped[row + left]);
      float gy
          = 0.25f
            * (s->to[below + x] + s->warped[below + x] - s->to[above + x] - s->warped[above + x]);
      float rest = s->to[at] - s->warped[at];
      float fit = 1.0f / (1.0f + rest * rest / (MISFIT * MISFIT));

      if (!nst_motion_is_inside (x + s->dx[at], y + s->dy[at], s->width, s->height))
        fit = 0.0f;
      s->xx[at] = fit * gx * gx;
      s->xy[at] = fit * gx * gy;
      s->yy[at] = fit * gy * gy;
      s->bx[at] = fit * gx * rest;
      s->by[at] = fit * gy * rest;
    }
}

/* The right sides of the equations for the whole motion, and not for its change. */
static void
complete_row (const Search *s, int y)
{
  for (gsize at = (gsize) y * s->width; at < (gsize) (y + 1) * s->width; at++)
    {
      s->bx[at] += s->xx[at] * s->dx[at] + s->xy[at] * s->dy[at];
      s->by[at] += s->xy[at] * s->dx[at] + s->yy[at] * s->dy[at];
    }
}

/* A pixel's motion from its own window and its neighbors' motion, for the n pixels from number `at`
 * on.  Their neighbors above and below are `above` and `below` pixels off; `up` is what those above
 * count for. */
NST_INLINE void
relax_pixels_body (const Search *s, gsize at, gsize n, gsize above, gsize below, const float *up)
{
  const float *xx = s->xx + at, *xy = s->xy + at, *yy = s->yy + at;
  const float *bx = s->bx + at, *by = s->by + at;
  const float *right = s->right + at, *down = s->down + at;
  const float *dx = s->dx + at, *dy = s->dy + at;
  const float *dx_above = dx - above, *dy_above = dy - above;
  const float *dx_below = dx + below, *dy_below = dy + below;
  float       *next_dx = s->next_dx + at, *next_dy = s->next_dy + at;

  NST_INDEPENDENT /* no two of these planes are one */
  for (gssize x = 0; x < (gssize) n; x++)
    {
      float wl = right[x - 1], wr = right[x], wu = up[x], wd = down[x];
      float weight = wl + wr + wu + wd + 1e-9f;
      float x_sum = bx[x] + wl * dx[x - 1] + wr * dx[x + 1] + wu * dx_above[x] + wd * dx_below[x]
                    + 1e-9f * dx[x];
      float y_sum = by[x] + wl * dy[x - 1] + wr * dy[x + 1] + wu * dy_above[x] + wd * dy_below[x]
                    + 1e-9f * dy[x];
      float a = xx[x] + weight, b = yy[x] + weight, c = xy[x];
      float scale = 1.0f / (a * b - c * c);

      next_dx[x] = scale * (b * x_sum - c * y_sum);
      next_dy[x] = scale * (a * y_sum - c * x_sum);
    }
}

NST_VECTORIZED (void, relax_pixels,
                (const Search *s, gsize at, gsize n, gsize above, gsize below, const float *up),
                (s, at, n, above, below, up))

/* Planes begin and end with some floats that belong to no pixel, so that the first has one before it
 * and the last one after it; smoothness towards those is 0. */
static void
relax_row (const Search *s, int y)
{
  gsize row = (gsize) y * s->width;
  gsize above = y > 0 ? (gsize) s->width : 0;
  gsize below = y + 1 < s->height ? (gsize) s->width : 0;

  relax_pixels (s, row, (gsize) s->width, above, below, y > 0 ? s->down + row - above : s->none);
}

static void
swap (float **a, float **b)
{
  float *kept = *a;

  *a = *b;
  *b = kept;
}

static void
relax (Search *s)
{
  for (int i = 0; i < RELAXATIONS; i++)
    {
      for_rows (s, relax_row);
      swap (&s->dx, &s->next_dx);
      swap (&s->dy, &s->next_dy);
    }
}

static void
improve (Search *s)
{
  float *sums[] = { s->xx, s->xy, s->yy, s->bx, s->by };

  nst_warp (s->pool, s->height, s->width, s->from, s->dx, s->dy, s->warped);
  for_rows (s, multiply_row);
  for (gsize i = 0; i < G_N_ELEMENTS (sums); i++)
    nst_smooth (s->pool, s->height, s->width, WINDOW, sums[i], s->scratch);
  for_rows (s, complete_row);
  relax (s);
}

/* ---- All levels -------------------------------------------------------------------- */

static gboolean
resize_plane (const float *from, int height, int width, int to_height, int to_width, float times,
              float *to, GError **error)
{
  if (!nst_resample (1, height, width, from, to_height, to_width, to, error))
    return FALSE;
  for (gsize i = 0; i < (gsize) to_height * to_width; i++)
    to[i] *= times;
  return TRUE;
}

/* Starts the search at a level, without motion. */
static void
set_level (Search *s, const Level *level, int towards)
{
  s->width = level->width;
  s->height = level->height;
  s->light = level->light[towards];
  s->to = level->detail[towards];
  s->from = level->detail[1 - towards];
}

/* From the coarsest level, the last one, to the first.  `towards`: to which of the two pictures. */
static gboolean
search (Search *s, const Level *levels, int n_levels, int towards, GError **error)
{
  for (int l = n_levels - 1; l >= 0; l--)
    {
      const Level *level = &levels[l];

      if (l == n_levels - 1)
        {
          memset (s->dx, 0, sizeof (float) * level->width * level->height);
          memset (s->dy, 0, sizeof (float) * level->width * level->height);
        }
      else
        {
          if (!resize_plane (s->dx, s->height, s->width, level->height, level->width,
                             (float) level->width / s->width, s->next_dx, error)
              || !resize_plane (s->dy, s->height, s->width, level->height, level->width,
                                (float) level->height / s->height, s->next_dy, error))
            return FALSE;
          swap (&s->dx, &s->next_dx);
          swap (&s->dy, &s->next_dy);
        }
      set_level (s, level, towards);
      for_rows (s, weigh_edges_row);
      for (int i = 0; i < (l == n_levels - 1 ? FIRST_WARPS : WARPS); i++)
        improve (s);
    }
  return TRUE;
}

/* ---- The pictures ------------------------------------------------------------------ */

static int
plan_levels (int width, int height, Level *levels)
{
  int n = 0;

  do
    {
      levels[n++] = (Level) { .width = width, .height = height };
      width = (width + 1) / 2;
      height = (height + 1) / 2;
    }
  while (n < MOST_LEVELS && MIN (width, height) >= SMALLEST);
  return n;
}

/* A plane of zeros with one more before it and one after it. */
static float *
bordered_plane (NstArena *arena, gsize n)
{
  float *plane = nst_arena_floats (arena, n + 2);

  return plane != NULL ? plane + 1 : NULL;
}

static void
plan_buffers (Search *s, Level *levels, int n_levels, NstArena *arena)
{
  gsize   n = (gsize) levels[0].width * levels[0].height;
  float **planes[] = { &s->warped, &s->xx, &s->xy, &s->yy, &s->bx, &s->by, &s->down, &s->scratch };
  float **bordered[] = { &s->dx, &s->dy, &s->next_dx, &s->next_dy, &s->right };

  for (int l = 0; l < n_levels; l++)
    for (int i = 0; i < 2; i++)
      {
        gsize size = (gsize) levels[l].width * levels[l].height;

        levels[l].light[i] = nst_arena_buffer (arena, size);
        levels[l].detail[i] = nst_arena_buffer (arena, size);
      }
  for (gsize i = 0; i < G_N_ELEMENTS (planes); i++)
    *planes[i] = nst_arena_buffer (arena, n);
  for (gsize i = 0; i < G_N_ELEMENTS (bordered); i++)
    *bordered[i] = bordered_plane (arena, n);
  s->none = nst_arena_floats (arena, (gsize) levels[0].width);
}

/* Picture `i` of the two at every level. */
static gboolean
look_at (Search *s, const float *light, Level *levels, int n_levels, int i, GError **error)
{
  memcpy (levels[0].light[i], light, sizeof (float) * levels[0].width * levels[0].height);
  for (int l = 1; l < n_levels; l++)
    if (!nst_resample (1, levels[l - 1].height, levels[l - 1].width, levels[l - 1].light[i],
                       levels[l].height, levels[l].width, levels[l].light[i], error))
      return FALSE;
  for (int l = 0; l < n_levels; l++)
    nst_motion_detail (s->pool, levels[l].height, levels[l].width, levels[l].light[i],
                       levels[l].detail[i], s->warped, s->scratch);
  return TRUE;
}

/* ---- The whole --------------------------------------------------------------------- */

/* Between the luminance of two pictures. */
static NstMotion *
estimate (NstPool *pool, int width, int height, const float *before, const float *now,
          GError **error)
{
  Search s = { .pool = pool };
  Level  levels[MOST_LEVELS];
  int    n_levels = plan_levels (width, height, levels);
  gsize  bytes = sizeof (float) * width * height;
  g_autoptr (NstArena) arena = nst_arena_new ();
  g_autoptr (NstMotion) there = nst_motion_new (width, height, error);
  g_autoptr (NstMotion) back = NULL;

  plan_buffers (&s, levels, n_levels, arena);
  if (there == NULL || !(back = nst_motion_new (width, height, error))
      || !nst_arena_check (arena, error) || !look_at (&s, before, levels, n_levels, 0, error)
      || !look_at (&s, now, levels, n_levels, 1, error) || !search (&s, levels, n_levels, 0, error))
    return NULL;
  memcpy (back->dx, s.dx, bytes);
  memcpy (back->dy, s.dy, bytes);
  if (!search (&s, levels, n_levels, 1, error))
    return NULL;
  memcpy (there->dx, s.dx, bytes);
  memcpy (there->dy, s.dy, bytes);
  nst_motion_settle (pool, there, levels[0].detail[0], levels[0].detail[1], s.warped, s.xx,
                     s.scratch);
  nst_motion_meet (pool, there, back);
  return g_steal_pointer (&there);
}

/* `motion` at another size. */
static NstMotion *
enlarge (const NstMotion *motion, int width, int height, GError **error)
{
  g_autoptr (NstMotion) larger = nst_motion_new (width, height, error);

  if (larger == NULL
      || !resize_plane (motion->dx, motion->height, motion->width, height, width,
                        (float) width / motion->width, larger->dx, error)
      || !resize_plane (motion->dy, motion->height, motion->width, height, width,
                        (float) height / motion->height, larger->dy, error)
      || !resize_plane (motion->trust, motion->height, motion->width, height, width, 1.0f,
                        larger->trust, error))
    return NULL;
  for (gsize i = 0; i < (gsize) width * height; i++)
    larger->trust[i] = CLAMP (larger->trust[i], 0.0f, 1.0f);
  return g_steal_pointer (&larger);
}

/* The luminance of `picture` at a size; to be freed by g_free. */
static float *
light_of (const NstPicture *picture, int width, int height, GError **error)
{
  gsize             n = (gsize) picture->width * picture->height;
  gsize             n_small = (gsize) width * height;
  g_autofree float *light = nst_memory_try (n, sizeof (float));
  g_autofree float *small = NULL;

  if (light == NULL)
    {
      nst_memory_refuse (n * sizeof (float), error);
      return NULL;
    }
  nst_motion_luminance (picture, light);
  if (width == picture->width && height == picture->height)
    return g_steal_pointer (&light);
  small = nst_memory_try (n_small, sizeof (float));
  if (small == NULL)
    {
      nst_memory_refuse (n_small * sizeof (float), error);
      return NULL;
    }
  return nst_resample (1, picture->height, picture->width, light, height, width, small, error)
             ? g_steal_pointer (&small)
             : NULL;
}

/* The size at which the motion of pictures of width x height pixels is estimated. */
static void
plan_size (int *width, int *height)
{
  int    longer = MAX (*width, *height);
  double scale = MIN (1.0, (double) CLAMP (longer / 2, ENOUGH, LONGEST) / longer);

  *width = MAX (1, (int) lround (scale * *width));
  *height = MAX (1, (int) lround (scale * *height));
}

/* The luminance of both and the motion in both directions; later the result at its full size. */
gsize
nst_motion_bytes (int width, int height)
{
  g_autoptr (NstArena) arena = nst_arena_new_counting ();
  gsize  full = sizeof (float) * width * height, small;
  Search s = { 0 };
  Level  levels[MOST_LEVELS];

  plan_size (&width, &height);
  small = sizeof (float) * width * height;
  plan_buffers (&s, levels, plan_levels (width, height, levels), arena);
  return MAX (nst_arena_get_bytes (arena) + (2 + 2 * NST_MOTION_PLANES) * small,
              NST_MOTION_PLANES * (small + full));
}

NstMotion *
nst_motion_estimate (NstPool *pool, const NstPicture *before, const NstPicture *now, GError **error)
{
  int               width = now->width, height = now->height;
  g_autofree float *light_before = NULL, *light_now = NULL;
  g_autoptr (NstMotion) motion = NULL;

  plan_size (&width, &height);
  light_before = light_of (before, width, height, error);
  light_now = light_before != NULL ? light_of (now, width, height, error) : NULL;
  motion
      = light_now != NULL ? estimate (pool, width, height, light_before, light_now, error) : NULL;
  if (motion == NULL || (width == now->width && height == now->height))
    return g_steal_pointer (&motion);
  return enlarge (motion, now->width, now->height, error);
}

NstMotion *
nst_motion_none (NstPool *pool, const NstPicture *before, const NstPicture *now, GError **error)
{
  g_autoptr (NstMotion) motion = nst_motion_new (now->width, now->height, error);

  if (motion == NULL || !nst_motion_compare (pool, before, now, motion->trust, error))
    return NULL;
  return g_steal_pointer (&motion);
}
