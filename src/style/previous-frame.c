/* SPDX-License-Identifier: GPL-3.0-or-later */

/* previous-frame.c - how the previous painting is kept. */

#include "style/previous-frame.h"

#include <math.h>
#include <string.h>

#include "base/picture.h"
#include "ops/resampling.h"
#include "ops/smoothing.h"

/* In a window of this radius, colors move by this fraction toward the new painting's in each
 * frame. */
#define LIGHT_RADIUS 24
#define FOLLOWS      0.2f

/* Strokes up to this radius are kept as strong as in the new painting, by their mean square in
 * neighborhoods of that one.  A frame's loss is a few percent. */
#define FINE_RADIUS         4
#define NEIGHBORHOOD_RADIUS 16
#define MOST_GAIN           1.15f

/* ---- For a descent ----------------------------------------------------------------- */

NstPreviousFrame *
nst_previous_frame_plan (NstArena *arena, int width, int height)
{
  NstPreviousFrame *previous = nst_arena_own (arena, g_new0 (NstPreviousFrame, 1));

  previous->painting = nst_picture_plan (arena, width, height, FALSE);
  previous->trust = nst_arena_buffer (arena, (gsize) width * height);
  return previous;
}

gboolean
nst_previous_frame_resize (const NstPreviousFrame *previous, NstPreviousFrame *resized,
                           GError **error)
{
  const NstPicture *from = previous->painting, *to = resized->painting;

  if (!nst_picture_resize_to (from, resized->painting, error)
      || !nst_resample (1, from->height, from->width, previous->trust, to->height, to->width,
                        resized->trust, error))
    return FALSE;
  for (gsize i = 0; i < (gsize) to->width * to->height; i++)
    resized->trust[i] = CLAMP (resized->trust[i], 0.0f, 1.0f);
  return TRUE;
}

/* Replaces `new` by `old`, according to trust. */
static void
stay (const NstPreviousFrame *previous, const NstPicture *old, NstPicture *new)
{
  gsize n = (gsize) new->width *new->height;

  for (int c = 0; c < 3; c++)
    for (gsize i = 0; i < n; i++)
      {
        gsize at = c * n + i;

        new->pixels[at] += previous->trust[i] * (old->pixels[at] - new->pixels[at]);
      }
}

void
nst_previous_frame_start (const NstPreviousFrame *previous, NstPicture *start)
{
  stay (previous, previous->painting, start);
}

/* ---- Keeping ----------------------------------------------------------------------- */

/* All planes are (height, width). */
typedef struct
{
  const NstPreviousFrame *previous;
  NstPool                *pool;
  int                     width, height;
  float                   follows;   /* how much colors follow */
  float                   most_gain; /* largest gain of the finest strokes */
  float                  *weight;    /* the trust in the window of light */
  float                  *light;     /* the light to be followed */
  float                  *fine;      /* the finest strokes of a channel */
  float *old_energy, *new_energy;    /* their mean square in the neighborhood, per picture */
  float *scratch;
} Keeping;

static void
plan (Keeping *k, gsize n, NstArena *arena)
{
  k->weight = nst_arena_buffer (arena, n);
  k->light = nst_arena_buffer (arena, n);
  k->fine = nst_arena_buffer (arena, n);
  k->old_energy = nst_arena_floats (arena, n);
  k->new_energy = nst_arena_floats (arena, n);
  k->scratch = nst_arena_buffer (arena, n);
}

gsize
nst_previous_frame_keep_bytes (int width, int height)
{
  g_autoptr (NstArena) arena = nst_arena_new_counting ();
  Keeping k = { 0 };

  plan (&k, (gsize) width * height, arena);
  return nst_arena_get_bytes (arena);
}

static gboolean
begin (Keeping *k, const NstPreviousFrame *previous, NstPool *pool, NstArena *arena, GError **error)
{
  gsize n = (gsize) previous->content->width * previous->content->height;

  *k = (Keeping) { .previous = previous,
                   .pool = pool,
                   .width = previous->content->width,
                   .height = previous->content->height,
                   .follows = 1.0f - powf (1.0f - FOLLOWS, (float) previous->age),
                   .most_gain = powf (MOST_GAIN, (float) previous->age) };
  plan (k, n, arena);
  if (!nst_arena_check (arena, error))
    return FALSE;
  memcpy (k->weight, previous->trust, sizeof (float) * n);
  nst_smooth_wide (pool, k->height, k->width, LIGHT_RADIUS, k->weight, k->scratch);
  return TRUE;
}

static gsize
pixels_of (const Keeping *k)
{
  return (gsize) k->width * k->height;
}

/* `plane` without what is broader than fine, to k->fine. */
static void
find_fine (const Keeping *k, const float *plane)
{
  memcpy (k->fine, plane, sizeof (float) * pixels_of (k));
  nst_smooth (k->pool, k->height, k->width, FINE_RADIUS, k->fine, k->scratch);
  for (gsize i = 0; i < pixels_of (k); i++)
    k->fine[i] = plane[i] - k->fine[i];
}

static void
measure_fine (const Keeping *k, const NstPicture *picture, float *energy)
{
  gsize n = pixels_of (k);

  for (int c = 0; c < 3; c++)
    {
      find_fine (k, picture->pixels + c * n);
      for (gsize i = 0; i < n; i++)
        energy[i] += k->fine[i] * k->fine[i];
    }
  nst_smooth_wide (k->pool, k->height, k->width, NEIGHBORHOOD_RADIUS, energy, k->scratch);
}

/* A channel of the old painting becomes as strong in the fine as the new one is. */
static void
sharpen (const Keeping *k, float *old)
{
  find_fine (k, old);
  for (gsize i = 0; i < pixels_of (k); i++)
    {
      float gain = sqrtf (k->new_energy[i] / MAX (k->old_energy[i], 1e-9f));

      old[i] += k->previous->resampled[i] * (CLAMP (gain, 1.0f, k->most_gain) - 1.0f) * k->fine[i];
    }
}

/* Replaces a channel of the new picture by the old one, according to trust. */
static void
give_way (const Keeping *k, const float *old, float *new)
{
  const float *trust = k->previous->trust;

  for (gsize i = 0; i < pixels_of (k); i++)
    k->light[i] = trust[i] * (new[i] - old[i]);
  nst_smooth_wide (k->pool, k->height, k->width, LIGHT_RADIUS, k->light, k->scratch);
  for (gsize i = 0; i < pixels_of (k); i++)
    {
      float lit = old[i] + k->follows * k->light[i] / MAX (k->weight[i], 1e-6f);

      new[i] = CLAMP (new[i] + trust[i] * (lit - new[i]), 0.0f, 1.0f);
    }
}

gboolean
nst_previous_frame_keep (const NstPreviousFrame *previous, NstPool *pool, NstPicture *painting,
                         GError **error)
{
  g_autoptr (NstArena) arena = nst_arena_new ();
  Keeping k;
  gsize   n;

  if (!begin (&k, previous, pool, arena, error))
    return FALSE;
  n = pixels_of (&k);
  measure_fine (&k, previous->painting, k.old_energy);
  measure_fine (&k, painting, k.new_energy);
  for (int c = 0; c < 3; c++)
    {
      sharpen (&k, previous->painting->pixels + c * n);
      give_way (&k, previous->painting->pixels + c * n, painting->pixels + c * n);
    }
  return TRUE;
}

gboolean
nst_previous_frame_keep_content (const NstPreviousFrame *previous, NstPool *pool,
                                 NstPicture *content, GError **error)
{
  g_autoptr (NstArena) arena = nst_arena_new ();
  Keeping k;

  if (previous->renewed)
    {
      stay (previous, previous->painted, content);
      return TRUE;
    }
  if (!begin (&k, previous, pool, arena, error))
    return FALSE;
  for (int c = 0; c < 3; c++)
    give_way (&k, previous->painted->pixels + c * pixels_of (&k),
              content->pixels + c * pixels_of (&k));
  return TRUE;
}
