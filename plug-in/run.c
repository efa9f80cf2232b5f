/* SPDX-License-Identifier: GPL-3.0-or-later */

/* run.c - the order of steps: check, ask, pixels in, work, pixels out.  GIMP kills a plug-in whose
 * progress bar is cancelled, so the image is touched last, in one short undo group, when nothing
 * can fail any more that could have failed before. */

#include "run.h"

#include "arguments.h"
#include "live.h"
#include "pixels.h"
#include "style.h"
#include "worker.h"

#include "../ui/dialog.h"

#include <glib/gi18n.h>

typedef struct
{
  GimpRunMode          run_mode;
  GimpProcedureConfig *config;
  GimpImage           *image;
  GimpLayer           *content;
  Dialog              *dialog; /* in interactive runs */
  Live                *live;   /* likewise; NULL where there is nothing to preview */
} Run;

/* The one layer to repaint.  GIMP's own checks guard the menu only; a script can pass anything. */
static GimpLayer *
check_drawables (GimpImage *image, GimpDrawable **drawables, GError **error)
{
  gsize         n_drawables = gimp_core_object_array_get_length ((GObject **) drawables);
  GimpDrawable *drawable = n_drawables ? drawables[0] : NULL;
  const char   *name = drawable ? gimp_item_get_name (GIMP_ITEM (drawable)) : NULL;
  int           x, y, width, height;

  if (n_drawables != 1)
    g_set_error (
        error, NST_ERROR, NST_ERROR_ARGUMENT,
        _ ("Style transfer repaints one layer at a time, and %d are selected: select one."),
        (int) n_drawables);
  else if (!GIMP_IS_LAYER (drawable))
    g_set_error (error, NST_ERROR, NST_ERROR_ARGUMENT,
                 _ ("Style transfer repaints layers, and \"%s\" is a mask or a channel: select a "
                    "layer."),
                 name);
  else if (gimp_item_get_image (GIMP_ITEM (drawable)) != image)
    g_set_error (error, NST_ERROR, NST_ERROR_ARGUMENT,
                 _ ("The layer \"%s\" is not in the given image: give a layer of that image."),
                 name);
  else if (gimp_drawable_is_indexed (drawable))
    g_set_error (
        error, NST_ERROR, NST_ERROR_ARGUMENT,
        _ ("The image of the layer \"%s\" has indexed colors: change it to RGB or grayscale "
           "first (Image > Mode)."),
        name);
  else if (gimp_layer_is_floating_sel (GIMP_LAYER (drawable)))
    g_set_error (error, NST_ERROR, NST_ERROR_ARGUMENT,
                 _ ("\"%s\" is a floating selection: anchor it or make it a layer first."), name);
  else if (!gimp_drawable_mask_intersect (drawable, &x, &y, &width, &height))
    g_set_error (
        error, NST_ERROR, NST_ERROR_ARGUMENT,
        _ ("The selection does not touch the layer \"%s\": select a part of it, or nothing "
           "for all of it."),
        name);
  else
    return GIMP_LAYER (drawable);

  return NULL;
}

static void
show_progress (double fraction, const NstPicture *painting, gpointer data)
{
  Run *run = data;

  if (run->dialog)
    dialog_set_progress (run->dialog, fraction, painting);
  else
    gimp_progress_update (fraction);
}

static char *
folder_beside_program (const char *name)
{
  g_autofree char *program = g_path_get_dirname (gimp_get_progname ());

  return g_build_filename (program, name, NULL);
}

static NstPicture *
paint (Run *run, const NstSettings *settings, const NstPicture *content, NstStyle *style,
       GError **error)
{
  g_autofree char *networks = folder_beside_program ("weights");
  GCancellable    *cancel = run->dialog ? dialog_get_cancellable (run->dialog) : NULL;
  GCancellable    *stop = run->dialog ? dialog_get_stop (run->dialog) : NULL;
  WorkerJob        job = { .content = content,
                           .shown = live_get_content (run->live),
                           .style = style,
                           .settings = *settings,
                           .networks = networks,
                           .threads = gimp_get_num_processors () };

  return worker_stylize (&job, show_progress, run, cancel, stop, error);
}

/* Puts `layer` above the content, as one step of the undo history. */
static gboolean
insert (Run *run, GimpLayer *layer, GError **error)
{
  GimpItem  *content = GIMP_ITEM (run->content);
  GimpItem  *parent = gimp_item_get_parent (content);
  gboolean   masked = !gimp_selection_is_empty (run->image);
  gboolean   inserted;
  GimpLayer *selected[] = { layer, NULL };
  int        x, y;

  gimp_drawable_get_offsets (GIMP_DRAWABLE (content), &x, &y);

  gimp_image_undo_group_start (run->image);

  inserted = gimp_image_insert_layer (run->image, layer, parent ? GIMP_LAYER (parent) : NULL,
                                      gimp_image_get_item_position (run->image, content))
             && gimp_layer_set_offsets (layer, x, y);

  if (inserted && masked)
    {
      GimpLayerMask *mask = gimp_layer_create_mask (layer, GIMP_ADD_MASK_SELECTION);

      inserted = mask && gimp_layer_add_mask (layer, mask);
      gimp_layer_set_edit_mask (layer, FALSE);
    }

  if (inserted)
    gimp_image_set_selected_layers (run->image, (const GimpLayer **) selected);

  gimp_image_undo_group_end (run->image);

  if (!inserted)
    g_set_error (error, NST_ERROR, NST_ERROR_ARGUMENT,
                 _ ("GIMP could not add the new layer to the image (%s)."),
                 gimp_pdb_get_last_error (gimp_get_pdb ()));

  return inserted;
}

static GimpLayer *
deliver (Run *run, const NstPicture *picture, GeglBuffer *snapshot, GError **error)
{
  GimpLayer *layer;

  if (!gimp_item_is_valid (GIMP_ITEM (run->content)))
    {
      g_set_error_literal (error, NST_ERROR, NST_ERROR_ARGUMENT,
                           _ ("The layer was deleted while its new version was being painted."));
      return NULL;
    }

  layer = pixels_write (picture, snapshot, run->content, error);

  return layer && insert (run, layer, error) ? layer : NULL;
}

/* From the arguments of the call to the new layer in the image. */
static GimpLayer *
repaint (Run *run, GError **error)
{
  NstSettings      settings;
  g_autofree char *styles = folder_beside_program ("styles");
  g_autoptr (NstStyle) style = NULL;
  g_autoptr (NstPicture) content = NULL;
  g_autoptr (NstPicture) picture = NULL;
  g_autoptr (GeglBuffer) snapshot = NULL;

  if (!arguments_read (run->config, &settings, error))
    return NULL;

  style = style_read (run->run_mode, run->config, styles, error);
  if (!style)
    return NULL;

  snapshot = pixels_snapshot (run->content, error);
  if (!snapshot)
    return NULL;

  content = pixels_read (snapshot, gimp_item_get_name (GIMP_ITEM (run->content)), error);
  if (!content)
    return NULL;

  picture = paint (run, &settings, content, style, error);
  if (!picture)
    return NULL;

  /* At no strength at all the layer's own pixels are exact where the engine's floats, being sRGB,
   * cannot be. */
  return deliver (run, settings.strength > 0.0 ? picture : NULL, snapshot, error);
}

static GimpLayer *
repaint_quietly (Run *run, GError **error)
{
  GimpLayer *layer;

  if (run->run_mode == GIMP_RUN_WITH_LAST_VALS)
    style_recall (run->config);

  gimp_progress_init (_ ("Style transfer"));
  layer = repaint (run, error);
  gimp_progress_end ();

  return layer;
}

/* The preview of what there is to repaint; where that cannot be had, the dialog says why. */
static Live *
begin_preview (Run *run, const char *networks, const char *styles)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GeglBuffer) snapshot = pixels_snapshot (run->content, &error);
  g_autoptr (NstPicture) content = NULL;
  Live *live = NULL;

  if (snapshot)
    content = pixels_read (snapshot, gimp_item_get_name (GIMP_ITEM (run->content)), &error);
  if (content)
    live = live_new (run->config, run->dialog, content, networks, styles, &error);
  if (!live)
    dialog_show_mistake (run->dialog, error->message);

  return live;
}

/* Asks, paints, and asks again after a mistake that the user can mend. */
static GimpLayer *
repaint_with_dialog (Run *run, GimpProcedure *procedure, GError **error)
{
  g_autofree char *networks = folder_beside_program ("weights");
  g_autofree char *styles = folder_beside_program ("styles");
  GimpLayer       *layer = NULL;

  style_recall (run->config);
  style_suggest (run->config, styles);
  run->dialog = dialog_new (procedure, run->config, networks, styles);
  run->live = begin_preview (run, networks, styles);

  while (dialog_ask (run->dialog))
    {
      g_autoptr (GError) mistake = NULL;

      live_pause (run->live);
      dialog_start_work (run->dialog);
      layer = repaint (run, &mistake);
      dialog_end_work (run->dialog, mistake);

      if (layer || g_error_matches (mistake, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        break;

      live_resume (run->live);
    }

  if (layer)
    style_remember (run->config);
  else
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("Cancelled"));

  g_clear_pointer (&run->live, live_free);
  g_clear_pointer (&run->dialog, dialog_free);

  return layer;
}

static GimpValueArray *
return_error (GimpProcedure *procedure, GimpRunMode run_mode, GError *error)
{
  GimpPDBStatusType status = GIMP_PDB_EXECUTION_ERROR;

  if (g_error_matches (error, NST_ERROR, NST_ERROR_ARGUMENT))
    {
      status = GIMP_PDB_CALLING_ERROR;
    }
  else if (run_mode == GIMP_RUN_INTERACTIVE
           && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      status = GIMP_PDB_CANCEL;
      g_clear_error (&error);
    }

  return gimp_procedure_new_return_values (procedure, status, error);
}

GimpValueArray *
run_procedure (GimpProcedure *procedure, GimpRunMode run_mode, GimpImage *image,
               GimpDrawable **drawables, GimpProcedureConfig *config, gpointer run_data)
{
  Run             run = { .run_mode = run_mode, .config = config, .image = image };
  GError         *error = NULL;
  GimpLayer      *layer;
  GimpValueArray *values;

  nst_keep_memory ();
  gegl_init (NULL, NULL);

  run.content = check_drawables (image, drawables, &error);
  if (!run.content)
    return return_error (procedure, run_mode, error);

  if (run_mode == GIMP_RUN_INTERACTIVE)
    layer = repaint_with_dialog (&run, procedure, &error);
  else
    layer = repaint_quietly (&run, &error);

  if (!layer)
    return return_error (procedure, run_mode, error);

  values = gimp_procedure_new_return_values (procedure, GIMP_PDB_SUCCESS, NULL);
  GIMP_VALUES_SET_LAYER (values, 1, layer);

  return values;
}
