/* SPDX-License-Identifier: GPL-3.0-or-later */

/* preview-content.c - a snapshot of the layer and of what limits its change, and pictures read from
 * them. */

#include "paint/preview-content.h"

#include "gimp/mask-pixels.h"
#include "gimp/layer-pixels.h"

struct _PreviewContent
{
  GeglBuffer *snapshot;
  GeglBuffer *given;   /* what limits the change, or NULL */
  GeglBuffer *protect; /* or NULL */
  GeglBuffer *limit;   /* what both leave; NULL: not known yet or, where there is neither, all */
  char       *name;
  int         width, height, side;
  NstPicture *shown;   /* NULL: not read yet */
  NstPicture *small;   /* NULL: not read yet or, where all is painted, the same */
  float      *painted; /* of its size: how much of each pixel is; NULL likewise */
  NstPicture *sized;   /* what was last asked for, or NULL */
};

PreviewContent *
preview_content_new (GeglBuffer *snapshot, GeglBuffer *limit, const char *name, int side)
{
  PreviewContent *content = g_new0 (PreviewContent, 1);

  content->snapshot = snapshot;
  content->given = limit;
  content->name = g_strdup (name);
  content->width = gegl_buffer_get_width (snapshot);
  content->height = gegl_buffer_get_height (snapshot);
  content->side = side;

  return content;
}

static void
forget_painted (PreviewContent *content)
{
  g_clear_object (&content->limit);
  g_clear_pointer (&content->small, nst_picture_free);
  g_clear_pointer (&content->painted, g_free);
  g_clear_pointer (&content->sized, nst_picture_free);
}

void
preview_content_free (PreviewContent *content)
{
  if (!content)
    return;

  forget_painted (content);
  g_object_unref (content->snapshot);
  g_clear_object (&content->given);
  g_clear_object (&content->protect);
  g_free (content->name);
  nst_picture_free (content->shown);
  g_free (content);
}

gboolean
preview_content_protect (PreviewContent *content, GeglBuffer *protect)
{
  if (content->protect == protect)
    return FALSE;

  forget_painted (content);
  g_set_object (&content->protect, protect);

  return TRUE;
}

static gboolean
is_limited (const PreviewContent *content)
{
  return content->given || content->protect;
}

/* In the mask, what is not painted weighs nothing. */
static NstPicture *
read_at (PreviewContent *content, int side, GError **error)
{
  g_autoptr (NstPicture) whole = layer_pixels_read (content->snapshot, content->name, error);

  if (!whole || !mask_pixels_limit (whole, content->limit, content->name, error))
    return NULL;

  return nst_picture_shrink (whole, side, error);
}

/* What limits the change, without what is protected. */
static gboolean
find_limit (PreviewContent *content, GError **error)
{
  if (content->protect)
    content->limit = mask_pixels_protect (content->given, content->protect, content->name, error);
  else
    content->limit = g_object_ref (content->given);

  return content->limit != NULL;
}

static gboolean
load_shown (PreviewContent *content, GError **error)
{
  g_autoptr (NstPicture) whole = layer_pixels_read (content->snapshot, content->name, error);

  if (whole)
    content->shown = nst_picture_shrink (whole, content->side, error);

  return content->shown != NULL;
}

gboolean
preview_content_load (PreviewContent *content, GError **error)
{
  if (!content->shown && !load_shown (content, error))
    return FALSE;

  if (!is_limited (content) || content->small)
    return TRUE;

  forget_painted (content);
  if (!find_limit (content, error))
    return FALSE;

  content->painted
      = mask_pixels_shrink (content->limit, content->shown->width, content->shown->height, error);
  if (content->painted)
    content->small = read_at (content, content->side, error);

  return content->small != NULL;
}

const NstPicture *
preview_content_get_shown (const PreviewContent *content)
{
  return content->shown;
}

gboolean
preview_content_keep_rest (PreviewContent *content, const NstRectangle *part,
                           const NstPicture *shown, NstPicture *painting, GError **error)
{
  gsize             n = (gsize) painting->width * painting->height;
  g_autofree float *read = NULL;
  const float      *painted = content->painted;

  if (!is_limited (content))
    return TRUE;

  if (part)
    painted = read = mask_pixels_read (content->limit, part, error);
  if (!painted)
    return FALSE;

  for (gsize i = 0; i < 3 * n; i++)
    painting->pixels[i]
        = shown->pixels[i] + painted[i % n] * (painting->pixels[i] - shown->pixels[i]);

  return TRUE;
}

const NstPicture *
preview_content_get_small (const PreviewContent *content)
{
  return is_limited (content) ? content->small : content->shown;
}

const NstPicture *
preview_content_at (PreviewContent *content, int side, GError **error)
{
  int longer = MIN (side, MAX (content->width, content->height));

  if (content->sized && MAX (content->sized->width, content->sized->height) == longer)
    return content->sized;

  g_clear_pointer (&content->sized, nst_picture_free);
  content->sized = read_at (content, longer, error);

  return content->sized;
}

NstPicture *
preview_content_part (PreviewContent *content, const NstRectangle *part, GError **error)
{
  return layer_pixels_read_part (content->snapshot, part, error);
}

int
preview_content_get_width (const PreviewContent *content)
{
  return content->width;
}

int
preview_content_get_height (const PreviewContent *content)
{
  return content->height;
}
