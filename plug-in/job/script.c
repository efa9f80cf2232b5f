/* SPDX-License-Identifier: GPL-3.0-or-later */

/* script.c - writes the arguments of the call in Script-Fu syntax. */

#include "job/script.h"

#include "job/arguments.h"
#include "job/painting-record.h"
#include "job/region-arguments.h"

#include <glib/gi18n.h>

#include <string.h>

#define ARGUMENT "\n                          #:"

/* ---- Values ------------------------------------------------------------------------ */

static void
append_string (GString *script, const char *text)
{
  g_string_append_c (script, '"');
  for (; *text; text++)
    {
      if (*text == '"' || *text == '\\')
        g_string_append_c (script, '\\');
      if (*text == '\n')
        g_string_append (script, "\\n");
      else
        g_string_append_c (script, *text);
    }
  g_string_append_c (script, '"');
}

/* The shortest common notation of the number. */
static void
append_double (GString *script, double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_formatd (text, sizeof text, "%.15g", value);
  if (g_ascii_strtod (text, NULL) != value)
    g_ascii_dtostr (text, sizeof text, value);
  g_string_append (script, text);
}

static void
append_file (GString *script, GFile *file)
{
  g_autofree char *path = g_file_get_path (file);
  g_autofree char *uri = path ? NULL : g_file_get_uri (file);

  append_string (script, path ? path : uri);
}

static void
append_value (GString *script, const GValue *value)
{
  if (G_VALUE_HOLDS_BOOLEAN (value))
    g_string_append (script, g_value_get_boolean (value) ? "TRUE" : "FALSE");
  else if (G_VALUE_HOLDS_INT (value))
    g_string_append_printf (script, "%d", g_value_get_int (value));
  else if (G_VALUE_HOLDS_DOUBLE (value))
    append_double (script, g_value_get_double (value));
  else if (G_VALUE_HOLDS (value, G_TYPE_FILE))
    append_file (script, g_value_get_object (value));
  else
    append_string (script, g_value_get_string (value));
}

/* The argument `name` after `separator`, where it is not what it is without being given. */
static void
append_changed (GString *script, GimpProcedureConfig *config, const char *name,
                const char *separator)
{
  GParamSpec *spec = g_object_class_find_property (G_OBJECT_GET_CLASS (config), name);
  g_auto (GValue) value = G_VALUE_INIT;

  g_object_get_property (G_OBJECT (config), name, &value);
  if (g_param_value_defaults (spec, &value))
    return;

  g_string_append_printf (script, "%s%s ", separator, name);
  append_value (script, &value);
}

static void
append_argument (GString *script, GimpProcedureConfig *config, const char *name)
{
  append_changed (script, config, name, ARGUMENT);
}

/* ---- Images and layers ------------------------------------------------------------- */

/* The file that `image` was opened from or saved to; NULL: there is none yet. */
static GFile *
file_of_image (GimpImage *image)
{
  GFile *file = gimp_image_get_file (image);

  return file ? file : gimp_image_get_imported_file (image);
}

static void
append_load (GString *script, GimpImage *image)
{
  g_autoptr (GFile) file = file_of_image (image);

  g_string_append (script, "(car (gimp-file-load RUN-NONINTERACTIVE ");
  if (file)
    append_file (script, file);
  else
    append_string (script, "in.xcf");
  g_string_append (script, "))");
}

/* The file of the painting: beside the picture, under another name. */
static void
append_output (GString *script, GimpImage *image, const char *kind)
{
  g_autoptr (GFile) file = file_of_image (image);
  g_autofree char *path = file ? g_file_get_path (file) : NULL;
  char            *ending = path ? strrchr (path, '.') : NULL;
  g_autofree char *output = NULL;

  if (ending && !strchr (ending, G_DIR_SEPARATOR))
    *ending = '\0';
  output = g_strconcat (path ? path : "", path ? "-" : "", "painted.", kind, NULL);
  append_string (script, output);
}

/* A layer of `image`, or of another one, by its name. */
static void
append_layer (GString *script, GimpImage *image, GimpLayer *layer)
{
  GimpImage *home = gimp_item_get_image (GIMP_ITEM (layer));

  g_string_append (script, "(car (gimp-image-get-layer-by-name ");
  if (home == image)
    g_string_append (script, "image");
  else
    append_load (script, home);
  g_string_append_c (script, ' ');
  append_string (script, gimp_item_get_name (GIMP_ITEM (layer)));
  g_string_append (script, "))");
}

static void
append_mask (GString *script, GimpImage *image, GimpDrawable *mask)
{
  if (GIMP_IS_LAYER (mask))
    append_layer (script, image, GIMP_LAYER (mask));
  else if (GIMP_IS_LAYER_MASK (mask))
    {
      g_string_append (script, "(car (gimp-layer-get-mask ");
      append_layer (script, image, gimp_layer_from_mask (GIMP_LAYER_MASK (mask)));
      g_string_append (script, "))");
    }
  else if (GIMP_IS_SELECTION (mask))
    g_string_append (script, "(car (gimp-image-get-selection image))");
  else
    {
      g_string_append (script, "(car (gimp-image-get-channel-by-name image ");
      append_string (script, gimp_item_get_name (GIMP_ITEM (mask)));
      g_string_append (script, "))");
    }
}

static GimpLayer *
second_layer (GimpProcedureConfig *config)
{
  GimpLayer *layer = NULL;

  g_object_get (config, "second-layer", &layer, NULL);

  return layer && gimp_item_is_valid (GIMP_ITEM (layer)) ? layer : NULL;
}

static GimpLayer *
chosen_layer (GimpProcedureConfig *config)
{
  g_autofree char *source = NULL;
  GimpLayer       *layer = NULL;

  g_object_get (config, "style-source", &source, "style-layer", &layer, NULL);

  return g_strcmp0 (source, ARGUMENTS_SOURCE_LAYER) == 0 && layer
                 && gimp_item_is_valid (GIMP_ITEM (layer))
             ? layer
             : NULL;
}

/* ---- Regions ----------------------------------------------------------------------- */

static void
append_regions (GString *script, GimpImage *image, const RegionArguments *regions)
{
  guint n = region_arguments_count (regions);

  if (n)
    g_string_append (script, ARGUMENT "region-masks (vector");
  for (guint i = 0; i < n; i++)
    {
      g_string_append_c (script, ' ');
      append_mask (script, image, regions->masks[i]);
    }
  if (n)
    g_string_append (script, ")" ARGUMENT "region-styles (list");
  for (guint i = 0; i < n; i++)
    {
      g_string_append_c (script, ' ');
      append_string (script, regions->styles[i]);
    }
  if (n)
    g_string_append_c (script, ')');

  if (regions->protect)
    {
      g_string_append (script, ARGUMENT "protect ");
      append_mask (script, image, regions->protect);
    }
}

/* ---- The painting ------------------------------------------------------------------ */

/* Whether a layer that is selected is a painting, of which the dialog paints the photograph. */
static gboolean
paints_photograph (GimpImage *image, GimpProcedureConfig *config)
{
  g_autofree GimpLayer **layers = gimp_image_get_selected_layers (image);
  gboolean               photograph = FALSE;

  if (!arguments_read_repaint (config, GIMP_RUN_INTERACTIVE, &photograph, NULL))
    return FALSE;
  for (int i = 0; photograph && layers && layers[i]; i++)
    if (painting_record_find_content (layers[i]))
      return TRUE;

  return FALSE;
}

/* The script makes a new file, and so needs no new image. */
static void
append_output_kind (GString *script, GimpImage *image, GimpProcedureConfig *config)
{
  if (g_strcmp0 (arguments_read_output (config, NULL), ARGUMENTS_OUTPUT_REPLACE) == 0)
    append_argument (script, config, "output");
  if (paints_photograph (image, config))
    g_string_append (script, ARGUMENT "repaint \"" ARGUMENTS_REPAINT_PHOTOGRAPH "\"");
}

/* ---- The call ---------------------------------------------------------------------- */

static void
append_style (GString *script, GimpImage *image, GimpProcedureConfig *config)
{
  g_autofree char *source = NULL, *second = NULL;
  GimpLayer       *layer = chosen_layer (config), *mixed = second_layer (config);

  g_object_get (config, "style-source", &source, "second-style", &second, NULL);

  if (layer)
    {
      g_string_append (script, ARGUMENT "style-layer ");
      append_layer (script, image, layer);
    }
  else if (g_strcmp0 (source, ARGUMENTS_SOURCE_FILE) == 0)
    append_argument (script, config, "style-file");
  else if (g_strcmp0 (source, ARGUMENTS_SOURCE_STYLE) == 0)
    append_argument (script, config, "style");

  if (mixed)
    {
      g_string_append (script, ARGUMENT "second-layer ");
      append_layer (script, image, mixed);
    }
  else if (second && *second)
    append_argument (script, config, "second-style");
  else
    return;

  append_argument (script, config, "second-share");
  append_argument (script, config, "second-levels");
}

char *
script_write_settings (GimpProcedureConfig *config)
{
  GString            *script = g_string_new (NULL);
  guint               n_parameters;
  const NstParameter *parameters = nst_parameters (&n_parameters);

  for (guint i = 0; i < n_parameters; i++)
    if (parameters[i].type != NST_PARAMETER_TEXT) /* which may be a path */
      append_changed (script, config, parameters[i].name, script->len > 0 ? " #:" : "#:");

  return g_string_free_and_steal (script);
}

char *
script_write (GimpImage *image, GimpProcedureConfig *config)
{
  GString            *script = g_string_new (NULL);
  guint               n_parameters;
  const NstParameter *parameters = nst_parameters (&n_parameters);
  RegionArguments     regions;
  gboolean            guided = region_arguments_read (config, image, &regions, NULL);
  gboolean            frames = arguments_read_frames (config);

  if (chosen_layer (config) || second_layer (config) || frames
      || (guided && (region_arguments_count (&regions) || regions.protect)))
    g_string_append_printf (
        script, "; %s\n",
        _ ("Layers and masks are found by their names in the file: save the image as XCF first."));

  g_string_append (script, "(let* ((image ");
  append_load (script, image);
  g_string_append (script, "))\n  (plug-in-style-transfer #:image image" ARGUMENT
                           "drawables (car (gimp-image-get-selected-drawables image))");
  append_style (script, image, config);
  for (guint i = 0; i < n_parameters; i++)
    append_argument (script, config, parameters[i].name);
  append_argument (script, config, "threads");
  append_argument (script, config, "frames");
  append_output_kind (script, image, config);
  if (guided)
    append_regions (script, image, &regions);
  region_arguments_clear (&regions);
  g_string_append_c (script, ')');
  if (!frames) /* which are to stay layers */
    g_string_append (script, "\n  (gimp-image-flatten image)");
  g_string_append (script, "\n  (gimp-file-save RUN-NONINTERACTIVE image ");
  append_output (script, image, frames ? "xcf" : "png");
  g_string_append (script, ")\n  (gimp-image-delete image))\n");

  return g_string_free_and_steal (script);
}
