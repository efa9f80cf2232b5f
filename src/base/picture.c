/* SPDX-License-Identifier: GPL-3.0-or-later */

/* picture.c - pictures as the engine takes and gives them. */

#include <string.h>

#include "nst.h"

NstPicture *
nst_picture_new (int width, int height, GError **error)
{
  g_autoptr (NstPicture) picture = NULL;

  if (width < 1 || height < 1 || width > NST_MAX_SIDE || height > NST_MAX_SIDE)
    {
      g_set_error (error, NST_ERROR, NST_ERROR_ARGUMENT,
                   "A picture of %d × %d pixels cannot be used; sides may be 1 to %d pixels long",
                   width, height, NST_MAX_SIDE);
      return NULL;
    }
  picture = g_new0 (NstPicture, 1);
  picture->width = width;
  picture->height = height;
  picture->pixels = g_try_new0 (float, (gsize) 3 * width * height);
  if (picture->pixels == NULL)
    {
      g_set_error (error, NST_ERROR, NST_ERROR_MEMORY,
                   "There is not enough memory for a picture of %d × %d pixels", width, height);
      return NULL;
    }
  return g_steal_pointer (&picture);
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
    copy->mask = g_memdup2 (picture->mask, sizeof (float) * positions);
  return g_steal_pointer (&copy);
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
