/* SPDX-License-Identifier: GPL-3.0-or-later */

/* folder.c - paints a folder of pictures.  First the arguments are checked; the style and the
 * network are opened once; then each picture is loaded, painted, written and freed.  If a picture
 * fails, its error is recorded and the others are painted. */

#include "folder.h"

#include "folder-report.h"
#include "painting-memory.h"

#include "gimp/layer-pixels.h"
#include "gimp/painted-layer.h"
#include "gimp/picture-export.h"
#include "gimp/picture-file.h"
#include "gimp/progress.h"
#include "job/arguments.h"
#include "job/folder-arguments.h"
#include "job/folder-files.h"
#include "job/job.h"
#include "job/style-argument.h"
#include "paint/paint-thread.h"

#include "store/recent-styles.h"
#include "store/shipped-folder.h"
#include "ui/folder-dialog.h"

#include <glib/gi18n.h>

typedef struct
{
  GimpRunMode          run_mode;
  GimpProcedureConfig *config;
  FolderArguments      arguments;
  NstCatalogue        *catalogue;
  Job                 *job;    /* of all pictures, without a layer */
  PaintThread         *thread; /* keeps the network and the measured styles */
  GPtrArray           *files;  /* of FolderFile */
  guint                current;
  gboolean             started; /* the arguments were valid */
  char                *swept;   /* the folder of the last result, already swept */
  FolderReport        *report;
  FolderDialog        *dialog; /* in interactive runs */
} Folder;

/* ---- Before the first picture ------------------------------------------------------ */

/* The painter opens the network with the first picture, and keeps it. */
static gboolean
check_network (Folder *folder, GError **error)
{
  g_autoptr (NstNetwork) network
      = nst_catalogue_open_network (folder->catalogue, folder->job->settings.network, error);

  return network != NULL;
}

static gboolean
make_job (Folder *folder, GError **error)
{
  JobRequest request
      = { .run_mode = folder->run_mode, .config = folder->config, .catalogue = folder->catalogue };

  folder->job = job_new (&request, NULL, JOB_TRUST, error);

  return folder->job && job_load_styles (folder->job, error) && check_network (folder, error);
}

/* Checks everything that can be checked before a picture is opened. */
static gboolean
prepare (Folder *folder, GError **error)
{
  g_autoptr (GFile) style = NULL;

  g_object_get (folder->config, "style-file", &style, NULL);

  if (!folder_arguments_read (folder->config, &folder->arguments, error)
      || !(folder->files = folder_files_list (&folder->arguments, style, error))
      || !make_job (folder, error) || !folder_files_make_output (&folder->arguments, error))
    return FALSE;

  folder->thread = paint_thread_new (folder->catalogue);

  return TRUE;
}

/* Resets the run, because the dialog asks again after an error. */
static void
forget (Folder *folder)
{
  folder_arguments_clear (&folder->arguments);
  g_clear_pointer (&folder->files, g_ptr_array_unref);
  g_clear_pointer (&folder->report, folder_report_free);
  g_clear_pointer (&folder->thread, paint_thread_free);
  g_clear_pointer (&folder->job, job_unref);
  g_clear_pointer (&folder->swept, g_free);
}

/* ---- A picture --------------------------------------------------------------------- */

static void
show_progress (Folder *folder, double fraction)
{
  const FolderFile *file = g_ptr_array_index (folder->files, folder->current);
  double            whole = (folder->current + fraction) / folder->files->len;
  g_autofree char  *text
      = g_strdup_printf (_ ("%u of %u: %s"), folder->current + 1, folder->files->len, file->name);

  if (folder->dialog)
    {
      folder_dialog_set_progress (folder->dialog, whole, text);
      return;
    }

  if (fraction == 0.0)
    progress_begin (text);
  progress_update (whole);
}

static GCancellable *
get_cancellable (Folder *folder)
{
  return folder->dialog ? folder_dialog_get_cancellable (folder->dialog) : NULL;
}

static void
on_news (const PaintNews *news, gpointer data)
{
  show_progress (data, news->fraction);
}

/* The new version of `layer`, all of it whatever is selected, not yet in the image.  Errors call it
 * `name`. */
static GimpLayer *
paint_layer (Folder *folder, GimpLayer *layer, const char *name, GError **error)
{
  GeglBuffer    *pixels = layer_pixels_snapshot (layer, error);
  LayerSnapshot *snapshot = pixels ? layer_snapshot_take (pixels, NULL, name) : NULL;
  g_autoptr (Job) job = snapshot ? job_for_layer (folder->job, snapshot) : NULL;
  PaintWish        wish = { .task = PAINT_RESULT, .job = job };
  PaintingResult   result;
  GimpLayer       *painting;
  g_autofree char *title = NULL;

  if (!job)
    return NULL;
  if (!paint_thread_wait (folder->thread, &wish, on_news, folder, get_cancellable (folder), &result,
                          error))
    return NULL;

  title = job_name_painting (job, gimp_item_get_name (GIMP_ITEM (layer)));
  painting = painted_layer_new (result.pixels, NULL, layer, title, error);
  g_clear_object (&result.pixels);
  g_clear_object (&result.limit);

  return painting;
}

/* Replaces `content` by the painting. */
static gboolean
paint_image (Folder *folder, GimpImage *image, const FolderFile *file, GError **error)
{
  gboolean keep_layers = folder->arguments.keep_layers && picture_export_has_layers (file->ending);
  GimpLayer       *content = picture_file_get_content (image, keep_layers, file->name, error);
  GimpLayer       *painting = content ? paint_layer (folder, content, file->name, error) : NULL;
  g_autofree char *name = NULL;

  if (!painting)
    return FALSE;

  name = gimp_item_get_name (GIMP_ITEM (content));
  if (!gimp_image_insert_layer (image, painting, NULL, 0)
      || !gimp_image_remove_layer (image, content))
    return nst_fail (error, NST_ERROR_MEMORY,
                     _ ("GIMP could not add the painting to the picture “%s” (%s)."), file->name,
                     gimp_pdb_get_last_error (gimp_get_pdb ()));

  if (!folder->arguments.keep_metadata)
    {
      g_autoptr (GimpMetadata) none = gimp_metadata_new ();

      gimp_image_set_metadata (image, none);
    }
  else
    {
      g_autofree char *title = gimp_item_get_name (GIMP_ITEM (painting));

      painting_memory_tell (image, title, folder->config);
    }

  /* The only layer keeps its name; above others, its own says what it is. */
  if (!keep_layers)
    gimp_item_set_name (GIMP_ITEM (painting), name);

  return TRUE;
}

static gboolean
make_parent (Folder *folder, const FolderFile *file, GError **error)
{
  g_autoptr (GFile) parent = g_file_get_parent (file->result);
  g_autofree char *path = g_file_get_path (parent);
  g_autoptr (GError) reason = NULL;

  if (g_file_make_directory_with_parents (parent, NULL, &reason))
    return TRUE;
  if (g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_EXISTS))
    {
      if (path && g_strcmp0 (path, folder->swept) != 0)
        {
          nst_drafts_sweep (path);
          g_free (folder->swept);
          folder->swept = g_steal_pointer (&path);
        }
      return TRUE;
    }

  return nst_fail (error, NST_ERROR_FILE,
                   _ ("The folder for the painting of “%s” cannot be created (%s)."), file->name,
                   reason->message);
}

static gboolean
paint_file (Folder *folder, const FolderFile *file, GError **error)
{
  GimpImage *image = picture_file_load (file->source, error);
  gboolean   done;

  if (!image)
    return FALSE;

  done = paint_image (folder, image, file, error) && make_parent (folder, file, error)
         && picture_export_save (image, file->result,
                                 g_str_equal (folder->arguments.existing, FOLDER_EXISTING_REPLACE),
                                 error);
  gimp_image_delete (image);

  return done;
}

/* ---- All of them ------------------------------------------------------------------- */

/* FALSE with G_IO_ERROR_CANCELLED where the user wants no more, or with what folder_report_end
 * says. */
static gboolean
paint_files (Folder *folder, GError **error)
{
  folder->started = TRUE;
  folder->report
      = folder_report_new (folder->files->len, folder->run_mode == GIMP_RUN_NONINTERACTIVE);

  for (folder->current = 0; folder->current < folder->files->len; folder->current++)
    {
      const FolderFile *file = g_ptr_array_index (folder->files, folder->current);
      g_autoptr (GError) trouble = NULL;

      show_progress (folder, 0.0);
      if (g_cancellable_set_error_if_cancelled (get_cancellable (folder), error))
        return FALSE;

      if (!file->skipped && !paint_file (folder, file, &trouble)
          && g_error_matches (trouble, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        {
          g_propagate_error (error, g_steal_pointer (&trouble));
          return FALSE;
        }
      folder_report_add (folder->report, folder->current, file, trouble);
    }

  return folder_report_end (folder->report, error);
}

static gboolean
run_quietly (Folder *folder, GError **error)
{
  gboolean done;

  if (folder->run_mode == GIMP_RUN_WITH_LAST_VALS)
    style_argument_recall (folder->config);
  if (!prepare (folder, error))
    return FALSE;

  progress_begin (_ ("Style transfer"));
  done = paint_files (folder, error);
  progress_end ();

  return done;
}

static void
remember_style (GimpProcedureConfig *config)
{
  g_autofree char *style = NULL, *second = NULL;

  style_argument_remember (config);
  g_object_get (config, "style", &style, "second-style", &second, NULL);
  if (second && *second)
    recent_styles_add (second);
  if (style && *style)
    recent_styles_add (style);
}

/* Asks, and asks again after errors in the arguments; errors of single pictures are shown at the
 * end, by GIMP. */
static gboolean
run_with_dialog (Folder *folder, GimpProcedure *procedure, GError **error)
{
  gboolean done = FALSE;

  arguments_turn_keep_colors (folder->config);
  style_argument_recall (folder->config);
  style_argument_suggest (folder->config, folder->catalogue);
  folder->dialog = folder_dialog_new (procedure, folder->config, folder->catalogue);
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("Canceled."));

  while (!folder->started && folder_dialog_ask (folder->dialog))
    {
      g_clear_error (error);
      forget (folder);
      folder_dialog_start_work (folder->dialog);
      done = prepare (folder, error) && paint_files (folder, error);
      folder_dialog_end_work (folder->dialog, error ? *error : NULL);
    }

  if (folder->started)
    remember_style (folder->config);
  else if (!g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_clear_error (error);
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("Canceled."));
    }
  g_clear_pointer (&folder->dialog, folder_dialog_free);

  return done;
}

/* Reports errors in the arguments, and errors of pictures. */
static GimpValueArray *
return_error (GimpProcedure *procedure, const Folder *folder, GError *error)
{
  if (folder->run_mode == GIMP_RUN_INTERACTIVE
      && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_error_free (error);
      return gimp_procedure_new_return_values (procedure, GIMP_PDB_CANCEL, NULL);
    }

  return gimp_procedure_new_return_values (
      procedure, folder->started ? GIMP_PDB_EXECUTION_ERROR : GIMP_PDB_CALLING_ERROR, error);
}

GimpValueArray *
folder_run (GimpProcedure *procedure, GimpProcedureConfig *config, gpointer run_data)
{
  Folder          folder = { .config = config };
  GError         *error = NULL;
  GimpValueArray *values;
  gboolean        done;

  g_object_get (config, "run-mode", &folder.run_mode, NULL);
  folder.catalogue = shipped_folder_catalogue ();

  /* Errors of GIMP's loaders and exporters are told in words of ours; GIMP is not to say them,
   * too. */
  gimp_plug_in_set_pdb_error_handler (gimp_procedure_get_plug_in (procedure),
                                      GIMP_PDB_ERROR_HANDLER_PLUGIN);
  nst_keep_memory ();
  gegl_init (NULL, NULL);

  done = folder.run_mode == GIMP_RUN_INTERACTIVE ? run_with_dialog (&folder, procedure, &error)
                                                 : run_quietly (&folder, &error);
  if (done)
    {
      values = gimp_procedure_new_return_values (procedure, GIMP_PDB_SUCCESS, NULL);
      g_value_take_boxed (gimp_value_array_index (values, 1),
                          folder_report_get_results (folder.report));
    }
  else
    {
      values = return_error (procedure, &folder, error);
    }

  forget (&folder);
  nst_catalogue_unref (folder.catalogue);

  return values;
}
