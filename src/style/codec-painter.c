/* SPDX-License-Identifier: GPL-3.0-or-later */

/* codec-painter.c - encodes, fuses and decodes pictures of one size. */

#include "style/codec-painter.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "base/arena.h"
#include "ops/mixed-map.h"
#include "style/feature-mask.h"

#define DEEPEST (NST_LEVELS - 1)

struct _NstCodecPainter
{
  NstArena *arena;
  NstPass  *encoder, *decoder;
  float    *deepest; /* the decoder's input; features of the other levels are concatenated later */
  float    *rows;    /* of the finest level, which the encoder may not keep */
  int       most_rows;

  NstPool    *pool;
  NstFuseFunc fuse;
  gpointer    fuse_data;
};

static const NstFeatures *
features_of (const NstCodecPainter *painter, int level)
{
  const NstArchitecture *a = nst_pass_get_network (painter->encoder)->architecture;

  return nst_pass_get_features (painter->encoder, nst_architecture_style_tap (a, level));
}

/* Rows of the finest level are fused in pieces of about so many positions. */
#define PIECE 32768

static int
rows_in_piece (int height, int width)
{
  return MIN (MAX (PIECE / width / NST_ROWS_STEP, 1) * NST_ROWS_STEP, height);
}

/* What a painter has beside its passes. */
static void
plan_buffers (NstCodecPainter *painter)
{
  const NstFeatures *deepest = features_of (painter, DEEPEST), *finest = features_of (painter, 0);

  painter->deepest
      = nst_arena_buffer (painter->arena, deepest->channels * nst_features_positions (deepest));
  painter->most_rows = rows_in_piece (finest->height, finest->width);
  if (finest->values == NULL)
    painter->rows = nst_arena_buffer (painter->arena, (gsize) finest->channels * painter->most_rows
                                                          * finest->width);
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
  painter->decoder = training ? nst_pass_new (codec->decoder, NST_PASS_TRAINING, deepest->height,
                                              deepest->width, error)
                              : nst_pass_new_after (codec->decoder, painter->encoder,
                                                    deepest->height, deepest->width, error);
  plan_buffers (painter);
  if (painter->decoder == NULL || !nst_arena_check (painter->arena, error))
    return NULL;
  return g_steal_pointer (&painter);
}

gsize
nst_codec_painter_bytes (const NstNetwork *codec, int height, int width)
{
  g_autoptr (NstCodecPainter) dry = g_new0 (NstCodecPainter, 1);
  const NstFeatures *deepest;

  dry->arena = nst_arena_new_counting ();
  dry->encoder = nst_pass_new_dry (codec, NST_PASS_FORWARD, NULL, height, width);
  deepest = features_of (dry, DEEPEST);
  dry->decoder = nst_pass_new_dry (codec->decoder, NST_PASS_FORWARD, dry->encoder, deepest->height,
                                   deepest->width);
  plan_buffers (dry);
  return nst_arena_get_bytes (dry->arena) + nst_pass_get_bytes (dry->encoder)
         + nst_pass_get_bytes (dry->decoder);
}

void
nst_codec_painter_free (NstCodecPainter *painter)
{
  if (painter == NULL)
    return;
  nst_pass_free (painter->decoder);
  nst_pass_free (painter->encoder);
  nst_arena_free (painter->arena);
  g_free (painter);
}

NstPass *
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

/* ---- Fusing and decoding ----------------------------------------------------------- */

static void
fuse_kept (const NstCodecPainter *painter, int level, const NstFeatureRows *to)
{
  const NstFeatures *f = features_of (painter, level);
  NstFeatureRows     from = *to;

  from.stride = nst_features_positions (f);
  from.values = f->values + (gsize) to->first * f->width;
  painter->fuse (level, &from, to, painter->fuse_data);
}

/* The encoder makes the rows once more. */
static void
fuse_again (const NstCodecPainter *painter, int level, const NstFeatureRows *to)
{
  int tap
      = nst_architecture_style_tap (nst_pass_get_network (painter->encoder)->architecture, level);
  NstPass *encoder = painter->encoder;

  for (int first = to->first; first < to->end; first += painter->most_rows)
    {
      NstFeatureRows from = *to, part = *to;

      from.first = part.first = first;
      from.end = part.end = MIN (first + painter->most_rows, to->end);
      from.stride = (gsize) (from.end - first) * to->width;
      from.values = painter->rows;
      part.values += (gsize) (first - to->first) * to->width;
      nst_pass_read_rows (encoder, painter->pool, tap, first, from.end - first, painter->rows);
      painter->fuse (level, &from, &part, painter->fuse_data);
    }
}

/* Matches NstJoinFunc: the decoder goes from the deepest level to the finest. */
static void
join (int index, const NstFeatureRows *rows, gpointer data)
{
  const NstCodecPainter *painter = data;
  int                    level = DEEPEST - 1 - index;

  if (features_of (painter, level)->values != NULL)
    fuse_kept (painter, level, rows);
  else
    fuse_again (painter, level, rows);
}

const float *
nst_codec_painter_decode_fused (NstCodecPainter *painter, NstPool *pool, NstFuseFunc fuse,
                                gpointer data)
{
  const NstFeatures *f = features_of (painter, DEEPEST);
  NstFeatureRows     deepest = { .channels = f->channels,
                                 .height = f->height,
                                 .width = f->width,
                                 .end = f->height,
                                 .stride = nst_features_positions (f),
                                 .values = painter->deepest };

  painter->pool = pool;
  painter->fuse = fuse;
  painter->fuse_data = data;
  fuse_kept (painter, DEEPEST, &deepest);
  nst_pass_forward_joined (painter->decoder, pool, painter->deepest, join, painter);
  return nst_pass_get_features (painter->decoder, 0)->values;
}

typedef struct
{
  NstPool             *pool;
  const NstFusionMaps *maps;
} Plain;

/* Matches NstFuseFunc. */
static void
fuse_plainly (int level, const NstFeatureRows *from, const NstFeatureRows *to, gpointer data)
{
  const Plain   *plain = data;
  NstWeightedMap map = { NULL, NULL, NULL };

  if (plain->maps != NULL)
    map = (NstWeightedMap) { plain->maps->matrix[level], plain->maps->offset[level], NULL };
  nst_mixed_map (plain->pool, from->channels, nst_feature_rows_positions (from), 1, &map,
                 from->values, from->stride, to->values, to->stride);
}

const float *
nst_codec_painter_decode (NstCodecPainter *painter, NstPool *pool, const NstFusionMaps *maps)
{
  Plain plain = { pool, maps };

  return nst_codec_painter_decode_fused (painter, pool, fuse_plainly, &plain);
}

gboolean
nst_codec_painter_check (const float *painted, gsize n, GError **error)
{
  for (gsize i = 0; i < n; i++)
    if (!isfinite (painted[i]))
      {
        g_set_error_literal (error, NST_ERROR, NST_ERROR_NUMERIC,
                             _ ("The network gave invalid numbers (NaN or infinity) for this "
                                "picture; choose another network."));
        return FALSE;
      }
  return TRUE;
}
