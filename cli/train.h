/* SPDX-License-Identifier: GPL-3.0-or-later */

/* train.h - the two trainings of `nst train`, and what they share. */

#ifndef NST_TRAIN_H
#define NST_TRAIN_H

#include <nst.h>

/* Matches NstTrainingFunc; `data` is the training's NstCodecTraining. */
void nst_print_training (const NstTrainingProgress *progress, gpointer data);

/* Fails, saying that training needs `option`. */
gboolean nst_training_lacks (const char *option, GError **error);

/* As the commands (command.h); argv[0] is "codec" or "style". */
int nst_command_train_codec (int argc, char **argv);
int nst_command_train_style (int argc, char **argv);

#endif
