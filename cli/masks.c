/* SPDX-License-Identifier: GPL-3.0-or-later */

/* masks.c - reads masks from picture files. */

#include "masks.h"

#include <glib/gi18n-lib.h>

#include "files.h"

/* White, but for rounding. */
#define WHITE (1.0f - 1e-5f)

/* Whether the sides are those of `content`, in proportion, to a pixel of the smaller picture. */
static gboolean
fits (const NstPicture *mask, const NstPicture *content)
{
  double off = (double) mask->width * content->height - (double) mask->height * content->width;

  return ABS (off) <= MAX (MAX (mask->width, mask->height), MAX (content->width, content->height));
}

/* Rec. 709 luma, times what alpha there is, in the place of the mask. */
static gboolean
turn_to_weights (NstPicture *picture, GError **error)
{
  static const float luma[] = { 0.2126f, 0.7152f, 0.0722f };
  gsize              n = (gsize) picture->width * picture->height;
  gboolean           opaque = picture->mask == NULL;

  if (opaque && !nst_picture_add_mask (picture, error))
    return FALSE;
  for (gsize i = 0; i < n; i++)
    {
      float weight = 0.0f;

      for (int c = 0; c < 3; c++)
        weight += luma[c] * picture->pixels[c * n + i];
      picture->mask[i] = opaque ? weight : weight * picture->mask[i];
    }
  return TRUE;
}

float *
nst_mask_load (const char *path, const NstPicture *content, GError **error)
{
  g_autoptr (NstPicture) picture = nst_file_load (path, NULL, error);
  g_autoptr (NstPicture) sized = NULL;
  g_autofree char *shown = g_filename_display_name (path);

  if (picture == NULL)
    return NULL;
  if (!fits (picture, content))
    {
      g_set_error (error, NST_ERROR, NST_ERROR_ARGUMENT,
                   _ ("The mask “%s” (%d × %d pixels) must have the same proportions as the "
                      "picture (%d × %d pixels)."),
                   shown, picture->width, picture->height, content->width, content->height);
      return NULL;
    }
  if (!turn_to_weights (picture, error)
      || !(sized = nst_picture_resize (picture, content->width, content->height, error)))
    return NULL;
  for (gsize i = 0; i < (gsize) sized->width * sized->height; i++)
    sized->mask[i] = sized->mask[i] > WHITE ? 1.0f : sized->mask[i];
  return nst_picture_steal_mask (sized);
}

NstPicture *
nst_mask_protect (const NstPicture *content, const float *mask, const char *path, GError **error)
{
  g_autoptr (NstPicture) copy = nst_picture_copy (content, error);
  g_autofree char *shown = g_filename_display_name (path);
  gboolean         opaque = content->mask == NULL, any = FALSE, left = FALSE;

  if (copy == NULL || (opaque && !nst_picture_add_mask (copy, error)))
    return NULL;
  for (gsize i = 0; i < (gsize) copy->width * copy->height; i++)
    {
      copy->mask[i] = (1.0f - mask[i]) * (opaque ? 1.0f : copy->mask[i]);
      any = any || mask[i] > 0.0f;
      left = left || copy->mask[i] > 0.0f;
    }
  if (opaque && !any)
    nst_picture_take_mask (copy, NULL);
  if (left)
    return g_steal_pointer (&copy);
  g_set_error (error, NST_ERROR, NST_ERROR_ARGUMENT,
               _ ("The mask “%s” protects the whole picture, so nothing is left to paint."), shown);
  return NULL;
}

void
nst_mask_keep (const NstPicture *content, const float *mask, NstPicture *painting)
{
  gsize n = (gsize) content->width * content->height;

  for (gsize i = 0; i < 3 * n; i++)
    painting->pixels[i] += mask[i % n] * (content->pixels[i] - painting->pixels[i]);
}
