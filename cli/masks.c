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
cli_mask_load (const char *path, const NstPicture *content, GError **error)
{
  g_autoptr (NstPicture) picture = cli_file_load (path, NULL, error);
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

float *
cli_mask_load_protected (const char *path, const NstPicture *content, GError **error)
{
  g_autofree float *mask = cli_mask_load (path, content, error);
  g_autofree char  *shown = g_filename_display_name (path);

  if (mask == NULL)
    return NULL;
  for (gsize i = 0; i < (gsize) content->width * content->height; i++)
    if ((1.0f - mask[i]) * (content->mask != NULL ? content->mask[i] : 1.0f) > 0.0f)
      return g_steal_pointer (&mask);
  g_set_error (error, NST_ERROR, NST_ERROR_ARGUMENT,
               _ ("The mask “%s” protects the whole picture, so nothing is left to paint."), shown);
  return NULL;
}
