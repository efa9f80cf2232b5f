/* SPDX-License-Identifier: GPL-3.0-or-later */

/* codec-training.c - shared by the stages of the codec's training. */

#include "training/codec-training.h"

void
nst_listener_tell (const NstListener *listener, int step, int steps, NstTrainingProgress *progress)
{
  progress->step = step;
  progress->steps = steps;
  if (listener->func != NULL)
    listener->func (progress, listener->data);
}

NstTrainer
nst_codec_trainer (const NstCodecTraining *settings, NstPool *pool)
{
  return (NstTrainer) { .steps = settings->steps,
                        .batch = settings->batch,
                        .average = settings->average,
                        .clip = settings->clip,
                        .checkpoint = settings->checkpoint,
                        .pool = pool };
}

void
nst_codec_set_metadata (NstWeightWriter *writer)
{
  nst_weight_writer_set_metadata (writer, "source",
                                  "Trained with `nst train codec` by distillation from VGG-19 (K. "
                                  "Simonyan and A. Zisserman, CC BY 4.0)");
  nst_weight_writer_set_metadata (writer, "license", "CC-BY-4.0");
}
