/* SPDX-License-Identifier: GPL-3.0-or-later */

/* program.c - runs another program. */

#include "program.h"

#include <glib/gi18n-lib.h>
#include <nst.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct _NstProgram
{
  GSubprocess *process;
  char        *name;
  FILE        *said; /* its standard error, an unnamed temporary file */
};

static void
leave_group (G_GNUC_UNUSED gpointer unused)
{
  setpgid (0, 0);
}

static GSubprocessLauncher *
new_launcher (CliProgramPipes pipes, int third, FILE *said)
{
  GSubprocessFlags     flags = G_SUBPROCESS_FLAGS_NONE;
  GSubprocessLauncher *launcher;

  if (pipes & CLI_PROGRAM_READS)
    flags |= G_SUBPROCESS_FLAGS_STDIN_PIPE;
  if (pipes & CLI_PROGRAM_WRITES)
    flags |= G_SUBPROCESS_FLAGS_STDOUT_PIPE;
  launcher = g_subprocess_launcher_new (flags);
  g_subprocess_launcher_set_child_setup (launcher, leave_group, NULL, NULL);
  g_subprocess_launcher_take_stderr_fd (launcher, dup (fileno (said)));
  if (third >= 0)
    g_subprocess_launcher_take_fd (launcher, third, 3);
  return launcher;
}

CliProgram *
cli_program_start (const char *const *words, CliProgramPipes pipes, int third, GError **error)
{
  g_autoptr (CliProgram) program = g_new0 (CliProgram, 1);
  g_autoptr (GSubprocessLauncher) launcher = NULL;
  g_autoptr (GError) reason = NULL;
  g_autofree char *path = g_find_program_in_path (words[0]);

  program->name = g_strdup (words[0]);
  program->said = tmpfile ();
  if (program->said == NULL || path == NULL)
    {
      if (third >= 0)
        close (third);
      if (path == NULL)
        g_set_error (error, NST_ERROR, NST_ERROR_ARGUMENT,
                     _ ("Films need the program “%s”, which is not installed; install ffmpeg."),
                     words[0]);
      else
        g_set_error (error, NST_ERROR, NST_ERROR_FILE,
                     _ ("A temporary file for “%s” cannot be created."), words[0]);
      return NULL;
    }
  launcher = new_launcher (pipes, third, program->said);
  program->process = g_subprocess_launcher_spawnv (launcher, words, &reason);
  if (program->process != NULL)
    return g_steal_pointer (&program);
  g_set_error (error, NST_ERROR, NST_ERROR_FILE, _ ("The program “%s” cannot be started: %s."),
               words[0], reason->message);
  return NULL;
}

GOutputStream *
cli_program_get_input (CliProgram *program)
{
  return g_subprocess_get_stdin_pipe (program->process);
}

GInputStream *
cli_program_get_output (CliProgram *program)
{
  return g_subprocess_get_stdout_pipe (program->process);
}

/* The first line of its messages, which is the cause of the others, without the name of its
 * component. */
static char *
first_words (CliProgram *program)
{
  char             text[1024];
  g_autofree char *valid = NULL;
  const char      *speaker;
  gsize            n;

  rewind (program->said);
  n = fread (text, 1, sizeof text, program->said);
  valid = g_utf8_make_valid (text, (gssize) n);
  valid[strcspn (valid, "\n")] = '\0';
  speaker = *valid == '[' ? strstr (valid, "] ") : NULL;
  return g_strdup (speaker != NULL ? speaker + 2 : valid);
}

gboolean
cli_program_finish (CliProgram *program, GError **error)
{
  GOutputStream   *input = cli_program_get_input (program);
  g_autofree char *words = NULL;

  if (input != NULL)
    g_output_stream_close (input, NULL, NULL);
  if (g_subprocess_wait_check (program->process, NULL, NULL))
    return TRUE;
  words = first_words (program);
  if (*words != '\0')
    /* Translators: the name of a program, and what it said. */
    g_set_error (error, NST_ERROR, NST_ERROR_FILE, _ ("%s failed: %s."), program->name, words);
  else
    g_set_error (error, NST_ERROR, NST_ERROR_FILE, _ ("%s failed without saying why."),
                 program->name);
  return FALSE;
}

void
cli_program_stop (CliProgram *program)
{
  g_subprocess_force_exit (program->process);
}

void
cli_program_free (CliProgram *program)
{
  if (program == NULL)
    return;
  if (program->process != NULL)
    {
      g_subprocess_force_exit (program->process);
      g_subprocess_wait (program->process, NULL, NULL);
      g_object_unref (program->process);
    }
  if (program->said != NULL)
    fclose (program->said);
  g_free (program->name);
  g_free (program);
}

gboolean
cli_program_run (const char *const *words, char **output, GError **error)
{
  g_autoptr (CliProgram) program
      = cli_program_start (words, output != NULL ? CLI_PROGRAM_WRITES : 0, -1, error);
  GByteArray *bytes;
  guint8      block[4096];
  gssize      n;

  if (program == NULL || output == NULL)
    return program != NULL && cli_program_finish (program, error);
  bytes = g_byte_array_new ();
  while (
      (n = g_input_stream_read (cli_program_get_output (program), block, sizeof block, NULL, NULL))
      > 0)
    g_byte_array_append (bytes, block, (guint) n);
  g_byte_array_append (bytes, (const guint8 *) "", 1);
  *output = (char *) g_byte_array_free (bytes, FALSE);
  if (cli_program_finish (program, error))
    return TRUE;
  g_clear_pointer (output, g_free);
  return FALSE;
}
