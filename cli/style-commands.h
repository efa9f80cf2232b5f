/* SPDX-License-Identifier: GPL-3.0-or-later */

/* style-commands.h - opens styles that are given on the command line. */

#ifndef NST_STYLES_FROM_WORDS_H
#define NST_STYLES_FROM_WORDS_H

#include <nst.h>

#include "output-file.h"

/* The style that `word` means: a style file (*.safetensors), a picture, or the name of an installed
 * style. */
NstStyle *nst_command_style (const char *word, GError **error);

/* Whether `word` means a picture, and not a style that was measured from one. */
gboolean nst_command_style_is_picture (const char *word);

/* The file that `word` means.  Fails with NST_ERROR_ARGUMENT for a name that no style has. */
char *nst_command_style_path (const char *word, GError **error);

/* What to call what `word` means: a name, or a file's without its ending. */
char *nst_command_style_name (const char *word);

/* The file of that style will be read: for the plan of a command, when it has all that it writes. */
void nst_plan_read_style (NstPlan *plan, const char *word);

#endif
