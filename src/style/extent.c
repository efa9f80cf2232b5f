/* SPDX-License-Identifier: GPL-3.0-or-later */

/* extent.c - the part of a content that is painted. */

#include "style/extent.h"

#include <string.h>

#include "base/memory.h"
#include "base/picture.h"
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
  NstPicture open = { 0 };
  g_autoptr (NstRegions) regions
      = nst_regions_new (r.styles, r.n_styles, r.content->width, r.content->height, error);

  if (regions == NULL
      || (r.protect != NULL && !nst_picture_open (r.content, r.protect, &open, error)))
    return FALSE;
  nst_extent_of_regions (r.protect != NULL ? &open : r.content, regions, extent);
  nst_picture_take_mask (&open, NULL);
  return TRUE;
}

/* ---- Cutting ----------------------------------------------------------------------- */

/* `part` of a plane that is `width` wide; NULL where memory is refused. */
static float *
cut_plane (const float *plane, int width, const NstRectangle *part, GError **error)
{
  gsize  n = (gsize) part->width * part->height;
  float *cut = nst_memory_try (n, sizeof (float));

  if (cut == NULL)
    nst_memory_refuse (n * sizeof (float), error);
  for (int y = 0; cut != NULL && y < part->height; y++)
    memcpy (cut + (gsize) y * part->width, plane + (gsize) (part->y + y) * width + part->x,
            sizeof (float) * part->width);
  return cut;
}

/* Shares that had the same claim have the same one again. */
static gboolean
cut_claim (NstCutout *cut, const NstStyleShare *styles, guint i, int width,
           const NstRectangle *part, GError **error)
{
  float *claim;

  cut->styles[i] = styles[i];
  if (styles[i].where == NULL)
    return TRUE;
  for (guint j = 0; j < i; j++)
    if (styles[j].where == styles[i].where)
      {
        cut->styles[i].where = cut->styles[j].where;
        return TRUE;
      }
  if (!(claim = cut_plane (styles[i].where, width, part, error)))
    return FALSE;
  g_ptr_array_add (cut->claims, claim);
  cut->styles[i].where = claim;
  return TRUE;
}

NstCutout *
nst_cutout_new (const NstPicture *content, const NstStyleShare *styles, guint n_styles,
                const NstRectangle *part, GError **error)
{
  g_autoptr (NstCutout) cut = g_new0 (NstCutout, 1);

  cut->styles = g_new (NstStyleShare, n_styles);
  cut->claims = g_ptr_array_new_with_free_func (g_free);
  if (!(cut->content
        = nst_picture_crop (content, part->x, part->y, part->width, part->height, error))
      || (content->mask != NULL
          && !(cut->content->mask = cut_plane (content->mask, content->width, part, error))))
    return NULL;
  for (guint i = 0; i < n_styles; i++)
    if (!cut_claim (cut, styles, i, content->width, part, error))
      return NULL;
  return g_steal_pointer (&cut);
}

void
nst_cutout_free (NstCutout *cut)
{
  if (cut == NULL)
    return;
  nst_picture_free (cut->content);
  g_ptr_array_unref (cut->claims);
  g_free (cut->styles);
  g_free (cut);
}
