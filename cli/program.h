/* SPDX-License-Identifier: GPL-3.0-or-later */

/* program.h - runs another program (ffmpeg, ffprobe) with pipes.  It is in its own process group,
 * so that Ctrl-C reaches only us, and we stop it. */

#ifndef NST_PROGRAM_H
#define NST_PROGRAM_H

#include <gio/gio.h>

typedef struct _NstProgram NstProgram;

typedef enum
{
  NST_PROGRAM_READS = 1, /* its standard input is ours to write */
  NST_PROGRAM_WRITES = 2 /* its standard output is ours to read */
} NstProgramPipes;

/* Starts `words`, of which the first is the program's name, looked for where the shell does; the
 * last is NULL.  `third` is a file descriptor that it has as number 3, (transfer full), or -1.
 * Fails with NST_ERROR_FILE and a sentence where the program is not installed. */
NstProgram *nst_program_start (const char *const *words, NstProgramPipes pipes, int third,
                               GError **error);

/* The pipes, (transfer none), as asked for. */
GOutputStream *nst_program_get_input (NstProgram *program);
GInputStream  *nst_program_get_output (NstProgram *program);

/* Closes its standard input and waits for its end.  Fails with NST_ERROR_FILE and the first
 * line that it said where it says by its exit status that it failed. */
gboolean nst_program_finish (NstProgram *program, GError **error);

/* Stops it immediately.  May be called by any thread, and more than once. */
void nst_program_stop (NstProgram *program);

/* Stops it immediately if it still runs. */
void nst_program_free (NstProgram *program);

/* Runs `words` to the end; `output`, which may be NULL, receives what it wrote to its standard
 * output.  Fails as start and finish do. */
gboolean nst_program_run (const char *const *words, char **output, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NstProgram, nst_program_free)

#endif
