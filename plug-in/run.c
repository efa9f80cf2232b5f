/* SPDX-License-Identifier: GPL-3.0-or-later */

/* run.c - runs the procedure: check, ask, read pixels, paint, write pixels.  Layers are painted one
 * after the other; only one of them is in our memory, the others are in GIMP.  GIMP kills a plug-in
 * whose progress bar is cancelled, so the image is changed last, in one short undo group, when
 * nothing can fail any more. */

#include "run.h"

#include "given-layers.h"
#include "output.h"
#include "painting-memory.h"
#include "preview-controller.h"
#include "preview-variations.h"

#include "gimp/animation.h"
#include "gimp/mask-channel.h"
#include "gimp/progress.h"
#include "job/arguments.h"
#include "job/job.h"
#include "job/script.h"
#include "job/settings-text.h"
#include "job/style-argument.h"
#include "paint/paint-thread.h"
#include "store/recent-styles.h"
#include "store/shipped-folder.h"
#include "ui/dialog.h"

#include <glib/gi18n.h>

typedef struct
{
  JobRequest         request; /* its layer is the first one, which the dialog shows */
  Output             output;
  guint              n_painted;
  NstFrames         *frames; /* where the layers are those of an animation; or NULL */
  PaintThread       *thread;
  Job               *job;     /* of the layer before, or NULL */
  Dialog            *dialog;  /* in interactive runs */
  PreviewController *preview; /* likewise */
  PreviewVariations *variations;
} Run;

/* ---- Painting ---------------------------------------------------------------------- */

static void
on_news (const PaintNews *news, gpointer data)
{
  Run   *run = data;
  double whole = (run->n_painted + news->fraction) / run->output.contents->len;

  if (!run->dialog)
    progress_update (whole);
  else if (run->preview)
    preview_controller_show_work (run->preview, news, whole);
}

/* The result for layer `i`. */
static gboolean
paint (Run *run, guint i, PaintingResult *result, GError **error)
{
  GimpLayer    *layer = g_ptr_array_index (run->output.contents, i);
  PaintWish     wish = { .task = PAINT_RESULT,
                         .keep = output_get_keep (&run->output, i),
                         .seen = run->dialog && layer == run->request.layer,
                         .frames = run->frames,
                         .stop = run->dialog ? dialog_get_stop (run->dialog) : NULL };
  GCancellable *cancel = run->dialog ? dialog_get_cancellable (run->dialog) : NULL;
  JobRequest    request = run->request;
  Job          *job;

  request.layer = layer;
  job = job_new (&request, run->job ? run->job : preview_controller_get_job (run->preview),
                 JOB_VERIFY, error);
  if (!job)
    return FALSE;

  job_unref (run->job);
  run->job = wish.job = job;

  return paint_thread_wait (run->thread, &wish, on_news, run, cancel, result, error);
}

/* The new version of layer `i`, not yet in the image. */
static GimpLayer *
paint_layer (Run *run, guint i, GError **error)
{
  GimpLayer       *layer = g_ptr_array_index (run->output.contents, i);
  g_autofree char *name = g_strdup (gimp_item_get_name (GIMP_ITEM (layer))), *title = NULL;
  PaintingResult   result;
  GimpLayer       *painted = NULL;

  if (!paint (run, i, &result, error))
    return NULL;

  if (gimp_item_is_valid (GIMP_ITEM (layer))
      && gimp_item_is_valid (GIMP_ITEM (output_get_given (&run->output, i))))
    {
      title = painting_memory_name (run->job, layer);
      painted = output_make_layer (&run->output, i, &result, title, error);
    }
  else
    nst_set_error (error, NST_ERROR_ARGUMENT,
                   _ ("The layer “%s” was deleted while it was being painted."), name);
  g_clear_object (&result.pixels);
  g_clear_object (&result.limit);

  return painted;
}

static void
delete_layer (gpointer layer, gpointer data)
{
  gimp_item_delete (layer);
}

/* All of them or, after an error, none. */
static GPtrArray *
paint_layers (Run *run, GError **error)
{
  GPtrArray *layers = g_ptr_array_new ();

  for (run->n_painted = 0; run->n_painted < run->output.contents->len; run->n_painted++)
    {
      GimpLayer *layer = paint_layer (run, run->n_painted, error);

      if (!layer)
        {
          g_ptr_array_foreach (layers, delete_layer, NULL);
          g_ptr_array_unref (layers);
          return NULL;
        }
      g_ptr_array_add (layers, layer);
    }

  return layers;
}

/* In the order in which they are played, where the layers are the frames of an animation. */
static gboolean
arrange_frames (Run *run, GError **error)
{
  g_clear_pointer (&run->frames, nst_frames_free); /* of a run before */
  run->output.frames = arguments_read_frames (run->request.config) && run->output.selected->len > 1;
  if (!run->output.frames)
    return TRUE;
  if (!animation_arrange (run->output.selected, run->request.image, error))
    return FALSE;

  run->frames = nst_frames_new ();

  return TRUE;
}

/* The layers to paint, and their results. */
static gboolean
prepare (Run *run, GError **error)
{
  GimpProcedureConfig *config = run->request.config;

  run->output.kind = arguments_read_output (config, error);

  return run->output.kind && arrange_frames (run, error)
         && painting_memory_find_contents (&run->output, config, run->request.run_mode, error)
         && output_check (&run->output, error);
}

/* Shows the new images in interactive runs. */
static void
show_images (Run *run, GPtrArray *layers)
{
  for (guint i = 0; i < layers->len; i++)
    {
      GimpImage *image = gimp_item_get_image (g_ptr_array_index (layers, i));

      if (image != run->request.image)
        gimp_display_new (image);
    }
}

/* The layers and what they remember are one step of the undo history. */
static gboolean
insert_layers (Run *run, GPtrArray *layers, GError **error)
{
  gboolean own = output_is_own (&run->output), inserted;

  if (own)
    gimp_image_undo_group_start (run->output.image);
  inserted = output_insert (&run->output, layers, error);
  if (inserted)
    painting_memory_keep (&run->output, layers, run->request.config, run->request.run_mode);
  if (own)
    gimp_image_undo_group_end (run->output.image);

  return inserted;
}

/* From the arguments of the call to the new layers in the image; NULL after an error. */
static GPtrArray *
repaint (Run *run, GError **error)
{
  GPtrArray *layers = NULL;

  if (prepare (run, error) && (layers = paint_layers (run, error))
      && !insert_layers (run, layers, error))
    g_clear_pointer (&layers, g_ptr_array_unref);
  g_clear_pointer (&run->job, job_unref);

  return layers;
}

static GPtrArray *
repaint_quietly (Run *run, GError **error)
{
  GPtrArray *layers;

  if (run->request.run_mode == GIMP_RUN_WITH_LAST_VALS
      && !settings_text_recall_layers (run->request.config, run->request.image))
    return nst_fail_null (error, NST_ERROR_ARGUMENT,
                          _ ("The masks of the last run no longer exist in this image: choose "
                             "others in the dialog (Filters > Artistic > Style Transfer)."));

  progress_begin (_ ("Style transfer"));
  layers = repaint (run, error);
  progress_end ();

  return layers;
}

/* Remembers the style for Repeat and for the gallery. */
static void
remember_style (GimpProcedureConfig *config)
{
  g_autofree char *source = NULL, *style = NULL, *second = NULL;

  settings_text_remember_layers (config);

  g_object_get (config, "style-source", &source, "style", &style, "second-style", &second, NULL);
  if (second && *second)
    recent_styles_add (second);
  if (g_strcmp0 (source, ARGUMENTS_SOURCE_STYLE) == 0)
    recent_styles_add (style);
}

static char *
write_script (gpointer data)
{
  Run *run = data;

  return script_write (run->request.image, run->request.config);
}

/* What a painting was painted from can be looked at in its place. */
static void
on_repaint_changed (Run *run)
{
  if (!painting_memory_find_contents (&run->output, run->request.config, run->request.run_mode,
                                      NULL)
      || g_ptr_array_index (run->output.contents, 0) == run->request.layer)
    return;

  run->request.layer = g_ptr_array_index (run->output.contents, 0);
  if (!run->preview)
    return;

  dialog_set_layer (run->dialog, run->request.layer);
  preview_controller_restart (run->preview);
}

static GimpDrawable *
on_mask (const guchar *mask, int width, int height, gboolean protects, GimpDrawable *before,
         gpointer data)
{
  GimpLayer *layer = ((Run *) data)->request.layer;

  /* The image may have been scaled meanwhile, or the layer deleted. */
  if (!gimp_item_is_valid (GIMP_ITEM (layer))
      || gimp_drawable_get_width (GIMP_DRAWABLE (layer)) != width
      || gimp_drawable_get_height (GIMP_DRAWABLE (layer)) != height)
    return NULL;

  return (GimpDrawable *) mask_channel_new (layer, mask, protects ? _ ("Protected") : _ ("Region"),
                                            (GimpChannel *) before);
}

static void
open_dialog (Run *run, GimpProcedure *procedure)
{
  GimpProcedureConfig *config = run->request.config;

  arguments_turn_keep_colors (config);
  settings_text_recall_layers (config, run->request.image);
  painting_memory_recall (run->request.layer, config);
  on_repaint_changed (run);
  g_signal_connect_swapped (config, "notify::repaint", G_CALLBACK (on_repaint_changed), run);
  style_argument_suggest (config, run->request.catalogue);
  run->dialog = dialog_new (procedure, config, run->request.layer, run->request.catalogue);
  settings_panel_set_script_func (dialog_get_settings (run->dialog), write_script, run);
  dialog_set_mask_func (run->dialog, on_mask, run);
  if (run->output.selected->len > 1)
    settings_panel_offer_frames (dialog_get_settings (run->dialog));
  run->preview = preview_controller_new (&run->request, run->dialog, run->thread);
  run->variations = preview_variations_new (config, run->dialog, run->preview, run->thread);
}

/* Repaints as the user has asked for; NULL after an error, or when it was canceled. */
static GPtrArray *
repaint_for_dialog (Run *run)
{
  g_autoptr (GError) mistake = NULL;
  GPtrArray *layers;
  gboolean   cancelled;

  preview_controller_pause (run->preview);
  dialog_start_work (run->dialog);
  layers = repaint (run, &mistake);
  cancelled = g_error_matches (mistake, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  dialog_end_work (run->dialog, cancelled ? NULL : mistake);
  if (layers)
    {
      remember_style (run->request.config);
      show_images (run, layers);
      gimp_displays_flush ();
    }

  return layers;
}

/* Asks, paints, and asks again after Apply, after a mistake that the user can mend, or when the
 * painting was cancelled.  Returns the last paintings; *settings receives how they were made, to be
 * freed by g_free. */
static GPtrArray *
ask_and_repaint (Run *run, char **settings)
{
  GPtrArray   *layers = NULL;
  DialogAnswer answer;

  *settings = NULL;
  while ((answer = dialog_ask (run->dialog)) != DIALOG_CLOSE)
    {
      GPtrArray *painted = repaint_for_dialog (run);

      if (painted)
        {
          g_clear_pointer (&layers, g_ptr_array_unref);
          layers = painted;
          g_free (*settings);
          *settings = settings_text_write (run->request.config);
          if (answer == DIALOG_OK)
            break;
          dialog_show_applied (run->dialog);
        }

      preview_controller_resume (run->preview);
    }

  return layers;
}

/* Whether nobody has taken them back. */
static gboolean
are_valid (GPtrArray *layers)
{
  for (guint i = 0; i < layers->len; i++)
    if (!gimp_item_is_valid (g_ptr_array_index (layers, i)))
      return FALSE;

  return TRUE;
}

/* What was set after the last painting is not what it was painted with: Repeat has that. */
static GPtrArray *
repaint_with_dialog (Run *run, GError **error)
{
  g_autofree char *settings = NULL;
  GPtrArray       *layers = ask_and_repaint (run, &settings);

  g_signal_handlers_disconnect_by_data (run->request.config, run);
  g_clear_pointer (&run->variations, preview_variations_free);
  g_clear_pointer (&run->preview, preview_controller_free);
  g_clear_pointer (&run->dialog, dialog_free);
  if (settings)
    settings_text_read (run->request.config, run->request.image, settings);
  if (layers && !are_valid (layers))
    g_clear_pointer (&layers, g_ptr_array_unref);
  if (!layers)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("Canceled."));

  return layers;
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

/* `layers` are those of `selected`; they are returned in the order of `given`. */
static GimpValueArray *
return_layers (GimpProcedure *procedure, GPtrArray *given, GPtrArray *selected, GPtrArray *layers)
{
  GimpValueArray *values = gimp_procedure_new_return_values (procedure, GIMP_PDB_SUCCESS, NULL);
  GObject       **array = g_new0 (GObject *, layers->len + 1);

  for (guint i = 0; i < layers->len; i++)
    {
      guint place = i;

      g_ptr_array_find (selected, g_ptr_array_index (given, i), &place);
      array[i] = g_ptr_array_index (layers, place);
    }
  GIMP_VALUES_SET_LAYER (values, 1, array[0]);
  GIMP_VALUES_TAKE_CORE_OBJECT_ARRAY (values, 2, array);

  return values;
}

GimpValueArray *
run_procedure (GimpProcedure *procedure, GimpRunMode run_mode, GimpImage *image,
               GimpDrawable **drawables, GimpProcedureConfig *config, gpointer run_data)
{
  GError *error = NULL;
  g_autoptr (GPtrArray) given = given_layers_check (image, drawables, run_mode, &error);
  g_autoptr (GPtrArray) selected = given ? g_ptr_array_copy (given, NULL, NULL) : NULL;
  g_autoptr (GPtrArray) contents = g_ptr_array_new ();
  g_autoptr (GPtrArray) layers = NULL;
  g_autoptr (NstCatalogue) catalogue = shipped_folder_catalogue ();
  Run run = { .request
              = { .run_mode = run_mode, .config = config, .image = image, .catalogue = catalogue },
              .output = { .image = image, .selected = selected, .contents = contents } };

  if (!given)
    return return_error (procedure, run_mode, error);

  nst_keep_memory ();
  gegl_init (NULL, NULL);
  run.request.layer = g_ptr_array_index (selected, 0);
  run.request.layers = selected;
  run.thread = paint_thread_new (catalogue);

  if (run_mode == GIMP_RUN_INTERACTIVE)
    {
      open_dialog (&run, procedure);
      layers = repaint_with_dialog (&run, &error);
    }
  else
    layers = repaint_quietly (&run, &error);

  paint_thread_free (run.thread);
  nst_frames_free (run.frames);
  output_clear (&run.output);

  return layers ? return_layers (procedure, given, selected, layers)
                : return_error (procedure, run_mode, error);
}
