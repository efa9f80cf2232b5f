/* SPDX-License-Identifier: GPL-3.0-or-later */

/* command.h - the subcommands of `nst`.  Each takes the words after its name (argv[0] is the name)
 * and returns the program's exit status: 0 done, 1 failed, 2 called wrongly. */

#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H

#include <nst.h>

int cli_command_stylize (int argc, char **argv);
int cli_command_batch (int argc, char **argv);
int cli_command_film (int argc, char **argv);
int cli_command_networks (int argc, char **argv);
int cli_command_styles (int argc, char **argv);
int cli_command_measure (int argc, char **argv);
int cli_command_train (int argc, char **argv);

/* Parses the options that come after a subcommand's name.  --help prints all of them and ends the
 * program; the table's switches may be written as --SWITCH, --no-SWITCH and --SWITCH=false. */
gboolean cli_command_parse (GOptionContext *context, int *argc, char ***argv, GError **error);

/* `number` with its single comma, if any, replaced by a point.  (transfer full) */
char *cli_command_point (const char *number);

/* The number that `text` is, with a point or a comma; `option` is for the message.  Fails with
 * NST_ERROR_ARGUMENT. */
gboolean cli_command_parse_number (const char *option, const char *text, double *number,
                                   GError **error);

/* Fails with NST_ERROR_ARGUMENT and this message. */
gboolean cli_command_refuse (const char *sentence, GError **error);

/* Prints "nst: MESSAGE" to the standard error stream and frees the error.  Returns `status`. */
int cli_command_fail (GError *error, int status);

/* The bundled networks and styles.  (transfer full) */
NstCatalogue *cli_command_catalogue (void);

/* Is cancelled by Ctrl-C and SIGTERM, so that finished work can be saved. main then ends the
 * program with the same signal, so that the caller notices it. */
GCancellable *cli_command_cancellable (void);

#endif
