/* SPDX-License-Identifier: GPL-3.0-or-later */

/* frames.c - the state of an animation. */

#include "style/frames.h"

#include <glib/gi18n-lib.h>

#include "base/memory.h"
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

/* The last painting and what it is of, moved. */
static gboolean
move (const NstFrames *frames, NstPool *pool, const NstMotion *motion, NstPreviousFrame *previous,
      GError **error)
{
  gsize        n = (gsize) motion->width * motion->height;
  const float *from[6];
  float       *to[6];

  previous->painting = nst_picture_new (motion->width, motion->height, error);
  previous->painted
      = previous->painting != NULL ? nst_picture_new (motion->width, motion->height, error) : NULL;
  if (previous->painted == NULL)
    return FALSE;
  for (int c = 0; c < 3; c++)
    {
      from[c] = frames->painting->pixels + c * n;
      from[3 + c] = frames->painted->pixels + c * n;
      to[c] = previous->painting->pixels + c * n;
      to[3 + c] = previous->painted->pixels + c * n;
    }
  nst_warp_planes (pool, 6, motion->height, motion->width, from, motion->dx, motion->dy, to);
  return TRUE;
}

/* The motion's planes become the previous frame's. */
static void
take_trust (NstMotion *motion, NstPreviousFrame *previous)
{
  gsize n = (gsize) motion->width * motion->height;

  for (gsize i = 0; i < n; i++)
    motion->dx[i] = motion->dx[i] != 0.0f || motion->dy[i] != 0.0f ? 1.0f : 0.0f;
  previous->trust = g_steal_pointer (&motion->trust);
  previous->resampled = g_steal_pointer (&motion->dx);
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
  g_clear_pointer (&previous->painting, nst_picture_free);
  g_clear_pointer (&previous->painted, nst_picture_free);
  g_clear_pointer (&previous->trust, g_free);
  g_clear_pointer (&previous->resampled, g_free);
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

  if (motion == NULL || !move (frames, pool, motion, previous, error))
    return FALSE;
  distrust_masks (frames->content, previous->content, motion->trust);
  distrust_borders (motion);
  take_trust (motion, previous);
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

NstPreviousFrame *
nst_frames_look_back (const NstFrames *frames, NstPool *pool, const NstPicture *content,
                      const NstSettings *settings, GError **error)
{
  NstPyramid      pyramid;
  const NstScale *scale;
  g_autoptr (NstPreviousFrame) previous = g_new0 (NstPreviousFrame, 1);

  if (!check_size (frames, content, error))
    return NULL;
  nst_pyramid_plan (&pyramid, content->width, content->height, settings);
  scale = &pyramid.scales[pyramid.n_scales - 1];
  previous->content = nst_picture_resize (content, scale->width, scale->height, error);
  if (previous->content == NULL)
    return NULL;
  /* At another working size than the last, it begins anew. */
  if (frames->painting != NULL && frames->painting->width == scale->width
      && frames->painting->height == scale->height
      && !carry (frames, pool, settings, previous, error))
    return NULL;
  previous->age = previous->painting != NULL ? frames->age + 1 : 0;
  return g_steal_pointer (&previous);
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

gboolean
nst_frames_remember (NstFrames *frames, NstPool *pool, NstPreviousFrame *previous,
                     const NstPicture *content, const NstPicture *painting, GPtrArray *maps,
                     GError **error)
{
  g_autoptr (NstPicture) copy = nst_picture_copy (painting, error);
  g_autoptr (NstPicture) painted
      = copy != NULL ? nst_picture_copy (previous->content, error) : NULL;

  if (painted == NULL
      || (previous->painting != NULL
          && !nst_previous_frame_keep_content (previous, pool, painted, error)))
    return FALSE;
  forget (frames);
  frames->width = content->width;
  frames->height = content->height;
  frames->content = g_steal_pointer (&previous->content);
  frames->painting = g_steal_pointer (&copy);
  frames->painted = g_steal_pointer (&painted);
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

/* Content, painting, and what that is the painting of. */
gsize
nst_frames_state_bytes (int width, int height, gboolean masked)
{
  return sizeof (float) * (masked ? 11 : 9) * width * height;
}

/* The state is there all the time.  First the motion is estimated, then the warped pictures are
 * compared, then it is painted, then the next state is made. */
gsize
nst_frames_bytes (int width, int height, gboolean masked, gsize painting)
{
  gsize plane = sizeof (float) * width * height, picture = (masked ? 4 : 3) * plane;
  gsize previous = picture + 6 * plane + 2 * plane; /* content, warped pictures, trust */
  gsize carried = MAX (picture + nst_motion_bytes (width, height),
                       previous + nst_motion_compare_bytes (width, height));
  gsize remembered = previous + 6 * plane + picture + nst_previous_frame_keep_bytes (width, height);

  return nst_frames_state_bytes (width, height, masked)
         + MAX (MAX (carried, previous + painting), remembered);
}
