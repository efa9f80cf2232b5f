/* SPDX-License-Identifier: GPL-3.0-or-later */

/* styles.h - styles from what the command line calls them. */

#ifndef NST_STYLES_FROM_WORDS_H
#define NST_STYLES_FROM_WORDS_H

#include <nst.h>

/* The style that `word` means: a style file (*.safetensors), a picture, or the name of an installed
 * style. */
NstStyle *nst_command_style (const char *word, GError **error);

/* The file that `word` means.  Fails with NST_ERROR_ARGUMENT for a name that no style has. */
char *nst_command_style_path (const char *word, GError **error);

/* What to call what `word` means: a name, or a file's without its ending. */
char *nst_command_style_name (const char *word);

#endif
