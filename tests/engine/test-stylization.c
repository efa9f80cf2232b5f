/* SPDX-License-Identifier: GPL-3.0-or-later */

/* test-stylization.c - the errors of the decoder's painting of a crop: against their definition,
 * the gradient by central differences. */

#include "check.h"

#include <math.h>
#include <string.h>

#include "training/stylization.h"

#define SIDE   32
#define FLOATS ((gsize) 3 * SIDE * SIDE)

typedef struct
{
  NstNetwork     *codec;
  NstPicture     *content, *style;
  NstSettings     settings;
  NstStylization *stylization;
} Fixture;

static void
fixture_init (Fixture *f)
{
  g_autoptr (GError) error = NULL;

  f->codec = check_codec (40);
  f->content = check_picture (41, SIDE, SIDE);
  f->style = check_picture (42, SIDE, SIDE);
  nst_settings_init (&f->settings);
  f->stylization = nst_stylization_new (f->codec, SIDE, &f->settings, &error);
  g_assert_no_error (error);
}

static void
fixture_clear (Fixture *f)
{
  nst_stylization_free (f->stylization);
  nst_network_unref (f->codec);
  nst_picture_free (f->content);
  nst_picture_free (f->style);
}

static void
learn (const Fixture *f, const NstPicture *content, const NstPicture *style, double strength,
       int passes, NstStylizationErrors *errors, float *gradient)
{
  g_autoptr (GError) error = NULL;
  gboolean done = nst_stylization_learn (f->stylization, content, style, strength, passes, errors,
                                         gradient, &error);

  g_assert_no_error (error);
  g_assert_true (done);
}

/* ---- The errors, by definition ----------------------------------------------------- */

/* What the decoder makes of the picture's features with the statistics `to`; to be freed. */
static float *
define_pass (const Fixture *f, const NstPicture *picture, const NstStyleStatistics *to)
{
  g_autoptr (NstStyleStatistics) from = check_style_statistics (f->codec, picture);
  g_autoptr (NstFusionMaps) maps
      = nst_fusion_maps_new (check_pool (0), NST_FUSION_WHITENING, from, to);
  g_autoptr (NstCodecPainter) painter = nst_codec_painter_new (f->codec, FALSE, SIDE, SIDE, NULL);

  nst_codec_painter_encode (painter, check_pool (0), picture->pixels);
  return g_memdup2 (nst_codec_painter_decode (painter, check_pool (0), maps),
                    sizeof (float) * FLOATS);
}

static float *
define_painting (const Fixture *f, const NstStyleStatistics *to, int passes)
{
  g_autoptr (NstPicture) first = NULL; /* what the second pass begins with */
  float *painting = define_pass (f, f->content, to);

  if (passes == 1)
    return painting;
  first = nst_picture_copy (f->content, NULL);
  for (gsize i = 0; i < FLOATS; i++)
    first->pixels[i] = 0.55f * CLAMP (painting[i], 0.0f, 1.0f) + 0.45f * f->content->pixels[i];
  g_free (painting);
  return define_pass (f, first, to);
}

static NstStylizationErrors
define_errors (const Fixture *f, double strength, int passes)
{
  static const double levels[NST_LEVELS] = NST_STYLIZATION_LEVELS;
  g_autoptr (NstStyleStatistics) from = check_style_statistics (f->codec, f->content);
  g_autoptr (NstStyleStatistics) to = check_style_statistics (f->codec, f->style);
  g_autoptr (NstStyleStatistics) target = nst_style_statistics_new (f->codec);
  g_autofree float         *painting = NULL;
  g_autofree float         *gradient = g_new (float, FLOATS);
  const NstStyleStatistics *both[] = { from, to };
  const double              weights[] = { 1.0 - strength, strength };
  g_autoptr (NstObjective) objective
      = check_objective_new (f->codec, check_pool (0), f->content, f->style, &f->settings);
  double  squares = 0.0;
  NstLoss loss;

  nst_style_statistics_mix (2, both, weights, target);
  for (int level = 0; level < NST_LEVELS && strength == 1.0; level++) /* the style is small */
    g_assert_true (nst_bank_thin (&to->banks[level], G_MAXINT, &target->banks[level], NULL));
  painting = define_painting (f, target, passes);
  nst_objective_set_levels (objective, levels);
  g_assert_true (nst_objective_set_style (objective, target, NULL));
  nst_objective_evaluate (objective, painting, &loss, gradient);
  for (gsize i = 0; i < FLOATS; i++)
    squares += pow ((double) painting[i] - f->content->pixels[i], 2.0);
  loss.total += NST_STYLIZATION_PIXELS * pow (1.0 - strength, 2.0) * squares / (double) FLOATS;
  return (NstStylizationErrors) { loss.total, loss.content, loss.style, 1 };
}

/* Added to what is there, with and without a gradient. */
static void
test_errors (void)
{
  static const double strengths[] = { 1.0, 0.5, 0.0 };
  Fixture             f;
  g_autofree float   *gradient = NULL;

  fixture_init (&f);
  gradient = g_new0 (float, f.codec->decoder->n_gradient);
  for (gsize i = 0; i < G_N_ELEMENTS (strengths); i++)
    for (int with = 0; with < 4; with++)
      {
        int                  passes = 1 + with / 2;
        NstStylizationErrors expected = define_errors (&f, strengths[i], passes);
        NstStylizationErrors errors = { 1.0, 2.0, 3.0, 7 };

        learn (&f, f.content, f.style, strengths[i], passes, &errors, with % 2 ? gradient : NULL);
        g_test_message ("strength %g: loss %.4g, content %.4g, style %.4g", strengths[i],
                        expected.loss, expected.content, expected.style);
        check_relative (errors.loss - 1.0, expected.loss, 1e-5);
        check_relative (errors.content - 2.0, expected.content, 1e-5);
        check_relative (errors.style - 3.0, expected.style, 1e-5);
        g_assert_cmpint (errors.samples, ==, 8);
        g_assert_true (expected.content > 0.0 && expected.style > 0.0);
      }
  fixture_clear (&f);
}

/* ---- The gradient ------------------------------------------------------------------ */

/* The loss with the decoder's parameters moved by `h` along `direction` from `kept`. */
static double
loss_beside (const Fixture *f, double strength, const float *kept, double h, const float *direction)
{
  NstNetwork *decoder = f->codec->decoder;

  for (gsize i = 0; i < decoder->n_parameters; i++)
    decoder->parameters[i] = (float) (kept[i] + h * direction[i]);
  nst_network_prepare (decoder, check_pool (0));
  return define_errors (f, strength, 1).loss;
}

static void
check_gradient (const Fixture *f, double strength)
{
  const double         h = 1e-7;
  NstNetwork          *decoder = f->codec->decoder;
  gsize                n = decoder->n_parameters;
  NstStylizationErrors errors = { 0 };
  g_autoptr (GRand) random = g_rand_new_with_seed (9);
  g_autofree float *gradient = g_new0 (float, decoder->n_gradient), *twice = NULL,
                   *direction = NULL;
  g_autofree float *kept = g_memdup2 (decoder->parameters, sizeof (float) * n);
  double            slope, expected;

  learn (f, f->content, f->style, strength, 1, &errors, gradient);
  direction = check_direction (random, n, gradient, 0.3);
  expected = (loss_beside (f, strength, kept, h, direction)
              - loss_beside (f, strength, kept, -h, direction))
             / (2.0 * h);
  slope = check_dot (n, direction, gradient);
  g_test_message ("strength %g: %.6g, by differences %.6g", strength, slope, expected);
  check_relative (slope, expected, 5e-3);
  loss_beside (f, strength, kept, 0.0, direction);

  /* A second time, it is added to the first. */
  twice = g_memdup2 (gradient, sizeof (float) * decoder->n_gradient);
  learn (f, f->content, f->style, strength, 1, &errors, twice);
  for (gsize i = 0; i < n; i++)
    twice[i] *= 0.5f;
  check_below (check_error_float (n, twice, gradient), 1e-5);
}

static void
test_gradient (void)
{
  Fixture f;

  fixture_init (&f);
  check_gradient (&f, 1.0);
  check_gradient (&f, 0.5);
  check_gradient (&f, 0.0);
  fixture_clear (&f);
}

/* ---- What stays -------------------------------------------------------------------- */

/* Nothing is left of the samples before: the same crops say the same, in every bit; and weights
 * stay as they are. */
static void
test_repeats (void)
{
  Fixture f, other;
  g_autoptr (NstPicture) masked = check_picture (43, SIDE, SIDE);
  g_autofree float    *first = NULL, *again = NULL;
  NstStylizationErrors one = { 0 }, two = { 0 }, between = { 0 };
  gsize                n;

  fixture_init (&f);
  fixture_init (&other);
  n = f.codec->decoder->n_gradient;
  first = g_new0 (float, n);
  again = g_new0 (float, n);
  masked->mask = g_new0 (float, SIDE *SIDE);
  for (int i = 0; i < SIDE * SIDE / 2; i++)
    masked->mask[i] = 1.0f;
  learn (&f, f.content, f.style, 0.7, 1, &one, first);
  learn (&f, masked, f.content, 1.0, 1, &between, again);
  learn (&f, f.style, masked, 0.2, 1, &between, NULL);
  memset (again, 0, sizeof (float) * n);
  learn (&f, f.content, f.style, 0.7, 1, &two, again);
  g_assert_true (one.loss == two.loss && one.content == two.content && one.style == two.style);
  g_assert_cmpmem (first, sizeof (float) * n, again, sizeof (float) * n);
  check_same_parameters (f.codec, other.codec);
  check_same_parameters (f.codec->decoder, other.codec->decoder);
  fixture_clear (&f);
  fixture_clear (&other);
}

/* At strength 0 the style has no influence: any other gives the same, in every bit. */
static void
test_no_strength (void)
{
  Fixture              f;
  g_autofree float    *with_style = NULL, *with_other = NULL;
  NstStylizationErrors one = { 0 }, other = { 0 };
  gsize                n;

  fixture_init (&f);
  n = f.codec->decoder->n_gradient;
  with_style = g_new0 (float, n);
  with_other = g_new0 (float, n);
  learn (&f, f.content, f.style, 0.0, 1, &one, with_style);
  learn (&f, f.content, f.content, 0.0, 1, &other, with_other);
  g_assert_true (one.loss == other.loss && one.style == other.style);
  g_assert_cmpmem (with_style, sizeof (float) * n, with_other, sizeof (float) * n);
  fixture_clear (&f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/stylization/errors", test_errors);
  g_test_add_func ("/stylization/gradient", test_gradient);
  g_test_add_func ("/stylization/repeats", test_repeats);
  g_test_add_func ("/stylization/no-strength", test_no_strength);
  return g_test_run ();
}
