/* SPDX-License-Identifier: GPL-3.0-or-later */

/* check.c - common to the engine's tests. */

#include "check.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "style/codec-painter.h"

gboolean
check_is_emulated (void)
{
  return g_getenv ("CHECK_EMULATED") != NULL;
}

gboolean
check_is_watched (void)
{
  return CHECK_SANITIZED || check_is_emulated ();
}

gboolean
check_has_turn (int *turn)
{
  return (*turn)++ % 5 == 0 || !check_is_emulated ();
}

static void
skip_numeric (void)
{
  g_test_skip ("It would take too long, and other cases run the same code");
}

void
check_add_numeric (const char *path, GTestFunc test)
{
  g_test_add_func (path, check_is_watched () ? skip_numeric : test);
}

NstPool *
check_pool (int index)
{
  static NstPool *pools[CHECK_POOLS];

  if (pools[index] == NULL)
    pools[index] = nst_pool_new (index + 1);
  return pools[index];
}

int
check_widths (void)
{
  nst_vectors_limit (NST_VECTORS_WIDEST);
  return (int) nst_vectors () + 1;
}

/* ---- Numbers ----------------------------------------------------------------------- */

double
check_normal (GRand *random)
{
  double radius = sqrt (-2.0 * log (1.0 - g_rand_double (random)));

  return radius * cos (2.0 * G_PI * g_rand_double (random));
}

float *
check_noise (GRand *random, gsize n)
{
  float *values = g_new (float, MAX (n, 1));

  for (gsize i = 0; i < n; i++)
    values[i] = (float) check_normal (random);
  return values;
}

float *
check_direction (GRand *random, gsize n, const float *gradient, double noise)
{
  float *direction = check_noise (random, n);
  double size = sqrt (check_dot (n, gradient, gradient) / (double) n);

  for (gsize i = 0; i < n; i++)
    direction[i] = (float) (noise * direction[i] + gradient[i] / size);
  return direction;
}

double
check_dot (gsize n, const float *a, const float *b)
{
  double sum = 0.0;

  for (gsize i = 0; i < n; i++)
    sum += (double) a[i] * b[i];
  return sum;
}

double
check_error (gsize n, const float *actual, const double *expected)
{
  double difference = 0.0, size = 0.0;

  for (gsize i = 0; i < n; i++)
    {
      difference += (actual[i] - expected[i]) * (actual[i] - expected[i]);
      size += expected[i] * expected[i];
    }
  return sqrt (difference) / MAX (sqrt (size), 1e-3);
}

double
check_error_float (gsize n, const float *actual, const float *expected)
{
  g_autofree double *wide = g_new (double, MAX (n, 1));

  for (gsize i = 0; i < n; i++)
    wide[i] = expected[i];
  return check_error (n, actual, wide);
}

void
check_relative_at (const char *file, int line, double actual, double expected, double tolerance)
{
  if (!(fabs (actual - expected) <= tolerance * fabs (expected)))
    g_error ("%s:%d: %.9g should be %.9g (off by a share of %.2g, %.2g allowed)", file, line,
             actual, expected, fabs (actual - expected) / fabs (expected), tolerance);
}

void
check_below_at (const char *file, int line, const char *what, double value, double limit)
{
  if (!(value < limit))
    g_error ("%s:%d: %s is %.4g, not below %.4g", file, line, what, value, limit);
}

int
check_source (NstPadding padding, int position, int length)
{
  while (position < 0 || position >= length)
    {
      if (padding == NST_PADDING_ZERO)
        return -1;
      if (padding == NST_PADDING_REPLICATE || length == 1)
        return position < 0 ? 0 : length - 1;
      position = position < 0 ? -position : 2 * (length - 1) - position;
    }
  return position;
}

/* ---- Networks and pictures --------------------------------------------------------- */

#define CONVOLUTION(name, in, out) { NST_LAYER_CONVOLUTION, name, "tiny." name, in, out, 3, TRUE }
#define POOLING(name, channels)    { NST_LAYER_POOLING, name, NULL, channels, channels, 2, FALSE }

static const NstLayer tiny_layers[] = {
  CONVOLUTION ("relu1_1", 3, 6),  CONVOLUTION ("relu1_2", 6, 6),   POOLING ("pool1", 6),
  CONVOLUTION ("relu2_1", 6, 8),  CONVOLUTION ("relu2_2", 8, 8),   POOLING ("pool2", 8),
  CONVOLUTION ("relu3_1", 8, 8),  CONVOLUTION ("relu3_2", 8, 8),   POOLING ("pool3", 8),
  CONVOLUTION ("relu4_1", 8, 10), CONVOLUTION ("relu4_2", 10, 10), CONVOLUTION ("relu4_3", 10, 10),
  POOLING ("pool4", 10),          CONVOLUTION ("relu5_1", 10, 10),
};

static const NstTap tiny_taps[] = {
  { "relu1_1", NST_TAP_STYLE, "lift.relu1_1", 12, FALSE },
  { "relu2_1", NST_TAP_STYLE, "lift.relu2_1", 12, FALSE },
  { "relu3_1", NST_TAP_STYLE, "lift.relu3_1", 16, FALSE },
  { "relu4_1", NST_TAP_STYLE, "lift.relu4_1", 16, FALSE },
  { "relu4_2", NST_TAP_CONTENT, "lift.relu4_2", 16, TRUE },
  { "relu5_1", NST_TAP_STYLE, "lift.relu5_1", 16, FALSE },
};

const NstArchitecture check_tiny = {
  .name = "tiny",
  .layers = tiny_layers,
  .n_layers = G_N_ELEMENTS (tiny_layers),
  .taps = tiny_taps,
  .n_taps = G_N_ELEMENTS (tiny_taps),
  .first_padding = NST_PADDING_REPLICATE,
  .padding = NST_PADDING_REFLECT,
  .mean = { 0.5f, 0.4f, 0.3f },
  .deviation = { 0.2f, 0.25f, 0.3f },
};

static void
fill_filter (NstFilter *filter, GRand *random)
{
  const NstConvolution *c = &filter->convolution;
  gsize                 n = nst_convolution_n_weights (c);
  double                deviation = sqrt (2.0 / MAX (c->in * c->kernel * c->kernel, 1));

  for (gsize i = 0; i < n; i++)
    filter->weights[i] = (float) (deviation * check_normal (random));
  for (int i = 0; i < c->out; i++)
    filter->bias[i] = (float) (0.1 * check_normal (random));
}

NstNetwork *
check_network (const NstArchitecture *architecture, guint32 seed)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  g_autoptr (GError) error = NULL;
  NstNetwork *network = nst_network_new (architecture, "random", &error);

  g_assert_no_error (error);
  for (int i = 0; i < architecture->n_layers; i++)
    fill_filter (&network->filters[i], random);
  for (int i = 0; i < architecture->n_taps; i++)
    fill_filter (&network->lifts[i], random);
  nst_network_prepare (network, check_pool (0));
  return network;
}

const int check_level_taps[NST_LEVELS] = { 0, 1, 2, 3, 5 };

/* Turns a channel of the decoder's last layer so that `values` would have the mean 0.5 and the
 * deviation 0.1. */
static void
calibrate_channel (const NstFilter *last, int channel, int n, const float *values)
{
  gsize weights
      = (gsize) last->convolution.in * last->convolution.kernel * last->convolution.kernel;
  double mean = 0.0, square = 0.0, factor;

  for (int i = 0; i < n; i++)
    {
      mean += (double) values[i] / n;
      square += (double) values[i] * values[i] / n;
    }
  factor = 0.1 / sqrt (square - mean * mean);
  for (gsize i = 0; i < weights; i++)
    last->weights[channel * weights + i] *= (float) factor;
  last->bias[channel] = (float) (0.5 + factor * (last->bias[channel] - mean));
}

NstNetwork *
check_codec (guint32 seed)
{
  enum
  {
    SIDE = 64
  };
  g_autoptr (NstPicture) picture = check_picture (seed, SIDE, SIDE);
  g_autoptr (GError) error = NULL;
  g_autoptr (NstCodecPainter) painter = NULL;
  NstNetwork  *codec = check_network (&nst_codec, seed);
  const float *values;

  codec->decoder = check_network (&nst_decoder, seed + 1);
  painter = nst_codec_painter_new (codec, FALSE, SIDE, SIDE, &error);
  g_assert_no_error (error);
  nst_codec_painter_encode (painter, check_pool (0), picture->pixels);
  values = nst_codec_painter_decode (painter, check_pool (0), NULL);
  for (int c = 0; c < 3; c++)
    calibrate_channel (&codec->decoder->filters[nst_decoder.n_layers - 1], c, SIDE * SIDE,
                       values + c * SIDE * SIDE);
  nst_network_prepare (codec->decoder, check_pool (0));
  return codec;
}

void
check_same_parameters (const NstNetwork *a, const NstNetwork *b)
{
  g_assert_cmpmem (a->parameters, sizeof (float) * a->n_parameters, b->parameters,
                   sizeof (float) * b->n_parameters);
}

void
check_save (const NstNetwork *network, NstDtype dtype, const char *path)
{
  g_autoptr (NstWeightWriter) writer = nst_weight_writer_new ();
  g_autoptr (GError) error = NULL;

  nst_network_write (network, dtype, writer);
  nst_weight_writer_set_metadata (writer, "source", "drawn by chance");
  nst_weight_writer_set_metadata (writer, "license", "CC0-1.0");
  nst_weight_writer_save (writer, path, &error);
  g_assert_no_error (error);
}

NstPass *
check_pass (const NstNetwork *network, NstPassMode mode, int height, int width)
{
  g_autoptr (GError) error = NULL;
  NstPass *pass = nst_pass_new (network, mode, height, width, &error);

  g_assert_no_error (error);
  return pass;
}

gsize
check_floats (const NstFeatures *f)
{
  return (gsize) f->channels * f->height * f->width;
}

float *
check_rectified_noise (GRand *random, gsize n)
{
  float *values = check_noise (random, n);

  for (gsize i = 0; i < n; i++)
    values[i] = MAX (values[i], 0.0f);
  return values;
}

float *
check_joining (int index, int channels, int height, int width, guint32 seed)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (NST_LEVELS * seed + (guint32) index);

  return check_rectified_noise (random, (gsize) channels * height * width);
}

/* Matches NstJoinFunc. */
static void
join (int index, const NstFeatureRows *rows, gpointer data)
{
  const guint32    *seed = data;
  g_autofree float *all = check_joining (index, rows->channels, rows->height, rows->width, *seed);
  gsize             plane = (gsize) rows->height * rows->width;

  for (int c = 0; c < rows->channels; c++)
    memcpy (rows->values + c * rows->stride, all + c * plane + (gsize) rows->first * rows->width,
            sizeof (float) * nst_feature_rows_positions (rows));
}

void
check_pass_forward (NstPass *pass, NstPool *pool, const float *input, guint32 seed)
{
  nst_pass_forward_joined (pass, pool, input, join, &seed);
}

NstStyleStatistics *
check_style_statistics (const NstNetwork *network, const NstPicture *picture)
{
  g_autoptr (GError) error = NULL;
  NstStyleStatistics *statistics
      = nst_style_statistics_measure (network, check_pool (0), picture, &error);

  g_assert_no_error (error);
  return statistics;
}

double
check_covariance (const NstMoments *moments, int i, int j)
{
  return moments->moment[(gsize) i * moments->channels + j] - moments->mean[i] * moments->mean[j];
}

NstObjective *
check_objective_new (const NstNetwork *network, NstPool *pool, const NstPicture *content,
                     const NstPicture *style, const NstSettings *settings)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NstStyleStatistics) statistics = check_style_statistics (network, style);
  NstObjective *objective
      = nst_objective_new (network, pool, content->height, content->width, settings, &error);

  g_assert_no_error (error);
  g_assert_true (nst_objective_set_style (objective, statistics, NULL));
  nst_objective_set_content (objective, content, &error);
  g_assert_no_error (error);
  return objective;
}

NstPicture *
check_picture (guint32 seed, int width, int height)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  g_autoptr (GError) error = NULL;
  NstPicture *picture = nst_picture_new (width, height, &error);

  g_assert_no_error (error);
  for (int c = 0; c < 3; c++)
    {
      double across = g_rand_double_range (random, 0.05, 0.5);
      double down = g_rand_double_range (random, 0.05, 0.5);
      double phase = g_rand_double_range (random, 0.0, 6.0);

      for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++)
          picture->pixels[((gsize) c * height + y) * width + x]
              = (float) (0.5 + 0.25 * sin (across * x + phase) * cos (down * y)
                         + g_rand_double_range (random, -0.1, 0.1));
    }
  return picture;
}

void
check_spoil (NstPicture *picture, guint32 seed)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  gsize n = (gsize) picture->width * picture->height;

  for (gsize i = 0; i < n; i++)
    if (picture->mask[i] == 0.0f)
      for (int c = 0; c < 3; c++)
        picture->pixels[c * n + i]
            = i % 5 == 0 ? NAN : (float) g_rand_double_range (random, -3.0, 4.0);
}

double
check_picture_distance (const NstPicture *actual, const NstPicture *expected)
{
  return check_error_float ((gsize) 3 * actual->width * actual->height, actual->pixels,
                            expected->pixels);
}

/* ---- Calls ------------------------------------------------------------------------- */

void
check_quick_settings (NstSettings *settings)
{
  nst_settings_init (settings);
  settings->iterations = 5;
  settings->size = 0;
}

NstPicture *
check_stylize_pictures (const NstNetwork *network, const NstPicture *content,
                        const NstPicture *const *styles, guint n_styles,
                        const NstSettings *settings, int threads, NstProgressFunc progress,
                        gpointer progress_data, GCancellable *cancellable, NstReport *report,
                        GError **error)
{
  g_autofree NstStyleShare *shares = g_new0 (NstStyleShare, n_styles);
  NstPicture               *result = NULL;
  gboolean                  ok = TRUE;

  for (guint i = 0; ok && i < n_styles; i++)
    {
      shares[i] = (NstStyleShare) { nst_style_new (styles[i], "Style", error), 1.0, 1.0 };
      ok = shares[i].style != NULL;
    }
  if (ok)
    result
        = nst_stylize (&NST_REQUEST (.network = network, .content = content, .styles = shares,
                                     .n_styles = n_styles, .settings = settings, .threads = threads,
                                     .progress = progress, .progress_data = progress_data,
                                     .cancellable = cancellable, .report = report),
                       error);
  for (guint i = 0; i < n_styles; i++)
    nst_style_unref (shares[i].style);
  return result;
}

NstPicture *
check_stylize (const NstNetwork *network, const NstPicture *content, const NstPicture *style,
               const NstSettings *settings, int threads, NstReport *report)
{
  g_autoptr (GError) error = NULL;
  NstPicture *result = check_stylize_pictures (network, content, &style, 1, settings, threads, NULL,
                                               NULL, NULL, report, &error);

  g_assert_no_error (error);
  g_assert_cmpint (result->width, ==, content->width);
  g_assert_cmpint (result->height, ==, content->height);
  g_assert_null (result->mask);
  for (gsize i = 0; i < (gsize) 3 * result->width * result->height; i++)
    g_assert_true (result->pixels[i] >= 0.0f && result->pixels[i] <= 1.0f);
  return result;
}

void
check_watch (const NstProgress *progress, gpointer data)
{
  CheckWatch       *watch = data;
  const NstPicture *picture = progress->picture;

  g_assert_true (g_thread_self () == watch->thread);
  g_assert_cmpfloat (progress->fraction, >=, watch->last);
  g_assert_cmpfloat (progress->fraction, <=, 1.0 + 1e-9);
  watch->last = progress->fraction;
  if (picture != NULL)
    {
      g_assert_true (picture->width >= 1 && picture->height >= 1);
      for (gsize i = 0; i < (gsize) 3 * picture->width * picture->height; i++)
        g_assert_true (isfinite (picture->pixels[i]));
      watch->width = picture->width;
      watch->height = picture->height;
    }
  if (++watch->calls == watch->cancel_at)
    g_cancellable_cancel (watch->cancellable);
}

typedef struct
{
  gulong        microseconds;
  GCancellable *cancellable;
} Canceller;

static gpointer
cancel_after (gpointer data)
{
  Canceller *canceller = data;

  g_usleep (canceller->microseconds);
  g_cancellable_cancel (canceller->cancellable);
  g_object_unref (canceller->cancellable);
  g_free (canceller);
  return NULL;
}

GThread *
check_cancel_after (gulong microseconds, GCancellable *cancellable)
{
  Canceller *canceller = g_new (Canceller, 1);

  *canceller = (Canceller) { microseconds, g_object_ref (cancellable) };
  return g_thread_new ("cancel", cancel_after, canceller);
}

void
check_same_pixels (const NstPicture *a, const NstPicture *b)
{
  gsize bytes = sizeof (float) * 3 * a->width * a->height;

  g_assert_true (a->width == b->width && a->height == b->height);
  g_assert_cmpmem (a->pixels, bytes, b->pixels, bytes);
}

/* ---- Sentences and folders --------------------------------------------------------- */

void
check_sentence_at (const char *file, int line, const GError *error, GQuark domain, int code,
                   const char *fragment)
{
  if (error == NULL)
    g_error ("%s:%d: no error, where one should say '%s'", file, line, fragment);
  if (!g_error_matches (error, domain, code) || strstr (error->message, fragment) == NULL)
    g_error ("%s:%d: %s %d '%s' should be %s %d and say '%s'", file, line,
             g_quark_to_string (error->domain), error->code, error->message,
             g_quark_to_string (domain), code, fragment);
  if (!g_utf8_validate (error->message, -1, NULL) || strchr (error->message, '\n') != NULL
      || strlen (error->message) < 15 || g_ascii_islower (error->message[0]))
    g_error ("%s:%d: '%s' is no sentence for the user", file, line, error->message);
}

char *
check_folder_new (void)
{
  g_autoptr (GError) error = NULL;
  char *folder = g_dir_make_tmp ("nst-test-XXXXXX", &error);

  g_assert_no_error (error);
  return folder;
}

/* FOLDER/NAME of tests/FOLDER/test-NAME.c. */
static char *
test_name (const char *file)
{
  g_autofree char *folder = g_path_get_dirname (file);
  g_autofree char *base = g_path_get_basename (folder);
  g_autofree char *name = g_path_get_basename (file);

  g_assert_true (g_str_has_prefix (name, "test-") && g_str_has_suffix (name, ".c"));
  name[strlen (name) - 2] = '\0';

  return g_strconcat (base, "/", name + 5, NULL);
}

void
check_outcome_at (const char *file, const char *section, const char *given, const char *comes_out)
{
  static gboolean  begun = FALSE;
  const char      *folder = g_getenv ("OUTCOMES");
  g_autofree char *test = test_name (file);
  g_autofree char *name = g_strdelimit (g_strconcat (test, ".tsv", NULL), "/", '-');
  g_autofree char *path = NULL;
  FILE            *record;

  if (!folder)
    return;

  g_mkdir_with_parents (folder, 0755);
  path = g_build_filename (folder, name, NULL);
  record = g_fopen (path, begun ? "a" : "w");
  g_assert_nonnull (record);
  fprintf (record, "%s\t%s\t%s\t%s\n", test, section, given, comes_out);
  fclose (record);
  begun = TRUE;
}

static void
remove_tree (const char *path)
{
  GDir       *dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_tree (child);
    }
  g_clear_pointer (&dir, g_dir_close);
  g_remove (path);
}

void
check_folder_remove (char *folder)
{
  remove_tree (folder);
  g_free (folder);
}

float *
check_edge (int width, int height, double from, double to, float most)
{
  float *mask = g_new (float, (gsize) width *height);

  for (int i = 0; i < width * height; i++)
    {
      double at = ((i % width + 0.5) / width - from) / (to - from);

      mask[i] = most * (float) CLAMP (at, 0.0, 1.0);
    }
  return mask;
}

float *
check_mask (int width, int height)
{
  float *mask = g_new (float, (gsize) width *height);

  for (int i = 0; i < width * height; i++)
    mask[i] = i % width < width / 5 ? 0.0f : i % 3 == 0 ? 0.4f : 1.0f;
  return mask;
}

NstRegions *
check_regions (const NstStyleShare *shares, guint n, int width, int height)
{
  g_autoptr (GError) error = NULL;
  NstRegions *regions = nst_regions_new (shares, n, width, height, &error);

  g_assert_no_error (error);
  return regions;
}
