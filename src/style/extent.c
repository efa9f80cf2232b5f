/* SPDX-License-Identifier: GPL-3.0-or-later */

/* extent.c - the part of a content that is painted. */

#include "style/extent.h"

#include "base/picture.h"
#include "ops/resampling.h"
#include "style/stylize-context.h"

/* What is painted is surrounded by so much, as a share of its longer side: so that the border of
 * what the network sees, where it paints less well, lies outside of it. */
#define MARGIN       (1.0 / 16.0)
#define LEAST_MARGIN 8 /* pixels */

/* ---- Where it is ------------------------------------------------------------------- */

static void
widen (int *from, int *length, int margin, int limit)
{
  int end = MIN (*from + *length + margin, limit);

  *from = MAX (*from - margin, 0);
  *length = end - *from;
}

void
nst_extent_add_margin (NstRectangle *extent, int width, int height)
{
  int margin = MAX ((int) (MARGIN * MAX (extent->width, extent->height)), LEAST_MARGIN);

  widen (&extent->x, &extent->width, margin, width);
  widen (&extent->y, &extent->height, margin, height);
}

static gboolean
is_painted (const NstPicture *content, const NstRegions *regions, gsize at, float *weights)
{
  float sum = 0.0f;

  if (content->mask != NULL && !(content->mask[at] > 0.0f))
    return FALSE;
  if (!regions->guided)
    return TRUE;
  nst_regions_weigh (regions, at, weights);
  for (int k = 0; k < regions->n; k++)
    sum += weights[k];
  return sum > 0.0f;
}

void
nst_extent_of_regions (const NstPicture *content, const NstRegions *regions, NstRectangle *extent)
{
  g_autofree float *weights = g_new (float, regions->n + 1);
  int               left = content->width, right = -1, top = content->height, bottom = -1;

  *extent = (NstRectangle) { 0, 0, content->width, content->height };
  if (content->mask == NULL && !regions->gaps)
    return;
  for (int y = 0; y < content->height; y++)
    for (int x = 0; x < content->width; x++)
      if ((x < left || x > right || y > bottom)
          && is_painted (content, regions, (gsize) y * content->width + x, weights))
        {
          left = MIN (left, x);
          right = MAX (right, x);
          top = MIN (top, y);
          bottom = y;
        }
  if (right < 0)
    return;
  *extent = (NstRectangle) { left, top, right - left + 1, bottom - top + 1 };
  nst_extent_add_margin (extent, content->width, content->height);
}

gboolean
nst_find_extent (const NstRequest *request, NstRectangle *extent, GError **error)
{
  NstRequest r = nst_request_read (request);
  NstPicture open;
  g_autoptr (NstArena) arena = nst_arena_new ();
  g_autoptr (NstRegions) regions
      = nst_regions_new (r.styles, r.n_styles, r.content->width, r.content->height, error);

  if (regions == NULL
      || (r.protect != NULL && !nst_picture_open (r.content, r.protect, arena, &open, error)))
    return FALSE;
  nst_extent_of_regions (r.protect != NULL ? &open : r.content, regions, extent);
  return TRUE;
}

/* ---- Cutting ----------------------------------------------------------------------- */

static float *
plan_claim (NstCutout *cut, int width, int height)
{
  return nst_arena_buffer (cut->arena, (gsize) width * height);
}

static NstCutout *
plan (NstArena *arena, int width, int height, gboolean masked)
{
  NstCutout *cut = g_new0 (NstCutout, 1);

  cut->arena = arena;
  cut->content = nst_picture_plan (arena, width, height, masked);
  return cut;
}

/* Shares that had the same claim have the same one again. */
static void
cut_claim (NstCutout *cut, const NstStyleShare *styles, guint i, const NstPicture *content,
           const NstRectangle *part)
{
  float *claim;

  cut->styles[i] = styles[i];
  if (styles[i].where == NULL)
    return;
  for (guint j = 0; j < i; j++)
    if (styles[j].where == styles[i].where)
      {
        cut->styles[i].where = cut->styles[j].where;
        return;
      }
  claim = plan_claim (cut, part->width, part->height);
  if (claim != NULL)
    nst_crop_planes (1, content->height, content->width, styles[i].where, part, claim);
  cut->styles[i].where = claim;
}

NstCutout *
nst_cutout_new (const NstPicture *content, const NstStyleShare *styles, guint n_styles,
                const NstRectangle *part, GError **error)
{
  int width = content->width, height = content->height;
  g_autoptr (NstCutout) cut
      = plan (nst_arena_new (), part->width, part->height, content->mask != NULL);

  cut->styles = g_new (NstStyleShare, n_styles);
  for (guint i = 0; i < n_styles; i++)
    cut_claim (cut, styles, i, content, part);
  if (!nst_arena_check (cut->arena, error))
    return NULL;
  nst_crop_planes (3, height, width, content->pixels, part, cut->content->pixels);
  if (content->mask != NULL)
    nst_crop_planes (1, height, width, content->mask, part, cut->content->mask);
  return g_steal_pointer (&cut);
}

gsize
nst_cutout_bytes (int width, int height, gboolean masked, int n_claims)
{
  g_autoptr (NstCutout) dry = plan (nst_arena_new_counting (), width, height, masked);

  for (int i = 0; i < n_claims; i++)
    plan_claim (dry, width, height);
  return nst_arena_get_bytes (dry->arena);
}

void
nst_cutout_free (NstCutout *cut)
{
  if (cut == NULL)
    return;
  nst_arena_free (cut->arena);
  g_free (cut->styles);
  g_free (cut);
}

/* ---- Putting back ------------------------------------------------------------------ */

static NstPicture *
plan_whole (NstArena *arena, int width, int height)
{
  return nst_picture_plan (arena, width, height, FALSE);
}

NstPicture *
nst_extent_put_back (const NstPicture *content, const NstRectangle *extent,
                     const NstPicture *painting, GError **error)
{
  g_autoptr (NstArena) arena = nst_arena_new ();
  NstPicture *whole = plan_whole (arena, content->width, content->height);

  if (!nst_arena_check (arena, error) || !nst_picture_resize_to (content, whole, error))
    return NULL;
  whole->mask = content->mask;
  if (!nst_picture_fill (whole, NULL, error))
    return NULL;
  whole->mask = NULL;
  nst_picture_paste (whole, extent->x, extent->y, painting);
  return nst_picture_take (arena, whole);
}

gsize
nst_extent_put_back_bytes (int width, int height)
{
  g_autoptr (NstArena) arena = nst_arena_new_counting ();

  plan_whole (arena, width, height);
  return nst_arena_get_bytes (arena);
}
