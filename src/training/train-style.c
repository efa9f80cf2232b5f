/* SPDX-License-Identifier: GPL-3.0-or-later */

/* train-style.c - trains a per-style network: a codec whose decoder is trained further for one
 * style, which is also in its file. */

#include "training/train-style.h"

#include <math.h>

#include "nst-painting.h"
#include "style/style.h"
#include "training/decoder-training.h"

#define VALIDATION_STEPS 500 /* between two validations and previews */
#define PREVIEW_SIDE     512 /* pixels, the longer side */

/* The working sizes that the network is made for, in pixels: a style looks different at each. */
static const int working_sides[] = { 256, 362, 512, 724, 1024 };
#define N_SIDES         G_N_ELEMENTS (working_sides)
#define VALIDATION_SIZE 2 /* of these */

typedef struct
{
  NstDecoderTraining        shared;
  const NstStyleStatistics *manners[N_SIDES]; /* the style at the working sizes; its own */
} Training;

static gboolean
set_up (Training *training, const NstCodecTraining *s, NstPictureLoader loader,
        gpointer loader_data, const NstListener *listener, GError **error)
{
  NstDecoderTraining *shared = &training->shared;

  if (!nst_decoder_training_init (shared, s, loader, loader_data, listener, error))
    return FALSE;
  shared->codec->passes = s->passes;
  for (gsize i = 0; i < N_SIDES; i++)
    if (!(training->manners[i]
          = nst_style_at (s->style, shared->codec, shared->pool, working_sides[i], 1.0, error)))
      return FALSE;
  return TRUE;
}

/* ---- What the trainer asks for ----------------------------------------------------- */

static gboolean
learn (gpointer data, int step, int slot, int worker, float *const *gradients, GError **error)
{
  Training               *training = data;
  const NstCodecTraining *s = training->shared.settings;
  guint32                 key[] = { (guint32) s->seed, (guint32) step, (guint32) slot, 2 };
  g_autoptr (GRand) random = g_rand_new_with_seed_array (key, G_N_ELEMENTS (key));
  const NstStyleStatistics *manner = training->manners[g_rand_int_range (random, 0, N_SIDES)];
  g_autoptr (NstPicture) content = nst_decoder_training_draw (&training->shared, step, slot, error);

  return content != NULL
         && nst_stylization_learn_measured (training->shared.workers[worker], content, manner, 1.0,
                                            s->passes, &training->shared.errors[slot], gradients[0],
                                            error);
}

static void
report (gpointer data, int step, double samples_per_second)
{
  Training           *training = data;
  NstTrainingProgress progress = { .crops_per_second = samples_per_second };

  nst_decoder_training_report (&training->shared, step, &progress);
}

/* The errors on the held-back contents, where there are any. */
static gboolean
look_at_held (const Training *training, NstStylizationErrors *errors, GError **error)
{
  const NstDecoderTraining *shared = &training->shared;
  const int                 side = NST_DECODER_VALIDATION_SIDE;
  g_autoptr (NstStylization) stylization
      = nst_stylization_new (shared->codec, side, &shared->balance, error);

  if (stylization == NULL)
    return FALSE;
  for (guint i = 0; i < nst_pictures_get_n_held (shared->contents); i++)
    {
      g_autoptr (NstPicture) content = nst_pictures_get_held (shared->contents, i, side, error);

      if (content == NULL
          || !nst_stylization_learn_measured (stylization, content,
                                              training->manners[VALIDATION_SIZE], 1.0,
                                              shared->settings->passes, errors, NULL, error))
        return FALSE;
    }
  return TRUE;
}

/* Paints the preview with the current network. */
static NstPicture *
paint_preview (const Training *training, GError **error)
{
  const NstCodecTraining *s = training->shared.settings;
  const NstStyleShare     share = { s->style, 1.0, 1.0 };
  NstSettings             settings;

  nst_settings_init (&settings);
  settings.method = NST_METHOD_FAST;
  settings.size = PREVIEW_SIDE;
  return nst_stylize (&NST_REQUEST (.network = training->shared.codec, .content = s->preview,
                                    .styles = &share, .n_styles = 1, .settings = &settings,
                                    .threads = s->threads),
                      error);
}

static gboolean
validate (gpointer data, int step, GError **error)
{
  Training            *training = data;
  NstStylizationErrors errors = { 0 };
  NstTrainingProgress  progress = { .validation = TRUE };
  g_autoptr (NstPicture) painting = NULL;

  if (!look_at_held (training, &errors, error))
    return FALSE;
  if (training->shared.settings->preview != NULL && !(painting = paint_preview (training, error)))
    return FALSE;
  progress.painting = painting;
  if (errors.samples > 0 || painting != NULL)
    nst_decoder_training_tell (&training->shared, step, &errors, &progress);
  return TRUE;
}

/* ---- The output -------------------------------------------------------------------- */

/* Writes the source of the network, and that of its codec. */
static gboolean
write_source (const NstCodecTraining *s, NstWeightWriter *writer, GError **error)
{
  g_autoptr (NstWeightFile) start = nst_weight_file_open (s->start, error);
  g_autofree char *codec = g_filename_display_basename (s->start);
  const char      *source, *license;

  if (start == NULL)
    return FALSE;
  nst_codec_set_metadata (writer);
  source = nst_weight_file_get_metadata (start, "source");
  license = nst_weight_file_get_metadata (start, "license");
  {
    g_autofree char *text = g_strdup_printf (
        "For the style “%s” alone: specialized with `nst train style` from %s%s%s",
        nst_style_get_name (s->style), codec, source != NULL ? ": " : "",
        source != NULL ? source : "");

    nst_weight_writer_set_metadata (writer, "source", text);
  }
  if (license != NULL)
    nst_weight_writer_set_metadata (writer, "license", license);
  return TRUE;
}

static gboolean
write_output (Training *training, GError **error)
{
  const NstCodecTraining *s = training->shared.settings;
  NstDecoderTraining     *shared = &training->shared;
  g_autoptr (NstWeightWriter) writer = nst_weight_writer_new ();
  g_autofree char *passes = g_strdup_printf ("%d", s->passes);

  nst_network_write (shared->codec, NST_DTYPE_F16, writer);
  nst_weight_writer_set_metadata (writer, "passes", passes);
  return nst_style_write (s->style, shared->codec, shared->pool, writer, error)
         && write_source (s, writer, error) && nst_weight_writer_save (writer, s->output, error)
         && (s->steps % VALIDATION_STEPS == 0 || validate (training, s->steps, error));
}

/* ---- The whole --------------------------------------------------------------------- */

gboolean
nst_train_style (const NstCodecTraining *settings, NstPictureLoader loader, gpointer loader_data,
                 const NstListener *listener, GCancellable *cancellable, GError **error)
{
  Training training = { 0 };
  gboolean done = set_up (&training, settings, loader, loader_data, listener, error);

  if (done)
    {
      NstTrainer       trainer = nst_codec_trainer (settings, training.shared.pool);
      const NstLearner learner
          = { training.shared.codec->decoder, settings->rate, settings->muon_rate };

      trainer.learners = &learner;
      trainer.n_learners = 1;
      trainer.data = &training;
      trainer.learn = learn;
      trainer.report = report;
      trainer.validate = validate;
      trainer.validation_steps = VALIDATION_STEPS;
      done = nst_trainer_run (&trainer, cancellable, error) && write_output (&training, error);
    }
  nst_decoder_training_clear (&training.shared);
  return done;
}
