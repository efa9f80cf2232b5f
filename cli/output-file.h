/* SPDX-License-Identifier: GPL-3.0-or-later */

/* output-file.h - where files may be written, and writing them without losing data.
 *
 * A command makes a plan of the files that it reads and writes, and checks it before it works.  So
 * it never overwrites a file that it reads, however the two are spelled, or a file that it was not
 * told to replace, and does not fail after hours of work.  Each file is written under a short
 * temporary name in the same folder, and gets its name when it is complete.
 */

#ifndef CLI_OUTPUT_H
#define CLI_OUTPUT_H

#include <nst.h>

/* What stands for the standard output in the place of a file's name. */
#define CLI_OUTPUT_STANDARD "-"

/* ---- Before the work --------------------------------------------------------------- */

typedef struct _NstPlan CliPlan;

/* With `force`, files that exist may be replaced; read-only ones may not. */
CliPlan *cli_plan_new (gboolean force);
void     cli_plan_free (CliPlan *plan);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliPlan, cli_plan_free)

/* `path` will be read: a file, or a folder with all that is in it.  NULL, and what is no file, is
 * passed over: who reads it will say so. */
void cli_plan_read (CliPlan *plan, const char *path);

/* `path` will be written.  NULL is passed over. */
void cli_plan_write (CliPlan *plan, const char *path);

/* The same for a file that goes on from what is there (a checkpoint), which needs no force. */
void cli_plan_continue (CliPlan *plan, const char *path);

/* Whether any file that will be written is there already. */
gboolean cli_plan_replaces (const CliPlan *plan);

/* Whether all of it can be done: every file to be written has a folder that can be written to and
 * a name that fits, is none of those that are read, and replaces none that must stay.  Leaves
 * nothing behind.  Fails with NST_ERROR_FILE and a sentence that names the file. */
gboolean cli_plan_check (const CliPlan *plan, GError **error);

/* Whether the file at `path` is there and must not be replaced, with force or without. */
gboolean cli_output_is_read_only (const char *path);

/* Fails with NST_ERROR_ARGUMENT where the name of `path` does not end in `ending` (".json"). */
gboolean cli_output_check_ending (const char *path, const char *ending, GError **error);

/* ---- Writing ----------------------------------------------------------------------- */

typedef struct _NstOutput CliOutput;

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
