/* SPDX-License-Identifier: GPL-3.0-or-later */

/* preview-variations.h - small paintings by other settings than those of the dialog, for its button
 * that offers them; the one that is chosen becomes the settings.  Main thread only. */

#ifndef PREVIEW_VARIATIONS_H
#define PREVIEW_VARIATIONS_H

#include "preview-controller.h"

typedef struct _PreviewVariations PreviewVariations;

/* All that is given must stay. */
PreviewVariations *preview_variations_new (GimpProcedureConfig *config, Dialog *dialog,
                                           PreviewController *preview, PaintThread *thread);
void               preview_variations_free (PreviewVariations *variations); /* may be NULL */

#endif
