/* SPDX-License-Identifier: GPL-3.0-or-later */

/* test-golden.c - features, losses and gradients against those of PyTorch. golden.py makes the
 * files of $GOLDEN_FOLDER and then runs this program; $GOLDEN_CODEC is the bundled encoder, if
 * available. */

#include "check.h"

#include <string.h>

#include "network/network.h"
#include "ops/matrix.h"
#include "ops/statistics.h"
#include "style/picture-loss.h"
#include "style/style-loss.h"

#define SIDE               128
#define FLOATS             ((gsize) 3 * SIDE * SIDE)
#define FEATURE_TOLERANCE  2e-5
#define LOSS_TOLERANCE     1e-4
#define GRADIENT_TOLERANCE 1e-4
/* 512 channels at 64 to 256 positions: most directions have no variance but the floor's, and single
 * precision shows. */
#define DEGENERATE_TOLERANCE 1e-3
/* Random weights are drawn so that no value stands within rounding of a rectifier's bend or of a
 * tie in a pooling; trained ones are as they are, and a value that falls to the other side in
 * single precision moves the gradient by up to a percent or so. */
#define TRAINED_TOLERANCE 5e-2

/* A network and what is expected of it. */
typedef struct
{
  NstNetwork    *network;
  NstWeightFile *expected;
  NstPicture    *content, *style, *picture;
  gboolean       trained;
} Golden;

static NstWeightFile *
open_file (const char *name)
{
  g_autofree char *path = g_build_filename (g_getenv ("GOLDEN_FOLDER"), name, NULL);
  g_autoptr (GError) error = NULL;
  NstWeightFile *file = nst_weight_file_open (path, &error);

  g_assert_no_error (error);
  return file;
}

/* All of the tensor `name`, whatever its shape. */
static float *
read_tensor (const NstWeightFile *file, const char *name, gsize *count)
{
  const NstTensorInfo *info = nst_weight_file_lookup (file, name);
  g_autoptr (GError) error = NULL;
  gsize  n = 1;
  float *values;

  if (info == NULL)
    g_error ("no golden value '%s'", name);
  for (guint d = 0; d < info->n_dimensions; d++)
    n *= (gsize) info->shape[d];
  values = g_new (float, n);
  nst_weight_file_read (file, name, info->n_dimensions, info->shape, values, &error);
  g_assert_no_error (error);
  *count = n;
  return values;
}

static NstPicture *
read_picture (const NstWeightFile *file, const char *name)
{
  const NstTensorInfo *info = nst_weight_file_lookup (file, name);
  g_autoptr (GError) error = NULL;
  NstPicture *picture = nst_picture_new ((int) info->shape[2], (int) info->shape[1], &error);
  gsize       n;

  g_assert_no_error (error);
  g_free (picture->pixels);
  picture->pixels = read_tensor (file, name, &n);
  return picture;
}

static void
golden_init (Golden *g, const char *network_path, const char *expected)
{
  g_autoptr (NstWeightFile) pictures = open_file ("pictures.safetensors");
  g_autoptr (GError) error = NULL;

  g->network = nst_catalogue_open_network (NULL, network_path, &error);
  g_assert_no_error (error);
  g->expected = open_file (expected);
  g->content = read_picture (pictures, "content");
  g->style = read_picture (pictures, "style");
  g->picture = read_picture (pictures, "picture");
}

static void
golden_clear (Golden *g)
{
  nst_network_unref (g->network);
  nst_weight_file_free (g->expected);
  nst_picture_free (g->content);
  nst_picture_free (g->style);
  nst_picture_free (g->picture);
}

/* Compares with the golden tensor "KIND.NAME". */
static void
compare (const Golden *g, const char *kind, const char *name, gsize n, const float *actual,
         double tolerance)
{
  g_autofree char  *full = g_strconcat (kind, ".", name, NULL);
  gsize             count;
  g_autofree float *expected = read_tensor (g->expected, full, &count);
  double            error;

  g_assert_cmpuint (count, ==, n);
  error = check_error_float (n, actual, expected);
  g_test_message ("%s: error %.1e", full, error);
  if (!(error < tolerance))
    g_error ("%s is off by a share of %g of its norm", full, error);
}

static void
compare_loss (const Golden *g, const char *name, double actual)
{
  float value = (float) actual;

  compare (g, "loss", name, 1, &value, LOSS_TOLERANCE);
}

static void
compare_gradient (const Golden *g, const char *name, const float *actual)
{
  gboolean degenerate
      = g_str_equal (name, "wasserstein.relu4_1") || g_str_equal (name, "wasserstein.relu5_1");

  compare (g, "gradient", name, FLOATS, actual,
           g->trained   ? TRAINED_TOLERANCE
           : degenerate ? DEGENERATE_TOLERANCE
                        : GRADIENT_TOLERANCE);
}

static NstPass *
run_pass (const Golden *g, NstPassMode mode, const NstPicture *picture)
{
  NstPass *pass = check_pass (g->network, mode, picture->height, picture->width);

  nst_pass_forward (pass, check_pool (1), picture->pixels);
  return pass;
}

/* ---- Features ---------------------------------------------------------------------- */

static void
check_features (const Golden *g)
{
  const NstArchitecture *a = g->network->architecture;
  g_autoptr (NstPass) pass = run_pass (g, NST_PASS_FORWARD, g->picture);

  for (int t = 0; t < a->n_taps; t++)
    {
      const NstFeatures *f = nst_pass_get_features (pass, t);

      compare (g, "features", a->taps[t].layer, check_floats (f), f->values, FEATURE_TOLERANCE);
    }
}

/* ---- The style loss of one tap alone ----------------------------------------------- */

typedef struct
{
  const NstPass *pass;
  double        *gradient_mean, *gradient_moment;
} TapGradient;

static void
turn_to_gradient (int tap, float *values, gpointer data)
{
  const TapGradient *t = data;
  const NstFeatures *f = nst_pass_get_features (t->pass, tap);

  nst_statistics_backward (check_pool (1), f->channels, (gsize) f->height * f->width,
                           (gsize) f->height * f->width, NULL, t->gradient_mean, t->gradient_moment,
                           NULL, 0.0, values);
}

static double *
metric_of (const NstNetwork *network, int tap)
{
  const NstFilter   *lift = &network->lifts[tap];
  int                n = lift->convolution.in, out = lift->convolution.out;
  g_autofree double *squared = NULL;
  double            *metric;

  if (out == 0)
    return NULL;
  squared = g_new0 (double, (gsize) n *n);
  metric = g_new (double, (gsize) n *n);
  for (int o = 0; o < out; o++)
    for (int i = 0; i < n; i++)
      for (int j = 0; j < n; j++)
        squared[i * n + j] += (double) lift->weights[o * n + i] * lift->weights[o * n + j];
  nst_matrix_root (n, squared, 0.0, metric, NULL);
  return metric;
}

static void
check_style_tap (const Golden *g, NstStyleMeasure kind, int tap)
{
  const char            *names[] = { "wasserstein", "gram" };
  const NstArchitecture *a = g->network->architecture;
  g_autofree char       *name = g_strconcat (names[kind], ".", a->taps[tap].layer, NULL);
  g_autoptr (NstPass) style_pass = run_pass (g, NST_PASS_FORWARD, g->style);
  g_autoptr (NstPass) pass = run_pass (g, NST_PASS_PICTURE, g->picture);
  const NstFeatures *style = nst_pass_get_features (style_pass, tap);
  const NstFeatures *now = nst_pass_get_features (pass, tap);
  gsize              n = now->channels;
  g_autofree double *numbers = g_new (double, 2 * (n + n * n));
  double            *mean = numbers, *moment = mean + n;
  double            *gradient_mean = moment + n * n, *gradient_moment = gradient_mean + n;
  TapGradient        gradients = { pass, gradient_mean, gradient_moment };
  g_autofree double *metric = metric_of (g->network, tap);
  g_autofree float  *gradient = g_new (float, FLOATS);
  g_autoptr (NstStyleLoss) loss = NULL;

  nst_statistics (check_pool (1), (int) n, (gsize) style->height * style->width, style->values,
                  NULL, mean, moment);
  loss = nst_style_loss_new (kind, (int) n, metric, mean, moment);
  nst_statistics (check_pool (1), (int) n, (gsize) now->height * now->width, now->values, NULL,
                  mean, moment);
  compare_loss (g, name,
                nst_style_loss_evaluate (loss, 1.0, mean, moment, gradient_mean, gradient_moment));
  nst_pass_backward (pass, check_pool (1), 1u << tap, turn_to_gradient, &gradients, gradient, NULL);
  compare_gradient (g, name, gradient);
}

static void
check_style_taps (const Golden *g)
{
  const NstArchitecture *a = g->network->architecture;

  for (int t = 0; t < a->n_taps; t++)
    if (a->taps[t].role & NST_TAP_STYLE)
      for (int kind = NST_STYLE_MEASURE_WASSERSTEIN; kind <= NST_STYLE_MEASURE_GRAM; kind++)
        check_style_tap (g, kind, t);
}

/* ---- The pixels, and the whole objective ------------------------------------------- */

static void
check_pixels (const Golden *g)
{
  g_autofree float *gradient = g_new0 (float, FLOATS);

  compare_loss (g, "variation",
                nst_variation_loss (check_pool (1), SIDE, SIDE, 1.0, g->picture->pixels, gradient));
  compare_gradient (g, "variation", gradient);
  memset (gradient, 0, sizeof (float) * FLOATS);
  compare_loss (g, "range",
                nst_range_loss (check_pool (1), SIDE, SIDE, 1.0, g->picture->pixels, gradient));
  compare_gradient (g, "range", gradient);
}

static NstLoss
evaluate (const Golden *g, const NstSettings *settings, float *gradient)
{
  g_autoptr (NstObjective) objective
      = check_objective_new (g->network, check_pool (1), g->content, g->style, settings);
  NstLoss loss;

  g_assert_true (nst_objective_evaluate (objective, g->picture->pixels, &loss, gradient));
  return loss;
}

/* The content's part: what its weight adds to the gradient of everything else. */
static void
check_content (const Golden *g, NstSettings settings)
{
  g_autofree float *with = g_new (float, FLOATS);
  g_autofree float *without = g_new (float, FLOATS);

  settings.style_weight = 0.0;
  settings.smoothness = 0.0;
  compare_loss (g, "content", evaluate (g, &settings, with).content);
  settings.content_weight = 0.0;
  g_assert_cmpfloat (evaluate (g, &settings, without).content, ==, 0.0);
  for (gsize i = 0; i < FLOATS; i++)
    with[i] -= without[i];
  compare_gradient (g, "content", with);
}

static void
check_objective (const Golden *g)
{
  static const char *const kinds[] = { "gram", "wasserstein" };
  g_autofree float        *gradient = g_new (float, FLOATS);
  NstSettings              settings;

  nst_settings_init (&settings);
  settings.strokes = 0.0; /* they have a test of their own */
  settings.content_weight = settings.style_weight = settings.smoothness = 1.0;
  for (int k = 0; k < 2; k++)
    {
      g_autofree char *total = g_strconcat ("total.", kinds[k], NULL);
      g_autofree char *style = g_strconcat ("style.", kinds[k], NULL);
      NstLoss          loss;

      nst_settings_set (&settings, "style-loss", kinds[k], NULL);
      loss = evaluate (g, &settings, gradient);
      compare_loss (g, style, loss.style);
      compare_loss (g, total, loss.total);
      compare_gradient (g, total, gradient);
    }
  check_content (g, settings);
}

/* ---- The gradient to the weights --------------------------------------------------- */

/* Of mean (F^2) / 2. */
static void
turn_mean_square (int tap, float *values, gpointer data)
{
  const NstFeatures *f = nst_pass_get_features (data, tap);
  gsize              n = (gsize) f->channels * f->height * f->width;

  for (gsize i = 0; i < n; i++)
    values[i] /= (float) n;
}

static void
check_weights (const Golden *g)
{
  const NstNetwork *network = g->network;
  g_autoptr (NstPass) pass = run_pass (g, NST_PASS_TRAINING, g->picture);
  g_autofree float *gradient = g_new0 (float, network->n_gradient);

  nst_pass_backward (pass, check_pool (1), 0x3f, turn_mean_square, pass, NULL, gradient);
  for (int i = 0; i < network->architecture->n_layers; i++)
    if (network->architecture->layers[i].kind == NST_LAYER_CONVOLUTION)
      {
        const NstFilter *f = &network->filters[i];
        const char      *tensor = network->architecture->layers[i].tensor;
        g_autofree char *weight = g_strconcat (tensor, ".weight", NULL);
        g_autofree char *bias = g_strconcat (tensor, ".bias", NULL);

        compare (g, "weights", weight, nst_convolution_n_weights (&f->convolution),
                 gradient + (f->weights - network->parameters), GRADIENT_TOLERANCE);
        compare (g, "weights", bias, f->convolution.out, gradient + (f->bias - network->parameters),
                 GRADIENT_TOLERANCE);
      }
}

/* ---- Networks ---------------------------------------------------------------------- */

static void
check_network_file (const char *path, const char *expected, const char *architecture,
                    gboolean weights, gboolean trained)
{
  Golden g;

  golden_init (&g, path, expected);
  g.trained = trained;
  g_assert_cmpstr (nst_network_get_architecture (g.network), ==, architecture);
  check_features (&g);
  check_pixels (&g);
  check_style_taps (&g);
  check_objective (&g);
  if (weights)
    check_weights (&g);
  golden_clear (&g);
}

static void
test_random (gconstpointer architecture)
{
  g_autofree char *name = g_strconcat (architecture, ".safetensors", NULL);
  g_autofree char *expected = g_strconcat (architecture, "-expected.safetensors", NULL);
  g_autofree char *path = g_build_filename (g_getenv ("GOLDEN_FOLDER"), name, NULL);

  check_network_file (path, expected, architecture, g_str_equal (architecture, "codec"), FALSE);
}

static void
test_shipped (void)
{
  if (g_getenv ("GOLDEN_CODEC") == NULL)
    g_test_skip ("The trained encoder (weights/codec.safetensors) is not there");
  else
    check_network_file (g_getenv ("GOLDEN_CODEC"), "shipped-expected.safetensors", "codec", FALSE,
                        TRUE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  if (g_getenv ("GOLDEN_FOLDER") == NULL)
    {
      g_print ("1..0 # SKIP golden.py makes the values and runs this program\n");
      return 0;
    }
  g_test_add_data_func ("/golden/vgg19", "vgg19", test_random);
  g_test_add_data_func ("/golden/codec", "codec", test_random);
  g_test_add_func ("/golden/shipped", test_shipped);
  return g_test_run ();
}
