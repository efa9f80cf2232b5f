/* SPDX-License-Identifier: GPL-3.0-or-later */

/* test-painter.c - encode, fuse, decode on a codec of random weights, against each step alone:
 * separate passes, and the maps value by value. */

#include "check.h"

#include <math.h>
#include <string.h>

#include "naive.h"
#include "style/codec-painter.h"

static NstNetwork *codec;

#define DEEPEST (NST_LEVELS - 1)

static NstCodecPainter *
new_painter (gboolean training, const NstPicture *picture)
{
  g_autoptr (GError) error = NULL;
  NstCodecPainter *painter
      = nst_codec_painter_new (codec, training, picture->height, picture->width, &error);

  g_assert_no_error (error);
  return painter;
}

/* The values of the painting that `painter` makes of `picture`, to be freed. */
static float *
paint (NstCodecPainter *painter, int pool, const NstPicture *picture, const NstFusionMaps *maps)
{
  const float *values;

  nst_codec_painter_encode (painter, check_pool (pool), picture->pixels);
  values = nst_codec_painter_decode (painter, check_pool (pool), maps);
  return g_memdup2 (values, sizeof (float) * 3 * picture->width * picture->height);
}

static NstFusionMaps *
maps_to (const NstPicture *content, const NstPicture *style)
{
  g_autoptr (NstStyleStatistics) from = check_style_statistics (codec, content);
  g_autoptr (NstStyleStatistics) to = check_style_statistics (codec, style);

  return nst_fusion_maps_new (check_pool (0), NST_FUSION_WHITENING, from, to);
}

/* ---- By hand ----------------------------------------------------------------------- */

/* M x + b at each position, or the features themselves where there is no map. */
static void
map_by_hand (const NstFeatures *f, const NstFusionMaps *maps, int level, float *to)
{
  NstConvolution     one = { f->channels, f->channels, 1, NST_PADDING_ZERO, FALSE, FALSE };
  g_autofree double *mapped = NULL;

  memcpy (to, f->values, sizeof (float) * check_floats (f));
  if (maps == NULL || maps->matrix[level] == NULL)
    return;
  mapped = naive_convolve (&one, maps->matrix[level], maps->offset[level], f->values, f->height,
                           f->width);
  for (gsize i = 0; i < check_floats (f); i++)
    to[i] = (float) mapped[i];
}

typedef struct
{
  const NstPass       *encoder;
  const NstFusionMaps *maps;
} ByHand;

/* Matches NstJoinFunc, for a pass that wants all rows at once. */
static void
join_by_hand (int index, const NstFeatureRows *rows, gpointer data)
{
  const ByHand      *by_hand = data;
  int                level = DEEPEST - 1 - index;
  const NstFeatures *f = nst_pass_get_features (by_hand->encoder, check_level_taps[level]);

  g_assert_true (f->channels == rows->channels && f->height == rows->height
                 && f->width == rows->width);
  g_assert_true (rows->first == 0 && rows->end == f->height);
  map_by_hand (f, by_hand->maps, level, rows->values);
}

/* With passes that keep all features, as they can run backward. */
static float *
paint_by_hand (const NstPicture *picture, const NstFusionMaps *maps)
{
  g_autoptr (NstPass) encoder
      = check_pass (codec, NST_PASS_PICTURE, picture->height, picture->width);
  const NstFeatures *deepest = nst_pass_get_features (encoder, check_level_taps[DEEPEST]);
  g_autoptr (NstPass) decoder
      = check_pass (codec->decoder, NST_PASS_PICTURE, deepest->height, deepest->width);
  const NstFeatures *painting = nst_pass_get_features (decoder, 0);
  g_autofree float  *input = g_new (float, check_floats (deepest));
  ByHand             by_hand = { encoder, maps };

  nst_pass_forward (encoder, check_pool (0), picture->pixels);
  map_by_hand (deepest, maps, DEEPEST, input);
  nst_pass_forward_joined (decoder, check_pool (0), input, join_by_hand, &by_hand);
  return g_memdup2 (painting->values, sizeof (float) * check_floats (painting));
}

static void
check_by_hand (int width, int height, const NstPicture *style)
{
  gsize n = (gsize) 3 * width * height;
  g_autoptr (NstPicture) picture = check_picture (1, width, height);
  g_autoptr (NstCodecPainter) painter = new_painter (FALSE, picture);
  g_autoptr (NstFusionMaps) maps = maps_to (picture, style);
  g_autofree float *painting = paint (painter, 1, picture, maps);
  g_autofree float *expected = paint_by_hand (picture, maps);
  g_autofree float *plain = paint_by_hand (picture, NULL);

  check_below (check_error_float (n, painting, expected), 1e-5);
  g_assert_cmpfloat (check_error_float (n, painting, plain), >, 0.01);
}

/* Any size that the painter takes, also one at which it keeps only rows of the finest features; and
 * styles that are too small for deep levels, which then stay as they are. */
static void
test_by_hand (void)
{
  g_autoptr (NstPicture) style = check_picture (2, 64, 50);
  g_autoptr (NstPicture) small = check_picture (3, 6, 5);

  check_by_hand (64, 48, style);
  check_by_hand (16, 112, style);
  check_by_hand (528, 512, style);
  check_by_hand (64, 48, small);
}

/* Each level's map alone changes the painting. */
static void
test_levels (void)
{
  g_autoptr (NstPicture) picture = check_picture (1, 48, 64);
  g_autoptr (NstPicture) style = check_picture (2, 64, 64);
  g_autoptr (NstCodecPainter) painter = new_painter (FALSE, picture);
  g_autoptr (NstFusionMaps) maps = maps_to (picture, style);
  g_autofree float *plain = paint (painter, 0, picture, NULL);
  gsize             n = 3 * 48 * 64;

  for (int level = 0; level < NST_LEVELS; level++)
    {
      NstFusionMaps     one = { 0 };
      g_autofree float *painting = NULL, *expected = NULL;

      one.matrix[level] = maps->matrix[level];
      one.offset[level] = maps->offset[level];
      painting = paint (painter, 0, picture, &one);
      expected = paint_by_hand (picture, &one);
      check_below (check_error_float (n, painting, expected), 1e-5);
      g_assert_cmpfloat (check_error_float (n, painting, plain), >, 1e-3);
    }
}

/* ---- The same ---------------------------------------------------------------------- */

/* Without maps the features reach the decoder as they are, in every bit. */
static void
test_no_maps (void)
{
  g_autoptr (NstPicture) picture = check_picture (1, 64, 48);
  g_autoptr (NstCodecPainter) painter = new_painter (FALSE, picture);
  g_autofree float *without = paint (painter, 0, picture, NULL);
  g_autofree float *expected = paint_by_hand (picture, NULL);
  gsize             bytes = sizeof (float) * 3 * 64 * 48;

  g_assert_cmpmem (without, bytes, expected, bytes);
}

/* The same bits for any number of threads, in training or not, and whatever was painted before; an
 * encoder that has encoded once serves several fusions. */
static void
test_repeats (void)
{
  g_autoptr (NstPicture) picture = check_picture (1, 96, 80);
  g_autoptr (NstPicture) other = check_picture (4, 96, 80);
  g_autoptr (NstPicture) style = check_picture (2, 64, 64);
  g_autoptr (NstFusionMaps) maps = maps_to (picture, style);
  g_autofree float *first = NULL;
  gsize             bytes = sizeof (float) * 3 * 96 * 80;

  for (int turn = 0; turn < 2 * CHECK_POOLS; turn++)
    {
      g_autoptr (NstCodecPainter) painter = new_painter (turn % 2 == 1, picture);
      int               pool = turn / 2;
      g_autofree float *before = paint (painter, pool, other, maps);
      g_autofree float *painting = paint (painter, pool, picture, maps);

      first = first != NULL ? first : g_memdup2 (painting, bytes);
      g_assert_cmpmem (painting, bytes, first, bytes);
      nst_codec_painter_decode (painter, check_pool (pool), NULL);
      g_assert_cmpmem (nst_codec_painter_decode (painter, check_pool (pool), maps), bytes, first,
                       bytes);
    }
}

/* The encoder's pass has the picture's features, the decoder's the painting. */
static void
test_passes (void)
{
  g_autoptr (NstPicture) picture = check_picture (1, 64, 48);
  g_autoptr (NstCodecPainter) painter = new_painter (TRUE, picture);
  g_autoptr (NstStyleStatistics) expected = check_style_statistics (codec, picture);
  g_autoptr (NstStyleStatistics) actual = nst_style_statistics_new (codec);
  g_autofree float  *painting = paint (painter, 0, picture, NULL);
  const NstFeatures *f = nst_pass_get_features (nst_codec_painter_get_decoder (painter), 0);
  g_autoptr (GError) error = NULL;

  g_assert_cmpmem (f->values, sizeof (float) * check_floats (f), painting,
                   sizeof (float) * 3 * 64 * 48);
  g_assert_true (nst_style_statistics_read (nst_codec_painter_get_encoder (painter), check_pool (0),
                                            picture, actual, &error));
  for (int level = 0; level < NST_LEVELS; level++)
    {
      gsize n = (gsize) expected->levels[level].channels;

      g_assert_cmpmem (actual->levels[level].moment, sizeof (double) * n * n,
                       expected->levels[level].moment, sizeof (double) * n * n);
    }
}

static void
test_too_large (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (nst_codec_painter_new (codec, FALSE, NST_MAX_SIDE, NST_MAX_SIDE, &error));
  check_sentence (error, NST_ERROR, NST_ERROR_MEMORY, "too large");
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  codec = check_codec (70);
  g_test_add_func ("/painter/by-hand", test_by_hand);
  g_test_add_func ("/painter/levels", test_levels);
  g_test_add_func ("/painter/no-maps", test_no_maps);
  g_test_add_func ("/painter/repeats", test_repeats);
  g_test_add_func ("/painter/passes", test_passes);
  g_test_add_func ("/painter/too-large", test_too_large);
  result = g_test_run ();
  nst_network_unref (codec);
  return result;
}
