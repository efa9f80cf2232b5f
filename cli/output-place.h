/* SPDX-License-Identifier: GPL-3.0-or-later */

/* output-place.h - the path of a file that is written; for output.c and plan.c. */

#ifndef CLI_OUTPUT_PLACE_H
#define CLI_OUTPUT_PLACE_H

#include <glib/gi18n-lib.h>

#define CLI_OUTPUT_EXISTS _ ("it exists already; add --force to replace it")

/* Where `path` leads to, through links.  Fails with NST_ERROR_FILE where nothing can be written
 * there: in a folder that is not there, at a link to nothing, for an empty name. */
char *cli_output_place (const char *path, GError **error);

/* Fails, saying that `path` cannot be written and the reason. */
gboolean cli_output_refuse (const char *path, const char *reason, GError **error);

#endif
