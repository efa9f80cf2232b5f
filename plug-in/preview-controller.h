/* SPDX-License-Identifier: GPL-3.0-or-later */

/* preview-controller.h - the live preview: follows the settings of the dialog, requests previews
 * and shows them.  Main thread only. */

#ifndef PREVIEW_CONTROLLER_H
#define PREVIEW_CONTROLLER_H

#include "job/job.h"
#include "paint/paint-thread.h"
#include "ui/dialog.h"

typedef struct _PreviewController PreviewController;

/* Reads the layer of `request`, and starts immediately; if that fails, the dialog shows the
 * error.  All arguments must stay valid. */
PreviewController *preview_controller_new (const JobRequest *request, Dialog *dialog,
                                           PaintThread *thread);
void               preview_controller_free (PreviewController *controller); /* may be NULL */

/* Releases the thread for other work, and continues. */
void preview_controller_pause (PreviewController *controller);
void preview_controller_resume (PreviewController *controller);

/* Must be called when the layer of the request has changed. */
void preview_controller_restart (PreviewController *controller);

/* The job of the preview, or NULL where there is none yet, or for NULL.  (transfer none) */
const Job *preview_controller_get_job (PreviewController *controller);

/* Shows the progress of painting the result; `fraction` (0..1) of all layers is done. */
void preview_controller_show_work (PreviewController *controller, const PaintNews *news,
                                   double fraction);

#endif
