/* SPDX-License-Identifier: GPL-3.0-or-later */

/* train-command.h - the two trainings of `nst train`. */

#ifndef CLI_TRAIN_H
#define CLI_TRAIN_H

/* As the commands (command.h); argv[0] is "codec" or "style". */
int cli_command_train_codec (int argc, char **argv);
int cli_command_train_style (int argc, char **argv);

#endif
