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
  { "batch", nst_command_batch, "PICTURE|FOLDER... --style STYLE -o FOLDER",
    "repaint many pictures" },
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
  g_printerr ("nst: %s%s\n", error->message, g_str_has_suffix (error->message, ".") ? "" : ".");
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

static gboolean
on_interrupt (gpointer cancellable)
{
  g_cancellable_cancel (cancellable);
  return G_SOURCE_REMOVE; /* a second Ctrl-C ends the program at once */
}

static gpointer
watch_interrupt (gpointer cancellable)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (GSource) source = g_unix_signal_source_new (SIGINT);

  g_source_set_callback (source, on_interrupt, cancellable, NULL);
  g_source_attach (source, context);
  while (!g_cancellable_is_cancelled (cancellable))
    g_main_context_iteration (context, TRUE);
  return NULL;
}

GCancellable *
nst_command_cancellable (void)
{
  GCancellable *cancellable = g_cancellable_new ();

  g_thread_unref (g_thread_new ("interrupt", watch_interrupt, g_object_ref (cancellable)));
  return cancellable;
}

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
  fprintf (stream, "\n`nst COMMAND --help` lists the options of a command.\n");
  return status;
}

int
main (int argc, char **argv)
{
  nst_keep_memory ();
  setlocale (LC_ALL, "");
  setvbuf (stdout, NULL, _IOLBF, 0); /* a line of progress is seen when it is written */
  if (argc < 2)
    return print_usage (2);
  if (g_str_equal (argv[1], "--help") || g_str_equal (argv[1], "-h"))
    return print_usage (0);
  if (g_str_equal (argv[1], "--version"))
    {
      g_print ("nst %s\n", NST_VERSION);
      return 0;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    if (g_str_equal (argv[1], commands[i].name))
      {
        g_autofree char *program = g_strconcat ("nst ", commands[i].name, NULL);

        g_set_prgname (program); /* what --help calls it */
        return commands[i].run (argc - 1, argv + 1);
      }
  g_printerr ("nst: there is no command “%s”.\n", argv[1]);
  return print_usage (2);
}
