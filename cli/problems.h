/* SPDX-License-Identifier: GPL-3.0-or-later */

/* problems.h - reports all problems of a call together. */

#ifndef CLI_PROBLEMS_H
#define CLI_PROBLEMS_H

#include <glib.h>

/* `problems` are sentences (char *) about what keeps the work from beginning.  None: returns TRUE.
 * One is the error (NST_ERROR_FILE); more are printed, and the error says that they were. */
gboolean cli_problems_report (const GPtrArray *problems, GError **error);

#endif
