/* SPDX-License-Identifier: GPL-3.0-or-later */

/* picture.c - the engine's pictures. */

#include "base/picture.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "base/memory.h"

static gboolean
refuse (const NstPicture *picture, GError **error)
{
  g_set_error (
      error, NST_ERROR, NST_ERROR_MEMORY,
      _ ("There is not enough memory for a picture of %d × %d pixels; choose a smaller size."),
      picture->width, picture->height);
  return FALSE;
}

NstPicture *
nst_picture_new (int width, int height, GError **error)
{
  g_autoptr (NstPicture) picture = NULL;

  if (width < 1 || height < 1 || width > NST_MAX_SIDE || height > NST_MAX_SIDE)
    {
      g_set_error (
          error, NST_ERROR, NST_ERROR_ARGUMENT,
          _ ("A picture of %d × %d pixels cannot be used; each side may be 1 to %d pixels long."),
          width, height, NST_MAX_SIDE);
      return NULL;
    }
  picture = g_new0 (NstPicture, 1);
  picture->width = width;
  picture->height = height;
  picture->pixels = nst_memory_try0 ((gsize) 3 * width * height, sizeof (float));
  if (picture->pixels == NULL)
    {
      refuse (picture, error);
      return NULL;
    }
  return g_steal_pointer (&picture);
}

gboolean
nst_picture_add_mask (NstPicture *picture, GError **error)
{
  g_free (picture->mask);
  picture->mask = nst_memory_try0 ((gsize) picture->width * picture->height, sizeof (float));
  return picture->mask != NULL || refuse (picture, error);
}

void
nst_picture_take_mask (NstPicture *picture, float *mask)
{
  g_free (picture->mask);
  picture->mask = mask;
}

float *
nst_picture_steal_mask (NstPicture *picture)
{
  return g_steal_pointer (&picture->mask);
}

NstPicture *
nst_picture_copy (const NstPicture *picture, GError **error)
{
  gsize positions = (gsize) picture->width * picture->height;
  g_autoptr (NstPicture) copy = nst_picture_new (picture->width, picture->height, error);

  if (copy == NULL)
    return NULL;
  memcpy (copy->pixels, picture->pixels, sizeof (float) * 3 * positions);
  if (picture->mask != NULL)
    {
      if (!nst_picture_add_mask (copy, error))
        return NULL;
      memcpy (copy->mask, picture->mask, sizeof (float) * positions);
    }
  return g_steal_pointer (&copy);
}

float *
nst_picture_plan_mask (NstArena *arena, int width, int height)
{
  return nst_arena_item (arena, (gsize) width * height, sizeof (float));
}

gboolean
nst_picture_open (const NstPicture *picture, const float *protect, NstArena *arena,
                  NstPicture *open, GError **error)
{
  gsize    n = (gsize) picture->width * picture->height;
  gboolean any = picture->mask != NULL;

  for (gsize i = 0; i < n && !any; i++)
    any = protect[i] > 0.0f;
  *open = *picture;
  if (!any)
    return TRUE;
  open->mask = nst_picture_plan_mask (arena, picture->width, picture->height);
  if (open->mask == NULL)
    return nst_arena_check (arena, error);
  for (gsize i = 0; i < n; i++)
    open->mask[i] = (1.0f - protect[i]) * (picture->mask != NULL ? picture->mask[i] : 1.0f);
  return TRUE;
}

NstPicture *
nst_picture_plan (NstArena *arena, int width, int height, gboolean masked)
{
  NstPicture *picture = nst_arena_own (arena, g_new0 (NstPicture, 1));

  picture->width = width;
  picture->height = height;
  picture->pixels = nst_arena_item (arena, (gsize) 3 * width * height, sizeof (float));
  if (masked)
    picture->mask = nst_picture_plan_mask (arena, width, height);
  return picture;
}

NstPicture *
nst_picture_take (NstArena *arena, NstPicture *picture)
{
  nst_arena_take (arena, picture->pixels);
  nst_arena_take (arena, picture->mask);
  return nst_arena_take (arena, picture);
}

void
nst_picture_free (NstPicture *picture)
{
  if (picture == NULL)
    return;
  g_free (picture->pixels);
  g_free (picture->mask);
  g_free (picture);
}

gboolean
nst_picture_check (const NstPicture *picture, const char *style, GError **error)
{
  gsize    n = (gsize) picture->width * picture->height;
  gboolean good = TRUE;

  for (gsize i = 0; i < n && picture->mask != NULL && good; i++)
    good = isfinite (picture->mask[i]);
  for (gsize i = 0; i < 3 * n && good; i++)
    good = isfinite (picture->pixels[i]) || (picture->mask != NULL && picture->mask[i % n] <= 0.0f);
  if (good)
    return TRUE;
  if (style == NULL)
    g_set_error_literal (
        error, NST_ERROR, NST_ERROR_ARGUMENT,
        _ ("The picture has a pixel or a mask value that is not a finite number."));
  else
    g_set_error (error, NST_ERROR, NST_ERROR_ARGUMENT,
                 _ ("The style “%s” has a pixel or a mask value that is not a finite number."),
                 style);
  return FALSE;
}
