/* SPDX-License-Identifier: GPL-3.0-or-later */

/* output-file.h - writes files without losing data: each is written under a short temporary name in
 * the same folder, and gets its name when it is complete. */

#ifndef CLI_OUTPUT_FILE_H
#define CLI_OUTPUT_FILE_H

#include <glib.h>

/* What stands for the standard output in the place of a file's name. */
#define CLI_OUTPUT_STANDARD "-"

typedef struct _CliOutput CliOutput;

/* Begins a file that will be `path`.  Fails with NST_ERROR_FILE. */
CliOutput *cli_output_new (const char *path, gboolean force, GError **error);

/* Where to write to, and to read from again what was written. */
int cli_output_get_descriptor (const CliOutput *output);

/* What it is called until then, for another program to write. */
const char *cli_output_get_temporary (const CliOutput *output);

/* Has `path` be what was written, and frees the output.  Fails with NST_ERROR_FILE, also where a
 * file has come to be there meanwhile and `force` was not given. */
gboolean cli_output_finish (CliOutput *output, GError **error);

/* Discards and frees the output (may be NULL); an existing file is unchanged. */
void cli_output_abandon (CliOutput *output);

/* Writes a whole file; `path` may be "-", the standard output. */
gboolean cli_output_save (const char *path, gconstpointer bytes, gsize n, gboolean force,
                          GError **error);

#endif
