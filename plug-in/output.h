/* SPDX-License-Identifier: GPL-3.0-or-later */

/* output.h - where a painting goes: above its layer, in its place, or to a new image.  Main thread
 * only. */

#ifndef OUTPUT_H
#define OUTPUT_H

#include "paint/painting.h"

/* The layers that are painted, and the results; lists of GimpLayer, in the same order. */
typedef struct
{
  GimpImage  *image;
  GPtrArray  *selected; /* what was given: a layer to be painted, or a painting of it */
  GPtrArray  *contents; /* the layers that are painted */
  GHashTable *last;     /* of those that were given: the last painting of each, or NULL */
  const char *kind;     /* ARGUMENTS_OUTPUT_... */
  gboolean    frames;   /* the layers are those of an animation */
} Output;

/* The layer `i` that was given or, where a painting before has taken its place, that. */
GimpLayer *output_get_given (const Output *output, guint i);

/* Whether that can be done with these layers.  Fails with NST_ERROR_ARGUMENT. */
gboolean output_check (const Output *output, GError **error);

/* Which of what must not be changed in layer `i` the pixels of the result must have. */
PaintingKeep output_get_keep (const Output *output, guint i);

/* A layer that is in no image yet, from the result for content `i`.  Fails with NST_ERROR_MEMORY. */
GimpLayer *output_make_layer (const Output *output, guint i, const PaintingResult *result,
                              const char *name, GError **error);

/* Whether the painting goes into the image that it was painted from. */
gboolean output_is_own (const Output *output);

/* Puts all `layers`, made so, where they belong: above the last paintings of the same, if there are
 * any.  They are replaced by the layers that are there then, and
 * these are the last ones from then on.  Fails with NST_ERROR_ARGUMENT. */
gboolean output_insert (Output *output, GPtrArray *layers, GError **error);

/* Frees what output_insert has noted down. */
void output_clear (Output *output);

#endif
