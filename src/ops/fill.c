/* SPDX-License-Identifier: GPL-3.0-or-later */

/* fill.c - colors for transparent pixels, by push and pull. */

#include "ops/fill.h"

#include <glib/gi18n-lib.h>

#include "base/picture.h"
#include "ops/resampling.h"

/* The mean of a square of four pixels (fewer at an odd border), each by its weight. */
static void
halve_square (const NstPicture *picture, int x, int y, NstPicture *half)
{
  gsize  n = (gsize) picture->width * picture->height;
  gsize  half_n = (gsize) half->width * half->height;
  gsize  to = (gsize) y * half->width + x;
  double sum[3] = { 0 }, weight = 0.0;

  for (int v = 2 * y; v < MIN (2 * y + 2, picture->height); v++)
    for (int u = 2 * x; u < MIN (2 * x + 2, picture->width); u++)
      {
        gsize from = (gsize) v * picture->width + u;
        float w = picture->mask[from];

        weight += w;
        for (int c = 0; c < 3 && w > 0.0f; c++)
          sum[c] += w * picture->pixels[c * n + from];
      }
  half->mask[to] = (float) MIN (weight, 1.0);
  for (int c = 0; c < 3 && weight > 0.0; c++)
    half->pixels[c * half_n + to] = (float) (sum[c] / weight);
}

/* Pixels of weight 0 in `picture` take the color of the square that they are part of. */
static void
pull (const NstPicture *half, NstPicture *picture)
{
  gsize n = (gsize) picture->width * picture->height;
  gsize half_n = (gsize) half->width * half->height;

  for (int y = 0; y < picture->height; y++)
    for (int x = 0; x < picture->width; x++)
      {
        gsize to = (gsize) y * picture->width + x;
        gsize from = (gsize) (y / 2) * half->width + x / 2;

        if (picture->mask[to] > 0.0f)
          continue;
        for (int c = 0; c < 3; c++)
          picture->pixels[c * n + to] = half->pixels[c * half_n + from];
      }
}

static gboolean
has_holes (const NstPicture *picture)
{
  for (gsize i = 0; i < (gsize) picture->width * picture->height && picture->mask != NULL; i++)
    if (!(picture->mask[i] > 0.0f))
      return TRUE;
  return FALSE;
}

/* Whether pull would change nothing. */
static gboolean
is_pulled (const NstPicture *half, const NstPicture *picture)
{
  gsize n = (gsize) picture->width * picture->height;
  gsize half_n = (gsize) half->width * half->height;

  for (int y = 0; y < picture->height; y++)
    for (int x = 0; x < picture->width; x++)
      {
        gsize here = (gsize) y * picture->width + x;
        gsize from = (gsize) (y / 2) * half->width + x / 2;

        for (int c = 0; c < 3 && !(picture->mask[here] > 0.0f); c++)
          if (picture->pixels[c * n + here] != half->pixels[c * half_n + from])
            return FALSE;
      }
  return TRUE;
}

static gboolean fill_holes (NstPicture *picture, GError **error);

/* `picture`, which has holes, at half its size without any. */
static NstPicture *
make_half (const NstPicture *picture, GError **error)
{
  g_autoptr (NstPicture) half = NULL;

  if (picture->width == 1 && picture->height == 1)
    {
      g_set_error_literal (
          error, NST_ERROR, NST_ERROR_ARGUMENT,
          _ ("The picture or the style is entirely transparent; choose another one."));
      return NULL;
    }
  half = nst_picture_new ((picture->width + 1) / 2, (picture->height + 1) / 2, error);
  if (half == NULL || !nst_picture_add_mask (half, error))
    return NULL;
  for (int y = 0; y < half->height; y++)
    for (int x = 0; x < half->width; x++)
      halve_square (picture, x, y, half);
  return fill_holes (half, error) ? g_steal_pointer (&half) : NULL;
}

static gboolean
fill_holes (NstPicture *picture, GError **error)
{
  g_autoptr (NstPicture) half = NULL;

  if (!has_holes (picture))
    return TRUE;
  if (!(half = make_half (picture, error)))
    return FALSE;
  pull (half, picture);
  return TRUE;
}

gboolean
nst_picture_fill (NstPicture *picture, const float *protect, GError **error)
{
  g_autoptr (NstArena) arena = nst_arena_new ();
  NstPicture open;

  if (protect == NULL)
    return fill_holes (picture, error);
  return nst_picture_open (picture, protect, arena, &open, error)
         && fill_holes (&open, error); /* they share their pixels */
}

static NstPicture *
plan_copy (NstArena *arena, int width, int height)
{
  return nst_picture_plan (arena, width, height, TRUE);
}

gboolean
nst_picture_filled (const NstPicture *picture, NstArena *arena, const NstPicture **filled,
                    GError **error)
{
  g_autoptr (NstPicture) half = NULL;
  NstPicture *copy;

  *filled = picture;
  if (!has_holes (picture))
    return TRUE;
  if (!(half = make_half (picture, error)))
    return FALSE;
  if (is_pulled (half, picture))
    return TRUE;
  copy = plan_copy (arena, picture->width, picture->height);
  if (!nst_arena_check (arena, error) || !nst_picture_resize_to (picture, copy, error))
    return FALSE;
  pull (half, copy);
  *filled = copy;
  return TRUE;
}

gsize
nst_picture_filled_bytes (int width, int height)
{
  g_autoptr (NstArena) arena = nst_arena_new_counting ();

  plan_copy (arena, width, height);
  return nst_arena_get_bytes (arena);
}
