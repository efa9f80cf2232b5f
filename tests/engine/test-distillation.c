/* SPDX-License-Identifier: GPL-3.0-or-later */

/* test-distillation.c - the student against its teachers on one crop: its errors by definition
 * and by central differences; and the crops for its training. */

#include "check.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "training/distillation.h"
#include "training/pictures.h"

#define SIDE 32

static const NstDistillationWeights weights = { { 1.0, 2.0, 0.5, 1.0, 3.0, 0.25 }, 0.75 };

typedef struct
{
  NstTeachers teachers;
  NstNetwork *student;
  NstPicture *crop;
} Fixture;

static void
fixture_init (Fixture *f)
{
  *f = (Fixture) { .teachers = { .vgg = check_network (&nst_vgg19_normalised, 1),
                                 .distilled = check_network (&nst_vgg19_distilled, 2) },
                   .student = check_network (&nst_codec, 3),
                   .crop = check_picture (4, SIDE, SIDE) };
  for (int t = 0; t < NST_CODEC_TAPS; t++)
    f->teachers.scale[t] = 1.0f + 0.25f * (float) t;
}

static void
fixture_clear (Fixture *f)
{
  nst_network_unref (f->teachers.vgg);
  nst_network_unref (f->teachers.distilled);
  nst_network_unref (f->student);
  nst_picture_free (f->crop);
}

static NstDistillation *
new_distillation (const Fixture *f, NstPassMode mode)
{
  g_autoptr (GError) error = NULL;
  NstDistillation *made = nst_distillation_new (&f->teachers, f->student, mode, SIDE, &error);

  g_assert_no_error (error);
  return made;
}

/* ---- The errors, by definition ----------------------------------------------------- */

/* The lifted features of `network` at `tap`, one value after another. */
static double *
lifted (const NstNetwork *network, int tap, const NstPicture *crop, gsize *n)
{
  g_autoptr (NstPass) pass = check_pass (network, NST_PASS_FORWARD, SIDE, SIDE);
  const NstFilter   *lift = &network->lifts[tap];
  const NstFeatures *f = nst_pass_get_features (pass, tap);
  int                positions = f->height * f->width;
  int                out = lift->convolution.out > 0 ? lift->convolution.out : f->channels;
  double            *values = g_new0 (double, (gsize) out *positions);

  nst_pass_forward (pass, check_pool (0), crop->pixels);
  *n = (gsize) out * positions;
  for (int o = 0; o < out; o++)
    for (int p = 0; p < positions; p++)
      {
        double *value = &values[(gsize) o * positions + p];

        if (lift->convolution.out == 0)
          {
            *value = f->values[(gsize) o * positions + p];
            continue;
          }
        *value = lift->bias[o];
        for (int i = 0; i < f->channels; i++)
          *value += (double) lift->weights[o * f->channels + i] * f->values[i * positions + p];
        if (network->architecture->taps[tap].rectified)
          *value = MAX (*value, 0.0);
      }
  return values;
}

/* relu1_1, 2_1 and 3_1 are asked of the true VGG-19, where it is given, the others of the distilled
 * one. */
static void
define_errors (const Fixture *f, NstDistillationErrors *errors, double count[NST_CODEC_TAPS])
{
  for (int t = 0; t < NST_CODEC_TAPS; t++)
    {
      gsize              n, other;
      g_autofree double *student = lifted (f->student, t, f->crop, &n);
      g_autofree double *teacher
          = lifted (t < 3 && f->teachers.vgg != NULL ? f->teachers.vgg : f->teachers.distilled, t,
                    f->crop, &other);

      g_assert_cmpuint (n, ==, other);
      errors->difference[t] = errors->square[t] = 0.0;
      count[t] = (double) n;
      for (gsize i = 0; i < n; i++)
        {
          double target = teacher[i] / f->teachers.scale[t];

          errors->difference[t] += (student[i] - target) * (student[i] - target);
          errors->square[t] += target * target;
        }
    }
}

/* Errors and squares are added to what is there. */
static void
check_errors (gboolean vgg)
{
  Fixture               f;
  NstDistillationErrors expected, actual;
  double                count[NST_CODEC_TAPS], square[NST_CODEC_TAPS], n[NST_CODEC_TAPS];
  g_autoptr (NstDistillation) forward = NULL;

  fixture_init (&f);
  if (!vgg)
    g_clear_pointer (&f.teachers.vgg, nst_network_unref);
  define_errors (&f, &expected, count);
  forward = new_distillation (&f, NST_PASS_FORWARD);
  for (int t = 0; t < NST_CODEC_TAPS; t++)
    actual.difference[t] = actual.square[t] = square[t] = n[t] = 100.0;
  nst_distillation_learn (forward, f.crop, &weights, &actual, NULL);
  nst_distillation_measure (forward, f.crop, square, n);
  for (int t = 0; t < NST_CODEC_TAPS; t++)
    {
      double scale = f.teachers.scale[t];

      check_relative (actual.difference[t] - 100.0, expected.difference[t], 1e-4);
      check_relative (actual.square[t] - 100.0, expected.square[t], 1e-4);
      check_relative (square[t] - 100.0, scale * scale * expected.square[t], 1e-4);
      g_assert_cmpfloat (n[t] - 100.0, ==, count[t]);
    }
  fixture_clear (&f);
}

static void
test_errors (void)
{
  check_errors (TRUE);
}

static void
test_one_teacher (void)
{
  check_errors (FALSE);
}

/* A tap of weight 0 counts in no error, and the others as they do beside it. */
static void
test_missing_taps (void)
{
  Fixture                      f;
  NstDistillationErrors        all = { 0 }, some = { 0 };
  const NstDistillationWeights deep = { { 0.0, 0.0, 0.0, 1.0, 0.0, 2.0 }, 0.0 };
  g_autoptr (NstDistillation) forward = NULL;

  fixture_init (&f);
  forward = new_distillation (&f, NST_PASS_FORWARD);
  nst_distillation_learn (forward, f.crop, &weights, &all, NULL);
  nst_distillation_learn (forward, f.crop, &deep, &some, NULL);
  for (int t = 0; t < NST_CODEC_TAPS; t++)
    {
      g_assert_cmpfloat (some.difference[t], ==, deep.tap[t] > 0.0 ? all.difference[t] : 0.0);
      g_assert_cmpfloat (some.square[t], ==, deep.tap[t] > 0.0 ? all.square[t] : 0.0);
    }
  fixture_clear (&f);
}

/* ---- The gradient ------------------------------------------------------------------ */

/* |F F^T - T T^T|^2 / |T T^T|^2 of the lifted features at tap `t`, value by value. */
static double
moments_error (const Fixture *f, int t)
{
  gsize              n;
  g_autofree double *student = lifted (f->student, t, f->crop, &n);
  g_autofree double *teacher = lifted (f->teachers.distilled, t, f->crop, &n);
  int                channels = f->student->lifts[t].convolution.out;
  int                positions = (int) n / channels;
  double             difference = 0.0, square = 0.0, scale = f->teachers.scale[t];

  for (int a = 0; a < channels; a++)
    for (int b = 0; b < channels; b++)
      {
        double mine = 0.0, target = 0.0;

        for (int p = 0; p < positions; p++)
          {
            mine += student[a * positions + p] * student[b * positions + p];
            target += teacher[a * positions + p] * teacher[b * positions + p] / (scale * scale);
          }
        difference += (mine - target) * (mine - target);
        square += target * target;
      }
  return difference / square;
}

/* The sum over taps of weight times the mean squared difference, and the errors of the second
 * moments at relu4_1 and relu5_1. */
static double
loss_of (const Fixture *f)
{
  NstDistillationErrors errors;
  double                count[NST_CODEC_TAPS], sum = 0.0;

  nst_network_prepare (f->student, check_pool (0));
  define_errors (f, &errors, count);
  for (int t = 0; t < NST_CODEC_TAPS; t++)
    sum += weights.tap[t] * errors.difference[t] / count[t];
  return sum + weights.moments * (moments_error (f, 3) + moments_error (f, 5));
}

/* The bias of a linear lift has no gradient, for it is to stay 0: it is not moved. */
static void
hold_bias (const Fixture *f, int tap, const float *gradient, float *direction)
{
  const NstFilter *lift = &f->student->lifts[tap];
  gsize            first = (gsize) (lift->bias - f->student->parameters);

  for (int i = 0; i < lift->convolution.out && !lift->convolution.relu; i++)
    {
      g_assert_cmpfloat (gradient[first + i], ==, 0.0f);
      direction[first + i] = 0.0f;
    }
}

static void
test_gradient (void)
{
  Fixture               f;
  NstDistillationErrors errors = { 0 };
  g_autoptr (NstDistillation) distillation = NULL;
  g_autoptr (GRand) random = g_rand_new_with_seed (8);
  g_autofree float *gradient = NULL, *direction = NULL, *kept = NULL;
  gsize             n;
  double            values[2];
  const double      h = 1e-6;

  fixture_init (&f);
  n = f.student->n_parameters;
  gradient = g_new0 (float, f.student->n_gradient);
  distillation = new_distillation (&f, NST_PASS_TRAINING);
  nst_distillation_learn (distillation, f.crop, &weights, &errors, gradient);
  direction = check_direction (random, n, gradient, 0.3);
  for (int tap = 0; tap < NST_CODEC_TAPS; tap++)
    hold_bias (&f, tap, gradient, direction);
  kept = g_memdup2 (f.student->parameters, sizeof (float) * n);
  for (int sign = 0; sign < 2; sign++)
    {
      for (gsize i = 0; i < n; i++)
        f.student->parameters[i] = (float) (kept[i] + (sign == 0 ? h : -h) * direction[i]);
      values[sign] = loss_of (&f);
    }
  check_relative ((values[0] - values[1]) / (2.0 * h), check_dot (n, direction, gradient), 1e-2);
  fixture_clear (&f);
}

/* ---- Pictures ---------------------------------------------------------------------- */

static NstPicture *
load (const char *path, gpointer data, G_GNUC_UNUSED GError **error)
{
  g_autofree char *name = g_path_get_basename (path);

  g_free (*(char **) data);
  *(char **) data = g_strdup (name);
  return check_picture (g_str_hash (name), 50, 44);
}

static void
touch (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  g_assert_true (g_file_set_contents (path, "", 0, NULL));
}

/* Every 50th in order of name is held back, whatever the folder that it lies in; other files do not
 * count. */
static void
test_pictures (void)
{
  char            *folder = check_folder_new ();
  g_autofree char *a = g_build_filename (folder, "a", NULL);
  g_autofree char *b = g_build_filename (folder, "b", NULL);
  const char      *folders[] = { a, b, NULL };
  g_autofree char *loaded = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (NstPictures) pictures = NULL;
  g_autoptr (NstPicture) held = NULL;

  g_assert_cmpint (g_mkdir (a, 0700) | g_mkdir (b, 0700), ==, 0);
  for (int i = 0; i < 101; i++)
    {
      g_autofree char *name = g_strdup_printf ("%03d.%s", i, i % 3 == 0 ? "jpeg" : "PNG");

      touch (i % 2 == 0 ? b : a, name);
    }
  touch (a, "000.txt");
  touch (b, "png");
  pictures = nst_pictures_open (folders, load, &loaded, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (nst_pictures_get_n_held (pictures), ==, 2);
  g_assert_cmpuint (nst_pictures_get_n_training (pictures), ==, 99);
  held = nst_pictures_get_held (pictures, 1, 24, &error);
  g_assert_no_error (error);
  g_assert_cmpint (held->width, ==, 24);
  g_assert_cmpint (held->height, ==, 24);
  g_assert_cmpstr (loaded, ==, "099.jpeg");
  for (guint32 step = 0; step < 300; step++)
    {
      g_autoptr (NstPicture) crop = nst_pictures_draw (pictures, 16, 0.3, 1, step, 0, &error);

      g_assert_true (g_strcmp0 (loaded, "099.jpeg") != 0 && g_strcmp0 (loaded, "049.PNG") != 0);
    }
  g_assert_no_error (error);
  check_folder_remove (folder);
}

/* A crop depends on its seed, step and slot, and on nothing else; pictures smaller than the crop
 * do, too. */
static void
test_crops (void)
{
  char            *folder = check_folder_new ();
  const char      *folders[] = { folder, NULL };
  g_autofree char *loaded = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (NstPictures) pictures = NULL;
  const gsize bytes = sizeof (float) * 3 * 64 * 64;
  g_autoptr (NstPicture) first = NULL;

  touch (folder, "a.png");
  touch (folder, "b.png");
  pictures = nst_pictures_open (folders, load, &loaded, &error);
  g_assert_no_error (error);
  first = nst_pictures_draw (pictures, 64, 0.3, 7, 8, 9, &error);
  for (guint32 i = 0; i < 12; i++)
    {
      g_autoptr (NstPicture) same = nst_pictures_draw (pictures, 64, 0.3, 7, 8, 9, &error);
      g_autoptr (NstPicture) other = nst_pictures_draw (pictures, 64, 0.3, 7 + (i % 3 == 0),
                                                        8 + (i % 3 == 1), 10 + i, &error);

      g_assert_no_error (error);
      g_assert_cmpint (other->width, ==, 64);
      g_assert_cmpmem (first->pixels, bytes, same->pixels, bytes);
      g_assert_true (memcmp (first->pixels, other->pixels, bytes) != 0);
      for (int k = 0; k < 3 * 64 * 64; k++)
        g_assert_true (isfinite (other->pixels[k]));
    }
  check_folder_remove (folder);
}

/* Whether a crop of the picture's height is a part of it, as it is or mirrored. */
static gboolean
is_part_of (const NstPicture *crop, const NstPicture *picture)
{
  for (int x0 = 0; x0 <= picture->width - crop->width; x0++)
    for (int mirrored = 0; mirrored < 2; mirrored++)
      {
        gboolean same = TRUE;

        for (int row = 0; row < 3 * crop->height; row++)
          for (int x = 0; x < crop->width; x++)
            same &= crop->pixels[row * crop->width + (mirrored ? crop->width - 1 - x : x)]
                    == picture->pixels[row * picture->width + x0 + x];
        if (same)
          return TRUE;
      }
  return FALSE;
}

/* Plain crops depend on the whole of their key, and are the picture's own pixels where they are as
 * high as it is.  There are two pictures, seven places and two ways round for them. */
static void
test_plain_crops (void)
{
  char            *folder = check_folder_new ();
  const char      *folders[] = { folder, NULL };
  g_autofree char *loaded = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (NstPictures) pictures = NULL;
  const guint32 key[4] = { 7, 8, 9, 1 };
  int           differing[4] = { 0 }; /* of ten that differ in a number of their key */
  g_autoptr (NstPicture) first = NULL;

  touch (folder, "a.png");
  touch (folder, "b.png");
  pictures = nst_pictures_open (folders, load, &loaded, &error);
  g_assert_no_error (error);
  first = nst_pictures_draw_plain (pictures, 44, key, &error);
  for (int i = 0; i < 40; i++)
    {
      guint32 other_key[4] = { 7, 8, 9, 1 };
      g_autoptr (NstPicture) same = nst_pictures_draw_plain (pictures, 44, key, &error);
      g_autoptr (NstPicture) other = NULL;
      g_autoptr (NstPicture) whole = NULL;

      check_same_pixels (first, same);
      other_key[i % 4] += 1 + i;
      other = nst_pictures_draw_plain (pictures, 44, other_key, &error);
      whole = load (loaded, &loaded, NULL); /* 50 x 44 */
      g_assert_no_error (error);
      differing[i % 4] += memcmp (first->pixels, other->pixels, sizeof (float) * 3 * 44 * 44) != 0;
      g_assert_true (is_part_of (other, whole));
    }
  for (int i = 0; i < 4; i++)
    g_assert_cmpint (differing[i], >=, 8);
  check_folder_remove (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/distillation/errors", test_errors);
  g_test_add_func ("/distillation/one-teacher", test_one_teacher);
  g_test_add_func ("/distillation/missing-taps", test_missing_taps);
  g_test_add_func ("/distillation/gradient", test_gradient);
  g_test_add_func ("/training-pictures/list", test_pictures);
  g_test_add_func ("/training-pictures/crops", test_crops);
  g_test_add_func ("/training-pictures/plain-crops", test_plain_crops);
  return g_test_run ();
}
