/* SPDX-License-Identifier: GPL-3.0-or-later */

/* train-codec.c - the loop that distils the codec's encoder: steps, checkpoints, validation, and
 * the file that ships. */

#include <math.h>
#include <string.h>

#include "base/random.h"
#include "style/adam.h"
#include "training/distillation.h"
#include "training/pictures.h"

#define REPORT_STEPS     50 /* between two words of progress */
#define VALIDATION_STEPS 1000
#define CHECKPOINT_STEPS 500
#define VALIDATION_SIDE  256 /* pixels */
#define MEASURE_CROPS    16  /* for the scale of the teachers' features */
#define WARM_UP_STEPS    200
#define LAST_RATE        0.01 /* of the highest */

static const NstAdamConstants adam_constants = { 0.9, 0.99, 1e-8, 0.0 };

/* All taps count alike: their errors are relative already. */
static const double tap_weight[NST_CODEC_TAPS] = { 1.0, 1.0, 1.0, 1.0, 1.0, 1.0 };

typedef struct
{
  const NstCodecTraining *settings;
  NstPictures            *pictures;
  NstTeachers             teachers;
  NstNetwork             *student;
  NstAdam                *adam;
  NstPool                *pool;
  NstDistillation       **workers;   /* one a thread */
  float                  *gradients; /* (batch, n_parameters): summed in order, so that the result
                                        does not depend on who computed what */
  NstDistillationErrors *errors;     /* one a slot of the batch */
  GMutex                 mutex;
  GError                *failure; /* the first a crop met with */
  int                    step;
} Training;

/* ---- Set-up ------------------------------------------------------------------------ */

/* K. He et al., "Delving deep into rectifiers", ICCV 2015: variance 2 / fan-in. */
static void
initialise_filter (NstFilter *filter, GRand *random)
{
  const NstConvolution *c = &filter->convolution;
  gsize                 n = nst_convolution_n_weights (c);
  double                deviation = sqrt (2.0 / MAX (c->in * c->kernel * c->kernel, 1));

  for (gsize i = 0; i < n; i++)
    filter->weights[i] = (float) (deviation * nst_random_normal (random));
}

static void
initialise (NstNetwork *student, int seed)
{
  g_autoptr (GRand) random = g_rand_new_with_seed ((guint32) seed);

  for (int i = 0; i < student->architecture->n_layers; i++)
    initialise_filter (&student->filters[i], random);
  for (int i = 0; i < student->architecture->n_taps; i++)
    initialise_filter (&student->lifts[i], random);
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
  double square[NST_CODEC_TAPS] = { 0 }, count[NST_CODEC_TAPS] = { 0 };

  for (guint32 i = 0; i < MEASURE_CROPS; i++)
    {
      g_autoptr (NstPicture) crop
          = nst_pictures_draw (training->pictures, training->settings->crop,
                               (guint32) training->settings->seed, G_MAXUINT32, i, error);

      if (crop == NULL)
        return FALSE;
      nst_distillation_measure (training->workers[0], crop, square, count);
    }
  for (int t = 0; t < NST_CODEC_TAPS; t++)
    training->teachers.scale[t] = (float) sqrt (square[t] / count[t]);
  return TRUE;
}

static gboolean
check_settings (const NstCodecTraining *s, GError **error)
{
  const char *problem = s->steps < 1     ? "steps must be at least 1"
                        : s->batch < 1   ? "batch must be at least 1"
                        : s->crop < 16   ? "crop must be at least 16 pixels"
                        : s->crop % 16   ? "crop must be a multiple of 16 pixels"
                        : !(s->rate > 0) ? "rate must be above 0"
                                         : NULL;

  if (problem != NULL)
    g_set_error (error, NST_ERROR, NST_ERROR_ARGUMENT, "Training cannot start: %s", problem);
  return problem == NULL;
}

static gboolean
set_up (Training *training, NstPictureLoader loader, gpointer loader_data, GError **error)
{
  const NstCodecTraining *s = training->settings;
  int                     threads;

  if (!check_settings (s, error) || !(training->teachers.vgg = load_vgg (s->vgg, error))
      || !(training->teachers.distilled
           = nst_network_load (s->distilled, &nst_vgg19_distilled, error))
      || !(training->pictures = nst_pictures_open (s->pictures, loader, loader_data, error))
      || !(training->student = nst_network_new (&nst_codec, "codec", error))
      || !(training->adam = nst_adam_new (training->student->n_parameters, &adam_constants, error)))
    return FALSE;
  training->pool = nst_pool_new (s->threads);
  threads = nst_pool_get_n_threads (training->pool);
  training->workers = g_new0 (NstDistillation *, threads);
  for (int i = 0; i < threads; i++)
    if (!(training->workers[i] = nst_distillation_new (&training->teachers, training->student,
                                                       NST_PASS_TRAINING, s->crop, error)))
      return FALSE;
  training->gradients = g_try_new (float, s->batch * training->student->n_parameters);
  training->errors = g_new0 (NstDistillationErrors, s->batch);
  if (training->gradients == NULL)
    {
      g_set_error (error, NST_ERROR, NST_ERROR_MEMORY,
                   "There is not enough memory for a batch of %d crops", s->batch);
      return FALSE;
    }
  initialise (training->student, s->seed);
  return measure_scales (training, error);
}

static void
tear_down (Training *training)
{
  for (int i = 0; training->workers != NULL && i < nst_pool_get_n_threads (training->pool); i++)
    nst_distillation_free (training->workers[i]);
  g_free (training->workers);
  g_free (training->gradients);
  g_free (training->errors);
  nst_pool_free (training->pool);
  nst_adam_free (training->adam);
  nst_network_free (training->student);
  nst_network_free (training->teachers.vgg);
  nst_network_free (training->teachers.distilled);
  nst_pictures_free (training->pictures);
  g_clear_error (&training->failure);
  g_mutex_clear (&training->mutex);
}

/* ---- Checkpoints ------------------------------------------------------------------- */

static gboolean
save_checkpoint (Training *training, GError **error)
{
  g_autoptr (NstWeightWriter) writer = nst_weight_writer_new ();
  g_autofree char *step = g_strdup_printf ("%d", training->step);
  gint64           n = (gint64) training->student->n_parameters;
  gint64           taps = NST_CODEC_TAPS;

  nst_network_write (training->student, NST_DTYPE_F32, writer);
  nst_weight_writer_add (writer, "training.adam_mean", NST_DTYPE_F32, 1, &n,
                         nst_adam_get_mean (training->adam));
  nst_weight_writer_add (writer, "training.adam_square", NST_DTYPE_F32, 1, &n,
                         nst_adam_get_square (training->adam));
  nst_weight_writer_add (writer, "training.scale", NST_DTYPE_F32, 1, &taps,
                         training->teachers.scale);
  nst_weight_writer_set_metadata (writer, "training.step", step);
  return nst_weight_writer_save (writer, training->settings->checkpoint, error);
}

static gboolean
resume (Training *training, GError **error)
{
  const char *path = training->settings->checkpoint;
  g_autoptr (NstWeightFile) file = NULL;
  g_autoptr (NstNetwork) saved = NULL;
  const char *step;
  gint64      n = (gint64) training->student->n_parameters;
  gint64      taps = NST_CODEC_TAPS;

  if (path == NULL || !g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;
  if (!(file = nst_weight_file_open (path, error))
      || !(saved = nst_network_load (path, &nst_codec, error))
      || !nst_weight_file_read (file, "training.adam_mean", 1, &n,
                                nst_adam_get_mean (training->adam), error)
      || !nst_weight_file_read (file, "training.adam_square", 1, &n,
                                nst_adam_get_square (training->adam), error)
      || !nst_weight_file_read (file, "training.scale", 1, &taps, training->teachers.scale, error))
    return FALSE;
  memcpy (training->student->parameters, saved->parameters, sizeof (float) * n);
  step = nst_weight_file_get_metadata (file, "training.step");
  training->step = step != NULL ? (int) g_ascii_strtoll (step, NULL, 10) : 0;
  nst_adam_set_steps (training->adam, training->step);
  return TRUE;
}

/* ---- A step ------------------------------------------------------------------------ */

static void
learn_slot (gpointer data, int slot, int worker)
{
  Training *training = data;
  gsize     n = training->student->n_parameters;
  float    *gradient = training->gradients + slot * n;
  GError   *error = NULL;
  g_autoptr (NstPicture) crop = nst_pictures_draw (
      training->pictures, training->settings->crop, (guint32) training->settings->seed,
      (guint32) training->step, (guint32) slot, &error);

  memset (gradient, 0, sizeof (float) * n);
  if (crop != NULL)
    nst_distillation_learn (training->workers[worker], crop, tap_weight, &training->errors[slot],
                            gradient);
  g_mutex_lock (&training->mutex);
  if (error != NULL && training->failure == NULL)
    training->failure = g_steal_pointer (&error);
  g_mutex_unlock (&training->mutex);
  g_clear_error (&error);
}

/* Linear warm-up, then half a cosine. */
static double
rate_of_step (const NstCodecTraining *settings, int step)
{
  double warm = MIN (1.0, (step + 1.0) / WARM_UP_STEPS);
  double progress = (double) step / settings->steps;

  return settings->rate * warm
         * (LAST_RATE + (1.0 - LAST_RATE) * 0.5 * (1.0 + cos (G_PI * progress)));
}

static void
take_step (Training *training)
{
  gsize  n = training->student->n_parameters;
  int    batch = training->settings->batch;
  float *sum = training->gradients;

  nst_network_prepare (training->student, training->pool);
  nst_pool_run (training->pool, batch, learn_slot, training);
  for (int slot = 1; slot < batch; slot++)
    for (gsize i = 0; i < n; i++)
      sum[i] += training->gradients[slot * n + i];
  for (gsize i = 0; i < n; i++)
    sum[i] /= (float) batch;
  nst_adam_step (training->adam, training->pool, rate_of_step (training->settings, training->step),
                 sum, training->student->parameters);
  training->step++;
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

      progress->loss += tap_weight[t] * error;
      if (nst_codec.taps[t].role == NST_TAP_CONTENT)
        progress->content_error = error;
      else
        progress->level_errors[level++] = error;
    }
}

/* The errors of `student` on the held-back pictures, at twice the size of the crops or more. */
static gboolean
validate (const Training *training, const NstTeachers *teachers, const NstNetwork *student,
          NstTrainingProgress *progress, GError **error)
{
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
      nst_distillation_learn (distillation, crop, tap_weight, &errors, NULL);
    }
  progress->validation = TRUE;
  fill_progress (progress, &errors);
  return TRUE;
}

/* ---- The file that ships ----------------------------------------------------------- */

/* The scales move into the lifts (a rectifier lets a positive factor through), so that lifted
 * features are in the teachers' own units. */
static void
unscale (NstNetwork *student, const float scale[NST_CODEC_TAPS])
{
  for (int t = 0; t < NST_CODEC_TAPS; t++)
    {
      NstFilter *lift = &student->lifts[t];
      gsize      n = nst_convolution_n_weights (&lift->convolution) + lift->convolution.out;

      for (gsize i = 0; i < n; i++)
        lift->weights[i] *= scale[t]; /* the bias follows the weights */
    }
}

static gboolean
write_output (Training *training, NstTrainingProgress *progress, GError **error)
{
  g_autoptr (NstWeightWriter) writer = nst_weight_writer_new ();
  g_autoptr (NstNetwork) written = NULL;
  NstTeachers teachers = training->teachers;

  unscale (training->student, teachers.scale);
  nst_network_write (training->student, NST_DTYPE_F16, writer);
  nst_weight_writer_set_metadata (writer, "source",
                                  "Trained with `nst train codec` by distillation from VGG-19 (K. "
                                  "Simonyan and A. Zisserman, CC BY 4.0)");
  nst_weight_writer_set_metadata (writer, "license", "CC-BY-4.0");
  if (!nst_weight_writer_save (writer, training->settings->output, error)
      || !(written = nst_network_load (training->settings->output, &nst_codec, error)))
    return FALSE;
  for (int t = 0; t < NST_CODEC_TAPS; t++)
    teachers.scale[t] = 1.0f;
  return validate (training, &teachers, written, progress, error);
}

/* ---- The loop ---------------------------------------------------------------------- */

typedef struct
{
  NstTrainingFunc func;
  gpointer        data;
} Listener;

static void
tell (const Listener *listener, Training *training, NstTrainingProgress *progress)
{
  progress->step = training->step;
  progress->steps = training->settings->steps;
  if (listener->func != NULL)
    listener->func (progress, listener->data);
}

static void
tell_progress (const Listener *listener, Training *training, NstDistillationErrors *since,
               gint64 *began)
{
  gint64              now = g_get_monotonic_time ();
  NstTrainingProgress progress = { 0 };

  fill_progress (&progress, since);
  progress.crops_per_second
      = REPORT_STEPS * training->settings->batch * 1e6 / (double) MAX (now - *began, 1);
  tell (listener, training, &progress);
  *since = (NstDistillationErrors) { 0 };
  *began = g_get_monotonic_time ();
}

static gboolean
run_steps (Training *training, const Listener *listener, GCancellable *cancellable, GError **error)
{
  const NstCodecTraining *s = training->settings;
  NstDistillationErrors   since = { 0 };
  gint64                  began = g_get_monotonic_time ();

  while (training->step < s->steps)
    {
      memset (training->errors, 0, sizeof *training->errors * s->batch);
      take_step (training);
      if (training->failure != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&training->failure));
          return FALSE;
        }
      for (int slot = 0; slot < s->batch; slot++)
        add_errors (&since, &training->errors[slot]);
      if (training->step % REPORT_STEPS == 0)
        tell_progress (listener, training, &since, &began);
      if (training->step % VALIDATION_STEPS == 0)
        {
          NstTrainingProgress progress = { 0 };

          if (!validate (training, &training->teachers, training->student, &progress, error))
            return FALSE;
          tell (listener, training, &progress);
          began = g_get_monotonic_time ();
        }
      if (s->checkpoint != NULL
          && (training->step % CHECKPOINT_STEPS == 0 || g_cancellable_is_cancelled (cancellable))
          && !save_checkpoint (training, error))
        return FALSE;
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
nst_train_codec (const NstCodecTraining *settings, NstPictureLoader loader, gpointer loader_data,
                 NstTrainingFunc progress, gpointer progress_data, GCancellable *cancellable,
                 GError **error)
{
  Training            training = { .settings = settings };
  Listener            listener = { progress, progress_data };
  NstTrainingProgress last = { 0 };
  gboolean            done;

  g_mutex_init (&training.mutex);
  done = set_up (&training, loader, loader_data, error) && resume (&training, error)
         && run_steps (&training, &listener, cancellable, error)
         && write_output (&training, &last, error);
  if (done)
    tell (&listener, &training, &last);
  tear_down (&training);
  return done;
}
