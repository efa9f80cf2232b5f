/* SPDX-License-Identifier: GPL-3.0-or-later */

/* test-decoder.c - the codec's decoder: its pass, with the features that are fused on the way,
 * forward and backward against a naive implementation, and the layers of those features. */

#include "check.h"

#include <math.h>
#include <string.h>

#include "naive.h"

#define MOST_CONVOLUTIONS 16

/* ---- The naive twin ---------------------------------------------------------------- */

/* What a naive pass leaves behind at each convolution. */
typedef struct
{
  const NstFilter *filter;
  gboolean         upsampled; /* the input was doubled */
  int              beside;    /* its last channels joined */
  int              height, width;
  float           *input;  /* as it is convolved */
  double          *output; /* before the rectifier */
} Naive;

/* Features and what joins them, `beside` channels after theirs. */
static float *
naive_join (int channels, int beside, int positions, const float *features, const float *joining)
{
  gsize  own = (gsize) channels * positions, all = own + (gsize) beside * positions;
  float *joined = g_new (float, all);

  memcpy (joined, features, sizeof (float) * own);
  memcpy (joined + own, joining, sizeof (float) * (all - own));
  return joined;
}

static gsize
outputs_of (const Naive *n)
{
  return (gsize) n->filter->convolution.out * n->height * n->width;
}

/* Takes `values` over, convolves and rectifies them. */
static float *
naive_convolution (Naive *now, float *values)
{
  const NstFilter *f = now->filter;
  float           *rectified;

  now->input = values;
  now->output
      = naive_convolve (&f->convolution, f->weights, f->bias, values, now->height, now->width);
  rectified = g_new (float, outputs_of (now));
  for (gsize k = 0; k < outputs_of (now); k++)
    rectified[k] = (float) (f->convolution.relu ? MAX (now->output[k], 0.0) : now->output[k]);
  return rectified;
}

/* What joins is that of check_pass_forward with `seed`.  Returns how many convolutions there are. */
static int
naive_forward (const NstNetwork *decoder, int height, int width, const float *features,
               guint32 seed, Naive naive[MOST_CONVOLUTIONS])
{
  const NstArchitecture *a = decoder->architecture;
  float   *values = g_memdup2 (features, sizeof (float) * a->layers[0].in * height * width);
  gboolean upsampled = FALSE;
  int      n = 0, joins = 0;

  for (int i = 0; i < a->n_layers; i++)
    {
      const NstLayer   *layer = &a->layers[i];
      g_autofree float *before = NULL;

      if (layer->kind == NST_LAYER_UPSAMPLING)
        {
          before = g_steal_pointer (&values);
          values = naive_double (layer->in, height, width, before);
          height *= 2;
          width *= 2;
          upsampled = TRUE;
          continue;
        }
      if (layer->beside > 0)
        {
          g_autofree float *joining = check_joining (joins++, layer->beside, height, width, seed);

          before = g_steal_pointer (&values);
          values = naive_join (layer->in - layer->beside, layer->beside, height * width, before,
                               joining);
        }
      naive[n] = (Naive) { .filter = &decoder->filters[i],
                           .upsampled = upsampled,
                           .beside = layer->beside,
                           .height = height,
                           .width = width };
      values = naive_convolution (&naive[n++], values);
      upsampled = FALSE;
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
          gradient = naive_sum (c->in - now->beside, now->height / 2, now->width / 2, before);
          g_free (before);
        }
    }
  return gradient;
}

/* ---- Passes ------------------------------------------------------------------------ */

#define SCALE 16 /* of the picture to the deepest features */

static void
replace (G_GNUC_UNUSED int tap, float *values, gpointer data)
{
  GArray *gradient = data;

  memcpy (values, gradient->data, sizeof (float) * gradient->len);
}

typedef struct
{
  int     height, width;
  gsize   n, pixels; /* values of the features and of the picture */
  guint32 seed;      /* of what joins */
  float  *features;
  GArray *asked;                                 /* the gradient at the picture */
  double *picture, *to_features, *to_parameters; /* as they should be */
} Case;

static void
case_init (Case *k, const NstNetwork *decoder, int height, int width)
{
  g_autoptr (GRand) random = g_rand_new_with_seed ((guint32) (100 * height + width));
  g_autofree float *asked = NULL;
  Naive             naive[MOST_CONVOLUTIONS];
  double           *gradient;
  int               n;

  *k = (Case) { .height = height, .width = width, .seed = (guint32) (height + 50 * width) };
  k->n = (gsize) decoder->architecture->layers[0].in * height * width;
  k->pixels = 3 * (gsize) SCALE * height * SCALE * width;
  k->features = check_rectified_noise (random, k->n);
  k->asked = g_array_new (FALSE, FALSE, sizeof (float));
  asked = check_noise (random, k->pixels);
  g_array_append_vals (k->asked, asked, (guint) k->pixels);
  n = naive_forward (decoder, height, width, k->features, k->seed, naive);
  g_assert_cmpuint (outputs_of (&naive[n - 1]), ==, k->pixels);
  k->picture = g_memdup2 (naive[n - 1].output, sizeof (double) * k->pixels);
  gradient = g_new (double, k->pixels);
  for (gsize i = 0; i < k->pixels; i++)
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
  g_autoptr (NstPass) pass = check_pass (decoder, mode, k->height, k->width);
  const NstFeatures *f = nst_pass_get_features (pass, 0);
  g_autofree float  *to_features = g_new (float, k->n);
  g_autofree float  *to_parameters = g_new0 (float, decoder->n_gradient);

  g_assert_cmpint (f->channels, ==, 3);
  g_assert_cmpint (f->height, ==, SCALE * k->height);
  g_assert_cmpint (f->width, ==, SCALE * k->width);
  check_pass_forward (pass, check_pool (pool), k->features, k->seed);
  check_below (check_error (k->pixels, f->values, k->picture), 1e-5);
  if (mode == NST_PASS_FORWARD)
    return;
  memset (to_features, 0xff, sizeof (float) * k->n);
  for (gsize i = 0; i < decoder->n_parameters; i++)
    to_parameters[i] = 1.0f;
  nst_pass_backward (pass, check_pool (pool), 1, replace, k->asked, to_features,
                     mode == NST_PASS_TRAINING ? to_parameters : NULL);
  check_below (check_error (k->n, to_features, k->to_features), 3e-3);
  if (mode != NST_PASS_TRAINING)
    return;
  for (gsize i = 0; i < decoder->n_parameters; i++)
    to_parameters[i] -= 1.0f;
  check_below (check_error (decoder->n_parameters, to_parameters, k->to_parameters), 3e-3);
}

static void
test_twin (void)
{
  static const int sizes[][2] = { { 1, 1 }, { 1, 3 }, { 3, 2 } };
  g_autoptr (NstNetwork) decoder = check_network (&nst_decoder, 20);
  int widths = check_widths ();

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      Case k;

      case_init (&k, decoder, sizes[i][0], sizes[i][1]);
      for (int w = 0; w < widths; w++)
        {
          nst_vectors_limit (w);
          nst_network_prepare (decoder, check_pool (0));
          for (int mode = NST_PASS_FORWARD; mode <= NST_PASS_TRAINING; mode++)
            check_mode (decoder, &k, mode, mode);
        }
      case_clear (&k);
    }
}

/* The same bits for 1, 2 and 3 threads, forward and backward. */
static void
test_threads (void)
{
  enum
  {
    HEIGHT = 5,
    WIDTH = 6
  };
  g_autoptr (NstNetwork) decoder = check_network (&nst_decoder, 30);
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  gsize             n = (gsize) nst_decoder.layers[0].in * HEIGHT * WIDTH;
  gsize             pixels = 3 * SCALE * HEIGHT * SCALE * WIDTH;
  gsize             all = pixels + n + decoder->n_gradient;
  g_autofree float *features = check_rectified_noise (random, n),
                   *asked = check_noise (random, pixels);
  g_autoptr (GArray) gradient = g_array_new (FALSE, FALSE, sizeof (float));
  float *results[CHECK_POOLS];

  g_array_append_vals (gradient, asked, (guint) pixels);
  for (int p = 0; p < CHECK_POOLS; p++)
    {
      g_autoptr (NstPass) pass = check_pass (decoder, NST_PASS_TRAINING, HEIGHT, WIDTH);

      results[p] = g_new0 (float, all);
      check_pass_forward (pass, check_pool (p), features, 2);
      memcpy (results[p], nst_pass_get_features (pass, 0)->values, sizeof (float) * pixels);
      nst_pass_backward (pass, check_pool (p), 1, replace, gradient, results[p] + pixels,
                         results[p] + pixels + n);
      g_assert_cmpmem (results[p], sizeof (float) * all, results[0], sizeof (float) * all);
    }
  for (int p = 0; p < CHECK_POOLS; p++)
    g_free (results[p]);
}

/* ---- What joins -------------------------------------------------------------------- */

static const int joining_channels[] = { 128, 64, 32, 16 };

#define JOINS (int) G_N_ELEMENTS (joining_channels)

typedef struct
{
  int height, width;                          /* of the deepest features */
  int end[G_N_ELEMENTS (joining_channels)];   /* rows so far */
  int calls[G_N_ELEMENTS (joining_channels)]; /* in how many pieces */
  int loud;                                   /* the one that is not 0, or -1 */
} Joins;

/* Features of relu4_1, 3_1, 2_1 and 1_1; each row is asked for once, the first one first. */
static void
count_rows (int index, const NstFeatureRows *rows, gpointer data)
{
  Joins *joins = data;

  g_assert_cmpint (index, <, JOINS);
  g_assert_cmpint (rows->channels, ==, joining_channels[index]);
  g_assert_cmpint (rows->height, ==, joins->height << (index + 1));
  g_assert_cmpint (rows->width, ==, joins->width << (index + 1));
  g_assert_cmpint (rows->first, ==, joins->end[index]);
  g_assert_true (rows->end > rows->first && rows->end <= rows->height);
  g_assert_true (rows->first % NST_ROWS_STEP == 0);
  joins->end[index] = rows->end;
  joins->calls[index]++;
  for (int c = 0; c < rows->channels; c++)
    for (gsize i = 0; i < nst_feature_rows_positions (rows); i++)
      rows->values[c * rows->stride + i] = index == joins->loud ? 1.0f : 0.0f;
}

static void
test_rows_in_order (void)
{
  enum
  {
    HEIGHT = 3,
    WIDTH = 2
  };
  g_autoptr (NstNetwork) decoder = check_network (&nst_decoder, 20);
  g_autofree float *features = g_new0 (float, 128 * HEIGHT * WIDTH);

  for (int mode = NST_PASS_FORWARD; mode <= NST_PASS_TRAINING; mode++)
    for (gsize most = 0; most <= 1 << 20; most += 1 << 20)
      {
        g_autoptr (NstPass) pass = nst_pass_new_in_rows (decoder, mode, HEIGHT, WIDTH, most, NULL);
        Joins joins = { HEIGHT, WIDTH, { 0 }, { 0 }, -1 };

        nst_pass_forward_joined (pass, check_pool (1), features, count_rows, &joins);
        for (int i = 0; i < JOINS; i++)
          g_assert_cmpint (joins.end[i], ==, HEIGHT << (i + 1));
        if (mode == NST_PASS_FORWARD && most == 0)
          g_assert_cmpint (joins.calls[JOINS - 1], >, 1);
        else
          g_assert_cmpint (joins.calls[JOINS - 1], ==, 1);
      }
}

/* By rows, however few are kept, the picture is that of the definition, on any number of threads. */
static void
test_in_rows (void)
{
  static const gsize most[] = { 0, 4000, 20000, 100000 };
  g_autoptr (NstNetwork) decoder = check_network (&nst_decoder, 20);
  Case k;

  case_init (&k, decoder, 5, 3);
  for (gsize i = 0; i < G_N_ELEMENTS (most); i++)
    {
      g_autofree float *first = NULL;

      for (int p = 0; p < CHECK_POOLS; p++)
        {
          g_autoptr (NstPass) pass
              = nst_pass_new_in_rows (decoder, NST_PASS_FORWARD, k.height, k.width, most[i], NULL);
          const float *picture = nst_pass_get_features (pass, 0)->values;

          check_pass_forward (pass, check_pool (p), k.features, k.seed);
          check_below (check_error (k.pixels, picture, k.picture), 1e-5);
          first = first != NULL ? first : g_memdup2 (picture, sizeof (float) * k.pixels);
          g_assert_cmpmem (picture, sizeof (float) * k.pixels, first, sizeof (float) * k.pixels);
        }
    }
  case_clear (&k);
}

/* What joins is seen: each of the four changes the picture. */
static void
test_all_speak (void)
{
  g_autoptr (NstNetwork) decoder = check_network (&nst_decoder, 20);
  g_autoptr (NstPass) pass = check_pass (decoder, NST_PASS_FORWARD, 2, 2);
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  g_autofree float  *features = check_rectified_noise (random, 128 * 2 * 2);
  g_autofree float  *silent = NULL;
  const NstFeatures *f = nst_pass_get_features (pass, 0);

  for (int loud = -1; loud < JOINS; loud++)
    {
      Joins joins = { 2, 2, { 0 }, { 0 }, loud };

      nst_pass_forward_joined (pass, check_pool (0), features, count_rows, &joins);
      if (loud < 0)
        silent = g_memdup2 (f->values, sizeof (float) * check_floats (f));
      else
        g_assert_cmpfloat (check_error_float (check_floats (f), f->values, silent), >, 0.05);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/decoder/twin", test_twin);
  g_test_add_func ("/decoder/threads", test_threads);
  g_test_add_func ("/decoder/rows-in-order", test_rows_in_order);
  g_test_add_func ("/decoder/in-rows", test_in_rows);
  g_test_add_func ("/decoder/all-speak", test_all_speak);
  return g_test_run ();
}
