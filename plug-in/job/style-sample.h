/* SPDX-License-Identifier: GPL-3.0-or-later */

/* style-sample.h - the style that is chosen in the dialog, for its preview: made at once on the
 * main thread, and read by another thread, which may take its time. */

#ifndef STYLE_SAMPLE_H
#define STYLE_SAMPLE_H

#include "nst.h"

#include <libgimp/gimp.h>

typedef struct _StyleSample StyleSample;

/* Main thread; the references count atomically. */
StyleSample *style_sample_new_snapshot (GeglBuffer *snapshot, const char *name); /* takes it over */
StyleSample *style_sample_new_file (GFile *file);
StyleSample *style_sample_new_installed (const char *name, const char *folder);
StyleSample *style_sample_ref (StyleSample *sample);
void         style_sample_unref (StyleSample *sample);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (StyleSample, style_sample_unref)

/* Reads it, the first time.  One thread at a time, which may be any: nothing of libgimp is called.
 * Fails as nst_style_open does; and with NST_ERROR_FILE for a file that style_sample_wants_gimp
 * then says can be had by GIMP alone, on the main thread. */
gboolean style_sample_load (StyleSample *sample, GError **error);
gboolean style_sample_wants_gimp (const StyleSample *sample);

/* Once it is loaded. */
NstStyle   *style_sample_get_style (StyleSample *sample);
const char *style_sample_get_name (const StyleSample *sample);

/* The picture it was measured from, SAMPLE_SIDE pixels a side at most; NULL for a style file. */
#define SAMPLE_SIDE 2048
const NstPicture *style_sample_get_picture (const StyleSample *sample);

/* Something to look at, or NULL. */
#define SAMPLE_THUMBNAIL_SIDE 256 /* pixels at most */
const NstPicture *style_sample_get_thumbnail (const StyleSample *sample);

/* The brush size at which a preview of `preview` pixels (its longer side) has strokes as large,
 * beside the whole picture, as `brush` gives them at a working size of `working` pixels. */
double style_sample_brush (const StyleSample *sample, double brush, int preview, int working);

#endif
