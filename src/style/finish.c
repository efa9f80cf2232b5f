/* SPDX-License-Identifier: GPL-3.0-or-later */

/* finish.c - from a painting at the working size to the result: size, colors and strength. */

#include "style/finish.h"

#include "base/memory.h"
#include "base/picture.h"
#include "ops/guided.h"
#include "ops/resampling.h"
#include "style/colors.h"
#include "style/open-content.h"

/* Fast blends features, which reach as far as the untouched content; Refine's painting is mixed
 * with the content pixel by pixel. */
static void
blend (const NstPicture *content, double strength, NstPicture *painting)
{
  gsize n = (gsize) 3 * content->width * content->height;

  for (gsize i = 0; i < n; i++)
    painting->pixels[i]
        = (float) (content->pixels[i] + strength * (painting->pixels[i] - content->pixels[i]));
}

/* Whether a painting is smaller than what it is to become, and that has edges to follow. */
static gboolean
is_guided (const NstPicture *painting, const NstSettings *settings, int width, int height)
{
  return settings->enlarge == NST_ENLARGE_GUIDED
         && (width > painting->width || height > painting->height);
}

void
nst_finish_colors (const NstPicture *content, const NstSettings *settings, NstPicture *painting)
{
  gsize n = (gsize) 3 * painting->width * painting->height;

  for (gsize i = 0; i < n; i++)
    painting->pixels[i] = CLAMP (painting->pixels[i], 0.0f, 1.0f);
  if (nst_settings_get_kept (settings) > 0.0)
    nst_colors_keep (content, settings->keep_colors_by, (float) nst_settings_get_kept (settings),
                     painting);
  if (settings->strength < 1.0 && settings->method != NST_METHOD_FAST)
    blend (content, settings->strength, painting);
}

/* ---- Another size ------------------------------------------------------------------ */

static NstPicture *
plan_result (NstArena *arena, int width, int height)
{
  return nst_picture_plan (arena, width, height, FALSE);
}

/* The photograph at the painting's size, whose edges are followed. */
static NstPicture *
plan_small (NstArena *arena, const NstPicture *painting, gboolean masked)
{
  return nst_picture_plan (arena, painting->width, painting->height, masked);
}

NstPicture *
nst_finish_part (const NstPicture *content, const NstPicture *small, const NstPicture *painting,
                 const NstSettings *settings, int width, int height, const NstRectangle *part,
                 GError **error)
{
  g_autoptr (NstArena) arena = nst_arena_new ();
  NstPicture *result = plan_result (arena, part->width, part->height);

  if (!nst_arena_check (arena, error)
      || !nst_picture_resize_part (painting, width, height, part, result, error))
    return NULL;
  if (is_guided (painting, settings, width, height))
    {
      g_autoptr (NstGuided) guided = nst_guided_new (painting, small, error);

      if (guided == NULL || !nst_guided_add (guided, width, height, part, content, result, error))
        return NULL;
    }
  nst_finish_colors (content, settings, result);
  return nst_picture_take (arena, result);
}

#define LARGE (4 << 20) /* pixels */

NstPicture *
nst_finish_filled (const NstPicture *content, const NstPicture *painting,
                   const NstSettings *settings, GError **error)
{
  NstRectangle all = { 0, 0, content->width, content->height };
  gsize        pixels = (gsize) content->width * content->height;
  g_autoptr (NstArena) arena = nst_arena_new ();
  NstPicture *small = NULL;

  /* What painting has left are pieces that are too small for such pictures. */
  if (pixels >= LARGE && pixels > (gsize) painting->width * painting->height)
    nst_memory_give_back ();
  if (is_guided (painting, settings, all.width, all.height))
    {
      small = plan_small (arena, painting, content->mask != NULL);
      if (!nst_arena_check (arena, error) || !nst_picture_resize_to (content, small, error))
        return NULL;
    }
  return nst_finish_part (content, small, painting, settings, all.width, all.height, &all, error);
}

gsize
nst_finish_bytes (int width, int height, gboolean masked, const NstScale *scale,
                  const NstSettings *settings)
{
  g_autoptr (NstArena) arena = nst_arena_new_counting ();
  const NstPicture *painting = plan_result (arena, scale->width, scale->height);
  gsize             guided = 0;

  if (width == painting->width && height == painting->height)
    return nst_arena_get_bytes (arena); /* it becomes the result */
  plan_result (arena, width, height);
  if (is_guided (painting, settings, width, height))
    {
      plan_small (arena, painting, masked);
      guided = nst_guided_bytes (painting->width, painting->height);
    }
  return nst_arena_get_bytes (arena) + guided;
}

NstPicture *
nst_finish (const NstRequest *request, const NstPicture *painting, GError **error)
{
  NstRequest r = nst_request_read (request);
  g_auto (NstOpenContent) open = { 0 };

  if (!nst_open_content_init (&open, r.content, r.protect, r.settings->strength > 0.0, error))
    return NULL;
  return nst_finish_filled (open.content, painting, r.settings, error);
}
