/* SPDX-License-Identifier: GPL-3.0-or-later */

/* arguments.h - the procedure's arguments, made from the engine's table of parameters, and the
 * engine's settings, read from a call. */

#ifndef ARGUMENTS_H
#define ARGUMENTS_H

#include "nst.h"

#include <libgimp/gimp.h>

#define ARGUMENTS_PROCEDURE "plug-in-style-transfer"

/* Where the dialog takes the style from (the auxiliary argument "style-source"). */
#define ARGUMENTS_SOURCE_FILE  "file"
#define ARGUMENTS_SOURCE_LAYER "layer"
#define ARGUMENTS_SOURCE_STYLE "style"

/* What of the painting a second style is mixed into (second-levels). */
#define ARGUMENTS_LEVELS_ALL    "all"
#define ARGUMENTS_LEVELS_COARSE "coarse"
#define ARGUMENTS_LEVELS_FINE   "fine"

/* Where the painting goes (output). */
#define ARGUMENTS_OUTPUT_LAYER   "layer"
#define ARGUMENTS_OUTPUT_REPLACE "replace"
#define ARGUMENTS_OUTPUT_IMAGE   "image"

/* What is painted where a layer is a painting (repaint). */
#define ARGUMENTS_REPAINT_AUTO       "auto"
#define ARGUMENTS_REPAINT_PHOTOGRAPH "photograph"
#define ARGUMENTS_REPAINT_PAINTING   "painting"

/* Adds the arguments that say how to paint: style-layer, style-file, every row of the table in its
 * order, style, those of a second style, threads, and the auxiliary ones of the style.  What is for
 * the frames of an animation is an argument only where there may be `frames`. */
void arguments_register_painting (GimpProcedure *procedure, gboolean frames);

/* Adds second-layer, a layer in place of the second style: as the last one, for what stands before it
 * has its position. */
void arguments_register_second_layer (GimpProcedure *procedure);

/* Adds the arguments after run-mode, image and drawables: those of
 * arguments_register_painting, frames, those of regions, and the auxiliary ones that only the
 * dialog and Repeat use. */
void arguments_register (GimpProcedure *procedure);

/* Fills in `settings` from a call.  Fails with NST_ERROR_ARGUMENT for a name that does not exist
 * (the message lists those that do) and for values out of range. */
gboolean arguments_read (GimpProcedureConfig *config, NstSettings *settings, GError **error);

/* Has the argument keep-colors, as a script or an old preset gives it, become the amount that the
 * dialog shows, now and whenever it is set. */
void arguments_turn_keep_colors (GimpProcedureConfig *config);

/* How many threads are to work: as many as the call or else GIMP's preferences say. */
int arguments_read_threads (GimpProcedureConfig *config);

/* The word of `words`, which ends with NULL, that is the value of the argument `name`.  Fails with
 * NST_ERROR_ARGUMENT. */
const char *arguments_read_word (GimpProcedureConfig *config, const char *name,
                                 const char *const *words, GError **error);

/* Where the painting goes: one of ARGUMENTS_OUTPUT_...; NULL with NST_ERROR_ARGUMENT for any other
 * word. */
const char *arguments_read_output (GimpProcedureConfig *config, GError **error);

/* Whether what a painting was painted from is painted again, and not the painting, in *photograph.
 * Fails with NST_ERROR_ARGUMENT. */
gboolean arguments_read_repaint (GimpProcedureConfig *config, GimpRunMode run_mode,
                                 gboolean *photograph, GError **error);

/* Whether the layers are the frames of an animation. */
gboolean arguments_read_frames (GimpProcedureConfig *config);

#endif
