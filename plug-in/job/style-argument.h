/* SPDX-License-Identifier: GPL-3.0-or-later */

/* style-argument.h - finds the style of a call: a layer, a file or an installed style, given,
 * chosen or remembered. */

#ifndef STYLE_ARGUMENT_H
#define STYLE_ARGUMENT_H

#include "nst.h"
#include "job/style-source.h"

#include <libgimp/gimp.h>

/* How the styles of a call are found. */
typedef struct
{
  GimpRunMode          run_mode;
  GimpProcedureConfig *config;
  NstCatalogue        *catalogue;
  StyleSource         *first;  /* those of before, which are taken again where they are the same; */
  StyleSource         *second; /* or NULL */
  gboolean             verify; /* as style_source_of_layer has it */
} StyleLookup;

/* The style of the call.  Without a dialog exactly one of style-layer, style-file and style must be
 * given; the dialog and Repeat go by style-source.  Fails with NST_ERROR_ARGUMENT when there is no
 * style or more than one, and as the functions of style-source.h do. */
StyleSource *style_argument_find (const StyleLookup *lookup, GError **error);

/* The second style of the call, in *second: NULL where there is none.  Fails likewise, where both
 * second-style and second-layer are given, where a script gives a share of a second style but no
 * style, and where the layer of the last run is gone that Repeat would mix in. */
gboolean style_argument_find_second (const StyleLookup *lookup, StyleSource **second,
                                     GError **error);

/* The style that `word` names as second-style does: that of an installed one, or of the file at the
 * path `word`; `known` (or NULL) may be the same. */
StyleSource *style_argument_find_word (const StyleLookup *lookup, const char *word,
                                       StyleSource *known, GError **error);

/* Of a script's call: has style-source name the style that is given, as the dialog would. */
void style_argument_settle (GimpProcedureConfig *config);

/* Whether a style is chosen in the dialog. */
gboolean style_argument_is_chosen (GimpProcedureConfig *config);

/* If the style that is chosen in the dialog does not exist: uses the given style, or else the
 * standard one, or the first one that is installed. */
void style_argument_suggest (GimpProcedureConfig *config, const NstCatalogue *catalogue);

/* Saves the chosen layers in the last values, for style_argument_recall. */
void style_argument_remember (GimpProcedureConfig *config);

/* Restores the layers of the last run, if they still exist in this GIMP and none is given. */
void style_argument_recall (GimpProcedureConfig *config);

#endif
