/* SPDX-License-Identifier: GPL-3.0-or-later */

/* test-adversary.c - the discriminator against its definition and by central differences; that it
 * learns to tell two kinds of pictures; and the decoder's training beside it, in small. */

#include "check.h"
#include "nst-training.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "naive.h"
#include "training/adversary.h"
#include "training/trainer.h"

#define SIDE    32
#define FLOATS  ((gsize) 3 * SIDE * SIDE)
#define PATCHES (SIDE / 8 * SIDE / 8)

static NstAdversary *
new_adversary (const NstNetwork *discriminator)
{
  g_autoptr (GError) error = NULL;
  NstAdversary *adversary = nst_adversary_new (discriminator, SIDE, &error);

  g_assert_no_error (error);
  return adversary;
}

/* ---- By definition ----------------------------------------------------------------- */

/* The verdicts on the patches of `picture`, layer by layer. */
static double *
define_verdicts (const NstNetwork *discriminator, const float *picture)
{
  const NstArchitecture *a = discriminator->architecture;
  g_autofree float      *values = g_new (float, FLOATS);
  double                *output = NULL;
  int                    side = SIDE;

  for (gsize i = 0; i < FLOATS; i++)
    values[i] = (picture[i] - a->mean[i / (SIDE * SIDE)]) / a->deviation[i / (SIDE * SIDE)];
  for (int l = 0; l < a->n_layers; l++)
    {
      const NstFilter *f = &discriminator->filters[l];
      int              out = f->convolution.out;

      if (a->layers[l].kind != NST_LAYER_CONVOLUTION)
        continue;
      g_free (output);
      output = naive_convolve (&f->convolution, f->weights, f->bias, values, side, side);
      if (f->convolution.pooled)
        {
          double *pooled = naive_pool (out, side, side, output);

          g_free (output);
          output = pooled;
          side /= 2;
        }
      g_free (values);
      values = g_new (float, (gsize) out *side *side);
      for (int i = 0; i < out * side * side; i++)
        values[i] = (float) output[i];
    }
  g_assert_cmpint (side * side, ==, PATCHES);
  return output;
}

static double
define_loss (const NstNetwork *discriminator, const float *picture, double wanted, double *right)
{
  g_autofree double *verdicts = define_verdicts (discriminator, picture);
  double             loss = 0.0;

  *right = 0.0;
  for (int i = 0; i < PATCHES; i++)
    {
      loss += pow (verdicts[i] - wanted, 2.0) / PATCHES;
      *right += (wanted > 0.5 ? verdicts[i] > 0.5 : verdicts[i] <= 0.5) ? 1.0 / PATCHES : 0.0;
    }
  return loss;
}

/* The errors are added to what is there. */
static void
test_errors (void)
{
  g_autoptr (NstNetwork) discriminator = check_network (&nst_discriminator, 1);
  g_autoptr (NstPicture) picture = check_picture (2, SIDE, SIDE);
  g_autoptr (NstAdversary) adversary = new_adversary (discriminator);
  g_autofree float *parameters = g_new0 (float, discriminator->n_gradient);
  g_autofree float *gradient = g_new0 (float, FLOATS);

  for (int artwork = 0; artwork < 2; artwork++)
    {
      double right, loss = define_loss (discriminator, picture->pixels, artwork, &right);
      NstAdversaryErrors errors = { 1.0, 2.0, 3 };

      g_test_message ("loss %g, right on a share of %g", loss, right);
      nst_adversary_learn (adversary, picture->pixels, artwork, &errors, parameters);
      check_relative (errors.loss - 1.0, loss, 1e-4);
      g_assert_cmpfloat_with_epsilon (errors.right - 2.0, right, 1e-9);
      g_assert_cmpint (errors.pictures, ==, 4);
      if (artwork)
        check_relative (nst_adversary_ask (adversary, picture->pixels, 0.1, gradient), loss, 1e-4);
    }
}

/* ---- Gradients --------------------------------------------------------------------- */

/* How fast the loss grows along `direction` at `values` (n), by central differences. */
static double
slope (NstNetwork *discriminator, const float *picture, double wanted, float *values, gsize n,
       const float *direction, double h)
{
  g_autofree float *kept = g_memdup2 (values, sizeof (float) * n);
  double            loss[2], right;

  for (int sign = 0; sign < 2; sign++)
    {
      for (gsize i = 0; i < n; i++)
        values[i] = (float) (kept[i] + (sign == 0 ? h : -h) * direction[i]);
      loss[sign] = define_loss (discriminator, picture, wanted, &right);
    }
  memcpy (values, kept, sizeof (float) * n);
  return (loss[0] - loss[1]) / (2.0 * h);
}

/* The gradient's own direction with some chance in it, of a mean square of about 1. */
static float *
choose_direction (gsize n, const float *gradient)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (3);
  float *direction = check_noise (random, n);
  double size = sqrt (check_dot (n, gradient, gradient) / (double) n);

  g_assert_cmpfloat (size, >, 0.0);
  for (gsize i = 0; i < n; i++)
    direction[i] = (float) (0.3 * direction[i] + gradient[i] / size);
  return direction;
}

static void
test_gradient_of_weights (void)
{
  g_autoptr (NstNetwork) discriminator = check_network (&nst_discriminator, 4);
  g_autoptr (NstPicture) picture = check_picture (5, SIDE, SIDE);
  g_autoptr (NstAdversary) adversary = new_adversary (discriminator);
  gsize n = discriminator->n_parameters;

  for (int artwork = 0; artwork < 2; artwork++)
    {
      g_autofree float  *gradient = g_new0 (float, discriminator->n_gradient), *direction = NULL;
      NstAdversaryErrors errors = { 0 };

      nst_adversary_learn (adversary, picture->pixels, artwork, &errors, gradient);
      direction = choose_direction (n, gradient);
      check_relative (slope (discriminator, picture->pixels, artwork, discriminator->parameters, n,
                             direction, 1e-5),
                      check_dot (n, direction, gradient), 1e-2);
    }
}

/* What is asked of the painter is the loss's gradient, in the length that is wished for. */
static void
test_gradient_of_painting (void)
{
  const double share = 0.25;
  g_autoptr (NstNetwork) discriminator = check_network (&nst_discriminator, 6);
  g_autoptr (NstPicture) painting = check_picture (7, SIDE, SIDE);
  g_autoptr (NstAdversary) adversary = new_adversary (discriminator);
  g_autoptr (GRand) random = g_rand_new_with_seed (8);
  g_autofree float *before = check_noise (random, FLOATS);
  g_autofree float *added = g_memdup2 (before, sizeof (float) * FLOATS);
  g_autofree float *direction = NULL;
  double            size = sqrt (check_dot (FLOATS, before, before)), length, steepest;

  nst_adversary_ask (adversary, painting->pixels, share, added);
  for (gsize i = 0; i < FLOATS; i++)
    added[i] -= before[i];
  length = sqrt (check_dot (FLOATS, added, added));
  check_relative (length, share * size, 1e-4);

  /* Along the gradient a function grows by the gradient's length; elsewhere by its part. */
  for (gsize i = 0; i < FLOATS; i++)
    added[i] /= (float) length;
  steepest = slope (discriminator, painting->pixels, 1.0, painting->pixels, FLOATS, added, 1e-3);
  direction = choose_direction (FLOATS, added);
  check_relative (
      slope (discriminator, painting->pixels, 1.0, painting->pixels, FLOATS, direction, 1e-4),
      steepest * check_dot (FLOATS, direction, added), 1e-2);
}

/* With no share, or where nothing else is asked for, nothing is. */
static void
test_no_share (void)
{
  g_autoptr (NstNetwork) discriminator = check_network (&nst_discriminator, 9);
  g_autoptr (NstPicture) painting = check_picture (10, SIDE, SIDE);
  g_autoptr (NstAdversary) adversary = new_adversary (discriminator);
  g_autoptr (GRand) random = g_rand_new_with_seed (11);
  g_autofree float *noise = check_noise (random, FLOATS);
  g_autofree float *kept = g_memdup2 (noise, sizeof (float) * FLOATS);
  g_autofree float *none = g_new0 (float, FLOATS);

  nst_adversary_ask (adversary, painting->pixels, 0.0, noise);
  g_assert_cmpmem (noise, sizeof (float) * FLOATS, kept, sizeof (float) * FLOATS);
  nst_adversary_ask (adversary, painting->pixels, 0.1, none);
  for (gsize i = 0; i < FLOATS; i++)
    g_assert_cmpfloat (none[i], ==, 0.0f);
}

/* ---- Learning ---------------------------------------------------------------------- */

typedef struct
{
  NstAdversary      *adversary;
  NstAdversaryErrors errors;
  double             first, last; /* shares that it was right on */
} School;

/* Even slots are artworks, which are the others turned by a right angle in all but their colors:
 * their stripes run down instead of across. */
static gboolean
learn_stripes (gpointer data, int step, int slot, G_GNUC_UNUSED int worker, float *const *gradients,
               G_GNUC_UNUSED GError **error)
{
  School           *school = data;
  gboolean          artwork = slot % 2 == 0;
  g_autofree float *pixels = g_new (float, FLOATS);

  for (int i = 0; i < (int) FLOATS; i++)
    {
      int along = artwork ? i % SIDE : i / SIDE % SIDE;

      pixels[i] = (float) (0.5 + 0.4 * sin (1.3 * along + step));
    }
  nst_adversary_learn (school->adversary, pixels, artwork, &school->errors, gradients[0]);
  return TRUE;
}

static void
note (gpointer data, int step, G_GNUC_UNUSED double samples_per_second)
{
  School *school = data;
  double  right = school->errors.right / school->errors.pictures;

  if (step == 50)
    school->first = right;
  school->last = right;
  school->errors = (NstAdversaryErrors) { 0 };
}

static void
test_learning (void)
{
  g_autoptr (NstNetwork) discriminator = check_network (&nst_discriminator, 12);
  g_autoptr (NstAdversary) adversary = new_adversary (discriminator);
  g_autoptr (GError) error = NULL;
  School           school = { .adversary = adversary };
  const NstLearner learner = { discriminator, 2e-3 };
  const NstTrainer trainer = { .steps = 200,
                               .batch = 4,
                               .pool = check_pool (0),
                               .learners = &learner,
                               .n_learners = 1,
                               .data = &school,
                               .learn = learn_stripes,
                               .report = note };

  g_assert_true (nst_trainer_run (&trainer, NULL, &error));
  g_assert_no_error (error);
  g_test_message ("right on a share of %g, then of %g", school.first, school.last);
  check_below (school.first, 0.95);
  check_below (1.0 - school.last, 0.02);
}

/* Each learner goes its own pace: Adam's first step is as long as its rate, whatever the gradient.
 */
static gboolean
learn_ones (G_GNUC_UNUSED gpointer data, G_GNUC_UNUSED int step, G_GNUC_UNUSED int slot,
            G_GNUC_UNUSED int worker, float *const *gradients, G_GNUC_UNUSED GError **error)
{
  gradients[0][0] = gradients[1][0] = 1.0f;
  return TRUE;
}

static void
test_rates (void)
{
  g_autoptr (NstNetwork) one = check_network (&nst_discriminator, 13);
  g_autoptr (NstNetwork) other = check_network (&nst_discriminator, 14);
  g_autoptr (GError) error = NULL;
  const float      before[] = { one->parameters[0], other->parameters[0] };
  const NstLearner learners[] = { { one, 0.5 }, { other, 2.0 } };
  const NstTrainer trainer = { .steps = 1,
                               .batch = 2,
                               .pool = check_pool (0),
                               .learners = learners,
                               .n_learners = 2,
                               .learn = learn_ones };

  g_assert_true (nst_trainer_run (&trainer, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpfloat (one->parameters[0], <, before[0]);
  check_relative (other->parameters[0] - before[1], 4.0 * (one->parameters[0] - before[0]), 1e-3);
}

/* ---- The decoder's training beside it ---------------------------------------------- */

static char *folder, *pictures, *start;

static void
set_up (void)
{
  g_autoptr (NstNetwork) codec = check_network (&nst_codec, 20);
  g_autoptr (NstWeightWriter) writer = nst_weight_writer_new ();
  g_autoptr (GError) error = NULL;

  folder = check_folder_new ();
  pictures = g_build_filename (folder, "pictures", NULL);
  start = g_build_filename (folder, "start.safetensors", NULL);
  codec->decoder = check_network (&nst_decoder, 21);
  nst_network_write (codec, NST_DTYPE_F16, writer);
  nst_weight_writer_save (writer, start, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_mkdir (pictures, 0700), ==, 0);
  for (int i = 0; i < 50; i++)
    {
      g_autofree char *path = g_strdup_printf ("%s/%02d.png", pictures, i);

      g_assert_true (g_file_set_contents (path, "", 0, NULL));
    }
}

static void
tear_down (void)
{
  check_folder_remove (folder);
  g_free (pictures);
  g_free (start);
}

typedef struct
{
  gint          loaded;  /* atomic: pictures so far */
  int           stop_at; /* picture that cancels; 0: none */
  GCancellable *cancellable;
  int           calls;
} Run;

static NstPicture *
load (const char *path, gpointer data, G_GNUC_UNUSED GError **error)
{
  Run             *run = data;
  g_autofree char *name = g_path_get_basename (path);

  if (g_atomic_int_add (&run->loaded, 1) + 1 == run->stop_at)
    g_cancellable_cancel (run->cancellable);
  return check_picture (g_str_hash (name), 40, 36);
}

static void
listen (const NstTrainingProgress *progress, gpointer data)
{
  Run *run = data;

  g_assert_true (isfinite (progress->loss));
  if (progress->validation)
    return;
  run->calls++;
  g_assert_cmpfloat (progress->adversary_loss, >, 0.0);
  g_assert_true (progress->adversary_right > 0.0 && progress->adversary_right <= 1.0);
}

static NstCodecTraining
small_training (const char *output)
{
  static const char *folders[2];

  folders[0] = pictures;
  return (NstCodecTraining) { .stage = NST_STAGE_ADVERSARY,
                              .pictures = folders,
                              .start = start,
                              .output = output,
                              .steps = 4,
                              .batch = 3,
                              .crop = 32,
                              .rate = 1e-3,
                              .seed = 5,
                              .threads = 2,
                              .adversary = 0.1 };
}

static void
train (const NstCodecTraining *training)
{
  g_autoptr (GError) error = NULL;
  Run run = { 0 };

  nst_train_codec (training, load, &run, listen, &run, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (run.calls, ==, training->steps / 50);
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

static gboolean
has_discriminator (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NstWeightFile) file = nst_weight_file_open (path, &error);

  g_assert_no_error (error);
  return nst_weight_file_lookup (file, "discriminator.conv1.weight") != NULL;
}

/* A run is stopped in the middle and goes on, with another number of threads: it ends in the file
 * of one that was not.  The discriminator is in the checkpoint, and not in that. */
static void
test_resuming (void)
{
  g_autofree char *output = g_build_filename (folder, "through.safetensors", NULL);
  g_autofree char *other = g_build_filename (folder, "resumed.safetensors", NULL);
  g_autofree char *checkpoint = g_build_filename (folder, "part.safetensors", NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  NstCodecTraining training = small_training (output);
  Run              stopped = { .stop_at = 13, .cancellable = cancellable };

  train (&training);
  g_assert_false (has_discriminator (output));
  training.output = other;
  training.checkpoint = checkpoint;
  training.threads = 3;
  g_assert_false (
      nst_train_codec (&training, load, &stopped, listen, &stopped, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_true (has_discriminator (checkpoint));
  g_assert_cmpint (stopped.loaded, <, training.steps * training.batch * 2);
  training.threads = 1;
  train (&training);
  g_assert_true (same_file (output, other));
}

/* What it says is heard, and told. */
static void
test_share (void)
{
  g_autofree char *with = g_build_filename (folder, "with.safetensors", NULL);
  g_autofree char *without = g_build_filename (folder, "without.safetensors", NULL);
  NstCodecTraining training = small_training (with);

  training.steps = 10;
  training.batch = 1;
  train (&training);
  training.output = without;
  training.adversary = 0.0;
  train (&training);
  g_assert_false (same_file (with, without));
}

static void
assert_refused (const NstCodecTraining *training, int code, const char *fragment)
{
  Run run = { 0 };
  g_autoptr (GError) error = NULL;

  g_assert_false (nst_train_codec (training, load, &run, listen, &run, NULL, &error));
  check_sentence (error, NST_ERROR, code, fragment);
}

/* Among what is refused is the checkpoint of a training without an adversary. */
static void
test_refusals (void)
{
  g_autofree char *output = g_build_filename (folder, "refused.safetensors", NULL);
  NstCodecTraining training = small_training (output);

  training.adversary = -0.1;
  assert_refused (&training, NST_ERROR_ARGUMENT, "adversary must");
  training.adversary = NAN;
  assert_refused (&training, NST_ERROR_ARGUMENT, "adversary must");
  training = small_training (output);
  training.start = NULL;
  assert_refused (&training, NST_ERROR_ARGUMENT, "codec");
  training = small_training (output);
  training.checkpoint = start;
  assert_refused (&training, NST_ERROR_FILE, start);
  g_assert_false (g_file_test (output, G_FILE_TEST_EXISTS));
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  set_up ();
  g_test_add_func ("/adversary/errors", test_errors);
  g_test_add_func ("/adversary/gradient-of-weights", test_gradient_of_weights);
  g_test_add_func ("/adversary/gradient-of-painting", test_gradient_of_painting);
  g_test_add_func ("/adversary/no-share", test_no_share);
  g_test_add_func ("/adversary/learning", test_learning);
  g_test_add_func ("/adversary/rates", test_rates);
  g_test_add_func ("/adversary/resuming", test_resuming);
  g_test_add_func ("/adversary/share", test_share);
  g_test_add_func ("/adversary/refusals", test_refusals);
  result = g_test_run ();
  tear_down ();
  return result;
}
