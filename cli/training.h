/* SPDX-License-Identifier: GPL-3.0-or-later */

/* training.h - shared by the two trainings of `nst train`. */

#ifndef CLI_TRAINING_H
#define CLI_TRAINING_H

#include <nst-training.h>

#include "plan.h"

/* By which the engine knows a weight file later. */
#define CLI_NETWORK_ENDING ".safetensors"

/* Matches NstTrainingFunc; `data` is the training's NstCodecTraining. */
void cli_print_training (const NstTrainingProgress *progress, gpointer data);

/* The options that both trainings have, and that `training` gets. */
void cli_training_add_options (GOptionContext *context, NstCodecTraining *training);

/* Fails, saying that training needs `option`. */
gboolean cli_training_lacks (const char *option, GError **error);

/* Frees what the command line has brought. */
void cli_training_clear (NstCodecTraining *training);

/* Adds to the plan what a training reads, and what it writes: its weight file, its checkpoint, and a
 * preview (or NULL).  A training that goes on from its checkpoint goes on with the others, too. */
void cli_plan_training (CliPlan *plan, const NstCodecTraining *training, const char *preview);

#endif
