/* SPDX-License-Identifier: GPL-3.0-or-later */

/* live.h - the live preview: while the dialog is up it listens to the settings, has previews
 * painted, and shows them.  Main thread only. */

#ifndef LIVE_H
#define LIVE_H

#include "nst.h"

#include "../ui/dialog.h"

typedef struct _Live Live;

/* Begins at once.  `content` is the picture at its own size.  `networks` and `styles` are the
 * folders of what comes with the plug-in.  Fails with NST_ERROR_MEMORY. */
Live *live_new (GimpProcedureConfig *config, Dialog *dialog, const NstPicture *content,
                const char *networks, const char *styles, GError **error);
void  live_free (Live *live); /* when no thread of it is left; may be NULL */

/* Leaves the processor to something else, and goes on.  `live` may be NULL. */
void live_pause (Live *live);
void live_resume (Live *live);

/* The content at the preview's size.  NULL for NULL. */
const NstPicture *live_get_content (Live *live);

#endif
