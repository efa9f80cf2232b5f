/* SPDX-License-Identifier: GPL-3.0-or-later */

/* train-decoders.c - the codec's decoders learn to bring pictures back. */

#include <math.h>
#include <string.h>

#include "training/pictures.h"
#include "training/reconstruction.h"
#include "training/train-codec.h"

#define VALIDATION_SIDE 256 /* pixels */

typedef struct
{
  const NstCodecTraining  *settings;
  const NstListener       *listener;
  NstPictures             *pictures;
  NstNetwork              *codec; /* its encoder is done; its decoders learn */
  NstPool                 *pool;
  NstReconstruction      **workers; /* one a thread */
  NstReconstructionErrors *errors;  /* one a slot of the batch */
} Training;

/* Random weights; but what comes after the first level is the next decoder's work, too, and starts
 * from what that has learned.  (From random weights alone, the deepest decoder may die.) */
static gboolean
make_decoder (NstNetwork *codec, int level, GRand *random, GError **error)
{
  const NstArchitecture *a = &nst_decoders[level];
  NstNetwork            *decoder = nst_network_new (a, a->name, error);
  const NstNetwork      *next = level > 0 ? codec->decoders[level - 1] : NULL;

  if (decoder == NULL)
    return FALSE;
  nst_trainer_initialise (decoder, random);
  if (next != NULL)
    memcpy (decoder->parameters + decoder->n_parameters - next->n_parameters, next->parameters,
            sizeof (float) * next->n_parameters);
  codec->decoders[level] = decoder;
  return TRUE;
}

/* Those that the file has not. */
static gboolean
make_decoders (NstNetwork *codec, int seed, GError **error)
{
  g_autoptr (GRand) random = g_rand_new_with_seed ((guint32) seed);

  for (int level = 0; level < NST_LEVELS; level++)
    if (codec->decoders[level] == NULL && !make_decoder (codec, level, random, error))
      return FALSE;
  return TRUE;
}

static gboolean
set_up (Training *training, NstPictureLoader loader, gpointer loader_data, GError **error)
{
  const NstCodecTraining *s = training->settings;
  int                     threads;

  if (s->start == NULL)
    {
      g_set_error_literal (error, NST_ERROR, NST_ERROR_ARGUMENT,
                           "Training cannot start: decoders need a codec to go on from");
      return FALSE;
    }
  if (!(training->codec = nst_network_load (s->start, &nst_codec, error))
      || !make_decoders (training->codec, s->seed, error)
      || !(training->pictures = nst_pictures_open (s->pictures, loader, loader_data, error)))
    return FALSE;
  training->pool = nst_pool_new (s->threads);
  threads = nst_pool_get_n_threads (training->pool);
  training->workers = g_new0 (NstReconstruction *, threads);
  training->errors = g_new0 (NstReconstructionErrors, s->batch);
  for (int i = 0; i < threads; i++)
    if (!(training->workers[i] = nst_reconstruction_new (training->codec, s->crop, error)))
      return FALSE;
  return TRUE;
}

static void
tear_down (Training *training)
{
  for (int i = 0; training->workers != NULL && i < nst_pool_get_n_threads (training->pool); i++)
    nst_reconstruction_free (training->workers[i]);
  g_free (training->workers);
  g_free (training->errors);
  nst_pool_free (training->pool);
  nst_network_free (training->codec);
  nst_pictures_free (training->pictures);
}

/* ---- What the trainer asks for
 * ---------------------------------------------------------------------
 */

static gboolean
learn (gpointer data, int step, int slot, int worker, float *const *gradients, GError **error)
{
  Training               *training = data;
  const NstCodecTraining *s = training->settings;
  g_autoptr (NstPicture) crop = nst_pictures_draw (training->pictures, s->crop, (guint32) s->seed,
                                                   (guint32) step, (guint32) slot, error);

  if (crop == NULL)
    return FALSE;
  nst_reconstruction_learn (training->workers[worker], crop, &training->errors[slot], gradients);
  return TRUE;
}

static void
tell (const Training *training, int step, const NstReconstructionErrors *errors,
      NstTrainingProgress *progress)
{
  for (int level = 0; level < NST_LEVELS; level++)
    {
      progress->loss += (errors->pixels[level] + NST_RECONSTRUCTION_SHARE * errors->features[level])
                        / MAX (errors->crops, 1);
      progress->level_errors[level] = sqrt (errors->pixels[level] / MAX (errors->crops, 1));
    }
  nst_listener_tell (training->listener, step, training->settings->steps, progress);
}

static void
report (gpointer data, int step, double crops_per_second)
{
  Training               *training = data;
  NstReconstructionErrors since = { 0 };
  NstTrainingProgress     progress = { .crops_per_second = crops_per_second };

  for (int slot = 0; slot < training->settings->batch; slot++)
    {
      const NstReconstructionErrors *e = &training->errors[slot];

      for (int level = 0; level < NST_LEVELS; level++)
        {
          since.pixels[level] += e->pixels[level];
          since.features[level] += e->features[level];
        }
      since.crops += e->crops;
      training->errors[slot] = (NstReconstructionErrors) { 0 };
    }
  tell (training, step, &since, &progress);
}

/* On the held-back pictures, at a size that no decoder has learned from. */
static gboolean
validate (gpointer data, int step, GError **error)
{
  Training               *training = data;
  NstReconstructionErrors errors = { 0 };
  NstTrainingProgress     progress = { .validation = TRUE };
  g_autoptr (NstReconstruction) reconstruction
      = nst_reconstruction_new (training->codec, VALIDATION_SIDE, error);

  if (reconstruction == NULL)
    return FALSE;
  for (guint i = 0; i < nst_pictures_get_n_held (training->pictures); i++)
    {
      g_autoptr (NstPicture) crop
          = nst_pictures_get_held (training->pictures, i, VALIDATION_SIDE, error);

      if (crop == NULL)
        return FALSE;
      nst_reconstruction_learn (reconstruction, crop, &errors, NULL);
    }
  tell (training, step, &errors, &progress);
  return TRUE;
}

/* ---- The whole --------------------------------------------------------------------- */

static gboolean
write_output (Training *training, GError **error)
{
  g_autoptr (NstWeightWriter) writer = nst_weight_writer_new ();

  nst_network_write (training->codec, NST_DTYPE_F16, writer);
  nst_codec_set_metadata (writer);
  return nst_weight_writer_save (writer, training->settings->output, error)
         && validate (training, training->settings->steps, error);
}

gboolean
nst_train_decoders (const NstCodecTraining *settings, NstPictureLoader loader, gpointer loader_data,
                    const NstListener *listener, GCancellable *cancellable, GError **error)
{
  Training training = { .settings = settings, .listener = listener };
  gboolean done = set_up (&training, loader, loader_data, error);

  if (done)
    {
      NstTrainer trainer = nst_codec_trainer (settings, training.pool);

      trainer.networks = training.codec->decoders;
      trainer.n_networks = NST_LEVELS;
      trainer.data = &training;
      trainer.learn = learn;
      trainer.report = report;
      trainer.validate = validate;
      done = nst_trainer_run (&trainer, cancellable, error) && write_output (&training, error);
    }
  tear_down (&training);
  return done;
}
