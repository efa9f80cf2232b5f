/* SPDX-License-Identifier: GPL-3.0-or-later */

/* train-encoder.c - distills the codec's encoder from its teachers. */

#include "training/train-encoder.h"

#include <math.h>
#include <string.h>

#include "training/distillation.h"
#include "training/pictures.h"

#define VALIDATION_SIDE 256 /* pixels */
#define MEASURE_CROPS   16  /* for the scale of the teachers' features */

/* All taps have the same weight, because their errors are relative. */
static const NstDistillationWeights all_alike = { { 1.0, 1.0, 1.0, 1.0, 1.0, 1.0 }, 0.0 };

typedef struct
{
  const NstCodecTraining *settings;
  const NstListener      *listener;
  NstPictures            *pictures;
  NstTeachers             teachers;
  NstNetwork             *student;
  NstPool                *pool;
  int                     side;    /* of the crops at this step */
  NstDistillation       **workers; /* one a thread, for crops of that side */
  NstDistillationErrors  *errors;  /* one a slot of the batch */
} Training;

/* ---- Set-up ------------------------------------------------------------------------ */

/* A codec that was written is in the teachers' units; one that learns is in those of order 1. */
static void
scale_lifts (NstNetwork *student, const float scale[NST_CODEC_TAPS], gboolean teachers_units)
{
  for (int t = 0; t < NST_CODEC_TAPS; t++)
    {
      NstFilter *lift = &student->lifts[t];
      float      factor = teachers_units ? scale[t] : 1.0f / scale[t];
      gsize      n = nst_convolution_n_weights (&lift->convolution) + lift->convolution.out;

      for (gsize i = 0; i < n; i++)
        lift->weights[i] *= factor; /* the bias follows the weights */
    }
}

static gboolean
start (Training *training, GError **error)
{
  const char *path = training->settings->start;
  g_autoptr (NstNetwork) codec = NULL;

  if (path == NULL)
    {
      g_autoptr (GRand) random = g_rand_new_with_seed ((guint32) training->settings->seed);

      nst_trainer_initialize (training->student, random);
      return TRUE;
    }
  if (!(codec = nst_network_load (path, &nst_codec, error)))
    return FALSE;
  memcpy (training->student->parameters, codec->parameters,
          sizeof (float) * training->student->n_parameters);
  scale_lifts (training->student, training->teachers.scale, FALSE);
  return TRUE;
}

static NstNetwork *
load_vgg (const char *path, GError **error)
{
  g_autoptr (GError) other = NULL;
  NstNetwork *vgg = nst_network_load (path, &nst_vgg19_normalised, error);

  if (vgg == NULL && (vgg = nst_network_load (path, &nst_vgg19, &other)) != NULL)
    g_clear_error (error);
  return vgg;
}

static gboolean
measure_scales (Training *training, GError **error)
{
  const NstCodecTraining *s = training->settings;
  double                  square[NST_CODEC_TAPS] = { 0 }, count[NST_CODEC_TAPS] = { 0 };

  for (guint32 i = 0; i < MEASURE_CROPS; i++)
    {
      g_autoptr (NstPicture) crop = nst_pictures_draw (training->pictures, s->crop, s->disturbed,
                                                       (guint32) s->seed, G_MAXUINT32, i, error);

      if (crop == NULL)
        return FALSE;
      nst_distillation_measure (training->workers[0], crop, square, count);
    }
  for (int t = 0; t < NST_CODEC_TAPS; t++)
    training->teachers.scale[t] = (float) sqrt (square[t] / count[t]);
  return TRUE;
}

/* Prepares the workers for crops of `side` pixels. */
static gboolean
set_side (Training *training, int side, GError **error)
{
  if (training->side == side)
    return TRUE;
  for (int i = 0; i < nst_pool_get_n_threads (training->pool); i++)
    {
      g_clear_pointer (&training->workers[i], nst_distillation_free);
      training->workers[i] = nst_distillation_new (&training->teachers, training->student,
                                                   NST_PASS_TRAINING, side, error);
      if (training->workers[i] == NULL)
        return FALSE;
    }
  training->side = side;
  return TRUE;
}

static gboolean
set_up (Training *training, NstPictureLoader loader, gpointer loader_data, GError **error)
{
  const NstCodecTraining *s = training->settings;

  if ((s->vgg != NULL && !(training->teachers.vgg = load_vgg (s->vgg, error)))
      || !(training->teachers.distilled
           = nst_network_load (s->distilled, &nst_vgg19_distilled, error))
      || !(training->pictures = nst_pictures_open (s->pictures, loader, loader_data, error))
      || !(training->student = nst_network_new (&nst_codec, "codec", error)))
    return FALSE;
  training->pool = nst_pool_new (s->threads);
  training->workers = g_new0 (NstDistillation *, nst_pool_get_n_threads (training->pool));
  training->errors = g_new0 (NstDistillationErrors, s->batch);
  return set_side (training, s->crop, error) && measure_scales (training, error)
         && start (training, error);
}

static void
tear_down (Training *training)
{
  for (int i = 0; training->workers != NULL && i < nst_pool_get_n_threads (training->pool); i++)
    g_clear_pointer (&training->workers[i], nst_distillation_free);
  g_free (training->workers);
  g_free (training->errors);
  nst_pool_free (training->pool);
  nst_network_unref (training->student);
  nst_network_unref (training->teachers.vgg);
  nst_network_unref (training->teachers.distilled);
  nst_pictures_free (training->pictures);
}

/* ---- What the trainer asks for ----------------------------------------------------- */

static void
save (gpointer data, NstWeightWriter *writer)
{
  Training *training = data;
  gint64    taps = NST_CODEC_TAPS;

  nst_weight_writer_add (writer, "training.scale", NST_DTYPE_F32, 1, &taps,
                         training->teachers.scale);
}

static gboolean
restore (gpointer data, NstWeightFile *file, GError **error)
{
  Training *training = data;
  gint64    taps = NST_CODEC_TAPS;

  return nst_weight_file_read (file, "training.scale", 1, &taps, training->teachers.scale, error);
}

/* Of the crops' sides, at a step: towards the end they are twice as large, for at the usual size
 * all that relu5_1 sees is near a border. */
static int
scale_at (const NstCodecTraining *s, int step)
{
  return step >= (1.0 - s->large) * s->steps ? 2 : 1;
}

static int
count (gpointer data, int step)
{
  const Training *training = data;
  int             scale = scale_at (training->settings, step);

  return MAX (training->settings->batch / (scale * scale), 1);
}

static gboolean
prepare (gpointer data, int step, GError **error)
{
  Training               *training = data;
  const NstCodecTraining *s = training->settings;

  return set_side (training, scale_at (s, step) * s->crop, error);
}

/* The full VGG-19 is used for one crop in `vgg_every`, whose errors are weighted accordingly. */
static NstDistillationWeights
weights_of (const Training *training, int sample)
{
  const NstCodecTraining *s = training->settings;
  NstDistillationWeights  weights = { .moments = s->moments };

  for (int t = 0; t < NST_CODEC_TAPS; t++)
    {
      weights.tap[t] = t >= NST_CODEC_TAPS - 3 ? s->deep : 1.0;
      if (nst_distillation_asks_vgg (&training->teachers, t))
        weights.tap[t] = sample % s->vgg_every == 0 ? s->vgg_every : 0.0;
    }
  return weights;
}

static gboolean
learn (gpointer data, int step, int slot, int worker, float *const *gradients, GError **error)
{
  Training               *training = data;
  const NstCodecTraining *s = training->settings;
  NstDistillationWeights  weights = weights_of (training, step * count (training, step) + slot);
  g_autoptr (NstPicture) crop
      = nst_pictures_draw (training->pictures, training->side, s->disturbed, (guint32) s->seed,
                           (guint32) step, (guint32) slot, error);

  if (crop == NULL)
    return FALSE;
  nst_distillation_learn (training->workers[worker], crop, &weights, &training->errors[slot],
                          gradients[0]);
  return TRUE;
}

/* ---- Words of progress ------------------------------------------------------------- */

static void
add_errors (NstDistillationErrors *sum, const NstDistillationErrors *errors)
{
  for (int t = 0; t < NST_CODEC_TAPS; t++)
    {
      sum->difference[t] += errors->difference[t];
      sum->square[t] += errors->square[t];
    }
}

static void
fill_progress (NstTrainingProgress *progress, const NstDistillationErrors *errors)
{
  int level = 0;

  progress->loss = 0.0;
  for (int t = 0; t < NST_CODEC_TAPS; t++)
    {
      double error = errors->difference[t] / MAX (errors->square[t], G_MINDOUBLE);

      progress->loss += all_alike.tap[t] * error;
      if (nst_codec.taps[t].role == NST_TAP_CONTENT)
        progress->content_error = error;
      else
        progress->level_errors[level++] = error;
    }
}

static void
report (gpointer data, int step, double crops_per_second)
{
  Training             *training = data;
  NstDistillationErrors since = { 0 };
  NstTrainingProgress   progress = { .crops_per_second = crops_per_second };

  for (int slot = 0; slot < training->settings->batch; slot++)
    {
      add_errors (&since, &training->errors[slot]);
      training->errors[slot] = (NstDistillationErrors) { 0 };
    }
  fill_progress (&progress, &since);
  nst_listener_tell (training->listener, step, training->settings->steps, &progress);
}

/* The errors of `student` on the held-back pictures, at twice the size of the crops or more. */
static gboolean
measure (const Training *training, const NstTeachers *teachers, const NstNetwork *student, int step,
         GError **error)
{
  NstTrainingProgress   progress = { .validation = TRUE };
  NstDistillationErrors errors = { 0 };
  g_autoptr (NstDistillation) distillation
      = nst_distillation_new (teachers, student, NST_PASS_FORWARD, VALIDATION_SIDE, error);

  if (distillation == NULL)
    return FALSE;
  for (guint i = 0; i < nst_pictures_get_n_held (training->pictures); i++)
    {
      g_autoptr (NstPicture) crop
          = nst_pictures_get_held (training->pictures, i, VALIDATION_SIDE, error);

      if (crop == NULL)
        return FALSE;
      nst_distillation_learn (distillation, crop, &all_alike, &errors, NULL);
    }
  fill_progress (&progress, &errors);
  nst_listener_tell (training->listener, step, training->settings->steps, &progress);
  return TRUE;
}

static gboolean
validate (gpointer data, int step, GError **error)
{
  Training *training = data;

  return measure (training, &training->teachers, training->student, step, error);
}

/* ---- The file that ships ----------------------------------------------------------- */

static gboolean
write_output (Training *training, GError **error)
{
  const NstCodecTraining *s = training->settings;
  g_autoptr (NstWeightWriter) writer = nst_weight_writer_new ();
  g_autoptr (NstNetwork) written = NULL;
  NstTeachers teachers = training->teachers;

  scale_lifts (training->student, teachers.scale, TRUE);
  nst_network_write (training->student, NST_DTYPE_F16, writer);
  nst_codec_set_metadata (writer);
  if (!nst_weight_writer_save (writer, s->output, error)
      || !(written = nst_network_load (s->output, &nst_codec, error)))
    return FALSE;
  for (int t = 0; t < NST_CODEC_TAPS; t++)
    teachers.scale[t] = 1.0f;
  return measure (training, &teachers, written, s->steps, error);
}

/* ---- The whole --------------------------------------------------------------------- */

gboolean
nst_train_encoder (const NstCodecTraining *settings, NstPictureLoader loader, gpointer loader_data,
                   const NstListener *listener, GCancellable *cancellable, GError **error)
{
  Training training = { .settings = settings, .listener = listener };
  gboolean done = set_up (&training, loader, loader_data, error);

  if (done)
    {
      NstTrainer       trainer = nst_codec_trainer (settings, training.pool);
      const NstLearner learner = { training.student, settings->rate, settings->muon_rate };

      trainer.learners = &learner;
      trainer.n_learners = 1;
      trainer.data = &training;
      trainer.count = count;
      trainer.prepare = prepare;
      trainer.learn = learn;
      trainer.report = report;
      trainer.validate = validate;
      trainer.save = save;
      trainer.restore = restore;
      done = nst_trainer_run (&trainer, cancellable, error) && write_output (&training, error);
    }
  tear_down (&training);
  return done;
}
