/* SPDX-License-Identifier: GPL-3.0-or-later */

/* preview-controller.h - the live preview: while the dialog is up it listens to the settings, has
 * previews painted, and shows them.  Main thread only. */

#ifndef PREVIEW_CONTROLLER_H
#define PREVIEW_CONTROLLER_H

#include "nst.h"

#include "ui/dialog.h"

typedef struct _PreviewController PreviewController;

/* Begins at once, by reading `layer`, which takes its time; where that cannot be had, the dialog
 * says why.  `networks` and `styles` are the folders of what comes with the plug-in. */
PreviewController *preview_controller_new (GimpProcedureConfig *config, Dialog *dialog,
                                           GimpLayer *layer, const char *networks,
                                           const char *styles);
void
preview_controller_free (PreviewController *live); /* when no thread of it is left; may be NULL */

/* Leaves the processor to something else, and goes on. */
void preview_controller_pause (PreviewController *live);
void preview_controller_resume (PreviewController *live);

/* The content at the preview's size, or NULL where it is not shown yet, or for NULL. */
const NstPicture *preview_controller_get_content (PreviewController *live);

#endif
