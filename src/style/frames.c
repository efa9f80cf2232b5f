/* SPDX-License-Identifier: GPL-3.0-or-later */

/* frames.c - the state of an animation. */

#include "style/frames.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/picture.h"
#include "ops/resampling.h"
#include "ops/warping.h"
#include "style/motion.h"
#include "style/pyramid.h"

/* A painting's border is painted without knowledge of what lies beyond: what comes in over it is
 * renewed until it has come so far, in pixels.  Without that, a slow pan would paint everything in
 * narrow strips. */
#define BORDER       16.0f
#define FASTEST_REST 0.25f

/* Where less than this share of a frame is trusted, it belongs to another scene: what little looks
 * alike by chance would only be a stain. */
#define SAME_SCENE 0.05

/* One of so many frames is painted as a whole by Fast; the others, where they show little new, only
 * there.  What changes slowly, the light, follows in those that are. */
#define WHOLE 3

NstFrames *
nst_frames_new (void)
{
  return g_new0 (NstFrames, 1);
}

static void
forget (NstFrames *frames)
{
  g_clear_pointer (&frames->content, nst_picture_free);
  g_clear_pointer (&frames->painting, nst_picture_free);
  g_clear_pointer (&frames->painted, nst_picture_free);
}

void
nst_frames_free (NstFrames *frames)
{
  if (frames == NULL)
    return;
  forget (frames);
  g_clear_pointer (&frames->maps, g_ptr_array_unref);
  g_free (frames);
}

/* ---- Trust ------------------------------------------------------------------------- */

/* What was transparent has no painting to go on from, and what is now needs none. */
static void
distrust_masks (const NstPicture *before, const NstPicture *now, float *trust)
{
  gsize n = (gsize) now->width * now->height;

  if (before->mask == NULL && now->mask == NULL)
    return;
  for (gsize i = 0; i < n; i++)
    {
      float old = before->mask != NULL ? before->mask[i] : 1.0f;
      float new = now->mask != NULL ? now->mask[i] : 1.0f;

      trust[i] *= 1.0f - ABS (new - old);
    }
}

/* How far what was `before` pixels from a border, and is now `after`, may stay.  What comes in by a
 * fraction of a pixel may not have moved at all. */
static float
trust_beside_border (float before, float after)
{
  float comes = CLAMP ((after - before) / FASTEST_REST, 0.0f, 1.0f);

  return 1.0f - comes * (1.0f - CLAMP (before / BORDER, 0.0f, 1.0f));
}

static void
distrust_borders (NstMotion *m)
{
  int right = m->width - 1, bottom = m->height - 1;

  for (int y = 0; y <= bottom; y++)
    for (int x = 0; x <= right; x++)
      {
        gsize at = (gsize) y * m->width + x;
        float old_x = x + m->dx[at], old_y = y + m->dy[at];

        m->trust[at]
            *= trust_beside_border (old_x, x) * trust_beside_border (right - old_x, right - x)
               * trust_beside_border (old_y, y) * trust_beside_border (bottom - old_y, bottom - y);
      }
}

/* ---- Looking back ------------------------------------------------------------------ */

static NstPreviousFrame *
plan_content (NstArena *arena, int width, int height, gboolean masked)
{
  NstPreviousFrame *previous = nst_arena_own (arena, g_new0 (NstPreviousFrame, 1));

  previous->content = nst_picture_plan (arena, width, height, masked);
  return previous;
}

static void
plan_painting (NstArena *arena, NstPreviousFrame *previous)
{
  int   width = previous->content->width, height = previous->content->height;
  gsize n = (gsize) width * height;

  previous->painting = nst_picture_plan (arena, width, height, FALSE);
  previous->painted = nst_picture_plan (arena, width, height, FALSE);
  previous->trust = nst_arena_buffer (arena, n);
  previous->resampled = nst_arena_buffer (arena, n);
}

/* The last painting and what it is of, moved. */
static void
move (const NstFrames *frames, NstPool *pool, const NstMotion *motion, NstPreviousFrame *previous)
{
  gsize        n = (gsize) motion->width * motion->height;
  const float *from[6];
  float       *to[6];

  for (int c = 0; c < 3; c++)
    {
      from[c] = frames->painting->pixels + c * n;
      from[3 + c] = frames->painted->pixels + c * n;
      to[c] = previous->painting->pixels + c * n;
      to[3 + c] = previous->painted->pixels + c * n;
    }
  nst_warp_planes (pool, 6, motion->height, motion->width, from, motion->dx, motion->dy, to);
}

static void
set_trust (const NstMotion *motion, NstPreviousFrame *previous)
{
  gsize n = (gsize) motion->width * motion->height;

  memcpy (previous->trust, motion->trust, sizeof (float) * n);
  for (gsize i = 0; i < n; i++)
    previous->resampled[i] = motion->dx[i] != 0.0f || motion->dy[i] != 0.0f ? 1.0f : 0.0f;
}

static double
mean (const float *values, gsize n)
{
  double sum = 0.0;

  for (gsize i = 0; i < n; i++)
    sum += values[i];
  return sum / (double) n;
}

/* The first frame of a scene has nothing before it. */
static void
begin_scene (NstPreviousFrame *previous)
{
  previous->painting = NULL;
  previous->painted = NULL;
  previous->trust = NULL;
  previous->resampled = NULL;
  previous->kept = 0.0;
}

static gboolean
carry (const NstFrames *frames, NstPool *pool, const NstSettings *settings,
       NstPreviousFrame *previous, GError **error)
{
  gboolean plain = settings->motion == NST_FRAME_MOTION_PLAIN;
  g_autoptr (NstMotion) motion
      = plain ? nst_motion_none (pool, frames->content, previous->content, error)
              : nst_motion_estimate (pool, frames->content, previous->content, error);

  if (motion == NULL || nst_pool_check_cancelled (pool, error))
    return FALSE;
  move (frames, pool, motion, previous);
  distrust_masks (frames->content, previous->content, motion->trust);
  distrust_borders (motion);
  set_trust (motion, previous);
  g_clear_pointer (&motion, nst_motion_free);
  if (!nst_motion_compare (pool, previous->painted, previous->content, previous->trust, error))
    return FALSE;
  previous->kept
      = mean (previous->trust, (gsize) previous->content->width * previous->content->height);
  if (previous->kept < SAME_SCENE)
    begin_scene (previous);
  return TRUE;
}

static gboolean
check_size (const NstFrames *frames, const NstPicture *content, GError **error)
{
  if (frames->painting == NULL
      || (content->width == frames->width && content->height == frames->height))
    return TRUE;
  g_set_error (error, NST_ERROR, NST_ERROR_ARGUMENT,
               _ ("All frames of an animation must have the same size, but this one has %d × %d "
                  "pixels and the one before has %d × %d."),
               content->width, content->height, frames->width, frames->height);
  return FALSE;
}

/* At another working size than the last, it begins anew. */
static gboolean
goes_on (const NstFrames *frames, const NstScale *scale)
{
  return frames->painting != NULL && frames->painting->width == scale->width
         && frames->painting->height == scale->height;
}

NstPreviousFrame *
nst_frames_look_back (const NstFrames *frames, NstPool *pool, const NstPicture *content,
                      const NstSettings *settings, NstArena *arena, GError **error)
{
  NstPyramid        pyramid;
  const NstScale   *scale;
  NstPreviousFrame *previous;

  if (!check_size (frames, content, error))
    return NULL;
  nst_pyramid_plan (&pyramid, content->width, content->height, settings);
  scale = &pyramid.scales[pyramid.n_scales - 1];
  previous = plan_content (arena, scale->width, scale->height, content->mask != NULL);
  if (goes_on (frames, scale))
    plan_painting (arena, previous);
  if (!nst_arena_check (arena, error) || !nst_picture_resize_to (content, previous->content, error)
      || (previous->painting != NULL && !carry (frames, pool, settings, previous, error)))
    return NULL;
  previous->age = previous->painting != NULL ? frames->age + 1 : 0;
  return previous;
}

gboolean
nst_frames_may_renew (const NstFrames *frames, const NstPreviousFrame *previous)
{
  return frames->maps != NULL && previous->painting != NULL && previous->age < WHOLE;
}

static void
remember_maps (NstFrames *frames, const NstPreviousFrame *previous, GPtrArray *maps)
{
  frames->age = previous->renewed ? previous->age : 0;
  if (previous->renewed)
    return;
  g_clear_pointer (&frames->maps, g_ptr_array_unref);
  frames->maps = maps != NULL ? g_ptr_array_ref (maps) : NULL;
}

/* The last painting, and what that is the painting of. */
static void
plan_state (NstArena *arena, int width, int height, gboolean masked, NstPicture **painting,
            NstPicture **painted)
{
  *painting = nst_picture_plan (arena, width, height, FALSE);
  *painted = nst_picture_plan (arena, width, height, masked);
}

gboolean
nst_frames_remember (NstFrames *frames, NstPool *pool, NstPreviousFrame *previous,
                     const NstPicture *content, const NstPicture *painting, GPtrArray *maps,
                     NstArena *arena, GError **error)
{
  NstPicture *frame = previous->content, *copy, *painted;

  plan_state (arena, frame->width, frame->height, frame->mask != NULL, &copy, &painted);
  if (!nst_arena_check (arena, error) || !nst_picture_resize_to (painting, copy, error)
      || !nst_picture_resize_to (frame, painted, error)
      || (previous->painting != NULL
          && !nst_previous_frame_keep_content (previous, pool, painted, error)))
    return FALSE;
  forget (frames);
  frames->width = content->width;
  frames->height = content->height;
  frames->content = nst_picture_take (arena, frame);
  frames->painting = nst_picture_take (arena, copy);
  frames->painted = nst_picture_take (arena, painted);
  frames->kept = previous->kept;
  remember_maps (frames, previous, maps);
  return TRUE;
}

double
nst_frames_get_kept (const NstFrames *frames)
{
  return frames->kept;
}

/* ---- Forecast ---------------------------------------------------------------------- */

gsize
nst_frames_state_bytes (int width, int height, gboolean masked)
{
  g_autoptr (NstArena) arena = nst_arena_new_counting ();
  NstPicture *painting, *painted;

  plan_content (arena, width, height, masked);
  plan_state (arena, width, height, masked, &painting, &painted);
  return nst_arena_get_bytes (arena);
}

/* The last state is there all the time.  First the motion is estimated, then the moved pictures are
 * compared, then it is painted, then the next state is made. */
gsize
nst_frames_bytes (int width, int height, gboolean masked, gsize painting)
{
  g_autoptr (NstArena) arena = nst_arena_new_counting ();
  g_autoptr (NstArena) next = nst_arena_new_counting ();
  gsize       carrying, remembering;
  NstPicture *copy, *painted;

  plan_painting (arena, plan_content (arena, width, height, masked));
  plan_state (next, width, height, masked, &copy, &painted);
  carrying = MAX (nst_motion_bytes (width, height), nst_motion_compare_bytes (width, height));
  remembering = nst_arena_get_bytes (next) + nst_previous_frame_keep_bytes (width, height);
  return nst_frames_state_bytes (width, height, masked) + nst_arena_get_bytes (arena)
         + MAX (MAX (carrying, painting), remembering);
}
