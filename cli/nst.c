/* SPDX-License-Identifier: GPL-3.0-or-later */

/* nst.c - `nst`, the engine on the command line: finds the subcommand and calls it. */

#include "command.h"

#include <glib/gi18n-lib.h>
#include <libintl.h>
#include <locale.h>
#include <stdio.h>

#include "interrupt.h"
#include "platform.h"

#define COLUMNS 46 /* of a call in the usage */

static const struct
{
  const char *name;
  int (*run) (int argc, char **argv);
  const char *usage, *purpose;
} commands[] = {
  /* Translators: only the words in capitals are translated, not options such as -o. */
  { "stylize", cli_command_stylize, N_ ("CONTENT STYLE [STYLE...] -o OUT"),
    N_ ("repaint a picture in the style of others") },
  { "batch", cli_command_batch, N_ ("PICTURE... --style STYLE -o FOLDER"),
    N_ ("repaint many pictures") },
#ifdef G_OS_UNIX /* ffmpeg gets pipes that other systems do not have */
  { "film", cli_command_film, N_ ("FILM STYLE [STYLE...] -o OUT"),
    N_ ("repaint a film and keep its sound") },
#endif
  { "styles", cli_command_styles, NULL, N_ ("list the installed styles") },
  { "measure", cli_command_measure, N_ ("PICTURE -o STYLE.safetensors"),
    N_ ("save the style of a picture to a file") },
  { "networks", cli_command_networks, N_ ("[--install FILE]"),
    N_ ("list the installed networks, or install one") },
  { "train", cli_command_train, "codec|style ...",
    N_ ("train the bundled network, or one for a style") },
};

int
cli_command_fail (GError *error, int status)
{
  const char *message = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)
                            ? _ ("Stopped before it was finished.")
                            : error->message;
  /* Our messages end with the full stop of their language; GLib's have none. */
  gboolean ends = error->domain != G_OPTION_ERROR;

  g_printerr ("nst: %s%s\n", message, ends ? "" : ".");
  g_error_free (error);
  return status;
}

/* The folder of the bundled data of this kind ("weights", "styles" or "locale"): beside the
 * program, or where it was installed. */
static char *
data_folder (const char *kind)
{
  g_autofree char *program = cli_system_program ();
  g_autofree char *folder = program != NULL ? g_path_get_dirname (program) : NULL;
  char            *beside = folder != NULL ? g_build_filename (folder, kind, NULL) : NULL;

  if (beside != NULL && g_file_test (beside, G_FILE_TEST_IS_DIR))
    return beside;
  g_free (beside);
  return g_strdup (g_str_equal (kind, "styles")   ? NST_STYLES_DIR
                   : g_str_equal (kind, "locale") ? NST_LOCALE_DIR
                                                  : NST_NETWORKS_DIR);
}

NstCatalogue *
cli_command_catalogue (void)
{
  g_autofree char *networks = data_folder ("weights");
  g_autofree char *styles = data_folder ("styles");

  return nst_catalogue_new (networks, styles);
}

/* Messages in the user's language: from `locale` beside the program, or from where they were
 * installed. */
static void
set_language (void)
{
  g_autofree char *folder = data_folder ("locale");

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, folder);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
}

/* ---- Commands ---------------------------------------------------------------------- */

static int
print_usage (int status)
{
  FILE *stream = status == 0 ? stdout : stderr;

  fprintf (stream, "%s\n", _ ("Usage:"));
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      const char      *usage = commands[i].usage != NULL ? _ (commands[i].usage) : "";
      g_autofree char *call = g_strdup_printf ("nst %s %s", commands[i].name, usage);
      int              rest = COLUMNS - (int) g_utf8_strlen (call, -1);

      fprintf (stream, "  %s%*s %s\n", call, MAX (rest, 0), "", _ (commands[i].purpose));
    }
  fprintf (
      stream, "\n%s\n",
      _ ("“nst help COMMAND” lists the options of a command, “nst --version” shows the version."));
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

        g_set_prgname (program); /* for --help */
        return commands[i].run (argc, argv);
      }
  g_printerr ("nst: ");
  g_printerr (_ ("There is no command “%s”."), argv[0]);
  g_printerr ("\n");
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
#ifdef G_OS_WIN32
  argv = g_win32_get_command_line (); /* in UTF-8, which the C library's is not */
#endif
  nst_keep_memory ();
  set_language ();
  cli_system_flush_lines (); /* a line of progress is seen when it is written */
  return cli_interrupt_end (run (argc, argv));
}
