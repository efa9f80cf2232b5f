/* SPDX-License-Identifier: GPL-3.0-or-later */

/* train-decoder.c - trains the codec's decoder to paint contents in the style of others; with an
 * adversary, such that its paintings look like artworks. */

#include "training/train-decoder.h"

#include "network/network.h"
#include "style/fast.h"
#include "training/adversary.h"
#include "training/decoder-training.h"

#define WEAKER 0.3 /* of the samples are painted with less than full strength */
#define TWICE  0.5 /* are painted in two passes */

/* The discriminator learns faster than the decoder, else it would not keep up:  M.  Heusel et
 * al., "GANs trained by a two time-scale update rule", NeurIPS 2017. */
#define DISCRIMINATOR_RATE 5.0 /* of the decoder's */

typedef struct
{
  NstDecoderTraining shared;
  NstPictures       *styles;

  NstNetwork         *discriminator;    /* or NULL; all below is its */
  NstAdversary      **adversaries;      /* one a thread */
  NstAdversaryErrors *adversary_errors; /* one a slot of the batch, since the last report */
} Training;

/* ---- Set-up ------------------------------------------------------------------------ */

static gboolean
set_up_adversary (Training *training, GError **error)
{
  const NstCodecTraining *s = training->shared.settings;
  int                     threads = nst_pool_get_n_threads (training->shared.pool);
  g_autoptr (GRand) random = g_rand_new_with_seed ((guint32) s->seed);

  training->discriminator = nst_network_new (&nst_discriminator, nst_discriminator.name, error);
  if (training->discriminator == NULL)
    return FALSE;
  nst_trainer_initialize (training->discriminator, random);
  training->adversaries = g_new0 (NstAdversary *, threads);
  training->adversary_errors = g_new0 (NstAdversaryErrors, s->batch);
  for (int i = 0; i < threads; i++)
    if (!(training->adversaries[i] = nst_adversary_new (training->discriminator, s->crop, error)))
      return FALSE;
  return TRUE;
}

static gboolean
set_up (Training *training, const NstCodecTraining *s, NstPictureLoader loader,
        gpointer loader_data, const NstListener *listener, GError **error)
{
  const char *const *styles = s->styles != NULL ? s->styles : s->pictures;

  return nst_decoder_training_init (&training->shared, s, loader, loader_data, listener, error)
         && (training->styles = nst_pictures_open (styles, loader, loader_data, error)) != NULL
         && (s->stage != NST_STAGE_ADVERSARY || set_up_adversary (training, error));
}

static void
tear_down (Training *training)
{
  int threads = training->shared.pool != NULL ? nst_pool_get_n_threads (training->shared.pool) : 0;

  for (int i = 0; training->adversaries != NULL && i < threads; i++)
    nst_adversary_free (training->adversaries[i]);
  g_free (training->adversaries);
  g_free (training->adversary_errors);
  nst_network_unref (training->discriminator);
  nst_pictures_free (training->styles);
  nst_decoder_training_clear (&training->shared);
}

/* ---- The other side ---------------------------------------------------------------- */

typedef struct
{
  NstAdversary       *adversary;
  const NstPicture   *artwork;
  double              share;
  NstAdversaryErrors *errors;
  float              *gradient; /* of the discriminator's parameters */
} Trial;

/* Matches NstJudgeFunc: the discriminator learns from the painting and from an artwork in the
 * same style, and adds its gradient at the painting. */
static void
try_painting (const float *painting, float *gradient, gpointer data)
{
  const Trial *trial = data;

  nst_adversary_learn (trial->adversary, trial->artwork->pixels, TRUE, trial->errors,
                       trial->gradient);
  nst_adversary_learn (trial->adversary, painting, FALSE, trial->errors, trial->gradient);
  nst_adversary_ask (trial->adversary, painting, trial->share, gradient);
}

static void
report_adversary (const Training *training, NstTrainingProgress *progress)
{
  NstAdversaryErrors since = { 0 };

  for (int slot = 0; slot < training->shared.settings->batch; slot++)
    {
      NstAdversaryErrors *e = &training->adversary_errors[slot];

      since.loss += e->loss;
      since.right += e->right;
      since.pictures += e->pictures;
      *e = (NstAdversaryErrors) { 0 };
    }
  progress->adversary_loss = since.loss / MAX (since.pictures, 1);
  progress->adversary_right = since.right / MAX (since.pictures, 1);
}

/* ---- What the trainer asks for ----------------------------------------------------- */

static void
draw_manner (const NstCodecTraining *s, int step, int slot, double *strength, int *passes)
{
  guint32 key[] = { (guint32) s->seed, (guint32) step, (guint32) slot, 3 };
  g_autoptr (GRand) random = g_rand_new_with_seed_array (key, G_N_ELEMENTS (key));

  *strength = g_rand_double (random) < WEAKER ? g_rand_double (random) : 1.0;
  *passes = g_rand_double (random) < TWICE ? 2 : 1;
}

static gboolean
learn (gpointer data, int step, int slot, int worker, float *const *gradients, GError **error)
{
  Training               *training = data;
  const NstCodecTraining *s = training->shared.settings;
  NstStylization         *stylization = training->shared.workers[worker];
  const guint32           key[] = { (guint32) s->seed, (guint32) step, (guint32) slot, 2 };
  Trial                   trial;
  double                  strength;
  int                     passes;
  g_autoptr (NstPicture) content = nst_decoder_training_draw (&training->shared, step, slot, error);
  g_autoptr (NstPicture) style
      = content != NULL ? nst_pictures_draw_plain (training->styles, s->crop, key, error) : NULL;

  if (style == NULL)
    return FALSE;
  draw_manner (s, step, slot, &strength, &passes);
  if (training->discriminator != NULL)
    {
      trial = (Trial) { training->adversaries[worker], style, s->adversary,
                        &training->adversary_errors[slot], gradients[1] };
      passes = NST_USUAL_PASSES; /* for the final validation */
      /* A painting of less strength need not look like an artwork. */
      nst_stylization_set_judge (stylization, strength == 1.0 ? try_painting : NULL, &trial);
    }
  return nst_stylization_learn (stylization, content, style, strength, passes,
                                &training->shared.errors[slot], gradients[0], error);
}

static void
report (gpointer data, int step, double samples_per_second)
{
  Training           *training = data;
  NstTrainingProgress progress = { .crops_per_second = samples_per_second };

  if (training->discriminator != NULL)
    report_adversary (training, &progress);
  nst_decoder_training_report (&training->shared, step, &progress);
}

/* The held-back contents, each in the manner of a held-back style; says nothing where there are
 * none of the one or the other. */
static gboolean
validate (gpointer data, int step, GError **error)
{
  Training            *training = data;
  NstDecoderTraining  *shared = &training->shared;
  const int            side = NST_DECODER_VALIDATION_SIDE;
  NstStylizationErrors errors = { 0 };
  NstTrainingProgress  progress = { .validation = TRUE };
  guint                n_contents = nst_pictures_get_n_held (shared->contents);
  guint                n_styles = nst_pictures_get_n_held (training->styles);
  g_autoptr (NstStylization) stylization = NULL;

  if (n_contents == 0 || n_styles == 0)
    return TRUE;
  stylization = nst_stylization_new (shared->codec, side, &shared->balance, error);
  if (stylization == NULL)
    return FALSE;
  for (guint i = 0; i < n_contents; i++)
    {
      g_autoptr (NstPicture) content = nst_pictures_get_held (shared->contents, i, side, error);
      g_autoptr (NstPicture) style
          = content != NULL ? nst_pictures_get_held (training->styles, i % n_styles, side, error)
                            : NULL;

      if (style == NULL
          || !nst_stylization_learn (stylization, content, style, 1.0, NST_USUAL_PASSES, &errors,
                                     NULL, error))
        return FALSE;
    }
  nst_decoder_training_tell (shared, step, &errors, &progress);
  return TRUE;
}

/* ---- The whole --------------------------------------------------------------------- */

static gboolean
write_output (Training *training, GError **error)
{
  const NstCodecTraining *s = training->shared.settings;
  g_autoptr (NstWeightWriter) writer = nst_weight_writer_new ();

  nst_network_write (training->shared.codec, NST_DTYPE_F16, writer);
  nst_codec_set_metadata (writer);
  return nst_weight_writer_save (writer, s->output, error) && validate (training, s->steps, error);
}

gboolean
nst_train_decoder (const NstCodecTraining *settings, NstPictureLoader loader, gpointer loader_data,
                   const NstListener *listener, GCancellable *cancellable, GError **error)
{
  Training training = { 0 };
  gboolean done = set_up (&training, settings, loader, loader_data, listener, error);

  if (done)
    {
      NstTrainer       trainer = nst_codec_trainer (settings, training.shared.pool);
      const NstLearner learners[]
          = { { training.shared.codec->decoder, settings->rate, settings->muon_rate },
              { training.discriminator, DISCRIMINATOR_RATE * settings->rate } };

      trainer.learners = learners;
      trainer.n_learners = training.discriminator != NULL ? 2 : 1;
      trainer.data = &training;
      trainer.learn = learn;
      trainer.report = report;
      trainer.validate = validate;
      done = nst_trainer_run (&trainer, cancellable, error) && write_output (&training, error);
    }
  tear_down (&training);
  return done;
}
