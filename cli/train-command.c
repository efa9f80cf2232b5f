/* SPDX-License-Identifier: GPL-3.0-or-later */

/* train-command.c - `nst train`: calls one of the two trainings. */

#include "train-command.h"

#include <glib/gi18n-lib.h>

#include "command.h"

int
cli_command_train (int argc, char **argv)
{
  const char *usage = _ (
      "Usage:\n"
      "  nst train codec OPTIONS          the bundled network, from pictures and its teachers\n"
      "  nst train style STYLE OPTIONS    a network for one style, from a codec and photographs\n"
      "\n“nst train codec --help” and “nst train style --help” list the options.\n");

  if (argc > 1 && g_str_equal (argv[1], "codec"))
    {
      g_set_prgname ("nst train codec");
      return cli_command_train_codec (argc - 1, argv + 1);
    }
  if (argc > 1 && g_str_equal (argv[1], "style"))
    {
      g_set_prgname ("nst train style");
      return cli_command_train_style (argc - 1, argv + 1);
    }
  if (argc > 1 && (g_str_equal (argv[1], "--help") || g_str_equal (argv[1], "-h")))
    {
      g_print ("%s", usage);
      return 0;
    }
  g_printerr ("nst: %s\n%s", _ ("Say what to train: “nst train codec” or “nst train style”."),
              usage);
  return 2;
}
