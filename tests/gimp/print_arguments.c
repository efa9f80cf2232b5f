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
      "installed one, or the path of a style file or a picture. |\n"
      "| `second-share` | number, -0.5 to 1 | 0 | Share of the second style: 0 is the first style "
      "alone, 1 the second alone; below 0 leads away from the second. |\n"
      "| `second-levels` | `\"all\"`, `\"coarse\"`, `\"fine\"` | `\"all\"` | What is taken "
      "from the second style: all, coarse for its larger forms only, fine for its color and "
      "brushwork only. |\n"
      "| `threads` | integer, 0 to 1024 | 0 | How many processor cores work at the painting; 0: as "
      "many as the preferences of GIMP say. Fewer leave more to other programs; the painting is "
      "the "
      "same. |\n"
      "| `frames` | TRUE or FALSE | FALSE | The layers are the frames of an animation, the first "
      "one lowest: each is painted after the one before, so that the painting does not flicker. "
      "|\n"
      "| `region-masks` | vector of drawables | none | Masks of the regions to be painted in "
      "styles "
      "of their own: channels, layer masks or layers of the image; white is all of a pixel, black "
      "nothing. |\n"
      "| `region-styles` | list of texts | none | The style of each region, in the order of the "
      "masks: the name of an installed one, or the path of a style file or a picture. |\n"
      "| `protect` | drawable | none | What stays as it is, and has no say in the painting: a "
      "channel, a layer mask or a layer of the image; white is kept, black painted. |\n"
      "| `output` | `\"layer\"`, `\"replace\"`, `\"image\"` | `\"layer\"` | Where the painting "
      "goes: "
      "layer for a new layer above, replace for the pixels of the layer itself, or for the layer "
      "that is a painting already, image for a new image. |\n"
      "| `repaint` | `\"auto\"`, `\"photograph\"`, `\"painting\"` | `\"auto\"` | What is painted "
      "where "
      "the layer is a painting of this plug-in: photograph for what it was painted from, where "
      "that "
      "is still in the image, painting for the painting itself; auto is photograph in the dialog "
      "and in Repeat, and painting in a script. |\n"
      "| `second-layer` | layer | none | In place of second-style: a layer to take the second "
      "style "
      "from, of this image or another. |\n");

  return 0;
}
