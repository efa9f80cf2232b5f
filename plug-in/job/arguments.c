/* SPDX-License-Identifier: GPL-3.0-or-later */

/* arguments.c - the procedure's arguments: each row of the engine's table of parameters becomes an
 * argument, and the values of a call become the engine's settings.  Choices are registered as
 * strings, because GIMP silently turns an unknown choice into the default. */

#include "job/arguments.h"

#include <glib/gi18n.h>

#define MOST_THREADS 1024

static void
add_parameter (GimpProcedure *procedure, const NstParameter *parameter)
{
  const char      *name = parameter->name;
  const char      *blurb = _ (parameter->blurb);
  g_autofree char *nick = parameter->unit
                              ? g_strdup_printf ("%s (%s)", _ (parameter->label), parameter->unit)
                              : g_strdup (_ (parameter->label));

  switch (parameter->type)
    {
    case NST_PARAMETER_BOOLEAN:
      gimp_procedure_add_boolean_argument (procedure, name, nick, blurb, parameter->standard != 0,
                                           G_PARAM_READWRITE);
      break;

    case NST_PARAMETER_INT:
      gimp_procedure_add_int_argument (procedure, name, nick, blurb, (int) parameter->minimum,
                                       (int) parameter->maximum, (int) parameter->standard,
                                       G_PARAM_READWRITE);
      break;

    case NST_PARAMETER_DOUBLE:
      gimp_procedure_add_double_argument (procedure, name, nick, blurb, parameter->minimum,
                                          parameter->maximum, parameter->standard,
                                          G_PARAM_READWRITE);
      break;

    case NST_PARAMETER_CHOICE:
    case NST_PARAMETER_TEXT:
      gimp_procedure_add_string_argument (procedure, name, nick, blurb, parameter->standard_text,
                                          G_PARAM_READWRITE);
      break;
    }
}

/* Not an argument for pictures that are not frames of an animation.  They keep it among their
 * settings, because both dialogs use the same presets, but a script cannot give it. */
static gboolean
is_for_frames (const NstParameter *parameter)
{
  return g_str_equal (parameter->name, "motion");
}

/* The second style and its share. */
static void
add_second_style (GimpProcedure *procedure)
{
  gimp_procedure_add_string_argument (
      procedure, "second-style", _ ("Mix with"),
      _ ("A second style to mix into the first: the name of an installed style, or the path of a "
         "style file or a picture"),
      "", G_PARAM_READWRITE);
  gimp_procedure_add_double_argument (
      procedure, "second-share", _ ("Mi_x"),
      _ ("Share of the second style: 0 is only the first style, 1 (100 %) is only the second; "
         "negative values push away from the second style"),
      -0.5, 1.0, 0.0, G_PARAM_READWRITE);
  gimp_procedure_add_string_argument (
      procedure, "second-levels",
      /* Translators: what is taken from the second style: everything, larger forms only, ... */
      _ ("Take"),
      _ ("What is taken from the second style: all, coarse for its larger forms only, fine for its "
         "color and brushwork only"),
      ARGUMENTS_LEVELS_ALL, G_PARAM_READWRITE);
}

/* Regions with styles of their own, and what is protected.  GIMP cannot save drawables among the
 * last values; and it takes an empty array of them, which is what a script does not give, for one
 * out of range, unless it need not validate it. */
static void
add_regions (GimpProcedure *procedure)
{
  gimp_procedure_add_core_object_array_argument (
      procedure, "region-masks", _ ("Regions"),
      _ ("Masks of the regions that have their own styles: channels, layer masks or layers of the "
         "image; white pixels belong to the region, black ones do not"),
      GIMP_TYPE_DRAWABLE,
      G_PARAM_READWRITE | G_PARAM_LAX_VALIDATION | GIMP_PARAM_DONT_SERIALIZE
          | GIMP_PARAM_NO_VALIDATE);
  gimp_procedure_add_string_array_argument (
      procedure, "region-styles", _ ("Styles of the regions"),
      _ ("The style of each region, in the order of the masks: the name of an installed style, or "
         "the path of a style file or a picture"),
      G_PARAM_READWRITE | GIMP_PARAM_DONT_SERIALIZE);
  gimp_procedure_add_drawable_argument (
      procedure, "protect", _ ("Protect"),
      _ ("Area to leave unchanged; it does not influence the result. A channel, a layer mask or a "
         "layer of the image: white is kept, black is painted"),
      TRUE, G_PARAM_READWRITE | GIMP_PARAM_DONT_SERIALIZE);
}

/* Where a dialog takes the style from, and which layer that was.  A layer cannot be saved among the
 * last values; its id, which is good as long as this GIMP runs, can. */
static void
add_style_auxiliaries (GimpProcedure *procedure)
{
  GimpChoice *sources = gimp_choice_new ();

  gimp_choice_add (sources, ARGUMENTS_SOURCE_FILE, 0, _ ("_File"), NULL);
  gimp_choice_add (sources, ARGUMENTS_SOURCE_LAYER, 1, _ ("L_ayer"), NULL);
  gimp_choice_add (sources, ARGUMENTS_SOURCE_STYLE, 2, _ ("Galler_y"), NULL);

  gimp_procedure_add_choice_aux_argument (procedure, "style-source", _ ("Style _from"),
                                          _ ("Where the style is taken from"), sources,
                                          ARGUMENTS_SOURCE_FILE, G_PARAM_READWRITE);
  gimp_procedure_add_int_aux_argument (procedure, "style-layer-id", "Style layer id",
                                       "The style layer of the last run", 0, G_MAXINT, 0,
                                       G_PARAM_READWRITE);
  gimp_procedure_add_int_aux_argument (procedure, "second-layer-id", "Second layer id",
                                       "The layer that was mixed in by the last run", 0, G_MAXINT,
                                       0, G_PARAM_READWRITE);
  gimp_procedure_add_int_aux_argument (procedure, "style-layer-process", "Style layer process",
                                       "The process of GIMP in which these ids mean something", 0,
                                       G_MAXINT, 0, G_PARAM_READWRITE);
}

/* The output, and what is painted if a layer is a painting. */
static void
add_output (GimpProcedure *procedure)
{
  gimp_procedure_add_string_argument (
      procedure, "output", _ ("Output"),
      _ ("Where the painting goes: layer adds a new layer above, replace changes the pixels of the "
         "layer, or of an earlier painting, and image makes a new image"),
      ARGUMENTS_OUTPUT_LAYER, G_PARAM_READWRITE);
  gimp_procedure_add_string_argument (
      procedure, "repaint",
      /* Translators: what is painted: the photograph, or the painting itself. */
      _ ("Painting of"),
      _ ("What is painted if the layer is a painting of this plug-in: photograph is the layer that "
         "it was painted from, if that is still in the image; painting is the painting itself; "
         "auto is photograph in the dialog and for Repeat, and painting in a script"),
      ARGUMENTS_REPAINT_AUTO, G_PARAM_READWRITE);
}

void
arguments_register_second_layer (GimpProcedure *procedure)
{
  gimp_procedure_add_layer_argument (procedure, "second-layer", _ ("Layer to mix with"),
                                     _ ("Instead of second-style: a layer to take the second "
                                        "style from, of this image or another"),
                                     TRUE, G_PARAM_READWRITE | GIMP_PARAM_DONT_SERIALIZE);
}

/* Arguments of the dialog for layers and of Filters > Repeat only. */
static void
add_auxiliaries (GimpProcedure *procedure)
{
  gimp_procedure_add_boolean_aux_argument (
      procedure, "preview", _ ("Pre_view"),
      _ ("Show what the painting will look like, and update it with the settings"), TRUE,
      G_PARAM_READWRITE);
  gimp_procedure_add_boolean_aux_argument (
      procedure, "split-view", _ ("Split view"),
      _ ("Show the picture on the left of a line and the painting on the right; drag the line"),
      FALSE, G_PARAM_READWRITE);
  gimp_procedure_add_string_aux_argument (procedure, "last-regions", "Last regions",
                                          "The regions of the last run", "", G_PARAM_READWRITE);
}

void
arguments_register_painting (GimpProcedure *procedure, gboolean frames)
{
  const NstParameter *parameters;
  guint               n_parameters;

  gimp_procedure_add_layer_argument (
      procedure, "style-layer", _ ("Style l_ayer"),
      _ ("The layer to take the style from; its transparent parts are ignored"), TRUE,
      G_PARAM_READWRITE | GIMP_PARAM_DONT_SERIALIZE);

  /* Any other kind of file is checked before the plug-in is asked, and a missing one is refused
   * with a message that does not name it. */
  gimp_procedure_add_file_argument (procedure, "style-file", _ ("St_yle file"),
                                    _ ("The picture to take the style from, in any format that "
                                       "GIMP opens; its transparent parts are ignored"),
                                    GIMP_FILE_CHOOSER_ACTION_ANY, TRUE, NULL, G_PARAM_READWRITE);

  parameters = nst_parameters (&n_parameters);
  for (guint i = 0; i < n_parameters; i++)
    if (frames || !is_for_frames (&parameters[i]))
      add_parameter (procedure, &parameters[i]);
    else
      gimp_procedure_add_string_aux_argument (procedure, parameters[i].name,
                                              _ (parameters[i].label), _ (parameters[i].blurb),
                                              parameters[i].standard_text, G_PARAM_READWRITE);

  gimp_procedure_add_string_argument (
      procedure, "style", _ ("_Style"),
      _ ("The name of an installed style, or the path of a style file"), "", G_PARAM_READWRITE);

  add_second_style (procedure);
  gimp_procedure_add_int_argument (
      procedure, "threads", _ ("Threads"),
      _ ("Number of processor cores to use; 0 uses as many as set in the preferences of GIMP. "
         "Fewer cores leave more for other programs; the painting is the same"),
      0, MOST_THREADS, 0, G_PARAM_READWRITE);
  add_style_auxiliaries (procedure);
}

void
arguments_register (GimpProcedure *procedure)
{
  arguments_register_painting (procedure, TRUE);
  gimp_procedure_add_boolean_argument (
      procedure, "frames", _ ("Frames of an animation"),
      _ ("The layers are the frames of an animation, with the first one at the bottom; each "
         "painting continues the one before, so that it does not flicker"),
      FALSE, G_PARAM_READWRITE);
  add_regions (procedure);
  add_output (procedure);
  arguments_register_second_layer (procedure);
  add_auxiliaries (procedure);

  gimp_procedure_add_layer_return_value (procedure, "new-layer", _ ("New layer"),
                                         _ ("The layer with the repainted picture"), FALSE,
                                         G_PARAM_READWRITE);
  gimp_procedure_add_core_object_array_return_value (
      procedure, "new-layers", _ ("New layers"),
      _ ("The layers with all repainted pictures, in the order of drawables"), GIMP_TYPE_LAYER,
      G_PARAM_READWRITE);
}

static gboolean
read_parameter (GimpProcedureConfig *config, const NstParameter *parameter, NstSettings *settings,
                GError **error)
{
  g_autofree char *text = NULL;

  switch (parameter->type)
    {
    case NST_PARAMETER_BOOLEAN:
    case NST_PARAMETER_INT:
    case NST_PARAMETER_DOUBLE:
      g_object_get (config, parameter->name, G_STRUCT_MEMBER_P (settings, parameter->offset), NULL);
      return TRUE;

    case NST_PARAMETER_CHOICE:
    case NST_PARAMETER_TEXT:
    default:
      g_object_get (config, parameter->name, &text, NULL);
      return nst_settings_set (settings, parameter->name, text ? text : "", error);
    }
}

gboolean
arguments_read (GimpProcedureConfig *config, NstSettings *settings, GError **error)
{
  const NstParameter *parameters;
  guint               n_parameters;

  nst_settings_init (settings);

  parameters = nst_parameters (&n_parameters);
  for (guint i = 0; i < n_parameters; i++)
    if (!read_parameter (config, &parameters[i], settings, error))
      return FALSE;

  return nst_settings_check (settings, error);
}

static void
turn_keep_colors (GimpProcedureConfig *config)
{
  gboolean keep;
  double   amount;

  g_object_get (config, "keep-colors", &keep, "color-preservation", &amount, NULL);
  if (keep)
    g_object_set (config, "keep-colors", FALSE, "color-preservation", amount > 0.0 ? amount : 1.0,
                  NULL);
}

void
arguments_turn_keep_colors (GimpProcedureConfig *config)
{
  turn_keep_colors (config);
  g_signal_connect (config, "notify::keep-colors", G_CALLBACK (turn_keep_colors), NULL);
}

int
arguments_read_threads (GimpProcedureConfig *config)
{
  int threads;

  g_object_get (config, "threads", &threads, NULL);

  return threads > 0 ? threads : gimp_get_num_processors ();
}

const char *
arguments_read_word (GimpProcedureConfig *config, const char *name, const char *const *words,
                     GError **error)
{
  g_autofree char *word = NULL, *list = NULL;

  g_object_get (config, name, &word, NULL);
  for (int i = 0; words[i]; i++)
    if (g_strcmp0 (word, words[i]) == 0)
      return words[i];

  list = g_strjoinv ("”, “", (char **) words);
  return nst_fail_null (error, NST_ERROR_ARGUMENT,
                        _ ("The argument %s cannot be “%s”; use one of “%s”."), name,
                        word ? word : "", list);
}

const char *
arguments_read_output (GimpProcedureConfig *config, GError **error)
{
  static const char *const words[]
      = { ARGUMENTS_OUTPUT_LAYER, ARGUMENTS_OUTPUT_REPLACE, ARGUMENTS_OUTPUT_IMAGE, NULL };

  return arguments_read_word (config, "output", words, error);
}

gboolean
arguments_read_repaint (GimpProcedureConfig *config, GimpRunMode run_mode, gboolean *photograph,
                        GError **error)
{
  static const char *const words[]
      = { ARGUMENTS_REPAINT_AUTO, ARGUMENTS_REPAINT_PHOTOGRAPH, ARGUMENTS_REPAINT_PAINTING, NULL };
  const char *word = arguments_read_word (config, "repaint", words, error);

  if (!word)
    return FALSE;

  *photograph
      = g_str_equal (word, ARGUMENTS_REPAINT_PHOTOGRAPH)
        || (g_str_equal (word, ARGUMENTS_REPAINT_AUTO) && run_mode != GIMP_RUN_NONINTERACTIVE);

  return TRUE;
}

gboolean
arguments_read_frames (GimpProcedureConfig *config)
{
  gboolean frames;

  g_object_get (config, "frames", &frames, NULL);

  return frames;
}
