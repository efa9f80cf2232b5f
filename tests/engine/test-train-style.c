/* SPDX-License-Identifier: GPL-3.0-or-later */

/* test-train-style.c - per-style networks, in small: a codec of random weights and synthetic
 * photographs.  The loss falls, the file is a codec for its style, and a resumed run ends in the
 * same file as an uninterrupted one. */

#include "check.h"
#include "nst-training.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "network/network.h"
#include "style/style.h"

#define N_PICTURES 50 /* so that one is held back */

static char       *folder, *pictures, *start;
static NstPicture *art;

/* The decoder's last layer is made weak, so that its pictures are not all noise. */
static void
write_start (const char *path, NstDtype dtype)
{
  g_autoptr (NstNetwork) codec = check_network (&nst_codec, 30);
  g_autoptr (NstWeightWriter) writer = nst_weight_writer_new ();
  g_autoptr (GError) error = NULL;
  NstFilter *last;

  codec->decoder = check_network (&nst_decoder, 31);
  last = &codec->decoder->filters[nst_decoder.n_layers - 1];
  for (gsize i = 0; i < nst_convolution_n_weights (&last->convolution); i++)
    last->weights[i] *= 0.1f;
  for (int c = 0; c < last->convolution.out; c++)
    last->bias[c] = 0.5f;
  nst_network_write (codec, dtype, writer);
  nst_weight_writer_set_metadata (writer, "source", "drawn by chance");
  nst_weight_writer_set_metadata (writer, "license", "CC0-1.0");
  nst_weight_writer_save (writer, path, &error);
  g_assert_no_error (error);
}

static void
set_up (void)
{
  folder = check_folder_new ();
  pictures = g_build_filename (folder, "pictures", NULL);
  start = g_build_filename (folder, "start.safetensors", NULL);
  art = check_picture (32, 400, 300); /* so that working sizes differ */
  write_start (start, NST_DTYPE_F16);
  g_assert_cmpint (g_mkdir (pictures, 0700), ==, 0);
  for (int i = 0; i < N_PICTURES; i++)
    {
      g_autofree char *path = g_strdup_printf ("%s/%02d.png", pictures, i);

      g_assert_true (g_file_set_contents (path, "", 0, NULL));
    }
}

static void
tear_down (void)
{
  check_folder_remove (folder);
  nst_picture_free (art);
  g_free (pictures);
  g_free (start);
}

static NstStyle *
new_style (void)
{
  g_autoptr (GError) error = NULL;
  NstStyle *style = nst_style_new (art, "Blobs", &error);

  g_assert_no_error (error);
  nst_style_set_credit (style, "Anonymous, Blobs, 2026");
  return style;
}

/* ---- A run ------------------------------------------------------------------------- */

typedef struct
{
  gint          loaded;  /* atomic: pictures so far */
  int           stop_at; /* picture that cancels; 0: none */
  GCancellable *cancellable;
  int           calls;
  double        first, last; /* losses */
  double        held;        /* on the held-back pictures, the last time; 0: not yet */
  NstPicture   *painting;    /* of the preview, the last one */
} Run;

static NstPicture *
load (const char *path, gpointer data, G_GNUC_UNUSED GError **error)
{
  Run             *run = data;
  g_autofree char *name = g_path_get_basename (path);

  if (g_atomic_int_add (&run->loaded, 1) + 1 == run->stop_at)
    g_cancellable_cancel (run->cancellable);
  return check_picture (g_str_hash (name), 48, 40);
}

static void
listen (const NstTrainingProgress *progress, gpointer data)
{
  Run *run = data;

  g_assert_true (isfinite (progress->loss) && progress->loss > 0.0);
  g_assert_cmpfloat (progress->loss, >=, progress->content_error + progress->style_error);
  if (progress->validation)
    {
      run->held = progress->loss;
      g_clear_pointer (&run->painting, nst_picture_free);
      if (progress->painting != NULL)
        run->painting = nst_picture_copy (progress->painting, NULL);
      return;
    }
  g_assert_null (progress->painting);
  if (run->calls++ == 0)
    run->first = progress->loss;
  run->last = progress->loss;
}

static NstCodecTraining
small_training (NstStyle *style, const char *output)
{
  static const char *folders[2];

  folders[0] = pictures;
  return (NstCodecTraining) { .stage = NST_STAGE_STYLE,
                              .style = style,
                              .pictures = folders,
                              .start = start,
                              .output = output,
                              .steps = 4,
                              .batch = 2,
                              .crop = 32,
                              .rate = 2e-3,
                              .seed = 5,
                              .threads = 2,
                              .passes = 1 };
}

static void
train (const NstCodecTraining *training, Run *run)
{
  g_autoptr (GError) error = NULL;
  gboolean done = nst_train_codec (training, load, run, listen, run, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (done);
}

static NstNetwork *
load_network (const char *path)
{
  g_autoptr (GError) error = NULL;
  NstNetwork *network = nst_catalogue_open_network (NULL, path, &error);

  g_assert_no_error (error);
  return network;
}

/* The loss falls; the encoder stays as it is, in every bit, and the decoder does not. */
static void
test_run (void)
{
  g_autofree char *output = g_build_filename (folder, "run.safetensors", NULL);
  g_autoptr (NstStyle) style = new_style ();
  g_autoptr (NstNetwork) before = load_network (start), after = NULL;
  NstCodecTraining training = small_training (style, output);
  Run              run = { 0 };

  training.steps = 100;
  train (&training, &run);
  g_test_message ("loss from %g to %g, %g held back", run.first, run.last, run.held);
  g_assert_cmpint (run.calls, ==, 2);
  check_below (run.last, 0.8 * run.first);
  g_assert_cmpfloat (run.held, >, 0.0);
  after = load_network (output);
  g_assert_cmpstr (nst_network_get_architecture (after), ==, "codec");
  g_assert_true (after->fingerprint == before->fingerprint);
  g_assert_cmpmem (after->parameters, sizeof (float) * after->n_parameters, before->parameters,
                   sizeof (float) * before->n_parameters);
  g_assert_true (memcmp (after->decoder->parameters, before->decoder->parameters,
                         sizeof (float) * before->decoder->n_parameters)
                 != 0);
}

/* ---- What the file is -------------------------------------------------------------- */

static void
check_manner (NstStyle *known, NstStyle *measured, const NstNetwork *network, int side)
{
  g_autoptr (GError) error = NULL;
  const NstStyleStatistics *actual
      = nst_style_at (known, network, check_pool (0), side, 1.0, &error);
  const NstStyleStatistics *expected
      = nst_style_at (measured, network, check_pool (0), side, 1.0, &error);

  g_assert_no_error (error);
  for (int level = 0; level < NST_LEVELS; level++)
    {
      const NstMoments *a = &actual->levels[level], *e = &expected->levels[level];
      double            difference = 0.0, size = 0.0;

      g_assert_cmpint (a->channels, ==, e->channels);
      for (int i = 0; i < a->channels * a->channels; i++)
        {
          difference += pow (a->moment[i] - e->moment[i], 2.0);
          size += e->moment[i] * e->moment[i];
        }
      check_below (sqrt (difference), 2e-3 * sqrt (size)); /* roots are in half precision */
    }
}

/* It knows its style, the passes it needs, and where it comes from. */
static void
test_file (void)
{
  g_autofree char *output = g_build_filename (folder, "file.safetensors", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (NstStyle) style = new_style (), own = NULL, loaded = NULL;
  g_autoptr (NstNetwork) network = NULL;
  g_autoptr (NstWeightFile) file = NULL;
  NstCodecTraining training = small_training (style, output);
  Run              run = { 0 };
  const char      *source;

  training.passes = 3;
  train (&training, &run);
  network = load_network (output);
  g_assert_cmpint (network->passes, ==, 3);
  g_assert_cmpstr (nst_network_get_path (network), ==, output);
  own = nst_style_of_network (network, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (nst_style_get_name (own), ==, "Blobs");
  g_assert_cmpstr (nst_style_get_credit (own), ==, "Anonymous, Blobs, 2026");
  check_manner (own, style, network, 400);

  loaded = nst_style_load (output, &error); /* it is a style file as well */
  g_assert_no_error (error);
  check_manner (loaded, style, network, 200);

  file = nst_weight_file_open (output, &error);
  source = nst_weight_file_get_metadata (file, "source");
  g_assert_nonnull (strstr (source, "Blobs"));
  g_assert_nonnull (strstr (source, "start.safetensors"));
  g_assert_nonnull (strstr (source, "drawn by chance"));
  g_assert_cmpstr (nst_weight_file_get_metadata (file, "license"), ==, "CC0-1.0");
}

/* The output is rounded to half precision; the style in it is still its own. */
static void
test_rounding (void)
{
  g_autofree char *precise = g_build_filename (folder, "precise.safetensors", NULL);
  g_autofree char *output = g_build_filename (folder, "rounded.safetensors", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (NstStyle) style = new_style (), own = NULL;
  g_autoptr (NstNetwork) network = NULL;
  NstCodecTraining training = small_training (style, output);
  Run              run = { 0 };

  write_start (precise, NST_DTYPE_F32);
  training.start = precise;
  training.steps = 1;
  train (&training, &run);
  network = load_network (output);
  own = nst_style_of_network (network, &error);
  g_assert_no_error (error);
  check_manner (own, style, network, 400);
}

/* A codec for any style has none of its own, paints in the usual number of passes, and that is no
 * error; nor has a network that came from no file. */
static void
test_no_own_style (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NstNetwork) codec = load_network (start);
  g_autoptr (NstNetwork) made = check_network (&nst_codec, 33);

  g_assert_null (nst_style_of_network (codec, &error));
  g_assert_null (nst_style_of_network (made, &error));
  g_assert_no_error (error);
  g_assert_cmpint (codec->passes, ==, NST_USUAL_PASSES);
  g_assert_cmpint (made->passes, ==, NST_USUAL_PASSES);
  g_assert_null (nst_network_get_path (made));
}

/* Passes that nobody would believe are not believed, and a style that is damaged is no style. */
static void
test_bad_metadata (void)
{
  static const char *const passes[] = { "0", "5", "-1", "two", "" };
  g_autoptr (NstNetwork) codec = load_network (start);

  for (gsize i = 0; i < G_N_ELEMENTS (passes); i++)
    {
      g_autofree char *path = g_strdup_printf ("%s/bad-%d.safetensors", folder, (int) i);
      g_autoptr (NstWeightWriter) writer = nst_weight_writer_new ();
      g_autoptr (GError) error = NULL;
      g_autoptr (NstNetwork) read = NULL;

      nst_network_write (codec, NST_DTYPE_F16, writer);
      nst_weight_writer_set_metadata (writer, "passes", passes[i]);
      nst_weight_writer_set_metadata (writer, "format", "something else");
      nst_weight_writer_save (writer, path, &error);
      g_assert_no_error (error);
      read = load_network (path);
      g_assert_cmpint (read->passes, ==, NST_USUAL_PASSES);
      g_assert_null (nst_style_of_network (read, &error));
      check_sentence (error, NST_ERROR, NST_ERROR_FILE, path);
    }
}

static NstPicture *
paint (const NstNetwork *network, NstStyle *style, const NstPicture *content)
{
  g_autoptr (GError) error = NULL;
  const NstStyleShare share = { style, 1.0, 1.0 };
  NstSettings         settings;
  NstPicture         *painting;

  nst_settings_init (&settings);
  settings.method = NST_METHOD_FAST;
  settings.size = 0;
  settings.stroke_width = NST_STROKE_WIDTH_PIXELS; /* the network knows its style at one size */
  painting = nst_stylize (&NST_REQUEST (.network = network, .content = content, .styles = &share,
                                        .n_styles = 1, .settings = &settings, .threads = 1),
                          &error);
  g_assert_no_error (error);
  return painting;
}

/* It paints in its own style as in the picture that it learned it from. */
static void
test_painting (void)
{
  g_autofree char *output = g_build_filename (folder, "painter.safetensors", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (NstPicture) content = check_picture (34, 200, 100); /* the style has that size, too */
  g_autoptr (NstPicture) by_own = NULL, by_picture = NULL;
  g_autoptr (NstStyle) style = new_style (), own = NULL;
  g_autoptr (NstNetwork) network = NULL;
  NstCodecTraining training = small_training (style, output);
  Run              run = { 0 };

  train (&training, &run);
  network = load_network (output);
  own = nst_style_of_network (network, &error);
  g_assert_no_error (error);
  by_own = paint (network, own, content);
  by_picture = paint (network, style, content);
  check_below (check_error_float ((gsize) 3 * content->width * content->height, by_own->pixels,
                                  by_picture->pixels),
               1e-2);
}

/* ---- Going on, and looking on ------------------------------------------------------ */

static void
assert_same_file (const char *a, const char *b)
{
  g_autofree char *contents_a = NULL, *contents_b = NULL;
  gsize            length_a, length_b;

  g_assert_true (g_file_get_contents (a, &contents_a, &length_a, NULL));
  g_assert_true (g_file_get_contents (b, &contents_b, &length_b, NULL));
  g_assert_cmpmem (contents_a, length_a, contents_b, length_b);
}

static void
test_resuming (void)
{
  g_autofree char *output = g_build_filename (folder, "through.safetensors", NULL);
  g_autofree char *other = g_build_filename (folder, "resumed.safetensors", NULL);
  g_autofree char *checkpoint = g_build_filename (folder, "part.safetensors", NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (NstStyle) style = new_style ();
  NstCodecTraining training = small_training (style, output);
  Run              through = { 0 }, again = { 0 };
  Run              stopped = { .stop_at = 4, .cancellable = cancellable };

  train (&training, &through);
  training.output = other;
  training.checkpoint = checkpoint;
  training.threads = 3;
  g_assert_false (
      nst_train_codec (&training, load, &stopped, listen, &stopped, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_false (g_file_test (other, G_FILE_TEST_EXISTS));
  training.threads = 1;
  train (&training, &again);
  g_assert_cmpint (again.loaded, <, through.loaded);
  assert_same_file (output, other);
}

/* What is shown at the end is what the file will paint. */
static void
test_preview (void)
{
  g_autofree char *output = g_build_filename (folder, "preview.safetensors", NULL);
  g_autoptr (NstPicture) content = check_picture (35, 70, 60);
  g_autoptr (NstPicture) painting = NULL;
  g_autoptr (NstStyle) style = new_style ();
  g_autoptr (NstNetwork) network = NULL;
  NstCodecTraining training = small_training (style, output);
  Run              run = { 0 };

  training.preview = content;
  train (&training, &run);
  g_assert_nonnull (run.painting);
  network = load_network (output);
  painting = paint (network, style, content);
  check_below (check_error_float ((gsize) 3 * 70 * 60, run.painting->pixels, painting->pixels),
               1e-2); /* the file has half precision */
  nst_picture_free (run.painting);
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
test_refusals (void)
{
  g_autofree char *output = g_build_filename (folder, "refused.safetensors", NULL);
  g_autofree char *path = g_build_filename (folder, "foreign.safetensors", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (NstStyle) style = new_style (), foreign = NULL;
  g_autoptr (NstNetwork) another = check_network (&nst_codec, 36);
  NstCodecTraining training = small_training (style, output);

  another->fingerprint = 36;
  nst_style_save (style, another, 1, path, NULL, &error);
  g_assert_no_error (error);
  foreign = nst_style_load (path, &error);
  g_assert_no_error (error);

  training.passes = 0;
  assert_refused (&training, NST_ERROR_ARGUMENT, "passes");
  training.passes = NST_MAX_PASSES + 1;
  assert_refused (&training, NST_ERROR_ARGUMENT, "passes");
  training = small_training (NULL, output);
  assert_refused (&training, NST_ERROR_ARGUMENT, "style");
  training = small_training (foreign, output);
  assert_refused (&training, NST_ERROR_ARGUMENT, "Blobs");
  training = small_training (style, output);
  training.start = NULL;
  assert_refused (&training, NST_ERROR_ARGUMENT, "codec");
  training.start = path;
  assert_refused (&training, NST_ERROR_FILE, path);
  g_assert_false (g_file_test (output, G_FILE_TEST_EXISTS));
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  set_up ();
  check_add_numeric ("/train-style/run", test_run);
  g_test_add_func ("/train-style/file", test_file);
  g_test_add_func ("/train-style/rounding", test_rounding);
  g_test_add_func ("/train-style/no-own-style", test_no_own_style);
  g_test_add_func ("/train-style/bad-metadata", test_bad_metadata);
  g_test_add_func ("/train-style/painting", test_painting);
  g_test_add_func ("/train-style/resuming", test_resuming);
  g_test_add_func ("/train-style/preview", test_preview);
  g_test_add_func ("/train-style/refusals", test_refusals);
  result = g_test_run ();
  tear_down ();
  return result;
}
