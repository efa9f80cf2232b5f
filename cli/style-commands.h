/* SPDX-License-Identifier: GPL-3.0-or-later */

/* style-commands.h - opens styles that are given on the command line. */

#ifndef CLI_STYLES_FROM_WORDS_H
#define CLI_STYLES_FROM_WORDS_H

#include <nst.h>

#include "plan.h"

/* The style that `word` means: a style file (*.safetensors), a picture, or the name of an installed
 * style. */
NstStyle *cli_command_style (const char *word, GError **error);

/* Whether `word` means a picture, and not a style that was measured from one. */
gboolean cli_command_style_is_picture (const char *word);

/* The file that `word` means.  Fails with NST_ERROR_ARGUMENT for a name that no style has. */
char *cli_command_style_path (const char *word, GError **error);

/* What to call what `word` means: a name, or a file's without its ending. */
char *cli_command_style_name (const char *word);

/* The file of that style will be read: for the plan of a command, when it has all that it writes. */
void cli_plan_read_style (CliPlan *plan, const char *word);

#endif
