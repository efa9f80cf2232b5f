/* SPDX-License-Identifier: GPL-3.0-or-later */

/* plan.h - the files that a command reads and writes.
 *
 * A command makes a plan of them, and checks it before it works.  So it never overwrites a file that
 * it reads, however the two are spelled, or a file that it was not told to replace, and does not
 * fail after hours of work.
 */

#ifndef CLI_PLAN_H
#define CLI_PLAN_H

#include <glib.h>

typedef struct _CliPlan CliPlan;

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

#endif
