/* SPDX-License-Identifier: GPL-3.0-or-later */

/* preview-content.c - a snapshot of the layer and of the selection, and pictures read from them. */

#include "preview-content.h"

#include "pixels.h"

struct _PreviewContent
{
  GeglBuffer *snapshot;
  GeglBuffer *selection; /* or NULL */
  char       *name;
  int         width, height, side;
  NstPicture *small;    /* NULL: not read yet */
  NstPicture *shown;    /* NULL without a selection: the same */
  float      *selected; /* of its size, or NULL without a selection */
  NstPicture *sized;    /* what was last asked for, or NULL */
};

PreviewContent *
preview_content_new (GeglBuffer *snapshot, GeglBuffer *selection, const char *name, int side)
{
  PreviewContent *content = g_new0 (PreviewContent, 1);

  content->snapshot = snapshot;
  content->selection = selection;
  content->name = g_strdup (name);
  content->width = gegl_buffer_get_width (snapshot);
  content->height = gegl_buffer_get_height (snapshot);
  content->side = side;

  return content;
}

void
preview_content_free (PreviewContent *content)
{
  if (!content)
    return;

  g_object_unref (content->snapshot);
  g_clear_object (&content->selection);
  g_free (content->name);
  nst_picture_free (content->small);
  nst_picture_free (content->shown);
  g_free (content->selected);
  nst_picture_free (content->sized);
  g_free (content);
}

/* In the mask of the whole picture, what is not selected weighs nothing. */
static void
limit_to_selection (PreviewContent *content, NstPicture *picture)
{
  NstRectangle      whole = { 0, 0, content->width, content->height };
  gsize             n = (gsize) content->width * content->height;
  g_autofree float *selected = pixels_read_limit (content->selection, &whole);

  for (gsize i = 0; picture->mask && i < n; i++)
    picture->mask[i] *= selected[i];
  if (!picture->mask)
    picture->mask = g_steal_pointer (&selected);
}

static NstPicture *
read_at (PreviewContent *content, int side, GError **error)
{
  g_autoptr (NstPicture) whole = pixels_read (content->snapshot, content->name, error);

  if (!whole)
    return NULL;

  if (content->selection)
    limit_to_selection (content, whole);

  return nst_picture_shrink (whole, side, error);
}

/* The small picture with its transparency as the mask, and the selection beside it. */
static gboolean
load_shown (PreviewContent *content, GError **error)
{
  NstRectangle all = { 0, 0, content->width, content->height };
  g_autoptr (NstPicture) whole = pixels_read (content->snapshot, content->name, error);
  g_autoptr (NstPicture) selection = NULL;

  if (!whole)
    return FALSE;

  content->shown = nst_picture_shrink (whole, content->side, error);
  g_free (whole->mask);
  whole->mask = pixels_read_limit (content->selection, &all);
  selection = nst_picture_shrink (whole, content->side, error);
  if (selection)
    content->selected = g_steal_pointer (&selection->mask);

  return content->shown && content->selected;
}

gboolean
preview_content_load (PreviewContent *content, GError **error)
{
  if (content->small)
    return TRUE;

  if (content->selection && !load_shown (content, error))
    return FALSE;

  content->small = read_at (content, content->side, error);

  return content->small != NULL;
}

const NstPicture *
preview_content_get_shown (const PreviewContent *content)
{
  return content->shown ? content->shown : content->small;
}

void
preview_content_keep_to_selection (PreviewContent *content, const NstRectangle *part,
                                   const NstPicture *shown, NstPicture *painting)
{
  gsize             n = (gsize) painting->width * painting->height;
  g_autofree float *read
      = part && content->selection ? pixels_read_limit (content->selection, part) : NULL;
  const float *selected = part ? read : content->selected;

  for (gsize i = 0; selected && i < 3 * n; i++)
    painting->pixels[i]
        = shown->pixels[i] + selected[i % n] * (painting->pixels[i] - shown->pixels[i]);
}

const NstPicture *
preview_content_get_small (const PreviewContent *content)
{
  return content->small;
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
  return pixels_read_part (content->snapshot, part, error);
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
