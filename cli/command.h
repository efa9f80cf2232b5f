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

/* Parses the options that come after a subcommand's name.  --help prints all of them and ends the
 * program; the table's switches may be written as --SWITCH, --no-SWITCH and --SWITCH=false. */
gboolean nst_command_parse (GOptionContext *context, int *argc, char ***argv, GError **error);

/* `number` with a point where it has a single comma, as some countries write it.  (transfer full) */
char *nst_command_point (const char *number);

/* The number that `text` is, with a point or a comma; `option` is for the message.  Fails with
 * NST_ERROR_ARGUMENT. */
gboolean nst_command_parse_number (const char *option, const char *text, double *number,
                                   GError **error);

/* Fails with NST_ERROR_ARGUMENT and the sentence. */
gboolean nst_command_refuse (const char *sentence, GError **error);

/* The status with which the program ends: 1 where what it printed could not be written.  Does not
 * come back where a signal has stopped the program. */
int nst_command_end (int status);

/* Prints "nst: MESSAGE" to the standard error stream and frees the error.  Returns `status`. */
int nst_command_fail (GError *error, int status);

/* Where `kind` ("weights" or "styles") lies that came with this program: beside the program, or
 * where it was told to be installed. */
char *nst_command_data_folder (const char *kind);

/* Cancelled by Ctrl-C and SIGTERM, so that what has been done can be saved; main then ends the
 * program by the same signal, for who called it to see. */
GCancellable *nst_command_cancellable (void);

#endif
