/* SPDX-License-Identifier: GPL-3.0-or-later */

/* given-layers.c - all that a script may pass and that cannot be painted. */

#include "given-layers.h"

#include "gimp/change-limit.h"
#include "nst.h"

#include <glib/gi18n.h>

/* One that has not been inserted yet belongs to the image and still has no place in it. */
static gboolean
is_in_image (GimpDrawable *drawable, GimpImage *image)
{
  if (gimp_item_get_image (GIMP_ITEM (drawable)) != image)
    return FALSE;

  gimp_image_get_item_position (image, GIMP_ITEM (drawable));

  return gimp_pdb_get_last_status (gimp_get_pdb ()) == GIMP_PDB_SUCCESS;
}

/* GIMP's own checks guard the menu only; a script can pass anything. */
static gboolean
check_drawable (GimpImage *image, GimpDrawable *drawable, GError **error)
{
  const char *name = gimp_item_get_name (GIMP_ITEM (drawable));

  if (!GIMP_IS_LAYER (drawable))
    nst_set_error (
        error, NST_ERROR_ARGUMENT,
        _ ("Style transfer repaints layers, but “%s” is a mask or a channel: select a layer."),
        name);
  else if (!is_in_image (drawable, image))
    nst_set_error (error, NST_ERROR_ARGUMENT,
                   _ ("The layer “%s” is not in the given image: give a layer of that image."),
                   name);
  else if (gimp_drawable_is_indexed (drawable))
    nst_set_error (
        error, NST_ERROR_ARGUMENT,
        _ ("The image of the layer “%s” has indexed colors: change it to RGB or grayscale "
           "first (Image > Mode)."),
        name);
  else if (gimp_layer_is_floating_sel (GIMP_LAYER (drawable)))
    nst_set_error (error, NST_ERROR_ARGUMENT,
                   _ ("“%s” is a floating selection: anchor it or make it a layer first."), name);
  else
    return change_limit_check (GIMP_LAYER (drawable), error);

  return FALSE;
}

/* GIMP selects a mask as soon as it is added to a layer, and the layer is still what is meant.
 * Returns: (transfer none). */
static GimpDrawable *
find_meant (GimpDrawable *drawable)
{
  GimpLayer *layer
      = GIMP_IS_LAYER_MASK (drawable) ? gimp_layer_from_mask (GIMP_LAYER_MASK (drawable)) : NULL;

  return layer ? GIMP_DRAWABLE (layer) : drawable;
}

GPtrArray *
given_layers_check (GimpImage *image, GimpDrawable **drawables, GimpRunMode run_mode,
                    GError **error)
{
  gsize n_drawables = gimp_core_object_array_get_length ((GObject **) drawables);
  g_autoptr (GPtrArray) contents = g_ptr_array_new ();

  if (n_drawables == 0)
    return nst_fail_null (error, NST_ERROR_ARGUMENT,
                          _ ("There is no layer to repaint: select one."));

  for (gsize i = 0; i < n_drawables; i++)
    {
      gboolean      script = run_mode == GIMP_RUN_NONINTERACTIVE;
      GimpDrawable *drawable = script ? drawables[i] : find_meant (drawables[i]);

      if (!check_drawable (image, drawable, error))
        return NULL;
      if (script || !g_ptr_array_find (contents, drawable, NULL))
        g_ptr_array_add (contents, drawable);
    }

  return g_steal_pointer (&contents);
}
