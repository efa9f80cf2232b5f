/* SPDX-License-Identifier: GPL-3.0-or-later */

/* script.h - a Script-Fu call that does the same as the dialog. */

#ifndef SCRIPT_H
#define SCRIPT_H

#include <libgimp/gimp.h>

/* An expression that opens the file of `image`, repaints it as `config` says and saves the result
 * beside it; only settings that differ from their defaults are in it.  It runs in GIMP's Script-Fu
 * console and in batch mode.  Layers and masks are found by their names in their image's file, of
 * which a comment reminds. */
char *script_write (GimpImage *image, GimpProcedureConfig *config);

/* The settings of how it is painted, as the call would have them, in one line; only those that differ
 * from their defaults, and no paths.  "" where there are none.  To be freed by g_free. */
char *script_write_settings (GimpProcedureConfig *config);

#endif
