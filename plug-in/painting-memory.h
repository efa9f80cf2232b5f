/* SPDX-License-Identifier: GPL-3.0-or-later */

/* painting-memory.h - stores on a painting how it was made, so that it can be made again.  Main
 * thread only. */

#ifndef PAINTING_MEMORY_H
#define PAINTING_MEMORY_H

#include "output.h"

/* What to call a painting of `layer`, which `job` has made: by the photograph, where that is a
 * painting itself.  To be freed by g_free. */
char *painting_memory_name (const Job *job, GimpLayer *layer);

/* Fills in the contents of `output`: for each layer that is selected it, or what it was painted from,
 * as the argument repaint says.  Fails with NST_ERROR_ARGUMENT. */
gboolean painting_memory_find_contents (Output *output, GimpProcedureConfig *config,
                                        GimpRunMode run_mode, GError **error);

/* Has the `layers` that have come of `output` remember it, and the metadata of their images tell of
 * it. */
void painting_memory_keep (const Output *output, GPtrArray *layers, GimpProcedureConfig *config,
                           GimpRunMode run_mode);

/* The metadata of `image` say from now on that the painting `name` was made with `config`. */
void painting_memory_tell (GimpImage *image, const char *name, GimpProcedureConfig *config);

/* Sets `config` to how `layer` was painted; where it is no painting, or one that cannot be read, it
 * stays as it is. */
void painting_memory_recall (GimpLayer *layer, GimpProcedureConfig *config);

#endif
