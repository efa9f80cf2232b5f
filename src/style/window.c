/* SPDX-License-Identifier: GPL-3.0-or-later */

/* window.c - a part of a picture with its surroundings, as the painter needs it. */

#include "style/window.h"

#include "base/picture.h"
#include "ops/padding.h"
#include "style/codec-painter.h"

static int
round_down (int position)
{
  return position / NST_CODEC_PAINTER_MULTIPLE * NST_CODEC_PAINTER_MULTIPLE;
}

static int
round_up (int position)
{
  return round_down (position + NST_CODEC_PAINTER_MULTIPLE - 1);
}

/* From position `from` on, `length` pixels are wanted. */
static void
place_side (int from, int length, int side, int halo, int *origin, int *seen)
{
  *origin = MAX (0, round_down (from) - halo);
  *seen = MIN (round_up (side), round_up (from + length) + halo) - *origin;
}

NstRectangle
nst_window_place (const NstRectangle *part, int width, int height, int halo)
{
  NstRectangle place;

  place_side (part->x, part->width, width, halo, &place.x, &place.width);
  place_side (part->y, part->height, height, halo, &place.y, &place.height);
  return place;
}

static void
copy_plane (const float *from, int height, int width, const NstRectangle *place, float *to)
{
  for (int y = 0; y < place->height; y++)
    nst_padding_copy (
        NST_PADDING_REFLECT,
        from + (gsize) nst_padding_source (NST_PADDING_REFLECT, place->y + y, height) * width,
        width, place->x, place->width, to + (gsize) y * place->width);
}

NstPicture *
nst_window_read (const NstPicture *picture, const NstRectangle *place, GError **error)
{
  g_autoptr (NstPicture) window = nst_picture_new (place->width, place->height, error);
  gsize plane = (gsize) picture->width * picture->height;
  gsize seen = (gsize) place->width * place->height;

  if (window == NULL || (picture->mask != NULL && !nst_picture_add_mask (window, error)))
    return NULL;
  for (int c = 0; c < 3; c++)
    copy_plane (picture->pixels + c * plane, picture->height, picture->width, place,
                window->pixels + c * seen);
  if (picture->mask != NULL)
    copy_plane (picture->mask, picture->height, picture->width, place, window->mask);
  return g_steal_pointer (&window);
}
