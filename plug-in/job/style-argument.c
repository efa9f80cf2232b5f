/* SPDX-License-Identifier: GPL-3.0-or-later */

/* style-argument.c - finds the style of a call.  A script gives a layer, a file or an installed
 * style; the dialog asks for one; Repeat uses that of the last run and never another one. */

#include "job/style-argument.h"

#include "job/arguments.h"

#include <glib/gi18n.h>

#include <string.h>

/* The bundled style that the dialog suggests at first: it suits photographs of all kinds. */
#define STANDARD_STYLE "swirling-strokes"

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
            ? _ ("The style of the last run is no longer available: choose one in the dialog "
                 "(Filters > Artistic > Style Transfer).")
            : _ ("There is no style yet: choose the picture to take it from.");

  nst_set_error (error, NST_ERROR_ARGUMENT, "%s", message);
}

static StyleSource *
find_given (const StyleLookup *lookup, const Given *given, GError **error)
{
  gboolean     named = given->name && *given->name;
  int          n = (given->layer != NULL) + (given->file != NULL) + named;
  StyleSource *known = lookup->first;

  if (n > 1)
    nst_set_error (
        error, NST_ERROR_ARGUMENT,
        _ ("More than one of style-layer, style-file and style is given: give only one of them."));
  else if (given->layer)
    return style_source_of_layer (given->layer, known, lookup->verify, error);
  else if (given->file)
    return style_source_of_file (given->file, known, error);
  else if (named)
    return style_source_of_name (given->name, lookup->catalogue, known);
  else
    set_missing_error (lookup->run_mode, error);

  return NULL;
}

static void
get_given (GimpRunMode run_mode, GimpProcedureConfig *config, Given *given)
{
  *given = (Given) { NULL };
  g_object_get (config, "style-layer", &given->layer, "style-file", &given->file, "style",
                &given->name, NULL);
  if (run_mode != GIMP_RUN_NONINTERACTIVE)
    apply_source (config, given);
}

StyleSource *
style_argument_find (const StyleLookup *lookup, GError **error)
{
  Given        given;
  StyleSource *source;

  get_given (lookup->run_mode, lookup->config, &given);
  source = find_given (lookup, &given, error);
  clear_given (&given);

  return source;
}

/* An installed style's name may look like a file's: what lies in a folder or exists is a file. */
static GFile *
file_of_word (const char *word)
{
  if (strpbrk (word, "/" G_DIR_SEPARATOR_S) || g_file_test (word, G_FILE_TEST_IS_REGULAR))
    return g_file_new_for_path (word);

  return NULL;
}

StyleSource *
style_argument_find_word (const StyleLookup *lookup, const char *word, StyleSource *known,
                          GError **error)
{
  g_autoptr (GFile) file = file_of_word (word);

  return file ? style_source_of_file (file, known, error)
              : style_source_of_name (word, lookup->catalogue, known);
}

/* Whether a second style that is not there is none at all. */
static gboolean
check_missing_second (const StyleLookup *lookup, GError **error)
{
  const char *message = NULL;
  double      share;
  int         id;

  g_object_get (lookup->config, "second-share", &share, "second-layer-id", &id, NULL);
  if (lookup->run_mode == GIMP_RUN_NONINTERACTIVE && share != 0.0)
    message
        = _ ("There is a second-share, but no second style: give the name of an installed style "
             "as second-style, or a layer as second-layer.");
  else if (lookup->run_mode == GIMP_RUN_WITH_LAST_VALS && id)
    message = _ ("The second style of the last run is no longer available: choose another one in "
                 "the dialog (Filters > Artistic > Style Transfer).");
  if (message)
    nst_set_error (error, NST_ERROR_ARGUMENT, "%s", message);

  return !message;
}

gboolean
style_argument_find_second (const StyleLookup *lookup, StyleSource **second, GError **error)
{
  g_autofree char *word = NULL;
  GimpLayer       *layer = NULL;
  gboolean         named;

  *second = NULL;
  g_object_get (lookup->config, "second-style", &word, "second-layer", &layer, NULL);
  named = word && *word;

  if (named && layer)
    return nst_fail (error, NST_ERROR_ARGUMENT,
                     _ ("Both second-style and second-layer are given: give one of them."));
  if (!named && !layer)
    return check_missing_second (lookup, error);

  *second = layer ? style_source_of_layer (layer, lookup->second, lookup->verify, error)
                  : style_argument_find_word (lookup, word, lookup->second, error);

  return *second != NULL;
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

/* The standard style, or the first one where that is not installed; does nothing where none is. */
static void
suggest_installed (GimpProcedureConfig *config, const NstCatalogue *catalogue)
{
  g_autoptr (GPtrArray) styles = nst_catalogue_list_styles (catalogue);
  const char *suggested = NULL;

  for (guint i = 0; i < styles->len; i++)
    {
      const NstStyleInfo *info = g_ptr_array_index (styles, i);

      if (info->style && (!suggested || g_str_equal (info->name, STANDARD_STYLE)))
        suggested = info->name;
    }
  if (suggested)
    g_object_set (config, "style", suggested, "style-source", ARGUMENTS_SOURCE_STYLE, NULL);
}

gboolean
style_argument_is_chosen (GimpProcedureConfig *config)
{
  Given    given;
  gboolean chosen;

  get_given (GIMP_RUN_INTERACTIVE, config, &given);
  chosen = source_of (&given) != NULL;
  clear_given (&given);

  return chosen;
}

void
style_argument_settle (GimpProcedureConfig *config)
{
  Given given;

  get_given (GIMP_RUN_NONINTERACTIVE, config, &given);
  if (source_of (&given))
    g_object_set (config, "style-source", source_of (&given), NULL);
  clear_given (&given);
}

void
style_argument_suggest (GimpProcedureConfig *config, const NstCatalogue *catalogue)
{
  if (!style_argument_is_chosen (config))
    style_argument_settle (config);
  if (!style_argument_is_chosen (config))
    suggest_installed (config, catalogue);
}

/* Of a layer that may be NULL. */
static int
id_of (GimpLayer *layer)
{
  return layer ? gimp_item_get_id (GIMP_ITEM (layer)) : 0;
}

void
style_argument_remember (GimpProcedureConfig *config)
{
  GimpLayer *layer = NULL, *second = NULL;

  g_object_get (config, "style-layer", &layer, "second-layer", &second, NULL);
  g_object_set (config, "style-layer-id", id_of (layer), "second-layer-id", id_of (second),
                "style-layer-process", layer || second ? gimp_getpid () : 0, NULL);
}

static void
recall (GimpProcedureConfig *config, const char *name, const char *id_name)
{
  GimpLayer *layer = NULL;
  int        id;

  g_object_get (config, name, &layer, id_name, &id, NULL);
  if (!layer && id && gimp_item_id_is_layer (id))
    g_object_set (config, name, gimp_layer_get_by_id (id), NULL);
}

void
style_argument_recall (GimpProcedureConfig *config)
{
  g_autofree char *second = NULL;
  int              process;

  g_object_get (config, "style-layer-process", &process, "second-style", &second, NULL);
  if (process != gimp_getpid ())
    return;

  recall (config, "style-layer", "style-layer-id");
  if (!second || !*second)
    recall (config, "second-layer", "second-layer-id");
}
