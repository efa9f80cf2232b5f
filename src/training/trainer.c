/* SPDX-License-Identifier: GPL-3.0-or-later */

/* trainer.c - the training loop. */

#include "training/trainer.h"

#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/random.h"
#include "style/adam.h"
#include "training/centering.h"
#include "training/muon.h"
#include "training/revival.h"

#define REPORT_STEPS     50   /* between two reports of progress */
#define VALIDATION_STEPS 1000 /* unless the trainer has its own */
#define CHECKPOINT_STEPS 500
#define WARM_UP_STEPS    200
#define LAST_RATE        0.01 /* of the highest */
#define LAST_REVIVAL     0.8  /* of the steps: later, a channel would have no time to learn */
#define RECTIFIED_BIAS   0.5f /* at first, of lifts that learn features of order 1 */

static const NstAdamConstants adam_constants = { 0.9, 0.99, 1e-8, 0.0 };

typedef struct
{
  const NstTrainer *trainer;
  NstArena         *arena;
  NstAdam         **adams;      /* one a network */
  NstMuon         **muons;      /* one a network; NULL where Adam has all, as the next two */
  NstCentering    **centerings; /* one a network */
  NstRevival      **revivals;   /* one a network */
  float           **averages;   /* of the weights, one a network; NULL where none is kept */
  float          ***gradients;  /* one a sample and network */
  int               step;

  GError *failure; /* atomic: the first error of a sample */
} Loop;

/* ---- Set-up ------------------------------------------------------------------------ */

static void
initialize_filter (NstFilter *filter, GRand *random)
{
  const NstConvolution *c = &filter->convolution;
  gsize                 n = nst_convolution_n_weights (c);
  double                deviation = sqrt (2.0 / MAX (c->in * c->kernel * c->kernel, 1));

  for (gsize i = 0; i < n; i++)
    filter->weights[i] = (float) (deviation * nst_random_normal (random));
}

/* Lifts begin at 0, so that the first steps do not have to undo them; rectified ones with a bias
 * above it, for at 0 there would be no gradient. */
static void
initialize_lift (NstFilter *lift)
{
  memset (lift->weights, 0, sizeof (float) * nst_convolution_n_weights (&lift->convolution));
  for (int i = 0; i < lift->convolution.out; i++)
    lift->bias[i] = lift->convolution.relu ? RECTIFIED_BIAS : 0.0f;
}

void
nst_trainer_initialize (NstNetwork *network, GRand *random)
{
  for (int i = 0; i < network->architecture->n_layers; i++)
    initialize_filter (&network->filters[i], random);
  for (int i = 0; i < network->architecture->n_taps; i++)
    initialize_lift (&network->lifts[i]);
}

static void
add_matrix (GArray *matrices, const NstNetwork *network, const NstFilter *filter)
{
  const NstConvolution *c = &filter->convolution;
  const NstMuonMatrix   matrix = { .offset = (gsize) (filter->weights - network->parameters),
                                   .rows = c->out,
                                   .columns = c->in * c->kernel * c->kernel };

  if (c->in > 3 && c->out > 3)
    g_array_append_val (matrices, matrix);
}

/* Muon is used for the lifts and for weights between hidden layers, not for the first or last
 * one. */
static NstMuon *
new_muon (const NstNetwork *network, GError **error)
{
  g_autoptr (GArray) matrices = g_array_new (FALSE, FALSE, sizeof (NstMuonMatrix));

  for (int i = 0; i < network->architecture->n_layers; i++)
    add_matrix (matrices, network, &network->filters[i]);
  for (int i = 0; i < network->architecture->n_taps; i++)
    add_matrix (matrices, network, &network->lifts[i]);
  return nst_muon_new ((const NstMuonMatrix *) (void *) matrices->data, matrices->len, error);
}

static gboolean
set_up_learner (Loop *loop, guint i, GError **error)
{
  const NstTrainer *t = loop->trainer;
  const NstLearner *learner = &t->learners[i];

  if (!(loop->adams[i] = nst_adam_new (learner->network->n_parameters, &adam_constants, error)))
    return FALSE;
  if (learner->muon_rate > 0.0
      && (!(loop->muons[i] = new_muon (learner->network, error))
          || !(loop->centerings[i] = nst_centering_new (learner->network, error))
          || !(loop->revivals[i] = nst_revival_new (learner->network, error))))
    return FALSE;
  if (t->average > 0.0)
    loop->averages[i] = nst_arena_floats (loop->arena, learner->network->n_parameters);
  return TRUE;
}

static gboolean
set_up (Loop *loop, GError **error)
{
  const NstTrainer *t = loop->trainer;

  loop->arena = nst_arena_new ();
  loop->adams = g_new0 (NstAdam *, t->n_learners);
  loop->muons = g_new0 (NstMuon *, t->n_learners);
  loop->centerings = g_new0 (NstCentering *, t->n_learners);
  loop->revivals = g_new0 (NstRevival *, t->n_learners);
  loop->averages = g_new0 (float *, t->n_learners);
  loop->gradients = g_new0 (float **, t->batch);
  for (guint i = 0; i < t->n_learners; i++)
    if (!set_up_learner (loop, i, error))
      return FALSE;
  for (int slot = 0; slot < t->batch; slot++)
    {
      loop->gradients[slot] = g_new0 (float *, t->n_learners);
      for (guint i = 0; i < t->n_learners; i++)
        loop->gradients[slot][i]
            = nst_arena_floats (loop->arena, t->learners[i].network->n_gradient);
    }
  return nst_arena_check (loop->arena, error);
}

static void
tear_down (Loop *loop)
{
  for (guint i = 0; i < loop->trainer->n_learners; i++)
    {
      nst_adam_free (loop->adams[i]);
      nst_muon_free (loop->muons[i]);
      nst_centering_free (loop->centerings[i]);
      nst_revival_free (loop->revivals[i]);
    }
  for (int slot = 0; slot < loop->trainer->batch; slot++)
    g_free (loop->gradients[slot]);
  g_free (loop->adams);
  g_free (loop->muons);
  g_free (loop->centerings);
  g_free (loop->revivals);
  g_free (loop->averages);
  g_free (loop->gradients);
  nst_arena_free (loop->arena);
  g_clear_error (&loop->failure);
}

/* ---- Checkpoints ------------------------------------------------------------------- */

/* A vector of a learner's state, as a checkpoint names it. */
typedef struct
{
  const char *name;
  float      *values; /* NULL: this learner has none */
  gsize       n;
} State;

#define N_STATES 6

static void
list_states (const Loop *loop, guint i, State states[N_STATES])
{
  gsize         n = loop->trainer->learners[i].network->n_parameters;
  NstMuon      *muon = loop->muons[i];
  NstCentering *centering = loop->centerings[i];

  states[0] = (State) { "adam_mean", nst_adam_get_mean (loop->adams[i]), n };
  states[1] = (State) { "adam_square", nst_adam_get_square (loop->adams[i]), n };
  states[2] = (State) { "average", loop->averages[i], n };
  states[3] = states[4] = states[5] = (State) { NULL, NULL, 0 };
  if (muon == NULL)
    return;
  states[3]
      = (State) { "muon_momentum", nst_muon_get_momentum (muon), nst_muon_get_n_values (muon) };
  states[4] = (State) { "means", nst_centering_get_means (centering),
                        nst_centering_get_n_means (centering) };
  states[5] = (State) { "counts", nst_revival_get_counts (loop->revivals[i]), n };
}

static gboolean
save_checkpoint (Loop *loop, GError **error)
{
  const NstTrainer *t = loop->trainer;
  g_autoptr (NstWeightWriter) writer = nst_weight_writer_new ();
  g_autofree char *step = g_strdup_printf ("%d", loop->step);

  for (guint i = 0; i < t->n_learners; i++)
    {
      State states[N_STATES];

      list_states (loop, i, states);
      nst_network_write (t->learners[i].network, NST_DTYPE_F32, writer);
      for (int k = 0; k < N_STATES; k++)
        if (states[k].values != NULL)
          {
            g_autofree char *name = g_strdup_printf ("training.%u.%s", i, states[k].name);
            gint64           n = (gint64) states[k].n;

            nst_weight_writer_add (writer, name, NST_DTYPE_F32, 1, &n, states[k].values);
          }
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
  State       states[N_STATES];
  g_autoptr (NstNetwork) saved
      = nst_network_load (loop->trainer->checkpoint, network->architecture, error);

  if (saved == NULL)
    return FALSE;
  list_states (loop, i, states);
  for (int k = 0; k < N_STATES; k++)
    if (states[k].values != NULL)
      {
        g_autofree char *name = g_strdup_printf ("training.%u.%s", i, states[k].name);
        gint64           n = (gint64) states[k].n;

        if (!nst_weight_file_read (file, name, 1, &n, states[k].values, error))
          return FALSE;
      }
  memcpy (network->parameters, saved->parameters, sizeof (float) * network->n_parameters);
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
    memset (loop->gradients[slot][i], 0, sizeof (float) * t->learners[i].network->n_gradient);
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
shorten (gsize n, float *gradient, double longest)
{
  double square = 0.0;
  float  scale;

  for (gsize i = 0; i < n; i++)
    square += (double) gradient[i] * gradient[i];
  if (square <= longest * longest)
    return;
  scale = (float) (longest / sqrt (square));
  for (gsize i = 0; i < n; i++)
    gradient[i] *= scale;
}

/* The samples' mean gradient, in the place of the first one's; for Muon it is centered. */
static float *
add_up (Loop *loop, guint i, int samples)
{
  const NstNetwork *network = loop->trainer->learners[i].network;
  gsize             n = network->n_parameters;
  float            *sum = loop->gradients[0][i];

  for (int slot = 1; slot < samples; slot++)
    for (gsize p = 0; p < network->n_gradient; p++)
      sum[p] += loop->gradients[slot][i][p];
  for (gsize p = 0; p < n; p++)
    sum[p] /= (float) samples;
  if (loop->centerings[i] != NULL)
    nst_centering_begin (loop->centerings[i], loop->step, sum);
  if (loop->trainer->clip > 0.0)
    shorten (n, sum, loop->trainer->clip);
  return sum;
}

/* The average of few steps leans to the last ones, so that the random start is soon forgotten. */
static void
average_weights (Loop *loop, guint i)
{
  const NstNetwork *network = loop->trainer->learners[i].network;
  float  keep = (float) MIN (loop->trainer->average, (1.0 + loop->step) / (10.0 + loop->step));
  float *average = loop->averages[i];

  for (gsize p = 0; average != NULL && p < network->n_parameters; p++)
    average[p] = keep * average[p] + (1.0f - keep) * network->parameters[p];
}

static int
samples_of_step (const NstTrainer *t, int step)
{
  return t->count != NULL ? t->count (t->data, step) : t->batch;
}

static void
move (Loop *loop, guint i, double rate, float *gradient)
{
  const NstTrainer *t = loop->trainer;
  const NstLearner *learner = &t->learners[i];
  float            *parameters = learner->network->parameters;

  if (loop->muons[i] != NULL)
    nst_muon_step (loop->muons[i], t->pool, learner->muon_rate * rate, gradient, parameters);
  nst_adam_step (loop->adams[i], t->pool, learner->rate * rate, gradient, parameters);
  if (loop->revivals[i] != NULL && loop->step < LAST_REVIVAL * t->steps)
    nst_revival_step (loop->revivals[i], loop->step, gradient);
  if (loop->centerings[i] != NULL)
    nst_centering_end (loop->centerings[i], rate);
}

static gboolean
take_step (Loop *loop, GError **error)
{
  const NstTrainer *t = loop->trainer;
  int               samples = samples_of_step (t, loop->step);
  double            rate = rate_of_step (t, loop->step);

  if (t->prepare != NULL && !t->prepare (t->data, loop->step, error))
    return FALSE;
  nst_pool_run (t->pool, samples, learn_slot, loop);
  for (guint i = 0; i < t->n_learners; i++)
    {
      move (loop, i, rate, add_up (loop, i, samples));
      average_weights (loop, i);
      nst_network_prepare (t->learners[i].network, t->pool);
    }
  loop->step++;
  return TRUE;
}

/* ---- The loop ---------------------------------------------------------------------- */

/* Swaps the weights and their averages, if there are any. */
static void
exchange_averages (Loop *loop)
{
  for (guint i = 0; i < loop->trainer->n_learners; i++)
    {
      const NstLearner *learner = &loop->trainer->learners[i];
      float            *average = loop->averages[i];

      if (average == NULL)
        continue;
      for (gsize p = 0; p < learner->network->n_parameters; p++)
        {
          float weight = learner->network->parameters[p];

          learner->network->parameters[p] = average[p];
          average[p] = weight;
        }
      nst_network_prepare (learner->network, loop->trainer->pool);
    }
}

static gboolean
validate (Loop *loop, GError **error)
{
  gboolean done;

  exchange_averages (loop);
  done = loop->trainer->validate (loop->trainer->data, loop->step, error);
  exchange_averages (loop);
  return done;
}

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
                 REPORT_STEPS * samples_of_step (t, loop->step - 1) * 1e6
                     / (double) MAX (now - *began, 1));
      *began = g_get_monotonic_time ();
    }
  if (loop->step % validation_steps == 0)
    {
      if (!validate (loop, error))
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
    done = take_step (&loop, error) && after_step (&loop, &began, cancellable, error);
  if (done)
    exchange_averages (&loop);
  tear_down (&loop);
  return done;
}
