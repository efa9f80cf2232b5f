/* SPDX-License-Identifier: GPL-3.0-or-later */

/* style-argument.c - finding the style of a call.  A script names a layer, a file or an installed
 * style; the dialog asks which it should be; Repeat uses the one of the last run, and never guesses
 * another. */

#include "job/style-argument.h"

#include "job/arguments.h"
#include "gimp/layer-pixels.h"

#include <glib/gi18n.h>

#include <string.h>

static NstStyle *
style_of_buffer (GeglBuffer *buffer, const char *name, GError **error)
{
  g_autoptr (NstPicture) picture = layer_pixels_read (buffer, name, error);

  return picture ? nst_style_new (picture, name, error) : NULL;
}

static gboolean
check_layer (GimpLayer *layer, GError **error)
{
  if (gimp_item_is_valid (GIMP_ITEM (layer)))
    return TRUE;

  g_set_error_literal (error, NST_ERROR, NST_ERROR_ARGUMENT,
                       _ ("The style layer does not exist any more: choose another one."));
  return FALSE;
}

static NstStyle *
read_layer (GimpLayer *layer, GError **error)
{
  g_autoptr (GeglBuffer) buffer = NULL;

  if (!check_layer (layer, error))
    return NULL;

  buffer = layer_pixels_snapshot_style (layer, error);

  return buffer ? style_of_buffer (buffer, gimp_item_get_name (GIMP_ITEM (layer)), error) : NULL;
}

/* A style file, or any picture that GIMP opens. */
static NstStyle *
read_file (GFile *file, GError **error)
{
  g_autofree char *name = g_file_get_parse_name (file);
  g_autofree char *path = g_file_get_path (file);
  g_autoptr (GeglBuffer) buffer = NULL;

  if (path && g_str_has_suffix (path, ".safetensors"))
    return nst_style_load (path, error);

  buffer = layer_pixels_snapshot_file (file, error);

  return buffer ? style_of_buffer (buffer, name, error) : NULL;
}

typedef struct
{
  GimpLayer *layer;
  GFile     *file;
  char      *name; /* of an installed style; "" is none */
} Given;

static void
clear_given (Given *given)
{
  g_clear_object (&given->file);
  g_clear_pointer (&given->name, g_free);
}

/* Leaves the one of those given that the dialog or Repeat means. */
static void
apply_source (GimpProcedureConfig *config, Given *given)
{
  g_autofree char *source = NULL;

  g_object_get (config, "style-source", &source, NULL);

  if (g_strcmp0 (source, ARGUMENTS_SOURCE_LAYER) != 0)
    given->layer = NULL;
  if (g_strcmp0 (source, ARGUMENTS_SOURCE_FILE) != 0)
    g_clear_object (&given->file);
  if (g_strcmp0 (source, ARGUMENTS_SOURCE_STYLE) != 0)
    g_clear_pointer (&given->name, g_free);
}

static void
set_missing_error (GimpRunMode run_mode, GError **error)
{
  const char *message
      = run_mode == GIMP_RUN_NONINTERACTIVE
            ? _ ("There is no style: give a layer as style-layer, the name of an image file as "
                 "style-file or the name of an installed style as style.")
        : run_mode == GIMP_RUN_WITH_LAST_VALS
            ? _ ("The style of the last run is not at hand any more: choose one in the "
                 "dialog (Filters > Artistic > Style Transfer).")
            : _ ("There is no style yet: choose the picture to take it from.");

  g_set_error_literal (error, NST_ERROR, NST_ERROR_ARGUMENT, message);
}

static NstStyle *
read_given (const Given *given, GimpRunMode run_mode, const char *folder, GError **error)
{
  gboolean named = given->name && *given->name;
  int      n = (given->layer != NULL) + (given->file != NULL) + named;

  if (n > 1)
    g_set_error_literal (error, NST_ERROR, NST_ERROR_ARGUMENT,
                         _ ("More than one of style-layer, style-file and style is given: give one "
                            "of them."));
  else if (given->layer)
    return read_layer (given->layer, error);
  else if (given->file)
    return read_file (given->file, error);
  else if (named)
    return nst_style_open (given->name, folder, error);
  else
    set_missing_error (run_mode, error);

  return NULL;
}

NstStyle *
style_argument_read (GimpRunMode run_mode, GimpProcedureConfig *config, const char *folder,
                     GError **error)
{
  Given     given = { 0 };
  NstStyle *style;

  g_object_get (config, "style-layer", &given.layer, "style-file", &given.file, "style",
                &given.name, NULL);
  if (run_mode != GIMP_RUN_NONINTERACTIVE)
    apply_source (config, &given);
  style = read_given (&given, run_mode, folder, error);
  clear_given (&given);

  return style;
}

/* An installed style's name may look like a file's: what lies in a folder or exists is a file. */
static GFile *
file_of_word (const char *word)
{
  if (strpbrk (word, "/" G_DIR_SEPARATOR_S) || g_file_test (word, G_FILE_TEST_IS_REGULAR))
    return g_file_new_for_path (word);

  return NULL;
}

NstStyle *
style_argument_read_word (const char *word, const char *folder, GError **error)
{
  g_autoptr (GFile) file = file_of_word (word);

  return file ? read_file (file, error) : nst_style_open (word, folder, error);
}

gboolean
style_argument_read_second (GimpRunMode run_mode, GimpProcedureConfig *config, const char *folder,
                            NstStyle **second, GError **error)
{
  g_autofree char *word = NULL;
  double           share;

  *second = NULL;
  g_object_get (config, "second-style", &word, "second-share", &share, NULL);

  if (!word || !*word)
    {
      if (share == 0.0 || run_mode != GIMP_RUN_NONINTERACTIVE)
        return TRUE;

      g_set_error_literal (error, NST_ERROR, NST_ERROR_ARGUMENT,
                           _ ("There is a second-share, but no second style: give the name of an "
                              "installed style as second-style."));
      return FALSE;
    }

  *second = style_argument_read_word (word, folder, error);

  return *second != NULL;
}

static StyleSample *
sample_layer (GimpLayer *layer, GError **error)
{
  GeglBuffer *snapshot;

  if (!check_layer (layer, error))
    return NULL;

  snapshot = layer_pixels_snapshot_style (layer, error);

  return snapshot ? style_sample_new_snapshot (snapshot, gimp_item_get_name (GIMP_ITEM (layer)))
                  : NULL;
}

StyleSample *
style_argument_sample (GimpProcedureConfig *config, const char *folder, GError **error)
{
  Given        given = { 0 };
  StyleSample *sample = NULL;

  g_object_get (config, "style-layer", &given.layer, "style-file", &given.file, "style",
                &given.name, NULL);
  apply_source (config, &given);

  if (given.layer)
    sample = sample_layer (given.layer, error);
  else if (given.file)
    sample = style_sample_new_file (given.file);
  else if (given.name && *given.name)
    sample = style_sample_new_installed (given.name, folder);
  clear_given (&given);

  return sample;
}

/* A picture is read by GIMP at once: it is a script's idea, and none of the dialog's. */
StyleSample *
style_argument_sample_word (const char *word, const char *folder, GError **error)
{
  g_autoptr (GFile) file = file_of_word (word);
  GeglBuffer *snapshot;

  if (!file)
    return style_sample_new_installed (word, folder);
  if (g_str_has_suffix (word, ".safetensors"))
    return style_sample_new_file (file);

  snapshot = layer_pixels_snapshot_file (file, error);

  return snapshot ? style_sample_new_snapshot (snapshot, word) : NULL;
}

StyleSample *
style_argument_sample_second (GimpProcedureConfig *config, const char *folder, GError **error)
{
  g_autofree char *word = NULL;

  g_object_get (config, "second-style", &word, NULL);

  return word && *word ? style_argument_sample_word (word, folder, error) : NULL;
}

static const char *
source_of (const Given *given)
{
  if (given->layer)
    return ARGUMENTS_SOURCE_LAYER;
  if (given->file)
    return ARGUMENTS_SOURCE_FILE;
  if (given->name && *given->name)
    return ARGUMENTS_SOURCE_STYLE;

  return NULL;
}

static void
suggest_first (GimpProcedureConfig *config, const char *folder)
{
  g_autoptr (GPtrArray) styles = nst_styles_list (folder);

  for (guint i = 0; i < styles->len; i++)
    {
      const NstStyleInfo *info = g_ptr_array_index (styles, i);

      if (!info->style)
        continue;

      g_object_set (config, "style", info->name, "style-source", ARGUMENTS_SOURCE_STYLE, NULL);
      break;
    }
}

void
style_argument_suggest (GimpProcedureConfig *config, const char *folder)
{
  Given given = { 0 }, chosen = { 0 };

  g_object_get (config, "style-layer", &given.layer, "style-file", &given.file, "style",
                &given.name, NULL);
  chosen.layer = given.layer;
  chosen.file = given.file ? g_object_ref (given.file) : NULL;
  chosen.name = g_strdup (given.name);
  apply_source (config, &chosen);

  if (!source_of (&chosen) && source_of (&given))
    g_object_set (config, "style-source", source_of (&given), NULL);
  else if (!source_of (&chosen))
    suggest_first (config, folder);

  clear_given (&given);
  clear_given (&chosen);
}

void
style_argument_remember (GimpProcedureConfig *config)
{
  GimpLayer *layer = NULL;

  g_object_get (config, "style-layer", &layer, NULL);
  g_object_set (config, "style-layer-id", layer ? gimp_item_get_id (GIMP_ITEM (layer)) : 0,
                "style-layer-process", layer ? gimp_getpid () : 0, NULL);
}

void
style_argument_recall (GimpProcedureConfig *config)
{
  GimpLayer *layer = NULL;
  int        id, process;

  g_object_get (config, "style-layer", &layer, "style-layer-id", &id, "style-layer-process",
                &process, NULL);

  if (!layer && id && process == gimp_getpid () && gimp_item_id_is_layer (id))
    g_object_set (config, "style-layer", gimp_layer_get_by_id (id), NULL);
}
