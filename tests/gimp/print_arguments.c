/* SPDX-License-Identifier: GPL-3.0-or-later */

/* print_arguments.c - prints the table of the procedure's arguments as it stands in docs/batch.md,
 * made from the engine's table of parameters.  A test compares the two. */

#include "nst.h"

static void
print_parameter (const NstParameter *parameter)
{
  g_autoptr (GString) type = g_string_new (NULL);
  g_autofree char *standard = NULL;

  switch (parameter->type)
    {
    case NST_PARAMETER_BOOLEAN:
      g_string_append (type, "TRUE or FALSE");
      standard = g_strdup (parameter->standard != 0 ? "TRUE" : "FALSE");
      break;

    case NST_PARAMETER_INT:
    case NST_PARAMETER_DOUBLE:
      g_string_append_printf (type, "%s, %.10g to %.10g",
                              parameter->type == NST_PARAMETER_INT ? "integer" : "number",
                              parameter->minimum, parameter->maximum);
      if (parameter->unit)
        g_string_append_printf (type, " %s", parameter->unit);
      standard = g_strdup_printf ("%.10g", parameter->standard);
      break;

    case NST_PARAMETER_CHOICE:
      for (const NstChoice *choice = parameter->choices; choice->nick; choice++)
        g_string_append_printf (type, "%s`\"%s\"`", type->len ? ", " : "", choice->nick);
      standard = g_strdup_printf ("`\"%s\"`", parameter->standard_text);
      break;

    case NST_PARAMETER_TEXT:
      g_string_append (type, "text");
      standard = g_strdup_printf ("`\"%s\"`", parameter->standard_text);
      break;
    }

  g_print ("| `%s` | %s | %s | %s |\n", parameter->name, type->str, standard, parameter->blurb);
}

int
main (void)
{
  const NstParameter *parameters;
  guint               n_parameters;

  g_print ("| name | values | default | meaning |\n"
           "|---|---|---|---|\n"
           "| `run-mode` | run mode | `RUN-NONINTERACTIVE` | With or without the dialog. |\n"
           "| `image` | image | | The image to work in: RGB or grayscale, of any precision. |\n"
           "| `drawables` | vector of layers | | The layers to repaint, each by itself unless they "
           "are frames. |\n"
           "| `style-layer` | layer | none | The layer to take the style from, of this image or "
           "another. |\n"
           "| `style-file` | file name | none | The image file, or style file, to take the style "
           "from. |\n");

  parameters = nst_parameters (&n_parameters);
  for (guint i = 0; i < n_parameters; i++)
    print_parameter (&parameters[i]);
  g_print (
      "| `style` | text | none | The name of an installed style, or the path of a style file. |\n"
      "| `second-style` | text | none | A second style to mix into the first: the name of an "
      "installed style, or the path of a style file or a picture. |\n"
      "| `second-share` | number, -0.5 to 1 | 0 | Share of the second style: 0 is only the first "
      "style, 1 (100 %%) is only the second; negative values push away from the second style. |\n"
      "| `second-levels` | `\"all\"`, `\"coarse\"`, `\"fine\"` | `\"all\"` | What is taken from "
      "the second style: all, coarse for its larger forms only, fine for its color and brushwork "
      "only. |\n"
      "| `threads` | integer, 0 to 1024 | 0 | Number of processor cores to use; 0 uses as many as "
      "set in the preferences of GIMP. Fewer cores leave more for other programs; the painting is "
      "the same. |\n"
      "| `frames` | TRUE or FALSE | FALSE | The layers are the frames of an animation, with the "
      "first one at the bottom; each painting continues the one before, so that it does not "
      "flicker. |\n"
      "| `region-masks` | vector of drawables | none | Masks of the regions that have their own "
      "styles: channels, layer masks or layers of the image; white pixels belong to the region, "
      "black ones do not. |\n"
      "| `region-styles` | list of texts | none | The style of each region, in the order of the "
      "masks: the name of an installed style, or the path of a style file or a picture. |\n"
      "| `protect` | drawable | none | Area to leave unchanged; it does not influence the result. "
      "A channel, a layer mask or a layer of the image: white is kept, black is painted. |\n"
      "| `output` | `\"layer\"`, `\"replace\"`, `\"image\"` | `\"layer\"` | Where the painting "
      "goes: layer adds a new layer above, replace changes the pixels of the layer, or of an "
      "earlier painting, and image makes a new image. |\n"
      "| `repaint` | `\"auto\"`, `\"photograph\"`, `\"painting\"` | `\"auto\"` | What is painted "
      "if the layer is a painting of this plug-in: photograph is the layer that it was painted "
      "from, if that is still in the image; painting is the painting itself; auto is photograph in "
      "the dialog and for Repeat, and painting in a script. |\n"
      "| `second-layer` | layer | none | Instead of second-style: a layer to take the second "
      "style from, of this image or another. |\n");

  return 0;
}
