/* SPDX-License-Identifier: GPL-3.0-or-later */

/* painting-record.h - the record of a painting on its layer: the settings, the styles, and the
 * layer that it was painted from.  It is a parasite of the layer, which XCF files keep.  Main
 * thread only. */

#ifndef PAINTING_RECORD_H
#define PAINTING_RECORD_H

#include <libgimp/gimp.h>

/* Notes on `painting` that it was painted from `content` as `config` says, whose settings are the
 * JSON text `settings`.  What was a layer or a mask is noted by its tattoo, and is found again in the
 * image of `content`, which gets a name of its own for that, and in copies of it. */
void painting_record_write (GimpLayer *painting, GimpLayer *content, GimpProcedureConfig *config,
                            const char *settings);

/* The layer that `layer` was painted from; NULL: it is not a painting, or that layer is gone. */
GimpLayer *painting_record_find_content (GimpLayer *layer);

/* The name of that layer, to be freed by g_free; NULL: it is not a painting. */
char *painting_record_get_name (GimpLayer *layer);

/* The text of its settings, to be freed by g_free; NULL: it is not a painting. */
char *painting_record_get_settings (GimpLayer *painting);

/* Sets the layers and masks of `config` to those recorded on `painting`, if they still exist. */
void painting_record_recall_layers (GimpLayer *painting, GimpProcedureConfig *config);

#endif
