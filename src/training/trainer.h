/* SPDX-License-Identifier: GPL-3.0-or-later */

/* trainer.h - the training loop: steps over batches, the schedule, checkpoints.
 *
 * Each sample of a batch is processed by one worker; the gradients are added in the order of
 * samples, so that the same seed gives the same weights for any number of threads.  Weights of
 * hidden convolutions and of lifts are trained with Muon (muon.h), all others with Adam (adam.h),
 * both with a linear warm-up and half a cosine.  Where there is Muon, filters are learned beside
 * the mean of their input (centering.h) and dead channels begin anew (revival.h).
 */

#ifndef NST_TRAINER_H
#define NST_TRAINER_H

#include "network/network.h"

G_BEGIN_DECLS

/* A network in training. */
typedef struct
{
  NstNetwork *network;
  double      rate;      /* Adam's, the highest */
  double      muon_rate; /* Muon's, the highest, for weights between hidden layers and for lifts; 0:
                            Adam has them, too, and nothing is centered or revived */
} NstLearner;

typedef struct
{
  int         steps, batch;
  double      average;    /* decay of the weights' exponential average, which is what is validated
                             and what is there in the end; 0: none is kept */
  double      clip;       /* the largest norm of a gradient, above which it is shortened; 0: none.
                             A few loud batches then do not drown the others in the momentum and
                             in Adam's squares. */
  const char *checkpoint; /* written as it goes, resumed from when it exists; or NULL */
  NstPool    *pool;

  const NstLearner *learners; /* all take each step */
  guint             n_learners;

  gpointer data; /* of the functions */

  /* How many of the batch's samples there are at a step; NULL: all of them. */
  int (*count) (gpointer data, int step);

  /* Called before each step, to change what depends on the schedule; or NULL. */
  gboolean (*prepare) (gpointer data, int step, GError **error);

  /* Adds the gradient of sample `slot` of the batch to gradients[i] (n_gradient of the network of
   * learner i).  Called on several workers in parallel. */
  gboolean (*learn) (gpointer data, int step, int slot, int worker, float *const *gradients,
                     GError **error);

  /* Every 50 steps: the mean errors, and the speed. */
  void (*report) (gpointer data, int step, double samples_per_second);

  /* Every `validation_steps`; 0: every 1000. */
  int validation_steps;
  gboolean (*validate) (gpointer data, int step, GError **error);

  /* More data for the checkpoint; either may be NULL. */
  void (*save) (gpointer data, NstWeightWriter *writer);
  gboolean (*restore) (gpointer data, NstWeightFile *file, GError **error);
} NstTrainer;

/* Fails with what `learn` and `validate` say, G_IO_ERROR_CANCELLED (the checkpoint is written
 * then), NST_ERROR_FILE and NST_ERROR_MEMORY. */
gboolean nst_trainer_run (const NstTrainer *trainer, GCancellable *cancellable, GError **error);

/* Random weights of He's scale: K. He et al., "Delving deep into rectifiers", ICCV 2015: variance
 * 2 / fan-in.  Lifts begin at 0. */
void nst_trainer_initialize (NstNetwork *network, GRand *random);

G_END_DECLS

#endif
