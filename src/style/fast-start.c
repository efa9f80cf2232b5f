/* SPDX-License-Identifier: GPL-3.0-or-later */

/* fast-start.c - a small painting, and its parts enlarged. */

#include "style/fast-start.h"

#include "base/picture.h"
#include "ops/guided.h"
#include "ops/resampling.h"
#include "style/pyramid.h"

#define SMALL NST_PYRAMID_FORMS /* pixels: the longer side of the small painting */
#define LARGE 1.25              /* times that: below, nothing would be gained */
#define ROWS  256               /* enlarged at a time */

struct _NstFastStart
{
  NstPicture *painting;
  NstGuided  *guided;
};

gboolean
nst_fast_get_start (const NstSettings *settings, int longer, double share, NstSettings *start)
{
  *start = *settings;
  start->size = SMALL;
  start->strength = share;
  return settings->stroke_width == NST_STROKE_WIDTH_PICTURE && longer > LARGE * SMALL;
}

static NstScale
scale_of (int width, int height, const NstSettings *start)
{
  NstPyramid pyramid;

  nst_pyramid_plan (&pyramid, width, height, start);
  return pyramid.scales[pyramid.n_scales - 1];
}

gsize
nst_fast_start_bytes (int width, int height, const NstSettings *start)
{
  NstScale scale = scale_of (width, height, start);
  g_autoptr (NstArena) arena = nst_arena_new_counting ();

  nst_picture_plan (arena, scale.width, scale.height, FALSE);
  return nst_arena_get_bytes (arena) + nst_guided_kept_bytes (scale.width, scale.height);
}

static NstPicture *
paint (const NstStylizeContext *context, const NstPicture *content, const NstPicture *small,
       const NstSettings *settings, NstFastFunc fast, GError **error)
{
  NstReport         report = { 0 };
  NstStylizeContext start = { .network = context->network,
                              .pool = context->pool,
                              .content = content,
                              .regions = context->regions,
                              .settings = settings,
                              .report = &report,
                              .sized = small };

  NstPicture *painting
      = settings->strength == 0.0 ? nst_picture_copy (small, error) : fast (&start, error);

  context->report->style_seconds += report.style_seconds;
  return painting;
}

NstFastStart *
nst_fast_start_new (const NstStylizeContext *context, const NstPicture *content, double share,
                    NstFastFunc fast, GError **error)
{
  NstSettings settings;
  NstScale    scale;
  g_autoptr (NstFastStart) start = g_new0 (NstFastStart, 1);
  g_autoptr (NstPicture) small = NULL;

  nst_fast_get_start (context->settings, MAX (content->width, content->height), share, &settings);
  scale = scale_of (content->width, content->height, &settings);
  if (!(small = nst_picture_resize (content, scale.width, scale.height, error))
      || !(start->painting = paint (context, content, small, &settings, fast, error))
      || !(start->guided = nst_guided_new (start->painting, small, error)))
    return NULL;
  return g_steal_pointer (&start);
}

void
nst_fast_start_free (NstFastStart *start)
{
  if (start == NULL)
    return;
  nst_picture_free (start->painting);
  nst_guided_free (start->guided);
  g_free (start);
}

static gboolean
fill_rows (const NstFastStart *start, const NstPicture *content, int width, int height,
           const NstRectangle *rows, NstPicture *picture, GError **error)
{
  g_autoptr (NstPicture) photograph
      = nst_picture_crop (content, rows->x, rows->y, rows->width, rows->height, error);
  g_autoptr (NstPicture) enlarged
      = photograph != NULL ? nst_picture_new (rows->width, rows->height, error) : NULL;

  if (enlarged == NULL
      || !nst_picture_resize_part (start->painting, width, height, rows, enlarged, error)
      || !nst_guided_add (start->guided, width, height, rows, photograph, enlarged, error))
    return FALSE;
  for (gsize i = 0; i < (gsize) 3 * rows->width * rows->height; i++)
    enlarged->pixels[i] = CLAMP (enlarged->pixels[i], 0.0f, 1.0f);
  nst_picture_paste (picture, rows->x, rows->y, enlarged);
  return TRUE;
}

gboolean
nst_fast_start_fill (const NstFastStart *start, const NstPicture *content, int width, int height,
                     const NstRectangle *part, NstPicture *picture, GError **error)
{
  for (int y = 0; y < part->height; y += ROWS)
    {
      NstRectangle rows = { part->x, part->y + y, part->width, MIN (ROWS, part->height - y) };

      if (!fill_rows (start, content, width, height, &rows, picture, error))
        return FALSE;
    }
  return TRUE;
}
