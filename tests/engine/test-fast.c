/* SPDX-License-Identifier: GPL-3.0-or-later */

/* test-fast.c - style transfer in one pass, on a codec of random weights: against its definition,
 * pictures of any size, masks, several styles, and what progress, report and refusals promise. */

#include "check.h"

#include <math.h>
#include <string.h>

#include "network/pass.h"
#include "ops/statistics.h"
#include "style/fusion.h"

static NstNetwork *codec; /* with all its decoders */

#define ALL_LEVELS ((1u << NST_LEVELS) - 1)

static const int style_taps[NST_LEVELS] = { 0, 1, 2, 3, 5 };

static void
fast_settings (NstSettings *settings)
{
  nst_settings_init (settings);
  settings->method = g_intern_string ("fast");
  settings->size = 0;
}

static NstPicture *
paint_by (const NstNetwork *network, const NstPicture *content, const NstPicture *style)
{
  NstSettings settings;

  fast_settings (&settings);
  return check_stylize (network, content, style, &settings, 1, NULL);
}

static NstPicture *
paint (const NstPicture *content, const NstPicture *style)
{
  return paint_by (codec, content, style);
}

static double
distance (const NstPicture *a, const NstPicture *b)
{
  return check_error_float ((gsize) 3 * a->width * a->height, a->pixels, b->pixels);
}

static NstPass *
new_pass (const NstNetwork *network, int height, int width)
{
  g_autoptr (GError) error = NULL;
  NstPass *pass = nst_pass_new (network, NST_PASS_FORWARD, height, width, &error);

  g_assert_no_error (error);
  return pass;
}

/* ---- A codec that paints ----------------------------------------------------------- */

/* Turns a random decoder's last layer so that a picture's features become colours that are hardly
 * ever clipped, which would hide what comes before. */
static void
calibrate (NstNetwork *network, int level)
{
  NstNetwork *decoder = network->decoders[level];
  g_autoptr (NstPicture) picture = check_picture (9, 64, 64);
  g_autoptr (NstPass) encoding = new_pass (network, 64, 64);
  const NstFeatures *f = nst_pass_get_features (encoding, style_taps[level]);
  g_autoptr (NstPass) decoding = new_pass (decoder, f->height, f->width);
  const NstFilter *last = &decoder->filters[decoder->architecture->n_layers - 1];
  gsize            weights = nst_convolution_n_weights (&last->convolution) / 3;

  nst_pass_forward (encoding, check_pool (0), picture->pixels);
  nst_pass_forward (decoding, check_pool (0), f->values);
  for (int c = 0; c < 3; c++)
    {
      const float *values = nst_pass_get_features (decoding, 0)->values + c * 64 * 64;
      double       mean = 0.0, square = 0.0, factor;

      for (int i = 0; i < 64 * 64; i++)
        {
          mean += values[i] / 4096.0;
          square += (double) values[i] * values[i] / 4096.0;
        }
      factor = 0.1 / sqrt (square - mean * mean);
      for (gsize i = 0; i < weights; i++)
        last->weights[c * weights + i] *= (float) factor;
      last->bias[c] = (float) (0.5 + factor * (last->bias[c] - mean));
    }
  nst_network_prepare (decoder, check_pool (0));
}

static NstNetwork *
new_codec (guint levels)
{
  NstNetwork *network = check_network (&nst_codec, 70);

  for (int level = 0; level < NST_LEVELS; level++)
    if (levels & (1u << level))
      {
        network->decoders[level] = check_network (&nst_decoders[level], 71 + level);
        calibrate (network, level);
      }
  return network;
}

/* ---- By definition ----------------------------------------------------------------- */

typedef struct
{
  double mean[128], moment[128 * 128];
} Statistics;

static void
measure (const NstFeatures *f, Statistics *s)
{
  nst_statistics (check_pool (0), f->channels, (gsize) f->height * f->width, f->values, NULL,
                  s->mean, s->moment);
}

/* The picture, painted by one level. */
static void
define_level (const NstNetwork *network, int level, const NstPicture *style, double strength,
              NstPicture *picture)
{
  g_autoptr (NstPass) of_style = new_pass (network, style->height, style->width);
  g_autoptr (NstPass) of_picture = new_pass (network, picture->height, picture->width);
  const NstFeatures *f = nst_pass_get_features (of_picture, style_taps[level]);
  g_autoptr (NstPass) decoding = new_pass (network->decoders[level], f->height, f->width);
  g_autofree Statistics *statistics = g_new (Statistics, 2);
  int                    n = f->channels, positions = f->height * f->width;
  NstMoments             from = { n, statistics[0].mean, statistics[0].moment };
  NstMoments             to = { n, statistics[1].mean, statistics[1].moment };
  g_autofree float      *matrix = g_new (float, n *n);
  g_autofree float      *fused = g_new (float, n *positions);
  float                  offset[128];

  nst_pass_forward (of_style, check_pool (0), style->pixels);
  nst_pass_forward (of_picture, check_pool (0), picture->pixels);
  measure (f, &statistics[0]);
  measure (nst_pass_get_features (of_style, style_taps[level]), &statistics[1]);
  nst_fusion_map (NST_FUSION_WHITENING, &from, &to, strength, matrix, offset);
  for (int c = 0; c < n; c++)
    for (int p = 0; p < positions; p++)
      {
        double sum = offset[c];

        for (int i = 0; i < n; i++)
          sum += (double) matrix[c * n + i] * f->values[i * positions + p];
        fused[c * positions + p] = (float) sum;
      }
  nst_pass_forward (decoding, check_pool (0), fused);
  for (int i = 0; i < 3 * picture->height * picture->width; i++)
    picture->pixels[i] = CLAMP (nst_pass_get_features (decoding, 0)->values[i], 0.0f, 1.0f);
}

/* From the deepest level up, each on what the one before has painted; levels without a decoder are
 * passed over. */
static void
test_definition (void)
{
  static const guint choices[] = { ALL_LEVELS, 1u << 0, 1u << 4, 0x0a };
  g_autoptr (NstPicture) content = check_picture (1, 64, 48);
  g_autoptr (NstPicture) style = check_picture (2, 64, 64);

  for (gsize i = 0; i < G_N_ELEMENTS (choices); i++)
    {
      g_autoptr (NstNetwork) network = new_codec (choices[i]);
      g_autoptr (NstPicture) expected = nst_picture_copy (content, NULL);
      g_autoptr (NstPicture) actual = NULL;
      NstSettings settings;

      for (int level = NST_LEVELS - 1; level >= 0; level--)
        if (network->decoders[level] != NULL)
          define_level (network, level, style, 1.0, expected);
      fast_settings (&settings);
      actual = check_stylize (network, content, style, &settings, 2, NULL);
      check_below (distance (actual, expected), 2e-3);
      g_assert_cmpfloat (distance (actual, content), >, 0.05);
    }
}

/* ---- Sizes ------------------------------------------------------------------------- */

static const int sizes[][2]
    = { { 1, 1 }, { 1, 40 }, { 40, 1 }, { 33, 17 }, { 64, 64 }, { 130, 70 } };

static void
test_sizes (void)
{
  g_autoptr (NstPicture) plain = check_picture (2, 50, 60);

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (NstPicture) picture = check_picture (1, sizes[i][0], sizes[i][1]);
      g_autoptr (NstPicture) as_content = paint (picture, plain);
      g_autoptr (NstPicture) as_style = paint (plain, picture);
    }
}

/* Widened to a multiple of 16 and cropped again, a picture's pixels stay where they are. */
static void
test_borders (void)
{
  g_autoptr (NstNetwork) shallow = new_codec (1u << 0);
  g_autoptr (NstPicture) whole = check_picture (1, 128, 96);
  g_autoptr (NstPicture) part = check_picture (1, 121, 91);
  g_autoptr (NstPicture) painted_whole = paint_by (shallow, whole, whole);
  g_autoptr (NstPicture) painted_part = NULL;

  for (int row = 0; row < 3 * 91; row++)
    memcpy (part->pixels + (gsize) row * 121,
            whole->pixels + (gsize) (row / 91 * 96 + row % 91) * 128, sizeof (float) * 121);
  painted_part = paint_by (shallow, part, whole);
  for (int i = 0; i < 3 * 91 * 121; i++)
    {
      int c = i / (91 * 121), y = i / 121 % 91, x = i % 121;

      if (y < 89 && x < 119)
        g_assert_cmpfloat_with_epsilon (painted_part->pixels[i],
                                        painted_whole->pixels[(c * 96 + y) * 128 + x], 0.05);
    }
}

/* A size of its own to work at. */
static void
test_working_size (void)
{
  g_autoptr (NstPicture) content = check_picture (1, 130, 70);
  g_autoptr (NstPicture) style = check_picture (2, 64, 64);
  g_autoptr (NstPicture) result = NULL;
  NstSettings settings;
  NstReport   report;

  fast_settings (&settings);
  settings.size = 65;
  result = check_stylize (codec, content, style, &settings, 1, &report);
  g_assert_cmpuint (report.n_scales, ==, 1);
  g_assert_cmpint (report.scales[0].width, ==, 65);
  g_assert_cmpint (report.scales[0].height, ==, 35);
}

/* ---- Settings ---------------------------------------------------------------------- */

/* 0 gives back the content exactly, every other strength is as far on the way to the painting. */
static void
test_strength (void)
{
  g_autoptr (NstPicture) content = check_picture (1, 45, 50);
  g_autoptr (NstPicture) style = check_picture (2, 64, 64);
  g_autoptr (NstPicture) painting = paint (content, style);

  for (int i = 0; i < 4; i++)
    {
      NstSettings settings;
      g_autoptr (NstPicture) result = NULL;

      fast_settings (&settings);
      settings.strength = 0.25 * i;
      result = check_stylize (codec, content, style, &settings, 1, NULL);
      if (i == 0)
        check_same_pixels (result, content);
      for (int p = 0; p < 3 * 45 * 50; p++)
        g_assert_cmpfloat_with_epsilon (
            result->pixels[p],
            content->pixels[p] + 0.25 * i * (painting->pixels[p] - content->pixels[p]), 1e-5);
    }
}

/* The same picture, bit for bit, for any number of threads. */
static void
test_repeats (void)
{
  g_autoptr (NstPicture) content = check_picture (1, 150, 140);
  g_autoptr (NstPicture) style = check_picture (2, 131, 160);
  g_autoptr (NstPicture) first = NULL;
  NstSettings settings;

  fast_settings (&settings);
  first = check_stylize (codec, content, style, &settings, 1, NULL);
  for (int threads = 1; threads <= 3; threads++)
    {
      g_autoptr (NstPicture) again
          = check_stylize (codec, content, style, &settings, threads, NULL);

      check_same_pixels (first, again);
    }
}

/* ---- Styles ------------------------------------------------------------------------ */

static NstPicture *
flat_picture (int width, int height, float red, float green, float blue)
{
  const float colour[] = { red, green, blue };
  NstPicture *picture = check_picture (1, width, height);

  for (int i = 0; i < 3 * width * height; i++)
    picture->pixels[i] = colour[i / (width * height)];
  return picture;
}

/* The largest distance of a pixel from the first. */
static double
unevenness (const NstPicture *picture)
{
  int    n = picture->width * picture->height;
  double worst = 0.0;

  for (int i = 0; i < 3 * n; i++)
    worst = MAX (worst, fabs (picture->pixels[i] - picture->pixels[i / n * n]));
  return worst;
}

/* A style without variance leaves none; nor can anything be made of a content without. */
static void
test_flat (void)
{
  g_autoptr (NstPicture) picture = check_picture (1, 60, 45);
  g_autoptr (NstPicture) flat = flat_picture (50, 40, 0.8f, 0.3f, 0.5f);
  g_autoptr (NstPicture) black = flat_picture (33, 21, 0.0f, 0.0f, 0.0f);
  g_autoptr (NstPicture) point = check_picture (3, 1, 1);
  g_autoptr (NstPicture) by_flat = paint (picture, flat);
  g_autoptr (NstPicture) by_black = paint (picture, black);
  g_autoptr (NstPicture) by_point = paint (picture, point);
  g_autoptr (NstPicture) of_flat = paint (flat, picture);
  g_autoptr (NstPicture) of_point = paint (point, picture);
  g_autoptr (NstPicture) flat_by_flat = paint (flat, black);

  check_below (unevenness (by_flat), 0.01);
  check_below (unevenness (by_black), 0.01);
  check_below (unevenness (by_point), 0.01);
  check_below (unevenness (of_flat), 0.01);
  check_below (unevenness (flat_by_flat), 0.01);
}

static NstPicture *
paint_both (const NstPicture *content, const NstPicture *one, const NstPicture *two)
{
  const NstPicture *styles[] = { one, two };
  NstSettings       settings;
  g_autoptr (GError) error = NULL;
  NstPicture *result;

  fast_settings (&settings);
  result = nst_stylize (codec, content, styles, 2, &settings, 2, NULL, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  return result;
}

/* Two styles are neither of them, in whatever order; the same one twice is that one. */
static void
test_styles (void)
{
  g_autoptr (NstPicture) content = check_picture (1, 40, 40);
  g_autoptr (NstPicture) first = check_picture (2, 40, 50);
  g_autoptr (NstPicture) second = check_picture (3, 60, 30);
  g_autoptr (NstPicture) alone = paint (content, first);
  g_autoptr (NstPicture) other = paint (content, second);
  g_autoptr (NstPicture) blended = paint_both (content, first, second);
  g_autoptr (NstPicture) swapped = paint_both (content, second, first);
  g_autoptr (NstPicture) twice = paint_both (content, first, first);

  g_assert_cmpfloat (distance (alone, other), >, 0.02);
  g_assert_cmpfloat (distance (alone, blended), >, 0.2 * distance (alone, other));
  g_assert_cmpfloat (distance (other, blended), >, 0.2 * distance (alone, other));
  check_below (distance (blended, swapped), 2e-3);
  check_below (distance (alone, twice), 2e-3);
}

/* ---- Masks ------------------------------------------------------------------------- */

/* `picture` with as much again, of another kind, to the right of it, which counts `weight`. */
static NstPicture *
beside_another (const NstPicture *picture, float weight)
{
  int         width = 2 * picture->width, height = picture->height;
  NstPicture *wide = check_picture (77, width, height);

  wide->mask = g_new (float, (gsize) width *height);
  for (int i = 0; i < 3 * width * height; i++)
    {
      int      x = i % width, row = i / width;
      gboolean beyond = x >= picture->width;

      wide->mask[i % (width * height)] = beyond ? weight : 1.0f;
      wide->pixels[i]
          = beyond ? (float) (0.5 + 0.5 * sin (i)) : picture->pixels[row * picture->width + x];
    }
  return wide;
}

/* Loud rubbish wherever the mask is 0. */
static void
spoil (NstPicture *picture, guint32 seed)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  gsize n = (gsize) picture->width * picture->height;

  for (gsize i = 0; i < n; i++)
    if (picture->mask[i] == 0.0f)
      for (int c = 0; c < 3; c++)
        picture->pixels[c * n + i]
            = i % 5 == 0 ? NAN : (float) g_rand_double_range (random, -3.0, 4.0);
}

/* What is transparent of the style takes no part: not its colours, in any bit, and hardly its
 * place, which is continued smoothly from the border and not counted. */
static void
test_style_mask (void)
{
  g_autoptr (NstNetwork) shallow = new_codec (0x03);
  g_autoptr (NstPicture) content = check_picture (1, 128, 64);
  g_autoptr (NstPicture) style = check_picture (2, 64, 64);
  g_autoptr (NstPicture) masked = beside_another (style, 0.0f);
  g_autoptr (NstPicture) faint = beside_another (style, 1e-4f);
  g_autoptr (NstPicture) opaque = beside_another (style, 1.0f);
  g_autoptr (NstPicture) by_style = paint_by (shallow, content, style);
  g_autoptr (NstPicture) by_masked = paint_by (shallow, content, masked);
  g_autoptr (NstPicture) by_faint = paint_by (shallow, content, faint);
  g_autoptr (NstPicture) by_opaque = paint_by (shallow, content, opaque);
  g_autoptr (NstPicture) by_spoilt = NULL;

  spoil (masked, 3);
  by_spoilt = paint_by (shallow, content, masked);
  check_same_pixels (by_masked, by_spoilt);
  g_test_message ("off by %g masked, %g faint, %g opaque", distance (by_masked, by_style),
                  distance (by_faint, by_style), distance (by_opaque, by_style));
  check_below (distance (by_masked, by_style), 0.3 * distance (by_opaque, by_style));
  check_below (distance (by_faint, by_style), 0.3 * distance (by_opaque, by_style));
}

/* How the pictures differ where the other half of `wide` is out of sight. */
static double
left_distance (const NstPicture *wide, const NstPicture *left)
{
  double difference = 0.0, size = 0.0;

  for (int i = 0; i < 3 * left->width * left->height; i++)
    if (i % left->width < left->width * 3 / 4)
      {
        double value = wide->pixels[i / left->width * wide->width + i % left->width];

        difference += (value - left->pixels[i]) * (value - left->pixels[i]);
        size += left->pixels[i] * left->pixels[i];
      }
  return sqrt (difference / size);
}

/* The same of the content. */
static void
test_content_mask (void)
{
  g_autoptr (NstNetwork) shallow = new_codec (0x03);
  g_autoptr (NstPicture) content = check_picture (1, 64, 64);
  g_autoptr (NstPicture) style = check_picture (2, 64, 64);
  g_autoptr (NstPicture) masked = beside_another (content, 0.0f);
  g_autoptr (NstPicture) faint = beside_another (content, 1e-4f);
  g_autoptr (NstPicture) opaque = beside_another (content, 1.0f);
  g_autoptr (NstPicture) of_content = paint_by (shallow, content, style);
  g_autoptr (NstPicture) of_masked = paint_by (shallow, masked, style);
  g_autoptr (NstPicture) of_faint = paint_by (shallow, faint, style);
  g_autoptr (NstPicture) of_opaque = paint_by (shallow, opaque, style);
  g_autoptr (NstPicture) of_spoilt = NULL;

  spoil (masked, 3);
  of_spoilt = paint_by (shallow, masked, style);
  check_same_pixels (of_masked, of_spoilt);
  g_test_message ("off by %g masked, %g faint, %g opaque", left_distance (of_masked, of_content),
                  left_distance (of_faint, of_content), left_distance (of_opaque, of_content));
  check_below (left_distance (of_masked, of_content), 0.5 * left_distance (of_opaque, of_content));
  check_below (left_distance (of_faint, of_content), 0.5 * left_distance (of_opaque, of_content));
}

/* ---- Progress, report, cancel ------------------------------------------------------ */

typedef struct
{
  double        last;
  int           calls;
  int           cancel_at;     /* call; 0: never */
  int           width, height; /* of the last picture */
  GCancellable *cancellable;
  GThread      *thread;
} Watch;

static void
watch (const NstProgress *progress, gpointer data)
{
  Watch *w = data;

  g_assert_true (g_thread_self () == w->thread);
  g_assert_cmpfloat (progress->fraction, >=, w->last);
  g_assert_cmpfloat (progress->fraction, <=, 1.0 + 1e-9);
  g_assert_nonnull (progress->picture);
  w->width = progress->picture->width;
  w->height = progress->picture->height;
  for (int i = 0; i < 3 * progress->picture->width * progress->picture->height; i++)
    g_assert_true (progress->picture->pixels[i] >= 0.0f && progress->picture->pixels[i] <= 1.0f);
  w->last = progress->fraction;
  if (++w->calls == w->cancel_at)
    g_cancellable_cancel (w->cancellable);
}

static void
test_progress_and_report (void)
{
  static const guint choices[] = { ALL_LEVELS, 0x1c };

  for (gsize i = 0; i < G_N_ELEMENTS (choices); i++)
    {
      g_autoptr (NstNetwork) network = new_codec (choices[i]);
      g_autoptr (NstPicture) content = check_picture (1, 130, 70);
      g_autoptr (NstPicture) style = check_picture (2, 64, 64);
      const NstPicture *styles[] = { style };
      g_autoptr (NstPicture) result = NULL;
      g_autoptr (GError) error = NULL;
      NstSettings settings;
      NstReport   report;
      Watch       w = { .thread = g_thread_self () };

      fast_settings (&settings);
      memset (&report, 0xff, sizeof report);
      result = nst_stylize (network, content, styles, 1, &settings, 2, watch, &w, NULL, &report,
                            &error);
      g_assert_no_error (error);
      g_assert_cmpint (w.calls, >=, 1);
      g_assert_cmpfloat_with_epsilon (w.last, 1.0, 1e-9);
      g_assert_cmpint (w.width, ==, 130);
      g_assert_cmpint (w.height, ==, 70);
      g_assert_cmpint (report.threads, ==, 2);
      g_assert_cmpuint (report.n_scales, ==, 1);
      g_assert_cmpint (report.scales[0].width, ==, 130);
      g_assert_cmpint (report.scales[0].height, ==, 70);
      g_assert_true (report.seconds > 0.0 && report.style_seconds > 0.0
                     && report.style_seconds < report.seconds);
    }
}

/* Cancelled before the first word of progress, and after some. */
static void
test_cancel (void)
{
  for (int turn = 0; turn <= NST_LEVELS; turn++)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (GError) error = NULL;
      g_autoptr (NstPicture) content = check_picture (1, 100, 80);
      g_autoptr (NstPicture) style = check_picture (2, 60, 60);
      const NstPicture *styles[] = { style };
      NstSettings       settings;
      Watch w = { .cancel_at = turn, .cancellable = cancellable, .thread = g_thread_self () };

      fast_settings (&settings);
      if (turn == 0)
        g_cancellable_cancel (cancellable);
      g_assert_null (nst_stylize (codec, content, styles, 1, &settings, 2, watch, &w, cancellable,
                                  NULL, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_assert_cmpint (w.calls, ==, turn);
    }
}

static gpointer
cancel_soon (gpointer cancellable)
{
  g_usleep (20000);
  g_cancellable_cancel (cancellable);
  return NULL;
}

/* From another thread, in the middle of whatever is being done. */
static void
test_cancel_from_outside (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (NstPicture) content = check_picture (1, 1024, 768);
  const NstPicture *styles[] = { content };
  NstSettings       settings;
  GThread          *canceller;

  fast_settings (&settings);
  canceller = g_thread_new ("cancel", cancel_soon, cancellable);
  g_assert_null (
      nst_stylize (codec, content, styles, 1, &settings, 2, NULL, NULL, cancellable, NULL, &error));
  g_thread_join (canceller);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* ---- Refusals ---------------------------------------------------------------------- */

static void
assert_refused (const NstNetwork *network, int code, const char *fragment)
{
  g_autoptr (NstPicture) content = check_picture (1, 40, 30);
  const NstPicture *styles[] = { content };
  NstSettings       settings;
  g_autoptr (GError) error = NULL;

  fast_settings (&settings);
  g_assert_null (
      nst_stylize (network, content, styles, 1, &settings, 1, NULL, NULL, NULL, NULL, &error));
  check_sentence (error, NST_ERROR, code, fragment);
}

/* Networks that cannot paint fast are called by their names. */
static void
test_no_decoders (void)
{
  const NstArchitecture *const architectures[]
      = { &nst_codec, &nst_vgg19, &nst_vgg16, &nst_vgg19_distilled, &check_tiny };

  for (gsize i = 0; i < G_N_ELEMENTS (architectures); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *name = g_strdup_printf ("brush-%zu", i);
      g_autoptr (NstNetwork) network = nst_network_new (architectures[i], name, &error);

      g_assert_no_error (error);
      assert_refused (network, NST_ERROR_ARGUMENT, name);
    }
}

/* Weights that are too large for single precision are no picture. */
static void
test_overflow (void)
{
  g_autoptr (NstNetwork) network = new_codec (ALL_LEVELS);

  for (int level = 0; level < NST_LEVELS; level++)
    for (gsize i = 0; i < network->decoders[level]->n_parameters; i++)
      network->decoders[level]->parameters[i] *= 1e30f;
  nst_network_prepare (network, check_pool (0));
  assert_refused (network, NST_ERROR_NUMERIC, "numbers");
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  codec = new_codec (ALL_LEVELS);
  g_test_add_func ("/fast/definition", test_definition);
  g_test_add_func ("/fast/sizes", test_sizes);
  g_test_add_func ("/fast/borders", test_borders);
  g_test_add_func ("/fast/working-size", test_working_size);
  g_test_add_func ("/fast/strength", test_strength);
  g_test_add_func ("/fast/repeats", test_repeats);
  g_test_add_func ("/fast/flat", test_flat);
  g_test_add_func ("/fast/styles", test_styles);
  g_test_add_func ("/fast/style-mask", test_style_mask);
  g_test_add_func ("/fast/content-mask", test_content_mask);
  g_test_add_func ("/fast/progress-and-report", test_progress_and_report);
  g_test_add_func ("/fast/cancel", test_cancel);
  g_test_add_func ("/fast/cancel-from-outside", test_cancel_from_outside);
  g_test_add_func ("/fast/no-decoders", test_no_decoders);
  g_test_add_func ("/fast/overflow", test_overflow);
  result = g_test_run ();
  nst_network_free (codec);
  return result;
}
