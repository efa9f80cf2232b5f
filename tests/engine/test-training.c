/* SPDX-License-Identifier: GPL-3.0-or-later */

/* test-training.c - the training of the codec's encoder and decoder, in small: teachers of random
 * weights and synthetic pictures.  The loss falls; a resumed run ends in the same file as an
 * uninterrupted one; and mistakes are errors. */

#include "check.h"
#include "nst-training.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "network/network.h"
#include "training/distillation.h"

#define N_PICTURES 50 /* so that one is held back */

static char *folder, *pictures, *styles, *vgg, *distilled, *start;

static void
write_network (const NstArchitecture *architecture, guint32 seed, const char *path)
{
  g_autoptr (NstNetwork) network = check_network (architecture, seed);

  check_save (network, NST_DTYPE_F16, path);
}

/* A folder of `n` files whose names, which begin with `prefix`, are all that the loader looks at.
 */
static char *
make_pictures (const char *name, const char *prefix, int n)
{
  char *made = g_build_filename (folder, name, NULL);

  g_assert_cmpint (g_mkdir (made, 0700), ==, 0);
  for (int i = 0; i < n; i++)
    {
      g_autofree char *path
          = g_strdup_printf ("%s/%s%02d.%s", made, prefix, i, i % 2 ? "png" : "JPG");

      g_assert_true (g_file_set_contents (path, "", 0, NULL));
    }
  return made;
}

/* Teachers, a codec without a decoder, and pictures. */
static void
set_up (void)
{
  folder = check_folder_new ();
  pictures = make_pictures ("pictures", "", N_PICTURES);
  styles = make_pictures ("styles", "style", N_PICTURES);
  vgg = g_build_filename (folder, "vgg.safetensors", NULL);
  distilled = g_build_filename (folder, "distilled.safetensors", NULL);
  start = g_build_filename (folder, "start.safetensors", NULL);
  write_network (&nst_vgg19_normalised, 1, vgg);
  write_network (&nst_vgg19_distilled, 2, distilled);
  write_network (&nst_codec, 60, start);
}

static void
tear_down (void)
{
  check_folder_remove (folder);
  g_free (pictures);
  g_free (styles);
  g_free (vgg);
  g_free (distilled);
  g_free (start);
}

/* ---- A run ------------------------------------------------------------------------- */

typedef struct
{
  gint          loaded;   /* atomic: pictures so far */
  gint          styles;   /* atomic: of them, from the folder of styles */
  gint          previous; /* atomic: of the picture before, a hash of its name */
  gint          repeated; /* atomic: pictures that were the one before as well */
  int           stop_at;  /* picture that cancels; 0: none */
  GCancellable *cancellable;
  int           calls;
  double        first, last; /* losses */
  double        held;        /* on the held-back pictures, the last time; 0: not yet */
} Run;

static NstPicture *
load (const char *path, gpointer data, G_GNUC_UNUSED GError **error)
{
  Run             *run = data;
  g_autofree char *name = g_path_get_basename (path);
  guint32          seed = g_str_hash (name);

  if (g_atomic_int_add (&run->loaded, 1) + 1 == run->stop_at)
    g_cancellable_cancel (run->cancellable);
  if (g_atomic_int_get (&run->previous) == (gint) seed)
    g_atomic_int_inc (&run->repeated);
  g_atomic_int_set (&run->previous, (gint) seed);
  if (g_str_has_prefix (name, "style"))
    g_atomic_int_inc (&run->styles);
  return check_picture (seed, 40 + (int) (seed % 7), 48 - (int) (seed % 5));
}

static void
listen (const NstTrainingProgress *progress, gpointer data)
{
  Run *run = data;

  g_assert_true (isfinite (progress->loss) && progress->loss > 0.0);
  g_assert_true (isfinite (progress->content_error) && progress->content_error > 0.0);
  g_assert_cmpint (progress->step, <=, progress->steps);
  if (progress->validation)
    {
      run->held = progress->loss;
      return;
    }
  g_assert_true (progress->crops_per_second > 0.0);
  if (run->calls++ == 0)
    run->first = progress->loss;
  run->last = progress->loss;
}

/* What an encoder's training says besides. */
static void
listen_to_encoder (const NstTrainingProgress *progress, gpointer data)
{
  listen (progress, data);
  for (int i = 0; i < NST_LEVELS; i++)
    g_assert_true (progress->level_errors[i] > 0.0 && isfinite (progress->level_errors[i]));
}

/* And a decoder's. */
static void
listen_to_decoder (const NstTrainingProgress *progress, gpointer data)
{
  listen (progress, data);
  g_assert_true (isfinite (progress->style_error) && progress->style_error > 0.0);
  g_assert_cmpfloat (progress->loss, >=, progress->content_error + progress->style_error);
}

static NstCodecTraining
small_training (const char *output)
{
  static const char *folders[2];

  folders[0] = pictures;
  return (NstCodecTraining) { .pictures = folders,
                              .vgg = vgg,
                              .distilled = distilled,
                              .output = output,
                              .steps = 100,
                              .batch = 2,
                              .crop = 32,
                              .rate = 4e-3,
                              .seed = 5,
                              .disturbed = 0.3,
                              .vgg_every = 1,
                              .deep = 1.0,
                              .threads = 2 };
}

static NstCodecTraining
decoder_training (const char *output)
{
  NstCodecTraining training = small_training (output);

  training.stage = NST_STAGE_DECODER;
  training.vgg = training.distilled = NULL;
  training.start = start;
  training.steps = 8;
  return training;
}

static gboolean
try_to_train (const NstCodecTraining *training, Run *run, GError **error)
{
  return nst_train_codec (training, load, run,
                          training->stage == NST_STAGE_DECODER ? listen_to_decoder
                                                               : listen_to_encoder,
                          run, run->cancellable, error);
}

static void
train (const NstCodecTraining *training, Run *run)
{
  g_autoptr (GError) error = NULL;
  gboolean done = try_to_train (training, run, &error);

  g_assert_no_error (error);
  g_assert_true (done);
}

/* A training that is stopped when it loads picture `stop_at`: it leaves its checkpoint and no
 * output. */
static int
train_until (const NstCodecTraining *training, int stop_at)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  Run run = { .stop_at = stop_at, .cancellable = cancellable };

  g_assert_false (try_to_train (training, &run, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_true (g_file_test (training->checkpoint, G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test (training->output, G_FILE_TEST_EXISTS));
  return run.loaded;
}

static NstNetwork *
load_codec (const char *path)
{
  g_autoptr (GError) error = NULL;
  NstNetwork *codec = nst_catalogue_open_network (NULL, path, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (nst_network_get_architecture (codec), ==, "codec");
  return codec;
}

static gboolean
same_file (const char *a, const char *b)
{
  g_autofree char *contents_a = NULL, *contents_b = NULL;
  gsize            length_a, length_b;

  g_assert_true (g_file_get_contents (a, &contents_a, &length_a, NULL));
  g_assert_true (g_file_get_contents (b, &contents_b, &length_b, NULL));
  return length_a == length_b && memcmp (contents_a, contents_b, length_a) == 0;
}

/* ---- The encoder ------------------------------------------------------------------- */

/* The loss falls, and the file that comes out is a codec of float16.  Another run is stopped in the
 * middle, with another number of threads: cancelled, it leaves its checkpoint and no output;
 * started again it ends in the same file. */
static void
test_run (void)
{
  g_autofree char *output = g_build_filename (folder, "codec.safetensors", NULL);
  g_autoptr (NstNetwork) codec = NULL;
  NstCodecTraining training = small_training (output);
  Run              run = { 0 };

  train (&training, &run);
  g_assert_cmpint (run.calls, ==, 2);
  check_below (run.last, 0.8 * run.first);
  g_assert_true (run.held > 0.0);
  codec = load_codec (output);
}

/* So it is with all that the recipe has: Muon, averaged weights, larger crops towards the end, and
 * the true VGG-19 asked about some of the crops only. */
static void
test_whole_recipe (void)
{
  g_autofree char *output = g_build_filename (folder, "recipe.safetensors", NULL);
  g_autofree char *other = g_build_filename (folder, "recipe-other.safetensors", NULL);
  g_autofree char *checkpoint = g_build_filename (folder, "recipe-checkpoint.safetensors", NULL);
  NstCodecTraining training = small_training (output);
  Run              through = { 0 }, again = { 0 };

  training.steps = check_is_watched () ? 10 : 100;
  training.muon_rate = 0.02;
  training.average = 0.9;
  training.clip = 1.0;
  training.vgg_every = 2;
  training.large = 0.3;
  training.deep = 2.0;
  training.moments = 0.1;
  train (&training, &through);
  if (!check_is_watched ())
    check_below (through.last, 0.8 * NST_CODEC_TAPS); /* lifts of 0 have an error of 1 at each */
  training.output = other;
  training.checkpoint = checkpoint;
  training.threads = 1;
  train_until (&training, 18 * training.steps / 10); /* among the large crops */
  train (&training, &again);
  g_assert_true (same_file (output, other));
  check_relative (again.held, through.held, 1e-6);
}

/* The distilled VGG-19 alone teaches all layers. */
static void
test_one_teacher (void)
{
  g_autofree char *output = g_build_filename (folder, "one-teacher.safetensors", NULL);
  NstCodecTraining training = small_training (output);
  Run              run = { 0 };

  training.vgg = NULL;
  training.vgg_every = 4; /* there is nothing to leave out */
  training.steps = check_is_watched () ? 10 : 100;
  train (&training, &run);
  if (!check_is_watched ())
    check_below (run.last, 0.8 * run.first);
}

/* Another seed is another encoder. */
static void
test_seed (void)
{
  g_autofree char *one = g_build_filename (folder, "one.safetensors", NULL);
  g_autofree char *two = g_build_filename (folder, "two.safetensors", NULL);
  NstCodecTraining training = small_training (one);
  Run              run = { 0 };

  training.steps = 2;
  train (&training, &run);
  training.output = two;
  training.seed = 6;
  train (&training, &run);
  g_assert_false (same_file (one, two));
}

/* A training that hardly moves ends in the codec that it started from. */
static void
test_start (void)
{
  g_autofree char *first = g_build_filename (folder, "first.safetensors", NULL);
  g_autofree char *second = g_build_filename (folder, "second.safetensors", NULL);
  g_autoptr (NstNetwork) before = NULL, after = NULL;
  NstCodecTraining training = small_training (first);
  Run              run = { 0 };

  training.steps = 2;
  train (&training, &run);
  training.start = first;
  training.output = second;
  training.rate = 1e-9;
  train (&training, &run);
  before = load_codec (first);
  after = load_codec (second);
  for (gsize i = 0; i < before->n_parameters; i++)
    check_below (fabsf (after->parameters[i] - before->parameters[i]),
                 2e-3 * fabsf (before->parameters[i]) + 1e-6);
}

/* ---- The decoder ------------------------------------------------------------------- */

/* The loss falls, and what comes out is the codec that went in, in every bit, with a decoder. */
static void
test_decoder_run (void)
{
  g_autofree char *output = g_build_filename (folder, "painter.safetensors", NULL);
  g_autoptr (NstNetwork) before = load_codec (start), after = NULL;
  NstCodecTraining training = decoder_training (output);
  Run              run = { 0 };

  training.steps = 100;
  training.batch = 1;
  train (&training, &run);
  g_test_message ("loss from %g to %g, %g held back", run.first, run.last, run.held);
  g_assert_cmpint (run.calls, ==, 2);
  check_below (run.last, 0.8 * run.first);
  g_assert_true (run.held > 0.0);
  g_assert_cmpint (run.styles, ==, 0);
  after = load_codec (output);
  check_same_parameters (after, before);
  g_assert_null (before->decoder);
  g_assert_nonnull (after->decoder);
}

/* A run is stopped in the middle and goes on: it ends in the file of one that was not, and says the
 * same of it, for any number of threads. */
static void
test_decoder_resuming (void)
{
  g_autofree char *output = g_build_filename (folder, "through.safetensors", NULL);
  Run              through = { 0 };
  NstCodecTraining training = decoder_training (output);

  training.strokes = 1.0;
  training.muon_rate = 0.02;
  training.clip = 1.0;
  train (&training, &through);
  for (int threads = 1; threads <= 3; threads += 2)
    {
      g_autofree char *other = g_strdup_printf ("%s/resumed-%d.safetensors", folder, threads);
      g_autofree char *checkpoint = g_strdup_printf ("%s/part-%d.safetensors", folder, threads);
      Run              again = { 0 };

      training.output = other;
      training.checkpoint = checkpoint;
      training.threads = threads;
      g_assert_cmpint (train_until (&training, 17), <, through.loaded - 8);
      train (&training, &again);
      g_assert_cmpint (again.loaded, <, through.loaded - 8);
      g_assert_true (same_file (output, other));
      check_relative (again.held, through.held, 1e-6);
    }
}

/* Stopped after its last step, a run has only the file to write; it says of it what the run would
 * have said that went through. */
static void
test_decoder_last_step (void)
{
  g_autofree char *output = g_build_filename (folder, "last.safetensors", NULL);
  g_autofree char *other = g_build_filename (folder, "last-other.safetensors", NULL);
  g_autofree char *checkpoint = g_build_filename (folder, "last-checkpoint.safetensors", NULL);
  NstCodecTraining training = decoder_training (output);
  Run              through = { 0 }, again = { 0 };

  training.steps = 1;
  train (&training, &through);
  training.output = other;
  training.checkpoint = checkpoint;
  train_until (&training, 1);
  training.seed = 6;
  train (&training, &again);
  check_relative (again.held, through.held, 1e-6);
  g_assert_true (same_file (output, other));
}

/* A decoder that the start has is gone on from. */
static void
test_decoder_start (void)
{
  g_autofree char *whole = g_build_filename (folder, "whole.safetensors", NULL);
  g_autofree char *output = g_build_filename (folder, "further.safetensors", NULL);
  g_autoptr (NstNetwork) codec = check_codec (61);
  g_autoptr (NstNetwork) after = NULL;
  NstCodecTraining training = decoder_training (output);
  Run              run = { 0 };

  check_save (codec, NST_DTYPE_F16, whole);
  training.start = whole;
  training.steps = 1;
  training.rate = 1e-9;
  train (&training, &run);
  after = load_codec (output);
  check_below (check_error_float (codec->decoder->n_parameters, after->decoder->parameters,
                                  codec->decoder->parameters),
               1e-3);
}

/* Styles come from folders of their own, as many as contents; with others, and with another seed,
 * another decoder is learned.  Too few of them to hold one back are enough to learn from. */
static void
test_decoder_styles (void)
{
  g_autofree char *few = make_pictures ("few", "style", 3);
  const char      *folders[][2] = { { pictures, NULL }, { styles, NULL }, { few, NULL } };
  char            *files[4];

  for (int i = 0; i < 4; i++)
    {
      Run              run = { 0 };
      NstCodecTraining training;

      files[i] = g_strdup_printf ("%s/styles-%d.safetensors", folder, i);
      training = decoder_training (files[i]);
      training.styles = folders[i % 3];
      training.steps = 2;
      training.seed += i == 3;
      train (&training, &run);
      g_assert_cmpint (run.styles, ==, i % 3 == 0 ? 0 : run.loaded / 2);
      g_assert_true ((run.held > 0.0) == (i != 2));
      for (int other = 0; other < i; other++)
        g_assert_false (same_file (files[i], files[other]));
    }
  for (int i = 0; i < 4; i++)
    g_free (files[i]);
}

/* Without folders of their own, styles are drawn from the pictures, but apart from the contents: on
 * one thread, picture after picture, few are the one before. */
static void
test_decoder_pairs (void)
{
  g_autofree char *output = g_build_filename (folder, "pairs.safetensors", NULL);
  NstCodecTraining training = decoder_training (output);
  Run              run = { 0 };

  training.threads = 1;
  train (&training, &run);
  g_assert_cmpint (run.loaded, >=, 2 * training.steps * training.batch);
  g_assert_cmpint (run.repeated, <, training.steps * training.batch / 2);
}

/* ---- What is refused --------------------------------------------------------------- */

static void
assert_refused (const NstCodecTraining *training, int code, const char *fragment)
{
  Run run = { 0 };
  g_autoptr (GError) error = NULL;

  g_assert_false (try_to_train (training, &run, &error));
  check_sentence (error, NST_ERROR, code, fragment);
}

static void
test_bad_settings (void)
{
  const struct
  {
    int         steps, batch, crop;
    double      rate;
    const char *fragment;
  } bad[] = { { 0, 2, 32, 1e-3, "steps" }, { 5, 0, 32, 1e-3, "batch" }, { 5, 2, 0, 1e-3, "crop" },
              { 5, 2, 24, 1e-3, "crop" },  { 5, 2, 32, 0.0, "rate" },   { 5, 2, 32, NAN, "rate" } };
  g_autofree char *output = g_build_filename (folder, "refused.safetensors", NULL);

  for (gsize i = 0; i < 2 * G_N_ELEMENTS (bad); i++)
    {
      NstCodecTraining training = i % 2 ? decoder_training (output) : small_training (output);

      training.steps = bad[i / 2].steps;
      training.batch = bad[i / 2].batch;
      training.crop = bad[i / 2].crop;
      training.rate = bad[i / 2].rate;
      assert_refused (&training, NST_ERROR_ARGUMENT, bad[i / 2].fragment);
    }
  g_assert_false (g_file_test (output, G_FILE_TEST_EXISTS));
}

/* Of the encoder's recipe. */
static void
test_bad_recipe (void)
{
  g_autofree char *output = g_build_filename (folder, "refused.safetensors", NULL);
  NstCodecTraining training = small_training (output);

  training.muon_rate = -1.0;
  assert_refused (&training, NST_ERROR_ARGUMENT, "muon-rate");
  training = small_training (output);
  training.average = 1.0;
  assert_refused (&training, NST_ERROR_ARGUMENT, "average");
  training = small_training (output);
  training.clip = -1.0;
  assert_refused (&training, NST_ERROR_ARGUMENT, "clip");
  training = small_training (output);
  training.disturbed = 1.5;
  assert_refused (&training, NST_ERROR_ARGUMENT, "disturbed");
  training = decoder_training (output);
  training.strokes = 5.0;
  assert_refused (&training, NST_ERROR_ARGUMENT, "strokes");
  training = small_training (output);
  training.vgg_every = 0;
  assert_refused (&training, NST_ERROR_ARGUMENT, "vgg-every");
  training = small_training (output);
  training.large = NAN;
  assert_refused (&training, NST_ERROR_ARGUMENT, "large");
  training = small_training (output);
  training.deep = 0.0;
  assert_refused (&training, NST_ERROR_ARGUMENT, "deep");
  training = small_training (output);
  training.moments = -0.5;
  assert_refused (&training, NST_ERROR_ARGUMENT, "moments");
  g_assert_false (g_file_test (output, G_FILE_TEST_EXISTS));
}

static void
test_bad_files (void)
{
  g_autofree char *output = g_build_filename (folder, "refused.safetensors", NULL);
  g_autofree char *nowhere = g_build_filename (folder, "nowhere", "x.safetensors", NULL);
  g_autofree char *missing = g_build_filename (folder, "no-such-folder", NULL);
  g_autofree char *damaged = g_build_filename (folder, "damaged.safetensors", NULL);
  const char      *folders[][2] = { { missing, NULL }, { folder, NULL } };
  NstCodecTraining training = small_training (output);

  training.steps = 1;
  training.vgg = distilled;
  assert_refused (&training, NST_ERROR_FILE, distilled);
  training.vgg = nowhere;
  assert_refused (&training, NST_ERROR_FILE, nowhere);
  training = small_training (output);
  training.distilled = vgg;
  assert_refused (&training, NST_ERROR_FILE, vgg);

  training = small_training (output);
  training.start = vgg;
  assert_refused (&training, NST_ERROR_FILE, vgg);

  training = small_training (output);
  training.pictures = folders[0];
  assert_refused (&training, NST_ERROR_FILE, "no-such-folder");
  training.pictures = folders[1];
  assert_refused (&training, NST_ERROR_FILE, "two pictures");

  training = small_training (output);
  g_assert_true (g_file_set_contents (damaged, "not a checkpoint", -1, NULL));
  training.checkpoint = damaged;
  assert_refused (&training, NST_ERROR_FILE, damaged);
  training.checkpoint = vgg;
  assert_refused (&training, NST_ERROR_FILE, vgg);
  training = small_training (nowhere);
  training.steps = 1;
  assert_refused (&training, NST_ERROR_FILE, nowhere);
  g_assert_false (g_file_test (output, G_FILE_TEST_EXISTS));
}

static void
test_bad_files_for_decoder (void)
{
  g_autofree char *output = g_build_filename (folder, "refused.safetensors", NULL);
  g_autofree char *nowhere = g_build_filename (folder, "no-such.safetensors", NULL);
  const char      *no_pictures[] = { folder, NULL }, *no_folder[] = { nowhere, NULL };
  NstCodecTraining training = decoder_training (output);

  training.start = NULL;
  assert_refused (&training, NST_ERROR_ARGUMENT, "needs a codec");
  training.start = nowhere;
  assert_refused (&training, NST_ERROR_FILE, nowhere);
  training.start = vgg;
  assert_refused (&training, NST_ERROR_FILE, vgg);
  training = decoder_training (output);
  training.pictures = no_pictures;
  assert_refused (&training, NST_ERROR_FILE, "two pictures");
  training = decoder_training (output);
  training.styles = no_pictures;
  assert_refused (&training, NST_ERROR_FILE, "two pictures");
  training.styles = no_folder;
  assert_refused (&training, NST_ERROR_FILE, "no-such.safetensors");
  training = decoder_training (output);
  training.checkpoint = start; /* a codec without a decoder */
  assert_refused (&training, NST_ERROR_FILE, start);
  g_assert_false (g_file_test (output, G_FILE_TEST_EXISTS));
}

/* Fails from the thirtieth picture on. */
static NstPicture *
load_badly (const char *path, gpointer data, GError **error)
{
  Run *run = data;

  if (g_atomic_int_get (&run->loaded) >= 29)
    {
      g_set_error (error, NST_ERROR, NST_ERROR_FILE, "The picture “%s” is damaged", path);
      return NULL;
    }
  return load (path, data, error);
}

static void
test_bad_picture (void)
{
  g_autofree char *output = g_build_filename (folder, "refused.safetensors", NULL);
  NstCodecTraining trainings[] = { small_training (output), decoder_training (output) };

  for (gsize i = 0; i < G_N_ELEMENTS (trainings); i++)
    {
      Run run = { 0 };
      g_autoptr (GError) error = NULL;

      g_assert_false (
          nst_train_codec (&trainings[i], load_badly, &run, listen, &run, NULL, &error));
      check_sentence (error, NST_ERROR, NST_ERROR_FILE, "is damaged");
      g_assert_false (g_file_test (output, G_FILE_TEST_EXISTS));
    }
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  set_up ();
  check_add_numeric ("/training/run", test_run);
  g_test_add_func ("/training/whole-recipe", test_whole_recipe);
  g_test_add_func ("/training/one-teacher", test_one_teacher);
  g_test_add_func ("/training/seed", test_seed);
  g_test_add_func ("/training/start", test_start);
  check_add_numeric ("/training/decoder-run", test_decoder_run);
  g_test_add_func ("/training/decoder-resuming", test_decoder_resuming);
  g_test_add_func ("/training/decoder-last-step", test_decoder_last_step);
  g_test_add_func ("/training/decoder-start", test_decoder_start);
  g_test_add_func ("/training/decoder-styles", test_decoder_styles);
  g_test_add_func ("/training/decoder-pairs", test_decoder_pairs);
  g_test_add_func ("/training/bad-settings", test_bad_settings);
  g_test_add_func ("/training/bad-recipe", test_bad_recipe);
  g_test_add_func ("/training/bad-files", test_bad_files);
  g_test_add_func ("/training/bad-files-for-decoder", test_bad_files_for_decoder);
  g_test_add_func ("/training/bad-picture", test_bad_picture);
  result = g_test_run ();
  tear_down ();
  return result;
}
