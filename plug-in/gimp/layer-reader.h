/* SPDX-License-Identifier: GPL-3.0-or-later */

/* layer-reader.h - copies a layer, and what limits its change, for the preview: a few rows at a
 * time, while the main loop has nothing else to do, for GIMP hands a large layer over in thousands
 * of messages.  Main thread only. */

#ifndef LAYER_READER_H
#define LAYER_READER_H

#include <libgimp/gimp.h>

typedef struct _LayerReader LayerReader;

/* What layer_pixels_snapshot and change_limit_snapshot give, or the error.  All is handed
 * over.  The reader may be freed in it. */
typedef void (*LayerReaderFunc) (GeglBuffer *snapshot, GeglBuffer *selection, GError *error,
                                 gpointer data);

LayerReader *layer_reader_new (GimpLayer *layer, LayerReaderFunc func, gpointer data);
void         layer_reader_finish (LayerReader *reader); /* at once: the function has been called */
void         layer_reader_free (LayerReader *reader);   /* stops; may be NULL */

#endif
