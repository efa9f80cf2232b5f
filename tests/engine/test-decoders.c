/* SPDX-License-Identifier: GPL-3.0-or-later */

/* test-decoders.c - the codec's decoders: their passes forward and backward against naive twins,
 * their tensors in the codec's file, what they learn from a crop, and a training in small. */

#include "check.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "naive.h"
#include "network/pass.h"
#include "ops/upsampling.h"
#include "training/reconstruction.h"

static NstPass *
new_pass (const NstNetwork *network, NstPassMode mode, int height, int width)
{
  g_autoptr (GError) error = NULL;
  NstPass *pass = nst_pass_new (network, mode, height, width, &error);

  g_assert_no_error (error);
  return pass;
}

static gsize
floats_of (const NstFeatures *f)
{
  return (gsize) f->channels * f->height * f->width;
}

/* A codec of random weights with the decoders whose bits are set in `levels`. */
static NstNetwork *
new_codec (guint32 seed, guint levels)
{
  NstNetwork *codec = check_network (&nst_codec, seed);

  for (int level = 0; level < NST_LEVELS; level++)
    if (levels & (1u << level))
      codec->decoders[level] = check_network (&nst_decoders[level], seed + 1 + level);
  return codec;
}

#define ALL_LEVELS ((1u << NST_LEVELS) - 1)

/* ---- Upsampling -------------------------------------------------------------------- */

/* <U x, y> = <x, U^T y>, whatever the size. */
static void
test_adjoint (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (1);

  for (int height = 1; height <= 33; height += 2)
    for (int width = 33; width >= 1; width -= 4)
      {
        gsize             n = 2 * (gsize) height * width;
        g_autofree float *x = check_noise (random, n), *y = check_noise (random, 4 * n);
        g_autofree float *up = g_new (float, 4 * n), *down = g_new (float, n);

        nst_upsampling_forward (check_pool (1), 2, height, width, x, up);
        nst_upsampling_backward (check_pool (2), 2, height, width, y, FALSE, down);
        g_assert_cmpfloat_with_epsilon (check_dot (4 * n, up, y), check_dot (n, x, down),
                                        1e-6 * sqrt ((double) n));
      }
}

/* ---- Passes ------------------------------------------------------------------------ */

/* What a naive pass leaves behind at each convolution. */
typedef struct
{
  const NstFilter *filter;
  gboolean         upsampled; /* the input was doubled */
  int              height, width;
  float           *input;  /* as it is convolved */
  double          *output; /* before the rectifier */
} Naive;

#define MOST_CONVOLUTIONS 16

static float *
naive_double (int channels, int height, int width, const float *from)
{
  float *to = g_new (float, (gsize) channels * 4 * height * width);

  for (int c = 0; c < channels; c++)
    for (int y = 0; y < 2 * height; y++)
      for (int x = 0; x < 2 * width; x++)
        to[((gsize) c * 2 * height + y) * 2 * width + x]
            = from[((gsize) c * height + y / 2) * width + x / 2];
  return to;
}

/* The adjoint. */
static double *
naive_sum (int channels, int height, int width, const double *from)
{
  double *to = g_new0 (double, (gsize) channels *height *width);

  for (int c = 0; c < channels; c++)
    for (int y = 0; y < 2 * height; y++)
      for (int x = 0; x < 2 * width; x++)
        to[((gsize) c * height + y / 2) * width + x / 2]
            += from[((gsize) c * 2 * height + y) * 2 * width + x];
  return to;
}

static gsize
outputs_of (const Naive *n)
{
  return (gsize) n->filter->convolution.out * n->height * n->width;
}

/* Returns how many convolutions there are. */
static int
naive_forward (const NstNetwork *decoder, int height, int width, const float *features,
               Naive naive[MOST_CONVOLUTIONS])
{
  const NstArchitecture *a = decoder->architecture;
  float *values = g_memdup2 (features, sizeof (float) * a->layers[0].in * height * width);
  int    n = 0;

  for (int i = 0; i < a->n_layers; i++)
    if (a->layers[i].kind == NST_LAYER_UPSAMPLING)
      {
        float *doubled = naive_double (a->layers[i].in, height, width, values);

        g_free (values);
        values = doubled;
        height *= 2;
        width *= 2;
      }
    else
      {
        const NstFilter *f = &decoder->filters[i];
        Naive           *now = &naive[n++];

        *now = (Naive) {
          f,      i > 0 && a->layers[i - 1].kind == NST_LAYER_UPSAMPLING,
          height, width,
          values, naive_convolve (&f->convolution, f->weights, f->bias, values, height, width)
        };
        values = g_new (float, outputs_of (now));
        for (gsize k = 0; k < outputs_of (now); k++)
          values[k] = (float) (a->layers[i].relu ? MAX (now->output[k], 0.0) : now->output[k]);
      }
  g_free (values);
  return n;
}

static void
naive_clear (Naive *naive, int n)
{
  for (int i = 0; i < n; i++)
    {
      g_free (naive[i].input);
      g_free (naive[i].output);
    }
}

/* From the gradient at the picture, to be freed here, to the one at the features; and to the
 * parameters, which are overwritten. */
static double *
naive_backward (const NstNetwork *decoder, const Naive *naive, int n, double *gradient,
                double *parameters)
{
  while (--n >= 0)
    {
      const Naive          *now = &naive[n];
      const NstConvolution *c = &now->filter->convolution;
      g_autofree double    *weights = NULL;
      double               *before;

      for (gsize k = 0; k < outputs_of (now) && c->relu; k++)
        gradient[k] = now->output[k] > 0.0 ? gradient[k] : 0.0;
      weights = naive_to_weights (c, now->input, gradient, now->height, now->width);
      memcpy (parameters + (now->filter->weights - decoder->parameters), weights,
              sizeof (double) * (nst_convolution_n_weights (c) + c->out));
      before = naive_to_data (c, now->filter->weights, gradient, now->height, now->width);
      g_free (gradient);
      gradient = before;
      if (now->upsampled)
        {
          gradient = naive_sum (c->in, now->height / 2, now->width / 2, before);
          g_free (before);
        }
    }
  return gradient;
}

/* Features that an encoder may have: rectified. */
static float *
draw_features (GRand *random, gsize n)
{
  float *values = check_noise (random, n);

  for (gsize i = 0; i < n; i++)
    values[i] = MAX (values[i], 0.0f);
  return values;
}

static void
replace (G_GNUC_UNUSED int tap, float *values, gpointer data)
{
  GArray *gradient = data;

  memcpy (values, gradient->data, sizeof (float) * gradient->len);
}

typedef struct
{
  int     level, height, width;
  float  *features;
  GArray *asked;                                 /* the gradient at the picture */
  double *picture, *to_features, *to_parameters; /* as they should be */
} Case;

static void
case_init (Case *k, const NstNetwork *decoder, int level, int height, int width)
{
  g_autoptr (GRand) random = g_rand_new_with_seed ((guint32) (100 * level + height));
  Naive             naive[MOST_CONVOLUTIONS];
  gsize             pixels = 3 * ((gsize) height << level) * ((gsize) width << level);
  g_autofree float *asked = check_noise (random, pixels);
  double           *gradient = g_new (double, pixels);
  int               n;

  *k = (Case) { .level = level, .height = height, .width = width };
  k->features
      = draw_features (random, (gsize) decoder->architecture->layers[0].in * height * width);
  k->asked = g_array_new (FALSE, FALSE, sizeof (float));
  g_array_append_vals (k->asked, asked, (guint) pixels);
  n = naive_forward (decoder, height, width, k->features, naive);
  g_assert_cmpuint (outputs_of (&naive[n - 1]), ==, pixels);
  k->picture = g_memdup2 (naive[n - 1].output, sizeof (double) * pixels);
  for (gsize i = 0; i < pixels; i++)
    gradient[i] = asked[i];
  k->to_parameters = g_new0 (double, decoder->n_parameters);
  k->to_features = naive_backward (decoder, naive, n, gradient, k->to_parameters);
  naive_clear (naive, n);
}

static void
case_clear (Case *k)
{
  g_free (k->features);
  g_array_unref (k->asked);
  g_free (k->picture);
  g_free (k->to_features);
  g_free (k->to_parameters);
}

/* One mode, on one pool: the picture, and the gradients that the mode can give.  Those to the
 * parameters are added. */
static void
check_mode (const NstNetwork *decoder, const Case *k, NstPassMode mode, int pool)
{
  g_autoptr (NstPass) pass = new_pass (decoder, mode, k->height, k->width);
  const NstFeatures *f = nst_pass_get_features (pass, 0);
  gsize              n = (gsize) decoder->architecture->layers[0].in * k->height * k->width;
  g_autofree float  *to_features = g_new (float, n);
  g_autofree float  *to_parameters = g_new (float, decoder->n_parameters);

  g_assert_cmpint (f->channels, ==, 3);
  g_assert_cmpint (f->height, ==, k->height << k->level);
  g_assert_cmpint (f->width, ==, k->width << k->level);
  nst_pass_forward (pass, check_pool (pool), k->features);
  check_below (check_error (floats_of (f), f->values, k->picture), 1e-5);
  if (mode == NST_PASS_FORWARD)
    return;
  memset (to_features, 0xff, sizeof (float) * n);
  for (gsize i = 0; i < decoder->n_parameters; i++)
    to_parameters[i] = 1.0f;
  nst_pass_backward (pass, check_pool (pool), 1, replace, k->asked, to_features,
                     mode == NST_PASS_TRAINING ? to_parameters : NULL);
  check_below (check_error (n, to_features, k->to_features), 3e-3);
  if (mode != NST_PASS_TRAINING)
    return;
  for (gsize i = 0; i < decoder->n_parameters; i++)
    to_parameters[i] -= 1.0f;
  check_below (check_error (decoder->n_parameters, to_parameters, k->to_parameters), 3e-3);
}

static void
check_decoder (int level, int height, int width)
{
  g_autoptr (NstNetwork) decoder = check_network (&nst_decoders[level], 20 + level);
  int  widths = check_widths ();
  Case k;

  case_init (&k, decoder, level, height, width);
  for (int w = 0; w < widths; w++)
    {
      nst_vectors_limit (w);
      nst_network_prepare (decoder, check_pool (0));
      for (int mode = NST_PASS_FORWARD; mode <= NST_PASS_TRAINING; mode++)
        check_mode (decoder, &k, mode, mode);
    }
  case_clear (&k);
}

static void
test_passes (void)
{
  static const int sizes[NST_LEVELS][2][2] = {
    { { 1, 1 }, { 19, 33 } }, { { 1, 7 }, { 13, 9 } }, { { 1, 1 }, { 5, 7 } },
    { { 1, 1 }, { 3, 2 } },   { { 1, 1 }, { 1, 2 } },
  };

  for (int level = 0; level < NST_LEVELS; level++)
    for (int i = 0; i < 2; i++)
      check_decoder (level, sizes[level][i][0], sizes[level][i][1]);
}

/* The same bits for 1, 2 and 3 threads, forward and backward. */
static void
check_threads (int level, int height, int width)
{
  g_autoptr (NstNetwork) decoder = check_network (&nst_decoders[level], 30 + level);
  g_autoptr (GRand) random = g_rand_new_with_seed (level);
  gsize             n = (gsize) decoder->architecture->layers[0].in * height * width;
  gsize             pixels = 3 * ((gsize) height << level) * ((gsize) width << level);
  g_autofree float *features = draw_features (random, n), *asked = check_noise (random, pixels);
  g_autoptr (GArray) gradient = g_array_new (FALSE, FALSE, sizeof (float));
  float *results[CHECK_POOLS];
  gsize  all = pixels + n + decoder->n_parameters;

  g_array_append_vals (gradient, asked, (guint) pixels);
  for (int p = 0; p < CHECK_POOLS; p++)
    {
      g_autoptr (NstPass) pass = new_pass (decoder, NST_PASS_TRAINING, height, width);

      results[p] = g_new0 (float, all);
      nst_pass_forward (pass, check_pool (p), features);
      memcpy (results[p], nst_pass_get_features (pass, 0)->values, sizeof (float) * pixels);
      nst_pass_backward (pass, check_pool (p), 1, replace, gradient, results[p] + pixels,
                         results[p] + pixels + n);
      g_assert_cmpmem (results[p], sizeof (float) * all, results[0], sizeof (float) * all);
    }
  for (int p = 0; p < CHECK_POOLS; p++)
    g_free (results[p]);
}

static void
test_threads (void)
{
  for (int level = 0; level < NST_LEVELS; level++)
    check_threads (level, 80 >> level, 101 >> level);
}

/* ---- Files ------------------------------------------------------------------------- */

static char *folder, *pictures, *start;

static void
write_codec (const NstNetwork *codec, NstDtype dtype, const char *path)
{
  g_autoptr (NstWeightWriter) writer = nst_weight_writer_new ();
  g_autoptr (GError) error = NULL;

  nst_network_write (codec, dtype, writer);
  nst_weight_writer_save (writer, path, &error);
  g_assert_no_error (error);
}

static void
assert_same_parameters (const NstNetwork *a, const NstNetwork *b)
{
  g_assert_cmpmem (a->parameters, sizeof (float) * a->n_parameters, b->parameters,
                   sizeof (float) * b->n_parameters);
}

/* With all, some and none of its decoders, a codec is a codec, and comes back as it was. */
static void
test_files (void)
{
  static const guint choices[] = { ALL_LEVELS, 0, 1u << 0, 1u << 4, 0x0a };
  g_autofree char   *path = g_build_filename (folder, "some.safetensors", NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (choices); i++)
    {
      g_autoptr (NstNetwork) codec = new_codec (3, choices[i]);
      g_autoptr (NstNetwork) again = NULL;
      g_autoptr (GError) error = NULL;

      write_codec (codec, NST_DTYPE_F32, path);
      again = nst_network_open (path, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (nst_network_get_architecture (again), ==, "codec");
      assert_same_parameters (again, codec);
      for (int level = 0; level < NST_LEVELS; level++)
        {
          g_assert_true ((again->decoders[level] != NULL) == (choices[i] >> level & 1));
          if (again->decoders[level] != NULL)
            assert_same_parameters (again->decoders[level], codec->decoders[level]);
        }
    }
}

/* Read from a file, a decoder is ready to work. */
static void
test_ready (void)
{
  g_autofree char *path = g_build_filename (folder, "ready.safetensors", NULL);
  g_autoptr (NstNetwork) codec = new_codec (3, ALL_LEVELS);
  g_autoptr (NstNetwork) again = NULL;
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  g_autofree float *features = draw_features (random, 128 * 12);

  write_codec (codec, NST_DTYPE_F32, path);
  again = nst_network_load (path, NULL, NULL);
  g_assert_nonnull (again);
  for (int level = 0; level < NST_LEVELS; level++)
    {
      g_autoptr (NstPass) one = new_pass (codec->decoders[level], NST_PASS_FORWARD, 3, 4);
      g_autoptr (NstPass) two = new_pass (again->decoders[level], NST_PASS_FORWARD, 3, 4);
      const NstFeatures *f = nst_pass_get_features (one, 0);

      nst_pass_forward (one, check_pool (0), features);
      nst_pass_forward (two, check_pool (0), features);
      g_assert_cmpmem (f->values, sizeof (float) * floats_of (f),
                       nst_pass_get_features (two, 0)->values, sizeof (float) * floats_of (f));
    }
}

/* A codec with the first decoder's tensors as they are told, `in` channels wide. */
static void
assert_refused_decoder (gint64 in, gboolean with_weight, const char *fragment)
{
  g_autofree char *path = g_build_filename (folder, "damaged.safetensors", NULL);
  g_autoptr (NstNetwork) codec = new_codec (3, 0);
  g_autoptr (NstWeightWriter) writer = nst_weight_writer_new ();
  g_autoptr (GError) error = NULL;
  const gint64 weight_shape[] = { 3, in, 3, 3 }, bias_shape[] = { 3 };
  float        values[3 * 32 * 9] = { 0 };

  nst_network_write (codec, NST_DTYPE_F32, writer);
  if (with_weight)
    nst_weight_writer_add (writer, "decoder1.conv1_1.weight", NST_DTYPE_F32, 4, weight_shape,
                           values);
  nst_weight_writer_add (writer, "decoder1.conv1_1.bias", NST_DTYPE_F32, 1, bias_shape, values);
  nst_weight_writer_save (writer, path, &error);
  g_assert_no_error (error);
  g_assert_null (nst_network_open (path, NULL, &error));
  check_sentence (error, NST_ERROR, NST_ERROR_FILE, fragment);
  g_assert_nonnull (strstr (error->message, "damaged.safetensors"));
}

static void
test_damaged (void)
{
  assert_refused_decoder (17, TRUE, "decoder1.conv1_1.weight");
  assert_refused_decoder (16, FALSE, "decoder1.conv1_1.weight");
}

/* ---- Reconstruction ---------------------------------------------------------------- */

#define SIDE 64

static const int style_taps[NST_LEVELS] = { 0, 1, 2, 3, 5 };

/* Decoders whose pictures have about the colours of pictures. */
static NstNetwork *
new_painter (guint32 seed)
{
  NstNetwork *codec = new_codec (seed, ALL_LEVELS);

  for (int level = 0; level < NST_LEVELS; level++)
    {
      NstNetwork      *decoder = codec->decoders[level];
      const NstFilter *last = &decoder->filters[decoder->architecture->n_layers - 1];

      for (gsize i = 0; i < nst_convolution_n_weights (&last->convolution); i++)
        last->weights[i] *= 0.1f;
      for (int i = 0; i < 3; i++)
        last->bias[i] = 0.4f;
      nst_network_prepare (decoder, check_pool (0));
    }
  return codec;
}

static double
mean_square_difference (gsize n, const float *a, const float *b)
{
  double sum = 0.0;

  for (gsize i = 0; i < n; i++)
    sum += ((double) a[i] - b[i]) * ((double) a[i] - b[i]);
  return sum / (double) n;
}

/* The errors of one level by their definition. */
static void
define_errors (const NstNetwork *codec, int level, const NstPicture *crop, double *pixels,
               double *features)
{
  g_autoptr (NstPass) original = new_pass (codec, NST_PASS_FORWARD, SIDE, SIDE);
  g_autoptr (NstPass) again = new_pass (codec, NST_PASS_FORWARD, SIDE, SIDE);
  const NstFeatures *f = nst_pass_get_features (original, style_taps[level]);
  const NstFeatures *g = nst_pass_get_features (again, style_taps[level]);
  g_autoptr (NstPass) decoder
      = new_pass (codec->decoders[level], NST_PASS_FORWARD, f->height, f->width);
  const float *decoded = nst_pass_get_features (decoder, 0)->values;
  gsize        n = floats_of (f);

  nst_pass_forward (original, check_pool (0), crop->pixels);
  nst_pass_forward (decoder, check_pool (0), f->values);
  nst_pass_forward (again, check_pool (0), decoded);
  *pixels = mean_square_difference (3 * SIDE * SIDE, decoded, crop->pixels);
  *features = mean_square_difference (n, g->values, f->values)
              / (check_dot (n, f->values, f->values) / (double) n);
}

static NstReconstruction *
new_reconstruction (const NstNetwork *codec)
{
  g_autoptr (GError) error = NULL;
  NstReconstruction *made = nst_reconstruction_new (codec, SIDE, &error);

  g_assert_no_error (error);
  return made;
}

/* Sums over crops, added to what is there, with and without gradients. */
static void
test_errors (void)
{
  g_autoptr (NstNetwork) codec = new_painter (40);
  g_autoptr (NstReconstruction) reconstruction = new_reconstruction (codec);
  NstReconstructionErrors errors = { .crops = 7 };
  double                  pixels[NST_LEVELS] = { 0 }, features[NST_LEVELS] = { 0 };
  float                  *gradients[NST_LEVELS];

  for (int level = 0; level < NST_LEVELS; level++)
    {
      gradients[level] = g_new0 (float, codec->decoders[level]->n_parameters);
      errors.pixels[level] = errors.features[level] = 1.0;
    }
  for (guint32 i = 0; i < 2; i++)
    {
      g_autoptr (NstPicture) crop = check_picture (50 + i, SIDE, SIDE);

      nst_reconstruction_learn (reconstruction, crop, &errors, i == 0 ? NULL : gradients);
      for (int level = 0; level < NST_LEVELS; level++)
        {
          double p, f;

          define_errors (codec, level, crop, &p, &f);
          pixels[level] += p;
          features[level] += f;
        }
    }
  g_assert_cmpint (errors.crops, ==, 9);
  for (int level = 0; level < NST_LEVELS; level++)
    {
      check_relative (errors.pixels[level] - 1.0, pixels[level], 1e-4);
      check_relative (errors.features[level] - 1.0, features[level], 1e-4);
      g_free (gradients[level]);
    }
}

/* Along `direction` from the decoder's parameters: the slopes of both parts of the loss. */
static void
measure_slopes (const NstNetwork *codec, int level, const NstPicture *crop, const float *direction,
                double slopes[2])
{
  NstNetwork       *decoder = codec->decoders[level];
  gsize             n = decoder->n_parameters;
  g_autofree float *kept = g_memdup2 (decoder->parameters, sizeof (float) * n);
  const double      h = 2e-7;
  double            values[2][2];

  for (int sign = 0; sign < 2; sign++)
    {
      for (gsize i = 0; i < n; i++)
        decoder->parameters[i] = (float) (kept[i] + (sign == 0 ? h : -h) * direction[i]);
      nst_network_prepare (decoder, check_pool (0));
      define_errors (codec, level, crop, &values[sign][0], &values[sign][1]);
    }
  for (int part = 0; part < 2; part++)
    slopes[part] = (values[0][part] - values[1][part]) / (2.0 * h);
  memcpy (decoder->parameters, kept, sizeof (float) * n);
  nst_network_prepare (decoder, check_pool (0));
}

static void
check_gradient (const NstNetwork *codec, int level, const NstPicture *crop, GRand *random,
                const float *gradient)
{
  gsize             n = codec->decoders[level]->n_parameters;
  g_autofree float *direction = check_noise (random, n);
  double            size = sqrt (check_dot (n, gradient, gradient) / (double) n);
  double            slopes[2];

  for (gsize i = 0; i < n; i++)
    direction[i] = (float) (0.3 * direction[i] + gradient[i] / size);
  measure_slopes (codec, level, crop, direction, slopes);
  g_test_message ("decoder %d: pixels %.4g, features %.4g", level + 1, slopes[0],
                  NST_RECONSTRUCTION_SHARE * slopes[1]);
  check_relative (check_dot (n, direction, gradient),
                  slopes[0] + NST_RECONSTRUCTION_SHARE * slopes[1], 1e-2);
}

/* By central differences along the gradient's own direction with some noise; and a second crop's
 * gradients are added to the first one's. */
static void
test_gradients (void)
{
  g_autoptr (NstNetwork) codec = new_painter (41);
  g_autoptr (NstPicture) crop = check_picture (51, SIDE, SIDE);
  g_autoptr (NstReconstruction) reconstruction = new_reconstruction (codec);
  g_autoptr (GRand) random = g_rand_new_with_seed (9);
  NstReconstructionErrors errors = { 0 };
  float                  *once[NST_LEVELS], *twice[NST_LEVELS];

  for (int level = 0; level < NST_LEVELS; level++)
    once[level] = g_new0 (float, codec->decoders[level]->n_parameters);
  nst_reconstruction_learn (reconstruction, crop, &errors, once);
  for (int level = 0; level < NST_LEVELS; level++)
    {
      gsize n = codec->decoders[level]->n_parameters;

      check_gradient (codec, level, crop, random, once[level]);
      twice[level] = g_memdup2 (once[level], sizeof (float) * n);
    }
  nst_reconstruction_learn (reconstruction, crop, &errors, twice);
  for (int level = 0; level < NST_LEVELS; level++)
    {
      gsize n = codec->decoders[level]->n_parameters;

      for (gsize i = 0; i < n; i++)
        twice[level][i] *= 0.5f;
      check_below (check_error_float (n, twice[level], once[level]), 1e-5);
      g_free (once[level]);
      g_free (twice[level]);
    }
}

/* ---- Training ---------------------------------------------------------------------- */

#define N_PICTURES 50 /* so that one is held back */

/* A codec without decoders to start from, and a folder of files whose names are all that the loader
 * looks at. */
static void
set_up (void)
{
  g_autoptr (NstNetwork) codec = new_codec (60, 0);

  folder = check_folder_new ();
  pictures = g_build_filename (folder, "pictures", NULL);
  start = g_build_filename (folder, "start.safetensors", NULL);
  write_codec (codec, NST_DTYPE_F16, start);
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
  g_free (pictures);
  g_free (start);
}

typedef struct
{
  gint          loaded;  /* atomic: pictures so far */
  int           stop_at; /* picture that cancels; 0: none */
  GCancellable *cancellable;
  int           calls;
  double        first, last; /* losses */
  double        held;        /* on the held-back pictures, the last time */
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
  for (int level = 0; level < NST_LEVELS; level++)
    g_assert_true (progress->level_errors[level] > 0.0 && isfinite (progress->level_errors[level]));
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

static NstCodecTraining
small_training (const char *output)
{
  static const char *folders[2];

  folders[0] = pictures;
  return (NstCodecTraining) { .stage = NST_STAGE_DECODERS,
                              .pictures = folders,
                              .start = start,
                              .output = output,
                              .steps = 8,
                              .batch = 2,
                              .crop = 16,
                              .rate = 3e-3,
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

static NstNetwork *
load_codec (const char *path)
{
  g_autoptr (GError) error = NULL;
  NstNetwork *codec = nst_network_load (path, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (nst_network_get_architecture (codec), ==, "codec");
  return codec;
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

/* The loss falls, and what comes out is the codec that went in, with decoders. */
static void
test_learning (void)
{
  g_autofree char *output = g_build_filename (folder, "output.safetensors", NULL);
  g_autoptr (NstNetwork) before = load_codec (start), after = NULL;
  NstCodecTraining training = small_training (output);
  Run              run = { 0 };

  training.steps = 100;
  training.batch = 1;
  train (&training, &run);
  g_test_message ("loss from %g to %g, %g held back", run.first, run.last, run.held);
  g_assert_cmpint (run.calls, ==, 2);
  check_below (run.last, 0.8 * run.first);
  g_assert_true (run.held > 0.0);
  after = load_codec (output);
  assert_same_parameters (after, before);
  for (int level = 0; level < NST_LEVELS; level++)
    g_assert_nonnull (after->decoders[level]);
}

/* A run is stopped in the middle, with another number of threads: cancelled, it leaves its
 * checkpoint and no output; started again it ends in the file of one that was not stopped, and says
 * the same of it. */
static void
test_resuming (void)
{
  g_autofree char *output = g_build_filename (folder, "through.safetensors", NULL);
  g_autofree char *other = g_build_filename (folder, "other.safetensors", NULL);
  g_autofree char *checkpoint = g_build_filename (folder, "checkpoint.safetensors", NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  NstCodecTraining training = small_training (output);
  Run              through = { 0 }, again = { 0 };
  Run              stopped = { .stop_at = 9, .cancellable = cancellable };

  train (&training, &through);
  training.output = other;
  training.checkpoint = checkpoint;
  training.threads = 1;
  g_assert_false (
      nst_train_codec (&training, load, &stopped, listen, &stopped, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_true (g_file_test (checkpoint, G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test (other, G_FILE_TEST_EXISTS));
  g_assert_cmpint (stopped.loaded, <, through.loaded - 4);
  train (&training, &again);
  g_assert_cmpint (again.loaded, <, through.loaded - 4);
  assert_same_file (output, other);
  check_relative (again.held, through.held, 1e-6);
}

/* Stopped after its last step, a run has only the file to write; it says of it what the run would
 * have said that went through. */
static void
test_last_step (void)
{
  g_autofree char *output = g_build_filename (folder, "last.safetensors", NULL);
  g_autofree char *checkpoint = g_build_filename (folder, "last-checkpoint.safetensors", NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  NstCodecTraining training = small_training (output);
  Run              through = { 0 }, again = { 0 };
  Run              stopped = { .stop_at = 1, .cancellable = cancellable };

  training.steps = 1;
  train (&training, &through);
  training.checkpoint = checkpoint;
  g_assert_false (nst_train_codec (&training, load, &stopped, listen, &stopped, cancellable, NULL));
  g_assert_true (g_file_test (checkpoint, G_FILE_TEST_EXISTS));
  training.seed = 6;
  train (&training, &again);
  check_relative (again.held, through.held, 1e-2);
}

/* Decoders that the start has are gone on from, the others are made. */
static void
test_start (void)
{
  g_autofree char *some = g_build_filename (folder, "some.safetensors", NULL);
  g_autofree char *output = g_build_filename (folder, "all.safetensors", NULL);
  g_autoptr (NstNetwork) codec = new_codec (61, 0x12);
  g_autoptr (NstNetwork) after = NULL;
  NstCodecTraining training = small_training (output);
  Run              run = { 0 };

  write_codec (codec, NST_DTYPE_F16, some);
  training.start = some;
  training.steps = 1;
  training.rate = 1e-9;
  train (&training, &run);
  after = load_codec (output);
  for (int level = 0; level < NST_LEVELS; level++)
    {
      const NstNetwork *wanted = codec->decoders[level], *got = after->decoders[level];

      g_assert_nonnull (got);
      if (wanted != NULL)
        check_below (check_error_float (wanted->n_parameters, got->parameters, wanted->parameters),
                     1e-3);
    }
}

static void
assert_refused (const NstCodecTraining *training, int code, const char *fragment)
{
  Run run = { 0 };
  g_autoptr (GError) error = NULL;

  g_assert_false (nst_train_codec (training, load, &run, listen, &run, NULL, &error));
  check_sentence (error, NST_ERROR, code, fragment);
  g_assert_false (g_file_test (training->output, G_FILE_TEST_EXISTS));
}

static void
test_refused (void)
{
  g_autofree char *output = g_build_filename (folder, "refused.safetensors", NULL);
  g_autofree char *nowhere = g_build_filename (folder, "no-such.safetensors", NULL);
  g_autofree char *damaged = g_build_filename (folder, "no-codec.safetensors", NULL);
  const char      *no_pictures[] = { folder, NULL };
  g_autoptr (NstNetwork) tiny = check_network (&check_tiny, 1);
  NstCodecTraining training = small_training (output);

  write_codec (tiny, NST_DTYPE_F32, damaged);
  training.start = NULL;
  assert_refused (&training, NST_ERROR_ARGUMENT, "need a codec");
  training.start = nowhere;
  assert_refused (&training, NST_ERROR_FILE, "no-such.safetensors");
  training.start = damaged;
  assert_refused (&training, NST_ERROR_FILE, "no-codec.safetensors");
  training = small_training (output);
  training.pictures = no_pictures;
  assert_refused (&training, NST_ERROR_FILE, "two pictures");
  training = small_training (output);
  training.checkpoint = start; /* a codec without decoders */
  assert_refused (&training, NST_ERROR_FILE, "start.safetensors");
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  set_up ();
  g_test_add_func ("/upsampling/adjoint", test_adjoint);
  g_test_add_func ("/decoders/passes", test_passes);
  g_test_add_func ("/decoders/threads", test_threads);
  g_test_add_func ("/decoders/files", test_files);
  g_test_add_func ("/decoders/ready", test_ready);
  g_test_add_func ("/decoders/damaged", test_damaged);
  g_test_add_func ("/reconstruction/errors", test_errors);
  g_test_add_func ("/reconstruction/gradients", test_gradients);
  g_test_add_func ("/training-decoders/learning", test_learning);
  g_test_add_func ("/training-decoders/resuming", test_resuming);
  g_test_add_func ("/training-decoders/last-step", test_last_step);
  g_test_add_func ("/training-decoders/start", test_start);
  g_test_add_func ("/training-decoders/refused", test_refused);
  result = g_test_run ();
  tear_down ();
  return result;
}
