/* SPDX-License-Identifier: GPL-3.0-or-later */

/* output-place.h - the paths of files that are written: where they lead, and what is wrong with
 * them. */

#ifndef CLI_OUTPUT_PLACE_H
#define CLI_OUTPUT_PLACE_H

#include <glib/gi18n-lib.h>

#define CLI_OUTPUT_EXISTS _ ("it exists already; add --force to replace it")

/* Where `path` leads to, through links.  Fails with NST_ERROR_FILE where nothing can be written
 * there: in a folder that is not there, at a link to nothing, for an empty name. */
char *cli_output_place (const char *path, GError **error);

/* Fails, saying that `path` cannot be written and the reason. */
gboolean cli_output_refuse (const char *path, const char *reason, GError **error);

/* Whether the file at `path` is there and must not be replaced, with force or without. */
gboolean cli_output_is_read_only (const char *path);

/* Fails with NST_ERROR_ARGUMENT where the name of `path` does not end in `ending` (".json"). */
gboolean cli_output_check_ending (const char *path, const char *ending, GError **error);

#endif
