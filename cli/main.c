/* SPDX-License-Identifier: GPL-3.0-or-later */

/* main.c - `nst`, the engine from the command line: finds the subcommand and hands over. */

#include "command.h"

#include <locale.h>
#include <stdio.h>

#include "interrupt.h"
#include "system.h"

static const struct
{
  const char *name;
  int (*run) (int argc, char **argv);
  const char *usage, *purpose;
} commands[] = {
  { "stylize", nst_command_stylize, "CONTENT STYLE [STYLE...] -o OUT",
    "repaint a picture in the manner of others" },
  { "batch", nst_command_batch, "PICTURE... --style STYLE -o FOLDER", "repaint many pictures" },
#ifdef G_OS_UNIX /* ffmpeg gets pipes that other systems do not have */
  { "film", nst_command_film, "FILM STYLE [STYLE...] -o OUT", "repaint a film, with its sound" },
#endif
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
  g_autofree char *program = nst_system_program ();
  g_autofree char *folder = program != NULL ? g_path_get_dirname (program) : NULL;
  char            *beside = folder != NULL ? g_build_filename (folder, kind, NULL) : NULL;

  if (beside != NULL && g_file_test (beside, G_FILE_TEST_IS_DIR))
    return beside;
  g_free (beside);
  return g_strdup (g_str_equal (kind, "styles") ? NST_STYLES_DIR : NST_NETWORKS_DIR);
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

int
main (int argc, char **argv)
{
#ifdef G_OS_WIN32
  argv = g_win32_get_command_line (); /* in UTF-8, which the C library's is not */
#endif
  nst_keep_memory ();
  setlocale (LC_ALL, "");
  nst_system_flush_lines (); /* a line of progress is seen when it is written */
  if (argc < 2)
    return print_usage (2);
  if (is_one_of (argv[1], "--help", "-h"))
    return print_usage (0);
  if (is_one_of (argv[1], "--version", "-v"))
    return print_version ();
  if (g_str_equal (argv[1], "help"))
    return help (argc - 1, argv + 1);
  return nst_interrupt_end (run_command (argc - 1, argv + 1));
}
