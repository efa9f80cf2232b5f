/* SPDX-License-Identifier: GPL-3.0-or-later */

/* codec-training.h - shared by the stages of the codec's training. */

#ifndef NST_CODEC_TRAINING_H
#define NST_CODEC_TRAINING_H

#include "network/weight-writer.h"
#include "nst-training.h"
#include "training/trainer.h"

G_BEGIN_DECLS

/* The callback for progress. */
typedef struct
{
  NstTrainingFunc func; /* or NULL */
  gpointer        data;
} NstListener;

void nst_listener_tell (const NstListener *listener, int step, int steps,
                        NstTrainingProgress *progress);

/* As far as the settings say what it does; learners have their rates. */
NstTrainer nst_codec_trainer (const NstCodecTraining *settings, NstPool *pool);

/* Where a codec's weights come from. */
void nst_codec_set_metadata (NstWeightWriter *writer);

G_END_DECLS

#endif
