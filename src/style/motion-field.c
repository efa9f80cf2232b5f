/* SPDX-License-Identifier: GPL-3.0-or-later */

/* motion-field.c - a motion field, and the image features that it is estimated from. */

#include "style/motion-field.h"

#include <string.h>

#include "base/memory.h"
#include "ops/smoothing.h"

#define GRAIN        1  /* radius of what is smoothed away as noise */
#define SURROUNDINGS 12 /* radius of the local mean that is subtracted as light and shade */

NstMotion *
nst_motion_new (int width, int height, GError **error)
{
  gsize n = (gsize) width * height;
  g_autoptr (NstMotion) motion = g_new0 (NstMotion, 1);

  motion->width = width;
  motion->height = height;
  motion->dx = nst_memory_try0 (n, sizeof (float));
  motion->dy = nst_memory_try0 (n, sizeof (float));
  motion->trust = nst_memory_try (n, sizeof (float));
  if (motion->dx == NULL || motion->dy == NULL || motion->trust == NULL)
    {
      nst_memory_refuse (3 * n * sizeof (float), error);
      return NULL;
    }
  for (gsize i = 0; i < n; i++)
    motion->trust[i] = 1.0f;
  return g_steal_pointer (&motion);
}

void
nst_motion_free (NstMotion *motion)
{
  if (motion == NULL)
    return;
  g_free (motion->dx);
  g_free (motion->dy);
  g_free (motion->trust);
  g_free (motion);
}

void
nst_motion_luminance (const NstPicture *picture, float *light)
{
  gsize        n = (gsize) picture->width * picture->height;
  const float *red = picture->pixels, *green = red + n, *blue = green + n;

  for (gsize i = 0; i < n; i++)
    light[i] = 0.299f * red[i] + 0.587f * green[i] + 0.114f * blue[i];
}

void
nst_motion_detail (NstPool *pool, int height, int width, const float *light, float *detail,
                   float *shade, float *scratch)
{
  gsize n = (gsize) height * width;

  memcpy (detail, light, sizeof (float) * n);
  memcpy (shade, light, sizeof (float) * n);
  nst_smooth (pool, height, width, GRAIN, detail, scratch);
  nst_smooth (pool, height, width, SURROUNDINGS, shade, scratch);
  for (gsize i = 0; i < n; i++)
    detail[i] -= shade[i];
}
