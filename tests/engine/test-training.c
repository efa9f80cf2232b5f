/* SPDX-License-Identifier: GPL-3.0-or-later */

/* test-training.c - the training of the codec's encoder, in small: teachers of random weights,
 * pictures that a loader makes up.  The loss falls; a run that was stopped ends in the file of one
 * that was not; and what cannot work is refused in a sentence. */

#include "check.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#define N_PICTURES 50 /* so that one is held back */

static char *folder, *pictures, *vgg, *distilled;

static void
write_network (const NstArchitecture *architecture, guint32 seed, const char *path)
{
  g_autoptr (NstNetwork) network = check_network (architecture, seed);
  g_autoptr (NstWeightWriter) writer = nst_weight_writer_new ();
  g_autoptr (GError) error = NULL;

  nst_network_write (network, NST_DTYPE_F16, writer);
  nst_weight_writer_save (writer, path, &error);
  g_assert_no_error (error);
}

/* Teachers, and a folder of files whose names are all that the loader looks at. */
static void
set_up (void)
{
  folder = check_folder_new ();
  pictures = g_build_filename (folder, "pictures", NULL);
  vgg = g_build_filename (folder, "vgg.safetensors", NULL);
  distilled = g_build_filename (folder, "distilled.safetensors", NULL);
  write_network (&nst_vgg19_normalised, 1, vgg);
  write_network (&nst_vgg19_distilled, 2, distilled);
  g_assert_cmpint (g_mkdir (pictures, 0700), ==, 0);
  for (int i = 0; i < N_PICTURES; i++)
    {
      g_autofree char *path = g_strdup_printf ("%s/%02d.%s", pictures, i, i % 2 ? "png" : "JPG");

      g_assert_true (g_file_set_contents (path, "", 0, NULL));
    }
}

static void
tear_down (void)
{
  check_folder_remove (folder);
  g_free (pictures);
  g_free (vgg);
  g_free (distilled);
}

/* ---- A run ------------------------------------------------------------------------- */

typedef struct
{
  gint          loaded;  /* atomic: pictures so far */
  int           stop_at; /* picture that cancels; 0: none */
  GCancellable *cancellable;
  int           calls;
  double        first, last; /* losses */
  gboolean      validated;
} Run;

static NstPicture *
load (const char *path, gpointer data, G_GNUC_UNUSED GError **error)
{
  Run             *run = data;
  g_autofree char *name = g_path_get_basename (path);
  guint32          seed = g_str_hash (name);

  if (g_atomic_int_add (&run->loaded, 1) + 1 == run->stop_at)
    g_cancellable_cancel (run->cancellable);
  return check_picture (seed, 40 + (int) (seed % 7), 48 - (int) (seed % 5));
}

static void
listen (const NstTrainingProgress *progress, gpointer data)
{
  Run *run = data;

  g_assert_true (isfinite (progress->loss) && progress->loss > 0.0);
  for (int i = 0; i < NST_LEVELS; i++)
    g_assert_true (progress->level_errors[i] > 0.0 && isfinite (progress->level_errors[i]));
  g_assert_true (progress->content_error > 0.0);
  g_assert_cmpint (progress->step, <=, progress->steps);
  run->validated |= progress->validation;
  if (progress->validation)
    return;
  if (run->calls++ == 0)
    run->first = progress->loss;
  run->last = progress->loss;
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
                              .threads = 2 };
}

static void
train (const NstCodecTraining *training, Run *run)
{
  g_autoptr (GError) error = NULL;
  gboolean done = nst_train_codec (training, load, run, listen, run, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (done);
}

static void
assert_same_file (const char *a, const char *b)
{
  g_autofree char *contents_a = NULL, *contents_b = NULL;
  gsize            length_a, length_b;

  g_assert_true (g_file_get_contents (a, &contents_a, &length_a, NULL));
  g_assert_true (g_file_get_contents (b, &contents_b, &length_b, NULL));
  g_assert_cmpmem (contents_a, length_a, contents_b, length_b);
}

/* The loss falls, and the file that comes out is a codec of float16.  Another run is stopped in the
 * middle, with another number of threads: cancelled, it leaves its checkpoint and no output;
 * started again it ends in the same file. */
static void
test_run (void)
{
  g_autofree char *output = g_build_filename (folder, "codec.safetensors", NULL);
  g_autofree char *other = g_build_filename (folder, "other.safetensors", NULL);
  g_autofree char *checkpoint = g_build_filename (folder, "checkpoint.safetensors", NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (NstNetwork) codec = NULL;
  NstCodecTraining training = small_training (output);
  Run              through = { 0 }, again = { 0 };
  Run              stopped = { .stop_at = 100, .cancellable = cancellable };

  train (&training, &through);
  g_assert_cmpint (through.calls, ==, 2);
  check_below (through.last, 0.8 * through.first);
  g_assert_true (through.validated);
  codec = nst_network_open (output, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (nst_network_get_architecture (codec), ==, "codec");

  training.output = other;
  training.checkpoint = checkpoint;
  training.threads = 1;
  g_assert_false (
      nst_train_codec (&training, load, &stopped, listen, &stopped, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_true (g_file_test (checkpoint, G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test (other, G_FILE_TEST_EXISTS));
  g_assert_cmpint (stopped.loaded, <, 120);
  train (&training, &again);
  assert_same_file (output, other);
}

/* Another seed is another encoder. */
static void
test_seed (void)
{
  g_autofree char *one = g_build_filename (folder, "one.safetensors", NULL);
  g_autofree char *two = g_build_filename (folder, "two.safetensors", NULL);
  g_autofree char *contents_one = NULL, *contents_two = NULL;
  gsize            length;
  NstCodecTraining training = small_training (one);
  Run              run = { 0 };

  training.steps = 2;
  train (&training, &run);
  training.output = two;
  training.seed = 6;
  train (&training, &run);
  g_assert_true (g_file_get_contents (one, &contents_one, &length, NULL));
  g_assert_true (g_file_get_contents (two, &contents_two, &length, NULL));
  g_assert_true (memcmp (contents_one, contents_two, length) != 0);
}

/* A training that hardly moves ends in the codec that it started from. */
static void
test_start (void)
{
  g_autofree char *first = g_build_filename (folder, "first.safetensors", NULL);
  g_autofree char *second = g_build_filename (folder, "second.safetensors", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (NstNetwork) before = NULL, after = NULL;
  NstCodecTraining training = small_training (first);
  Run              run = { 0 };

  training.steps = 2;
  train (&training, &run);
  training.start = first;
  training.output = second;
  training.rate = 1e-9;
  train (&training, &run);
  before = nst_network_load (first, &nst_codec, &error);
  g_assert_no_error (error);
  after = nst_network_load (second, &nst_codec, &error);
  g_assert_no_error (error);
  for (gsize i = 0; i < before->n_parameters; i++)
    check_below (fabsf (after->parameters[i] - before->parameters[i]),
                 2e-3 * fabsf (before->parameters[i]) + 1e-6);
}

/* ---- What is refused --------------------------------------------------------------- */

static void
assert_refused (const NstCodecTraining *training, int code, const char *fragment)
{
  Run run = { 0 };
  g_autoptr (GError) error = NULL;

  g_assert_false (nst_train_codec (training, load, &run, listen, &run, NULL, &error));
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

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      NstCodecTraining training = small_training (output);

      training.steps = bad[i].steps;
      training.batch = bad[i].batch;
      training.crop = bad[i].crop;
      training.rate = bad[i].rate;
      assert_refused (&training, NST_ERROR_ARGUMENT, bad[i].fragment);
    }
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

/* Fails at every thirtieth picture. */
static NstPicture *
load_badly (const char *path, gpointer data, GError **error)
{
  Run *run = data;

  if (run->loaded == 29)
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
  NstCodecTraining training = small_training (output);
  Run              run = { 0 };
  g_autoptr (GError) error = NULL;

  g_assert_false (nst_train_codec (&training, load_badly, &run, listen, &run, NULL, &error));
  check_sentence (error, NST_ERROR, NST_ERROR_FILE, "is damaged");
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  set_up ();
  g_test_add_func ("/training/run", test_run);
  g_test_add_func ("/training/seed", test_seed);
  g_test_add_func ("/training/start", test_start);
  g_test_add_func ("/training/bad-settings", test_bad_settings);
  g_test_add_func ("/training/bad-files", test_bad_files);
  g_test_add_func ("/training/bad-picture", test_bad_picture);
  result = g_test_run ();
  tear_down ();
  return result;
}
