/* SPDX-License-Identifier: GPL-3.0-or-later */

/* animation.c - the layers of an animation.  GIMP stores the duration of a frame, and whether it
 * replaces the one below or is combined with it, in the layer's name:  "Frame 2 (100ms)
 * (combine)". */

#include "gimp/animation.h"

#include "gimp/layer-pixels.h"

#include <glib/gi18n.h>

#include <string.h>

#define COMBINE "(combine)"

/* The lowest first. */
static int
compare_places (gconstpointer a, gconstpointer b, gpointer image)
{
  GimpItem *const *first = a, *const *second = b;

  return gimp_image_get_item_position (image, *second)
         - gimp_image_get_item_position (image, *first);
}

static gboolean
refuse (GimpLayer *layer, const char *message, GError **error)
{
  return nst_fail (error, NST_ERROR_ARGUMENT, message, gimp_item_get_name (GIMP_ITEM (layer)));
}

static gboolean
has_same_place (GimpLayer *layer, GimpLayer *other)
{
  GimpDrawable *drawables[] = { GIMP_DRAWABLE (layer), GIMP_DRAWABLE (other) };
  int           x[2], y[2];

  for (int i = 0; i < 2; i++)
    gimp_drawable_get_offsets (drawables[i], &x[i], &y[i]);

  return x[0] == x[1] && y[0] == y[1]
         && gimp_drawable_get_width (drawables[0]) == gimp_drawable_get_width (drawables[1])
         && gimp_drawable_get_height (drawables[0]) == gimp_drawable_get_height (drawables[1]);
}

/* Whether the layers below show through somewhere. */
static gboolean
has_holes (GimpLayer *layer)
{
  g_autoptr (GeglBuffer) snapshot = NULL;
  g_autoptr (NstPicture) picture = NULL;

  if (!gimp_drawable_has_alpha (GIMP_DRAWABLE (layer)))
    return FALSE;

  snapshot = layer_pixels_snapshot (layer, NULL);
  picture = snapshot ? layer_pixels_read (snapshot, "", NULL) : NULL;

  return !picture || picture->mask;
}

static gboolean
check_frame (GimpLayer *layer, GimpLayer *first, GError **error)
{
  if (gimp_item_get_parent (GIMP_ITEM (layer)) != gimp_item_get_parent (GIMP_ITEM (first)))
    return refuse (layer,
                   _ ("The layer “%s” is in another layer group than the first frame: put all "
                      "frames of the animation into one group."),
                   error);
  if (!has_same_place (layer, first))
    return refuse (layer,
                   _ ("The layer “%s” has another size or position than the first frame: choose "
                      "Filters > Animation > Unoptimize first."),
                   error);
  if (layer != first && strstr (gimp_item_get_name (GIMP_ITEM (layer)), COMBINE)
      && has_holes (layer))
    return refuse (layer,
                   _ ("The layer “%s” has only the changes since the frame below it: choose "
                      "Filters > Animation > Unoptimize first."),
                   error);

  return TRUE;
}

gboolean
animation_arrange (GPtrArray *contents, GimpImage *image, GError **error)
{
  g_ptr_array_sort_with_data (contents, compare_places, image);

  for (guint i = 0; i < contents->len; i++)
    if (!check_frame (g_ptr_array_index (contents, i), g_ptr_array_index (contents, 0), error))
      return FALSE;

  return TRUE;
}
