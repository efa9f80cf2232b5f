/* SPDX-License-Identifier: GPL-3.0-or-later */

/* program.h - runs another program (ffmpeg, ffprobe) with pipes.  It is in its own process group,
 * so that Ctrl-C reaches only us, and we stop it. */

#ifndef CLI_PROGRAM_H
#define CLI_PROGRAM_H

#include <gio/gio.h>

typedef struct _NstProgram CliProgram;

typedef enum
{
  CLI_PROGRAM_READS = 1, /* its standard input is ours to write */
  CLI_PROGRAM_WRITES = 2 /* its standard output is ours to read */
} CliProgramPipes;

/* Starts `words`, of which the first is the program's name, looked for where the shell does; the
 * last is NULL.  `third` is a file descriptor that it has as number 3, (transfer full), or -1.
 * Fails with NST_ERROR_FILE and a sentence where the program is not installed. */
CliProgram *cli_program_start (const char *const *words, CliProgramPipes pipes, int third,
                               GError **error);

/* The pipes, (transfer none), as asked for. */
GOutputStream *cli_program_get_input (CliProgram *program);
GInputStream  *cli_program_get_output (CliProgram *program);

/* Closes its standard input and waits for its end.  Fails with NST_ERROR_FILE and the first
 * line that it said where it says by its exit status that it failed. */
gboolean cli_program_finish (CliProgram *program, GError **error);

/* Stops it immediately.  May be called by any thread, and more than once. */
void cli_program_stop (CliProgram *program);

/* Stops it immediately if it still runs. */
void cli_program_free (CliProgram *program);

/* Runs `words` to the end; `output`, which may be NULL, receives what it wrote to its standard
 * output.  Fails as start and finish do. */
gboolean cli_program_run (const char *const *words, char **output, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliProgram, cli_program_free)

#endif
