/* SPDX-License-Identifier: GPL-3.0-or-later */

/* painting-options.h - the painting options of all subcommands: the parameters, the weights of a mixture,
 * the number of threads; and the styles on the command line. */

#ifndef CLI_PAINTING_H
#define CLI_PAINTING_H

#include <nst.h>

typedef struct
{
  NstSettings settings;
  char       *mix, *mix_fine; /* a weight for each style, separated by commas; or NULL */
  int         threads;        /* 0: one for each processor */
  GPtrArray  *texts;          /* of the help; must live as long as the context */
} CliPaintingOptions;

void cli_painting_options_init (CliPaintingOptions *options);
void cli_painting_options_clear (CliPaintingOptions *options);

/* Every parameter of the table becomes an option of the same name; --mix, --mix-fine and --threads
 * join the main options. */
void cli_painting_options_add (CliPaintingOptions *options, GOptionContext *context);

/* What the parser could not: whether the values are in range.  Fails with NST_ERROR_ARGUMENT. */
gboolean cli_painting_options_check (const CliPaintingOptions *options, GError **error);

/* A mixture of the styles that the `n` words mean (see cli_command_style), weighed as the options
 * say.  Without words it has the network's own style; `own_hint` is what to do where the network
 * has none, as the end of a sentence: "give a style: `nst ...`".  With NULL for it, the mixture
 * then is empty.  Returns: (element-type NstStyleShare) (transfer full), which owns its styles. */
GArray *cli_painting_styles (const CliPaintingOptions *options, char *const *words, guint n,
                             const NstNetwork *network, const char *own_hint, GError **error);

#endif
