/* SPDX-License-Identifier: GPL-3.0-or-later */

/* trainer.c - the loop of every training. */

#include "training/trainer.h"

#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/random.h"
#include "style/adam.h"

#define REPORT_STEPS     50   /* between two words of progress */
#define VALIDATION_STEPS 1000 /* unless the trainer has its own */
#define CHECKPOINT_STEPS 500
#define WARM_UP_STEPS    200
#define LAST_RATE        0.01 /* of the highest */

static const NstAdamConstants adam_constants = { 0.9, 0.99, 1e-8, 0.0 };

typedef struct
{
  const NstTrainer *trainer;
  NstArena         *arena;
  NstAdam         **adams;     /* one a network */
  float          ***gradients; /* one a sample and network */
  int               step;

  GError *failure; /* atomic: the first that a sample met with */
} Loop;

/* ---- Set-up ------------------------------------------------------------------------ */

static void
initialise_filter (NstFilter *filter, GRand *random)
{
  const NstConvolution *c = &filter->convolution;
  gsize                 n = nst_convolution_n_weights (c);
  double                deviation = sqrt (2.0 / MAX (c->in * c->kernel * c->kernel, 1));

  for (gsize i = 0; i < n; i++)
    filter->weights[i] = (float) (deviation * nst_random_normal (random));
}

void
nst_trainer_initialise (NstNetwork *network, GRand *random)
{
  for (int i = 0; i < network->architecture->n_layers; i++)
    initialise_filter (&network->filters[i], random);
  for (int i = 0; i < network->architecture->n_taps; i++)
    initialise_filter (&network->lifts[i], random);
}

static gboolean
set_up (Loop *loop, GError **error)
{
  const NstTrainer *t = loop->trainer;

  loop->arena = nst_arena_new ();
  loop->adams = g_new0 (NstAdam *, t->n_learners);
  loop->gradients = g_new0 (float **, t->batch);
  for (guint i = 0; i < t->n_learners; i++)
    if (!(loop->adams[i]
          = nst_adam_new (t->learners[i].network->n_parameters, &adam_constants, error)))
      return FALSE;
  for (int slot = 0; slot < t->batch; slot++)
    {
      loop->gradients[slot] = g_new0 (float *, t->n_learners);
      for (guint i = 0; i < t->n_learners; i++)
        loop->gradients[slot][i]
            = nst_arena_floats (loop->arena, t->learners[i].network->n_parameters);
    }
  return nst_arena_check (loop->arena, error);
}

static void
tear_down (Loop *loop)
{
  for (guint i = 0; i < loop->trainer->n_learners; i++)
    nst_adam_free (loop->adams[i]);
  for (int slot = 0; slot < loop->trainer->batch; slot++)
    g_free (loop->gradients[slot]);
  g_free (loop->adams);
  g_free (loop->gradients);
  nst_arena_free (loop->arena);
  g_clear_error (&loop->failure);
}

/* ---- Checkpoints ------------------------------------------------------------------- */

static void
state_names (guint network, char mean[32], char square[32])
{
  g_snprintf (mean, 32, "training.%u.adam_mean", network);
  g_snprintf (square, 32, "training.%u.adam_square", network);
}

static gboolean
save_checkpoint (Loop *loop, GError **error)
{
  const NstTrainer *t = loop->trainer;
  g_autoptr (NstWeightWriter) writer = nst_weight_writer_new ();
  g_autofree char *step = g_strdup_printf ("%d", loop->step);

  for (guint i = 0; i < t->n_learners; i++)
    {
      gint64 n = (gint64) t->learners[i].network->n_parameters;
      char   mean[32], square[32];

      state_names (i, mean, square);
      nst_network_write (t->learners[i].network, NST_DTYPE_F32, writer);
      nst_weight_writer_add (writer, mean, NST_DTYPE_F32, 1, &n,
                             nst_adam_get_mean (loop->adams[i]));
      nst_weight_writer_add (writer, square, NST_DTYPE_F32, 1, &n,
                             nst_adam_get_square (loop->adams[i]));
    }
  if (t->save != NULL)
    t->save (t->data, writer);
  nst_weight_writer_set_metadata (writer, "training.step", step);
  return nst_weight_writer_save (writer, t->checkpoint, error);
}

static gboolean
restore_network (Loop *loop, guint i, NstWeightFile *file, GError **error)
{
  NstNetwork *network = loop->trainer->learners[i].network;
  gint64      n = (gint64) network->n_parameters;
  char        mean[32], square[32];
  g_autoptr (NstNetwork) saved
      = nst_network_load (loop->trainer->checkpoint, network->architecture, error);

  state_names (i, mean, square);
  if (saved == NULL
      || !nst_weight_file_read (file, mean, 1, &n, nst_adam_get_mean (loop->adams[i]), error)
      || !nst_weight_file_read (file, square, 1, &n, nst_adam_get_square (loop->adams[i]), error))
    return FALSE;
  memcpy (network->parameters, saved->parameters, sizeof (float) * n);
  nst_adam_set_steps (loop->adams[i], loop->step);
  return TRUE;
}

static gboolean
resume (Loop *loop, GError **error)
{
  const NstTrainer *t = loop->trainer;
  g_autoptr (NstWeightFile) file = NULL;
  const char *step;

  if (t->checkpoint == NULL || !g_file_test (t->checkpoint, G_FILE_TEST_EXISTS))
    return TRUE;
  if (!(file = nst_weight_file_open (t->checkpoint, error)))
    return FALSE;
  step = nst_weight_file_get_metadata (file, "training.step");
  loop->step = step != NULL ? (int) g_ascii_strtoll (step, NULL, 10) : 0;
  for (guint i = 0; i < t->n_learners; i++)
    if (!restore_network (loop, i, file, error))
      return FALSE;
  return t->restore == NULL || t->restore (t->data, file, error);
}

/* ---- A step ------------------------------------------------------------------------ */

static void
learn_slot (gpointer data, int slot, int worker)
{
  Loop             *loop = data;
  const NstTrainer *t = loop->trainer;
  GError           *error = NULL;

  for (guint i = 0; i < t->n_learners; i++)
    memset (loop->gradients[slot][i], 0, sizeof (float) * t->learners[i].network->n_parameters);
  if (t->learn (t->data, loop->step, slot, worker, loop->gradients[slot], &error))
    return;
  if (!g_atomic_pointer_compare_and_exchange (&loop->failure, NULL, error))
    g_error_free (error); /* another slot was first */
}

/* The share of the highest rate. */
static double
rate_of_step (const NstTrainer *t, int step)
{
  double warm = MIN (1.0, (step + 1.0) / WARM_UP_STEPS);
  double progress = (double) step / t->steps;

  return warm * (LAST_RATE + (1.0 - LAST_RATE) * 0.5 * (1.0 + cos (G_PI * progress)));
}

static void
take_step (Loop *loop)
{
  const NstTrainer *t = loop->trainer;

  nst_pool_run (t->pool, t->batch, learn_slot, loop);
  for (guint i = 0; i < t->n_learners; i++)
    {
      gsize  n = t->learners[i].network->n_parameters;
      float *sum = loop->gradients[0][i];

      for (int slot = 1; slot < t->batch; slot++)
        for (gsize p = 0; p < n; p++)
          sum[p] += loop->gradients[slot][i][p];
      for (gsize p = 0; p < n; p++)
        sum[p] /= (float) t->batch;
      nst_adam_step (loop->adams[i], t->pool, t->learners[i].rate * rate_of_step (t, loop->step),
                     sum, t->learners[i].network->parameters);
      nst_network_prepare (t->learners[i].network, t->pool);
    }
  loop->step++;
}

/* ---- The loop ---------------------------------------------------------------------- */

static gboolean
after_step (Loop *loop, gint64 *began, GCancellable *cancellable, GError **error)
{
  const NstTrainer *t = loop->trainer;
  int validation_steps = t->validation_steps > 0 ? t->validation_steps : VALIDATION_STEPS;

  if (loop->failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&loop->failure));
      return FALSE;
    }
  if (loop->step % REPORT_STEPS == 0)
    {
      gint64 now = g_get_monotonic_time ();

      t->report (t->data, loop->step,
                 REPORT_STEPS * t->batch * 1e6 / (double) MAX (now - *began, 1));
      *began = g_get_monotonic_time ();
    }
  if (loop->step % validation_steps == 0)
    {
      if (!t->validate (t->data, loop->step, error))
        return FALSE;
      *began = g_get_monotonic_time ();
    }
  if (t->checkpoint != NULL
      && (loop->step % CHECKPOINT_STEPS == 0 || g_cancellable_is_cancelled (cancellable))
      && !save_checkpoint (loop, error))
    return FALSE;
  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}

gboolean
nst_trainer_run (const NstTrainer *trainer, GCancellable *cancellable, GError **error)
{
  Loop     loop = { .trainer = trainer };
  gboolean done = set_up (&loop, error) && resume (&loop, error);
  gint64   began = g_get_monotonic_time ();

  for (guint i = 0; i < trainer->n_learners; i++)
    nst_network_prepare (trainer->learners[i].network, trainer->pool);
  while (done && loop.step < trainer->steps)
    {
      take_step (&loop);
      done = after_step (&loop, &began, cancellable, error);
    }
  tear_down (&loop);
  return done;
}
