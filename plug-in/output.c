/* SPDX-License-Identifier: GPL-3.0-or-later */

/* output.c - a painting is a GIMP layer from the start, so that it needs no memory in the plug-in
 * while others are painted.  In the end it is inserted, its pixels are copied, or it is copied to a
 * new image. */

#include "output.h"

#include "gimp/change-limit.h"
#include "gimp/layer-pixels.h"
#include "gimp/painted-layer.h"
#include "job/arguments.h"

#include <glib/gi18n.h>

static gboolean
is_kind (const Output *output, const char *kind)
{
  return g_str_equal (output->kind, kind);
}

/* The last painting of layer `i` that is still in the image, or NULL. */
static GimpLayer *
find_last (const Output *output, guint i)
{
  GimpLayer *last
      = output->last ? g_hash_table_lookup (output->last, g_ptr_array_index (output->selected, i))
                     : NULL;

  return last && gimp_item_is_valid (GIMP_ITEM (last)) ? last : NULL;
}

GimpLayer *
output_get_given (const Output *output, guint i)
{
  GimpLayer *given = g_ptr_array_index (output->selected, i);
  GimpLayer *last = gimp_item_is_valid (GIMP_ITEM (given)) ? NULL : find_last (output, i);

  return last ? last : given;
}

/* Whether the pixels of the layer `i` itself are changed. */
static gboolean
changes_pixels (const Output *output, guint i)
{
  return is_kind (output, ARGUMENTS_OUTPUT_REPLACE)
         && output_get_given (output, i) == g_ptr_array_index (output->contents, i);
}

/* ---- Before it is painted ---------------------------------------------------------- */

/* Why the pixels of a layer cannot be changed, as a format for its name; or NULL. */
static const char *
find_obstacle (GimpLayer *layer)
{
  if (gimp_item_is_group (GIMP_ITEM (layer)))
    return _ ("The layer “%s” is a group, and its pixels cannot be replaced: choose a new layer "
              "for the painting.");
  if (gimp_item_is_text_layer (GIMP_ITEM (layer)))
    return _ ("The layer “%s” is a text layer, and its pixels cannot be replaced: choose a new "
              "layer for the painting.");
  if (layer_pixels_has_filters (layer))
    return _ ("The layer “%s” has filters, and its pixels cannot be replaced: choose a new layer "
              "for the painting.");
  if (gimp_item_get_lock_content (GIMP_ITEM (layer)))
    return _ ("The layer “%s” is locked, and its pixels cannot be replaced: choose a new layer for "
              "the painting.");

  return NULL;
}

gboolean
output_check (const Output *output, GError **error)
{
  for (guint i = 0; i < output->contents->len; i++)
    {
      GimpLayer  *layer = g_ptr_array_index (output->contents, i);
      const char *obstacle = changes_pixels (output, i) ? find_obstacle (layer) : NULL;

      if (obstacle)
        return nst_fail (error, NST_ERROR_ARGUMENT, obstacle,
                         gimp_item_get_name (GIMP_ITEM (layer)));
    }

  return TRUE;
}

/* ---- Making ------------------------------------------------------------------------ */

PaintingKeep
output_get_keep (const Output *output, guint i)
{
  if (changes_pixels (output, i))
    return PAINTING_KEEP_PROTECTED;

  return is_kind (output, ARGUMENTS_OUTPUT_IMAGE) ? PAINTING_KEEP_ALL : PAINTING_KEEP_NOTHING;
}

GimpLayer *
output_make_layer (const Output *output, guint i, const PaintingResult *result, const char *name,
                   GError **error)
{
  GimpLayer *content = g_ptr_array_index (output->contents, i);
  g_autoptr (GeglBuffer) mask = NULL;

  switch (output_get_keep (output, i))
    {
    case PAINTING_KEEP_NOTHING:
      g_set_object (&mask, result->limit);
      break;
    case PAINTING_KEEP_ALL:
      mask = change_limit_snapshot_mask (content);
      break;
    case PAINTING_KEEP_PROTECTED:
      break;
    }

  return painted_layer_new (result->pixels, mask, content, name, error);
}

/* ---- Into the image ---------------------------------------------------------------- */

/* What the new layer `i` is to lie above: the layer that was given, or its last painting; but the
 * frames of an animation lie together, in their order, above all of the old ones. */
static GimpLayer *
layer_below (const Output *output, GPtrArray *layers, guint i)
{
  guint      top = output->frames ? output->contents->len - 1 : i;
  GimpLayer *last = find_last (output, top);

  if (output->frames && i > 0)
    return g_ptr_array_index (layers, i - 1);
  if (last)
    return last;

  return g_ptr_array_index (output->frames ? output->contents : output->selected, top);
}

static gboolean
insert_above (const Output *output, GPtrArray *layers, guint i)
{
  GimpLayer *layer = g_ptr_array_index (layers, i);
  GimpLayer *content = g_ptr_array_index (output->contents, i);
  GimpLayer *below = layer_below (output, layers, i);
  GimpItem  *parent = gimp_item_get_parent (GIMP_ITEM (below));
  int        position = gimp_image_get_item_position (output->image, GIMP_ITEM (below));
  int        x, y;

  gimp_drawable_get_offsets (GIMP_DRAWABLE (content), &x, &y);

  return gimp_image_insert_layer (output->image, layer, parent ? GIMP_LAYER (parent) : NULL,
                                  position)
         && gimp_layer_set_offsets (layer, x, y)
         && (!output->frames
             || gimp_item_set_visible (GIMP_ITEM (layer),
                                       gimp_item_get_visible (GIMP_ITEM (content))));
}

/* Replaces the given painting, with its opacity, mode and position. */
static gboolean
replace_painting (const Output *output, GPtrArray *layers, guint i)
{
  GimpLayer *layer = g_ptr_array_index (layers, i);
  GimpLayer *old = output_get_given (output, i);

  painted_layer_copy_mode (old, layer);

  return insert_above (output, layers, i)
         && gimp_item_set_visible (GIMP_ITEM (layer), gimp_item_get_visible (GIMP_ITEM (old)))
         && gimp_image_remove_layer (output->image, old);
}

/* Copies the new pixels to the layer itself. */
static gboolean
replace_pixels (const Output *output, GPtrArray *layers, guint i)
{
  GimpLayer    *layer = g_ptr_array_index (layers, i);
  GimpLayer    *content = g_ptr_array_index (output->contents, i);
  GimpDrawable *drawable = GIMP_DRAWABLE (content);
  GeglBuffer   *from = gimp_drawable_get_buffer (GIMP_DRAWABLE (layer));
  GeglBuffer   *shadow = gimp_drawable_get_shadow_buffer (drawable);
  gboolean      merged;

  gegl_buffer_copy (from, NULL, GEGL_ABYSS_NONE, shadow, NULL);
  g_object_unref (from);
  g_object_unref (shadow);
  merged = gimp_drawable_merge_shadow (drawable, TRUE)
           && gimp_drawable_update (drawable, 0, 0, gimp_drawable_get_width (drawable),
                                    gimp_drawable_get_height (drawable));
  gimp_item_delete (GIMP_ITEM (layer));
  g_ptr_array_index (layers, i) = content;

  return merged;
}

/* An image of the layer's size, as deep and with the colors of the other one. */
static GimpImage *
new_image (const Output *output, GimpLayer *layer)
{
  double     x, y;
  GimpImage *image = gimp_image_new_with_precision (
      gimp_drawable_get_width (GIMP_DRAWABLE (layer)),
      gimp_drawable_get_height (GIMP_DRAWABLE (layer)), gimp_image_get_base_type (output->image),
      gimp_image_get_precision (output->image));
  g_autoptr (GimpColorProfile) profile = gimp_image_get_color_profile (output->image);

  if (!image)
    return NULL;

  gimp_image_undo_disable (image);
  if (profile) /* without one, GIMP shows a message that nothing is no profile */
    gimp_image_set_color_profile (image, profile);
  if (gimp_image_get_resolution (output->image, &x, &y))
    gimp_image_set_resolution (image, x, y);

  return image;
}

/* The layer becomes the only one of a new image. */
static gboolean
move_to_image (const Output *output, GPtrArray *layers, guint i)
{
  GimpLayer       *layer = g_ptr_array_index (layers, i), *copy;
  GimpImage       *image = new_image (output, layer);
  g_autofree char *name = gimp_item_get_name (GIMP_ITEM (layer));

  if (!image)
    return FALSE;

  copy = gimp_layer_new_from_drawable (GIMP_DRAWABLE (layer), image);
  if (!copy || !gimp_image_insert_layer (image, copy, NULL, 0))
    {
      gimp_image_delete (image);
      return FALSE;
    }

  gimp_item_set_name (GIMP_ITEM (copy), name); /* GIMP calls it a copy */
  gimp_layer_set_offsets (copy, 0, 0);
  gimp_layer_set_opacity (copy, 100.0);
  gimp_layer_set_mode (copy, GIMP_LAYER_MODE_NORMAL);
  gimp_item_set_visible (GIMP_ITEM (copy), TRUE);
  gimp_image_undo_enable (image);
  gimp_item_delete (GIMP_ITEM (layer));
  g_ptr_array_index (layers, i) = copy;

  return TRUE;
}

static gboolean
insert (const Output *output, GPtrArray *layers, guint i)
{
  if (is_kind (output, ARGUMENTS_OUTPUT_IMAGE))
    return move_to_image (output, layers, i);
  if (changes_pixels (output, i))
    return replace_pixels (output, layers, i);

  return is_kind (output, ARGUMENTS_OUTPUT_REPLACE) ? replace_painting (output, layers, i)
                                                    : insert_above (output, layers, i);
}

static void
select_layers (GimpImage *image, GPtrArray *layers)
{
  g_autofree const GimpLayer **selected = g_new0 (const GimpLayer *, layers->len + 1);

  for (guint i = 0; i < layers->len; i++)
    selected[i] = g_ptr_array_index (layers, i);
  gimp_image_set_selected_layers (image, selected);
}

gboolean
output_is_own (const Output *output)
{
  return !is_kind (output, ARGUMENTS_OUTPUT_IMAGE);
}

/* What lies in another image is not above the next one. */
static void
note_last (Output *output, GPtrArray *layers)
{
  if (!output->last)
    output->last = g_hash_table_new (NULL, NULL);
  for (guint i = 0; i < layers->len; i++)
    g_hash_table_insert (output->last, g_ptr_array_index (output->selected, i),
                         g_ptr_array_index (layers, i));
}

void
output_clear (Output *output)
{
  g_clear_pointer (&output->last, g_hash_table_unref);
}

gboolean
output_insert (Output *output, GPtrArray *layers, GError **error)
{
  gboolean inserted = TRUE;

  for (guint i = 0; i < layers->len && inserted; i++)
    inserted = insert (output, layers, i);
  if (!inserted)
    return nst_fail (error, NST_ERROR_ARGUMENT,
                     _ ("GIMP could not add the new layer to the image (%s)."),
                     gimp_pdb_get_last_error (gimp_get_pdb ()));

  if (output_is_own (output))
    {
      select_layers (output->image, layers);
      note_last (output, layers);
    }

  return TRUE;
}
