/* SPDX-License-Identifier: GPL-3.0-or-later */

/* unfinished.h - the settings of a dialog that was closed before anything was painted.  GIMP itself
 * keeps only settings that were used. */

#ifndef UNFINISHED_H
#define UNFINISHED_H

#include <libgimp/gimp.h>

/* A dialog opens with `config`.  Where the last one opened with the same, and was closed, sets what
 * was left of that, and returns TRUE.  `*opened` (transfer full) receives what it opened with, for
 * unfinished_keep. */
gboolean unfinished_take (GimpProcedureConfig *config, char **opened);

/* The dialog that opened with `opened` was closed.  Errors on writing are ignored. */
void unfinished_keep (GimpProcedureConfig *config, const char *opened);

/* Something was painted, or nothing is to be kept. */
void unfinished_forget (GimpProcedureConfig *config);

#endif
