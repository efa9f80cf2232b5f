/* SPDX-License-Identifier: GPL-3.0-or-later */

/* codec-painter.c - encodes, fuses and decodes pictures of one size. */

#include "style/codec-painter.h"

#include <string.h>

#include "base/arena.h"
#include "style/feature-mask.h"

#define DEEPEST (NST_LEVELS - 1)

struct _NstPainter
{
  NstArena *arena;
  NstPass  *encoder, *decoder;
  float    *deepest; /* the decoder's input; features of the other levels are concatenated later */
};

static const NstFeatures *
features_of (const NstCodecPainter *painter, int level)
{
  const NstArchitecture *a = nst_pass_get_network (painter->encoder)->architecture;

  return nst_pass_get_features (painter->encoder, nst_architecture_style_tap (a, level));
}

/* The buffer for the fused features of a level. */
static float *
fused_of (const NstCodecPainter *painter, int level)
{
  return level == DEEPEST ? painter->deepest
                          : nst_pass_get_joining (painter->decoder, DEEPEST - 1 - level)->values;
}

NstCodecPainter *
nst_codec_painter_new (const NstNetwork *codec, gboolean training, int height, int width,
                       GError **error)
{
  g_autoptr (NstCodecPainter) painter = g_new0 (NstCodecPainter, 1);
  const NstFeatures *deepest;

  painter->arena = nst_arena_new ();
  painter->encoder = nst_pass_new (codec, NST_PASS_FORWARD, height, width, error);
  if (painter->encoder == NULL)
    return NULL;
  deepest = features_of (painter, DEEPEST);
  painter->decoder = nst_pass_new (codec->decoder, training ? NST_PASS_TRAINING : NST_PASS_FORWARD,
                                   deepest->height, deepest->width, error);
  painter->deepest
      = nst_arena_buffer (painter->arena, deepest->channels * nst_features_positions (deepest));
  if (painter->decoder == NULL || !nst_arena_check (painter->arena, error))
    return NULL;
  return g_steal_pointer (&painter);
}

gsize
nst_codec_painter_bytes (const NstNetwork *codec, int height, int width)
{
  int   tap = nst_architecture_style_tap (codec->architecture, DEEPEST);
  int   rows = height / NST_CODEC_PAINTER_MULTIPLE, columns = width / NST_CODEC_PAINTER_MULTIPLE;
  gsize deepest = (gsize) nst_network_tap_channels (codec, tap) * rows * columns;

  return nst_pass_bytes (codec, NST_PASS_FORWARD, height, width)
         + nst_pass_bytes (codec->decoder, NST_PASS_FORWARD, rows, columns)
         + sizeof (float) * deepest;
}

void
nst_codec_painter_free (NstCodecPainter *painter)
{
  if (painter == NULL)
    return;
  nst_pass_free (painter->encoder);
  nst_pass_free (painter->decoder);
  nst_arena_free (painter->arena);
  g_free (painter);
}

const NstPass *
nst_codec_painter_get_encoder (const NstCodecPainter *painter)
{
  return painter->encoder;
}

NstPass *
nst_codec_painter_get_decoder (NstCodecPainter *painter)
{
  return painter->decoder;
}

void
nst_codec_painter_encode (NstCodecPainter *painter, NstPool *pool, const float *pixels)
{
  nst_pass_forward (painter->encoder, pool, pixels);
}

void
nst_codec_painter_fuse (NstCodecPainter *painter, NstPool *pool, const NstFusionMaps *maps)
{
  for (int level = 0; level < NST_LEVELS; level++)
    {
      const NstFeatures *f = features_of (painter, level);
      NstConvolution convolution = { f->channels, f->channels, 1, NST_PADDING_ZERO, FALSE, FALSE };

      if (maps != NULL && maps->matrix[level] != NULL)
        nst_convolution_forward (
            pool, &convolution, (NstConvolutionWeights) { maps->matrix[level], NULL },
            maps->offset[level], f->values, f->height, f->width, fused_of (painter, level), NULL);
      else
        memcpy (fused_of (painter, level), f->values,
                sizeof (float) * f->channels * nst_features_positions (f));
    }
}

NstFeatures
nst_codec_painter_get_features (const NstCodecPainter *painter, int level)
{
  return *features_of (painter, level);
}

void
nst_codec_painter_fuse_mixed (NstCodecPainter *painter, NstPool *pool, int level, int n_maps,
                              const NstWeightedMap *maps)
{
  const NstFeatures *f = features_of (painter, level);

  nst_mixed_map (pool, f->channels, nst_features_positions (f), n_maps, maps, f->values,
                 fused_of (painter, level));
}

const float *
nst_codec_painter_decode (NstCodecPainter *painter, NstPool *pool)
{
  nst_pass_forward (painter->decoder, pool, painter->deepest);
  return nst_pass_get_features (painter->decoder, 0)->values;
}
