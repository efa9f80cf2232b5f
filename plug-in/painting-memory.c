/* SPDX-License-Identifier: GPL-3.0-or-later */

/* painting-memory.c - stores and reads the settings on a painted layer, in the format of a preset,
 * and writes them into the image's metadata, which go with exported files, as a script has them. */

#include "painting-memory.h"

#include "gimp/change-limit.h"
#include "gimp/image-history.h"
#include "job/arguments.h"
#include "job/painting-record.h"
#include "job/script.h"
#include "job/style-argument.h"
#include "store/presets.h"

char *
painting_memory_name (const Job *job, GimpLayer *layer)
{
  g_autofree char *photograph = painting_record_get_name (layer);

  return job_name_painting (job, photograph ? photograph : gimp_item_get_name (GIMP_ITEM (layer)));
}

/* ---- What is painted --------------------------------------------------------------- */

static GimpLayer *
find_photograph (GimpLayer *layer)
{
  GimpLayer *photograph
      = gimp_item_is_valid (GIMP_ITEM (layer)) ? painting_record_find_content (layer) : NULL;

  return photograph && change_limit_check (photograph, NULL) ? photograph : layer;
}

gboolean
painting_memory_find_contents (Output *output, GimpProcedureConfig *config, GimpRunMode run_mode,
                               GError **error)
{
  gboolean photograph;

  if (!arguments_read_repaint (config, run_mode, &photograph, error))
    return FALSE;

  g_ptr_array_set_size (output->contents, 0);
  for (guint i = 0; i < output->selected->len; i++)
    {
      GimpLayer *layer = output_get_given (output, i);

      g_ptr_array_add (output->contents,
                       photograph && !output->frames ? find_photograph (layer) : layer);
    }

  return TRUE;
}

/* ---- How --------------------------------------------------------------------------- */

void
painting_memory_tell (GimpImage *image, const char *name, GimpProcedureConfig *config)
{
  g_autofree char *settings = script_write_settings (config);
  g_autofree char *line = g_strdup_printf (*settings ? "Style Transfer for GIMP: %s (%s)"
                                                     : "Style Transfer for GIMP: %s",
                                           name, settings);

  image_history_add (image, line);
}

/* What was painted, in the image that it lies in. */
static void
tell (const Output *output, GimpLayer *layer, GimpProcedureConfig *config)
{
  GimpImage       *image = gimp_item_get_image (GIMP_ITEM (layer));
  g_autofree char *name = gimp_item_get_name (GIMP_ITEM (layer));

  if (!output_is_own (output))
    gimp_image_undo_disable (image);
  painting_memory_tell (image, name, config);
  if (!output_is_own (output))
    gimp_image_undo_enable (image);
}

/* A layer whose pixels were replaced is not a painting of an existing layer. */
void
painting_memory_keep (const Output *output, GPtrArray *layers, GimpProcedureConfig *config,
                      GimpRunMode run_mode)
{
  g_autofree char *settings = NULL;

  if (run_mode == GIMP_RUN_NONINTERACTIVE)
    style_argument_settle (config);
  settings = presets_write (config);
  for (guint i = 0; i < layers->len; i++)
    {
      GimpLayer *layer = g_ptr_array_index (layers, i);
      GimpLayer *content = g_ptr_array_index (output->contents, i);

      if (layer != content)
        painting_record_write (layer, content, config, settings);
      tell (output, layer, config);
    }
}

void
painting_memory_recall (GimpLayer *layer, GimpProcedureConfig *config)
{
  g_autofree char *settings = painting_record_get_settings (layer);

  if (settings && presets_read (settings, gimp_item_get_name (GIMP_ITEM (layer)), config, NULL))
    painting_record_recall_layers (layer, config);
}
