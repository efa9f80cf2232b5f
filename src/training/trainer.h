/* SPDX-License-Identifier: GPL-3.0-or-later */

/* trainer.h - the loop of every training: steps over batches, the schedule, checkpoints.
 *
 * A sample of the batch is one worker's; the samples' gradients are added in order, so that a
 * training with the same seed ends in the same weights for any number of threads.  Adam (adam.h)
 * with a linear warm-up and then half a cosine.
 */

#ifndef NST_TRAINER_H
#define NST_TRAINER_H

#include "network/network.h"

G_BEGIN_DECLS

/* A network that learns. */
typedef struct
{
  NstNetwork *network;
  double      rate; /* the highest */
} NstLearner;

typedef struct
{
  int         steps, batch;
  const char *checkpoint; /* written as it goes, resumed from when it exists; or NULL */
  NstPool    *pool;

  const NstLearner *learners; /* all take a step at once */
  guint             n_learners;

  gpointer data; /* of the functions */

  /* Adds to gradients[i], laid out as the parameters of learner i, what sample `slot` of the
   * batch asks for.  Called on several workers at once. */
  gboolean (*learn) (gpointer data, int step, int slot, int worker, float *const *gradients,
                     GError **error);

  /* Every 50 steps: what they were like, and how fast. */
  void (*report) (gpointer data, int step, double samples_per_second);

  /* Every `validation_steps`; 0: every 1000. */
  int validation_steps;
  gboolean (*validate) (gpointer data, int step, GError **error);

  /* What else a checkpoint must hold; either may be NULL. */
  void (*save) (gpointer data, NstWeightWriter *writer);
  gboolean (*restore) (gpointer data, NstWeightFile *file, GError **error);
} NstTrainer;

/* Fails with what `learn` and `validate` say, G_IO_ERROR_CANCELLED (the checkpoint is written
 * then), NST_ERROR_FILE and NST_ERROR_MEMORY. */
gboolean nst_trainer_run (const NstTrainer *trainer, GCancellable *cancellable, GError **error);

/* Random weights of He's scale: K. He et al., "Delving deep into rectifiers", ICCV 2015: variance
 * 2 / fan-in. */
void nst_trainer_initialise (NstNetwork *network, GRand *random);

G_END_DECLS

#endif
