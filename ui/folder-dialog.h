/* SPDX-License-Identifier: GPL-3.0-or-later */

/* folder-dialog.h - the dialog for painting a folder of pictures, which then stays open and shows
 * the progress. */

#ifndef FOLDER_DIALOG_H
#define FOLDER_DIALOG_H

#include "nst.h"

#include <libgimp/gimp.h>

typedef struct _FolderDialog FolderDialog;

/* The dialog for `config`, which it changes; `catalogue` must stay valid. */
FolderDialog *folder_dialog_new (GimpProcedure *procedure, GimpProcedureConfig *config,
                                 NstCatalogue *catalogue);
void          folder_dialog_free (FolderDialog *dialog);

/* Waits for the user.  Returns whether to start painting. */
gboolean folder_dialog_ask (FolderDialog *dialog);

/* While painting, the settings are insensitive, and the bar shows `fraction` (0..1) and `text`.
 * Cancel and closing the dialog cancel the cancellable.  `error` (or NULL) is shown. */
void          folder_dialog_start_work (FolderDialog *dialog);
void          folder_dialog_set_progress (FolderDialog *dialog, double fraction, const char *text);
GCancellable *folder_dialog_get_cancellable (FolderDialog *dialog);
void          folder_dialog_end_work (FolderDialog *dialog, const GError *error);

#endif
