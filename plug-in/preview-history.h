/* SPDX-License-Identifier: GPL-3.0-or-later */

/* preview-history.h - settings that come back: those of a painting that the preview has shown, and what
 * was set in a dialog that was closed.  Main thread only. */

#ifndef PREVIEW_HISTORY_H
#define PREVIEW_HISTORY_H

#include "job/job.h"
#include "ui/dialog.h"

typedef struct _PreviewHistory PreviewHistory;

/* What was set in the dialog before, which was closed, is set again.  What is given must stay. */
PreviewHistory *preview_history_new (const JobRequest *request, Dialog *dialog);

/* Keeps what is set, where the dialog was closed. */
void preview_history_free (PreviewHistory *history);

/* The preview has finished `painting` of the whole, as it will be or nearly. */
void preview_history_add (PreviewHistory *history, const NstPicture *painting);

#endif
