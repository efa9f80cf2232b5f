/* SPDX-License-Identifier: GPL-3.0-or-later */

/* main.c - `nst`, the engine from the command line: finds the subcommand and hands over. */

#include "command.h"

#include <glib-unix.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>

static const struct
{
  const char *name;
  int (*run) (int argc, char **argv);
  const char *usage, *purpose;
} commands[] = {
  { "stylize", nst_command_stylize, "CONTENT STYLE [STYLE...] -o OUT",
    "repaint a picture in the manner of others" },
  { "batch", nst_command_batch, "PICTURE... --style STYLE -o FOLDER", "repaint many pictures" },
  { "film", nst_command_film, "FILM STYLE [STYLE...] -o OUT", "repaint a film, with its sound" },
  { "styles", nst_command_styles, "", "list the styles that are installed" },
  { "measure", nst_command_measure, "PICTURE -o STYLE.safetensors",
    "save a picture's style, for use without it" },
  { "networks", nst_command_networks, "[--install FILE]",
    "list the networks that are installed, or install one" },
  { "train", nst_command_train, "codec|style ...",
    "train the network that ships, or one for a style" },
};

int
nst_command_fail (GError *error, int status)
{
  const char *message = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)
                            ? "stopped before it was done"
                            : error->message;

  g_printerr ("nst: %s%s\n", message, g_str_has_suffix (message, ".") ? "" : ".");
  g_error_free (error);
  return status;
}

char *
nst_command_data_folder (const char *kind)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = program != NULL ? g_path_get_dirname (program) : NULL;
  char            *beside = folder != NULL ? g_build_filename (folder, kind, NULL) : NULL;

  if (beside != NULL && g_file_test (beside, G_FILE_TEST_IS_DIR))
    return beside;
  g_free (beside);
  return g_strdup (g_str_equal (kind, "styles") ? NST_STYLES_DIR : NST_NETWORKS_DIR);
}

/* ---- Ctrl-C ------------------------------------------------------------------------ */

/* The signal that the program has been asked to end by; or 0. */
static int caught;

typedef struct
{
  GCancellable *cancellable;
  int           number;
} Signal;

static gboolean
on_signal (gpointer data)
{
  Signal *received = data;

  g_atomic_int_set (&caught, received->number);
  g_cancellable_cancel (received->cancellable);
  return G_SOURCE_REMOVE; /* a second Ctrl-C ends the program at once */
}

/* Not where the shell has told the program to ignore it. */
static void
watch_for (int number, Signal *data, GMainContext *context)
{
  struct sigaction before;
  g_autoptr (GSource) source = NULL;

  if (sigaction (number, NULL, &before) == 0 && before.sa_handler == SIG_IGN)
    return;
  data->number = number;
  source = g_unix_signal_source_new (number);
  g_source_set_callback (source, on_signal, data, NULL);
  g_source_attach (source, context);
}

static gpointer
watch_signals (gpointer cancellable)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  Signal interrupt = { .cancellable = cancellable };
  Signal terminate = { .cancellable = cancellable };

  watch_for (SIGINT, &interrupt, context);
  watch_for (SIGTERM, &terminate, context);
  while (!g_cancellable_is_cancelled (cancellable))
    g_main_context_iteration (context, TRUE);
  return NULL;
}

GCancellable *
nst_command_cancellable (void)
{
  GCancellable *cancellable = g_cancellable_new ();
  GThread *thread = g_thread_try_new ("signals", watch_signals, g_object_ref (cancellable), NULL);

  if (thread != NULL) /* else Ctrl-C ends the program at once */
    g_thread_unref (thread);
  return cancellable;
}

/* A shell ends its own loop only where the program has ended by the signal.  What was printed, and
 * has not arrived, is an error. */
int
nst_command_end (int status)
{
  int number = g_atomic_int_get (&caught);

  if (number == 0 && (fflush (stdout) != 0 || ferror (stdout)) && status == 0)
    {
      g_printerr ("nst: The standard output cannot be written.\n");
      return 1;
    }
  if (number == 0)
    return status;
  fflush (NULL);
  signal (number, SIG_DFL);
  raise (number);
  return 128 + number; /* where the signal is blocked */
}

/* ---- Commands ---------------------------------------------------------------------- */

static int
print_usage (int status)
{
  FILE *stream = status == 0 ? stdout : stderr;

  fprintf (stream, "Usage:\n");
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      g_autofree char *call = g_strdup_printf ("nst %s %s", commands[i].name, commands[i].usage);

      fprintf (stream, "  %-46s %s\n", call, commands[i].purpose);
    }
  fprintf (stream, "\n`nst help COMMAND` lists the options of a command, `nst --version` says "
                   "which one this is.\n");
  return status;
}

static int
print_version (void)
{
  g_print ("nst %s\n", NST_VERSION);
  return 0;
}

static int
run_command (int argc, char **argv)
{
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    if (g_str_equal (argv[0], commands[i].name))
      {
        g_autofree char *program = g_strconcat ("nst ", commands[i].name, NULL);

        g_set_prgname (program); /* what --help calls it */
        return commands[i].run (argc, argv);
      }
  g_printerr ("nst: there is no command “%s”.\n", argv[0]);
  return print_usage (2);
}

/* `nst help train style` is `nst train style --help`. */
static int
help (int argc, char **argv)
{
  g_autofree char **words = g_new0 (char *, argc + 1);

  if (argc == 1)
    return print_usage (0);
  for (int i = 1; i < argc; i++)
    words[i - 1] = argv[i];
  words[argc - 1] = (char *) "--help";
  return run_command (argc, words);
}

static gboolean
is_one_of (const char *word, const char *a, const char *b)
{
  return g_str_equal (word, a) || g_str_equal (word, b);
}

static int
run (int argc, char **argv)
{
  if (argc < 2)
    return print_usage (2);
  if (is_one_of (argv[1], "--help", "-h"))
    return print_usage (0);
  if (is_one_of (argv[1], "--version", "-v"))
    return print_version ();
  if (g_str_equal (argv[1], "help"))
    return help (argc - 1, argv + 1);
  return run_command (argc - 1, argv + 1);
}

int
main (int argc, char **argv)
{
  nst_keep_memory ();
  setlocale (LC_ALL, "");
  setvbuf (stdout, NULL, _IOLBF, 0); /* a line of progress is seen when it is written */
  return nst_command_end (run (argc, argv));
}
