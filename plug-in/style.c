/* SPDX-License-Identifier: GPL-3.0-or-later */

/* style.c - finding the style of a call.  A script names a layer or a file; the dialog asks which
 * of the two it should be; Repeat uses the one of the last run, and never guesses another. */

#include "style.h"

#include "arguments.h"
#include "pixels.h"

#include <glib/gi18n.h>

static NstPicture *
read_layer (GimpLayer *layer, GError **error)
{
  g_autoptr (GeglBuffer) buffer = NULL;

  if (!gimp_item_is_valid (GIMP_ITEM (layer)))
    {
      g_set_error_literal (error, NST_ERROR, NST_ERROR_ARGUMENT,
                           _ ("The style layer does not exist any more: choose another one."));
      return NULL;
    }

  buffer = pixels_snapshot (layer, error);

  return buffer ? pixels_read (buffer, gimp_item_get_name (GIMP_ITEM (layer)), error) : NULL;
}

static NstPicture *
read_file (GFile *file, GError **error)
{
  g_autofree char *name = g_file_get_parse_name (file);
  g_autoptr (GeglBuffer) buffer = pixels_snapshot_file (file, error);

  return buffer ? pixels_read (buffer, name, error) : NULL;
}

/* Leaves the one of `*layer` and `*file` that the dialog or Repeat means. */
static void
apply_source (GimpProcedureConfig *config, GimpLayer **layer, GFile **file)
{
  g_autofree char *source = NULL;

  g_object_get (config, "style-source", &source, NULL);

  if (g_strcmp0 (source, ARGUMENTS_SOURCE_LAYER) == 0)
    g_clear_object (file);
  else if (*file)
    *layer = NULL;
}

NstPicture *
style_read (GimpRunMode run_mode, GimpProcedureConfig *config, GError **error)
{
  g_autoptr (GFile) file = NULL;
  GimpLayer *layer = NULL;

  g_object_get (config, "style-layer", &layer, "style-file", &file, NULL);

  if (run_mode != GIMP_RUN_NONINTERACTIVE)
    apply_source (config, &layer, &file);

  if (layer && file)
    g_set_error_literal (error, NST_ERROR, NST_ERROR_ARGUMENT,
                         _ ("Both style-layer and style-file are given: give one of them."));
  else if (layer)
    return read_layer (layer, error);
  else if (file)
    return read_file (file, error);
  else if (run_mode == GIMP_RUN_NONINTERACTIVE)
    g_set_error_literal (
        error, NST_ERROR, NST_ERROR_ARGUMENT,
        _ ("There is no style: give a layer as style-layer or the name of an image "
           "file as style-file."));
  else if (run_mode == GIMP_RUN_WITH_LAST_VALS)
    g_set_error_literal (error, NST_ERROR, NST_ERROR_ARGUMENT,
                         _ ("The style of the last run is not at hand any more: choose one in the "
                            "dialog (Filters > Artistic > Style Transfer)."));
  else
    g_set_error_literal (error, NST_ERROR, NST_ERROR_ARGUMENT,
                         _ ("There is no style yet: choose the picture to take it from."));

  return NULL;
}

void
style_remember (GimpProcedureConfig *config)
{
  GimpLayer *layer = NULL;

  g_object_get (config, "style-layer", &layer, NULL);
  g_object_set (config, "style-layer-id", layer ? gimp_item_get_id (GIMP_ITEM (layer)) : 0,
                "style-layer-process", layer ? gimp_getpid () : 0, NULL);
}

void
style_recall (GimpProcedureConfig *config)
{
  GimpLayer *layer = NULL;
  int        id, process;

  g_object_get (config, "style-layer", &layer, "style-layer-id", &id, "style-layer-process",
                &process, NULL);

  if (!layer && id && process == gimp_getpid () && gimp_item_id_is_layer (id))
    g_object_set (config, "style-layer", gimp_layer_get_by_id (id), NULL);
}
