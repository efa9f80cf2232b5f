/* SPDX-License-Identifier: GPL-3.0-or-later */

/* dialog.h - the dialog: asks for the settings, then stays up and shows how the work goes. */

#ifndef DIALOG_H
#define DIALOG_H

#include <libgimp/gimp.h>

typedef struct _Dialog Dialog;

/* The dialog for `config`, which it changes as the user does.  `networks` and `styles` are
 * the folders of what comes with the plug-in; both must stay. */
Dialog *dialog_new (GimpProcedure *procedure, GimpProcedureConfig *config, const char *networks,
                    const char *styles);
void    dialog_free (Dialog *dialog);

/* Waits for the user.  Returns whether to go to work. */
gboolean dialog_ask (Dialog *dialog);

/* While the work is done: the settings cannot be changed, Cancel and closing the dialog cancel the
 * cancellable, and the bar shows `fraction` (0..1).  `error` is what went wrong, or NULL; it is
 * shown beside the settings. */
void          dialog_start_work (Dialog *dialog);
void          dialog_set_progress (Dialog *dialog, double fraction);
GCancellable *dialog_get_cancellable (Dialog *dialog);
void          dialog_end_work (Dialog *dialog, const GError *error);

#endif
