/* SPDX-License-Identifier: GPL-3.0-or-later */

/* live.h - the live preview: while the dialog is up it listens to the settings, has previews
 * painted, and shows them.  Main thread only. */

#ifndef LIVE_H
#define LIVE_H

#include "nst.h"

#include "../ui/dialog.h"

typedef struct _Live Live;

/* Begins at once, by reading `layer`, which takes its time; where that cannot be had, the dialog
 * says why.  `networks` and `styles` are the folders of what comes with the plug-in. */
Live *live_new (GimpProcedureConfig *config, Dialog *dialog, GimpLayer *layer, const char *networks,
                const char *styles);
void  live_free (Live *live); /* when no thread of it is left; may be NULL */

/* Leaves the processor to something else, and goes on. */
void live_pause (Live *live);
void live_resume (Live *live);

/* The content at the preview's size, or NULL where it is not shown yet, or for NULL. */
const NstPicture *live_get_content (Live *live);

#endif
