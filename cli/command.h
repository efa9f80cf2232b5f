/* SPDX-License-Identifier: GPL-3.0-or-later */

/* command.h - the subcommands of `nst`.  Each takes the words after its name (argv[0] is the name)
 * and returns the program's exit status: 0 done, 1 failed, 2 called wrongly. */

#ifndef NST_COMMAND_H
#define NST_COMMAND_H

#include <nst.h>

int nst_command_stylize (int argc, char **argv);
int nst_command_batch (int argc, char **argv);
int nst_command_film (int argc, char **argv);
int nst_command_networks (int argc, char **argv);
int nst_command_styles (int argc, char **argv);
int nst_command_measure (int argc, char **argv);
int nst_command_train (int argc, char **argv);

/* Prints "nst: MESSAGE" to the standard error stream and frees the error.  Returns `status`. */
int nst_command_fail (GError *error, int status);

/* Where `kind` ("weights" or "styles") lies that came with this program: beside the program, or
 * where it was told to be installed. */
char *nst_command_data_folder (const char *kind);

/* Cancelled by Ctrl-C, so that what has been done can be saved. */
GCancellable *nst_command_cancellable (void);

#endif
