/* SPDX-License-Identifier: GPL-3.0-or-later */

/* regions.c - the regions of a call. */

#include "style/regions.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "ops/area.h"

/* Claims of a pixel that sum to less are worth what they are, where there is no other style for it:
 * a mask's soft edge ends in the content without a step. */
#define FAINT (1.0f / 8.0f)

/* Weights that are nowhere larger change no pixel of 8 bits; and those that are all of a pixel but
 * for rounding. */
#define VISIBLE (1.0f / 512.0f)
#define ALL     (1.0f - 1e-6f)

/* ---- Weights ----------------------------------------------------------------------- */

void
nst_regions_weigh (const NstRegions *regions, gsize position, float *weights)
{
  int   rest = -1;
  float sum = 0.0f, scale;

  for (int k = 0; k < regions->n; k++)
    if (regions->claims[k] == NULL)
      weights[rest = k] = 0.0f;
    else
      sum += weights[k] = CLAMP (regions->claims[k][position], 0.0f, 1.0f);
  scale = 1.0f / MAX (sum, rest >= 0 ? 1.0f : FAINT);
  for (int k = 0; k < regions->n; k++)
    weights[k] *= scale;
  if (rest >= 0)
    weights[rest] = MAX (1.0f - sum, 0.0f);
}

typedef struct
{
  const NstRegions *regions;
  NstPool          *pool;
  NstArea           area;
  float            *weights;
} Averaging;

/* The weights of a row of pixels: (n, width). */
static void
weigh_row (const NstRegions *r, int row, float *own, float *weights)
{
  for (int x = 0; x < r->width; x++)
    {
      nst_regions_weigh (r, (gsize) row * r->width + x, own);
      for (int k = 0; k < r->n; k++)
        weights[(gsize) k * r->width + x] = own[k];
    }
}

static void
average_row (gpointer data, int y, int worker)
{
  const Averaging  *a = data;
  const NstRegions *r = a->regions;
  const NstArea    *area = &a->area;
  gsize             plane = (gsize) area->to_width * area->to_height;
  float            *own = nst_pool_scratch (a->pool, worker, (gsize) r->n * (area->width + 1));
  int               first, end;

  nst_area_rows (area, y, &first, &end);
  for (int row = first; own != NULL && row < end; row++)
    {
      weigh_row (r, row, own, own + r->n);
      for (int k = 0; k < r->n; k++)
        nst_area_add_row (area, row, own + r->n + (gsize) k * area->width, y,
                          a->weights + k * plane + (gsize) y * area->to_width);
    }
}

void
nst_regions_weights (const NstRegions *regions, NstPool *pool, int width, int height,
                     float *weights)
{
  Averaging averaging
      = { regions, pool, { regions->width, regions->height, width, height }, weights };

  memset (weights, 0, sizeof (float) * regions->n * width * height);
  nst_pool_run (pool, height, average_row, &averaging);
}

typedef struct
{
  const float *weights, *mask; /* of pixels, `row` apart; the mask may be NULL */
  gsize        row;
  int          stride;
  NstRectangle part;
  float       *to;
  gsize        to_row;
} Squares;

static float
average_square (const Squares *s, gsize first)
{
  float sum = 0.0f;

  for (int v = 0; v < s->stride; v++)
    for (int u = 0; u < s->stride; u++)
      {
        gsize at = first + v * s->row + u;

        sum += s->mask != NULL ? s->weights[at] * CLAMP (s->mask[at], 0.0f, 1.0f) : s->weights[at];
      }
  return sum / (float) (s->stride * s->stride);
}

static void
average_squares (gpointer data, int y, G_GNUC_UNUSED int worker)
{
  const Squares *s = data;
  gsize          first = (gsize) (s->part.y + y) * s->stride * s->row;

  for (int x = 0; x < s->part.width; x++)
    s->to[y * s->to_row + x] = average_square (s, first + (gsize) (s->part.x + x) * s->stride);
}

void
nst_region_view_average (const NstRegionView *view, NstPool *pool, int region, const float *mask,
                         int stride, const NstRectangle *part, float *to, gsize to_row)
{
  Squares squares
      = { view->planes + region * view->plane, mask, view->row, stride, *part, to, to_row };

  nst_pool_run (pool, part->height, average_squares, &squares);
}

/* ---- Regions ----------------------------------------------------------------------- */

/* The shares by region, in the order in which the regions' first ones come. */
static NstRegions *
group (const NstStyleShare *styles, guint n_styles)
{
  NstRegions *r = g_new0 (NstRegions, 1);
  guint       at = 0;

  r->claims = g_new0 (const float *, n_styles);
  r->shares = g_new (NstStyleShare, n_styles);
  r->bounds = g_new0 (guint, n_styles + 1);
  for (guint i = 0; i < n_styles; i++)
    {
      gboolean known = FALSE;

      for (int k = 0; k < r->n; k++)
        known = known || r->claims[k] == styles[i].where;
      if (known)
        continue;
      r->claims[r->n++] = styles[i].where;
      for (guint j = i; j < n_styles; j++)
        if (styles[j].where == styles[i].where)
          r->shares[at++] = styles[j];
      r->bounds[r->n] = at;
    }
  return r;
}

static gboolean
check_claims (const NstRegions *r, GError **error)
{
  for (int k = 0; k < r->n; k++)
    for (gsize i = 0; r->claims[k] != NULL && i < (gsize) r->width * r->height; i++)
      if (!isfinite (r->claims[k][i]))
        {
          g_set_error_literal (error, NST_ERROR, NST_ERROR_ARGUMENT,
                               _ ("The mask of a style has a value that is not a finite number."));
          return FALSE;
        }
  return TRUE;
}

/* The largest weight of each region, and the least that all together have of a pixel. */
static float
survey (const NstRegions *r, float *most)
{
  g_autofree float *weights = g_new (float, r->n);
  float             least = 1.0f;

  for (gsize i = 0; i < (gsize) r->width * r->height; i++)
    {
      float sum = 0.0f;

      nst_regions_weigh (r, i, weights);
      for (int k = 0; k < r->n; k++)
        {
          most[k] = MAX (most[k], weights[k]);
          sum += weights[k];
        }
      least = MIN (least, sum);
    }
  return least;
}

static void
leave_out (NstRegions *r, int region)
{
  guint n = r->bounds[region + 1] - r->bounds[region];

  for (guint i = r->bounds[region + 1]; i < r->bounds[r->n]; i++)
    r->shares[i - n] = r->shares[i];
  for (int k = region; k + 1 < r->n; k++)
    {
      r->claims[k] = r->claims[k + 1];
      r->bounds[k + 1] = r->bounds[k + 2] - n;
    }
  r->n--;
}

static void
leave_out_invisible (NstRegions *r)
{
  g_autofree float *most = g_new0 (float, r->n);
  int               n = r->n;
  float             least = survey (r, most);

  r->gaps = least < ALL;
  for (int k = n; k-- > 0;)
    if (most[k] < VISIBLE)
      leave_out (r, k);
  if (r->n == 1 && !r->gaps)
    r->claims[0] = NULL;
}

NstRegions *
nst_regions_new (const NstStyleShare *styles, guint n_styles, int width, int height, GError **error)
{
  g_autoptr (NstRegions) r = group (styles, n_styles);

  r->width = width;
  r->height = height;
  if (!check_claims (r, error))
    return NULL;
  if (r->n > 1 || r->claims[0] != NULL)
    leave_out_invisible (r);
  r->guided = r->n != 1 || r->claims[0] != NULL;
  return g_steal_pointer (&r);
}

void
nst_regions_free (NstRegions *regions)
{
  if (regions == NULL)
    return;
  g_free (regions->claims);
  g_free (regions->shares);
  g_free (regions->bounds);
  g_free (regions);
}
