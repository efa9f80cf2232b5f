/* SPDX-License-Identifier: GPL-3.0-or-later */

/* unfinished.h - what was set in a dialog that was closed before anything was painted with it.  GIMP
 * keeps settings only of what was painted. */

#ifndef UNFINISHED_H
#define UNFINISHED_H

#include <libgimp/gimp.h>

/* A dialog opens with `config`.  Where the last one opened with the same, and was closed, sets what
 * was left of that, and returns TRUE.  `*opened` (transfer full) receives what it opened with, for
 * unfinished_keep. */
gboolean unfinished_take (GimpProcedureConfig *config, char **opened);

/* The dialog that opened with `opened` was closed.  A file that cannot be written is no mistake. */
void unfinished_keep (GimpProcedureConfig *config, const char *opened);

/* Something was painted, or nothing is to be kept. */
void unfinished_forget (GimpProcedureConfig *config);

#endif
