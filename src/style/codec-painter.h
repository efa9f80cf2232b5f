/* SPDX-License-Identifier: GPL-3.0-or-later */

/* codec-painter.h - the codec at work on pictures of one size: encode, fuse, decode.
 *
 *   picture -> encoder -> features at five levels -> fusion (fusion.h) -> decoder -> painting
 *
 * Features are fused row by row as the decoder gets to them.
 *
 * Fusion maps are the caller's: they follow from statistics that may be those of a larger picture
 * than this one, of which this is a part.
 */

#ifndef NST_CODEC_PAINTER_H
#define NST_CODEC_PAINTER_H

#include "style/fusion.h"

G_BEGIN_DECLS

#define NST_CODEC_PAINTER_MULTIPLE 16 /* pixels: what four poolings halve without a rest */

typedef struct _NstCodecPainter NstCodecPainter;

/* For pictures of (3, height, width), multiples of NST_CODEC_PAINTER_MULTIPLE; `codec` has a decoder.
 * `training`: the decoder can be run backward to its weights.  Fails with NST_ERROR_MEMORY. */
NstCodecPainter *nst_codec_painter_new (const NstNetwork *codec, gboolean training, int height,
                                        int width, GError **error);
void             nst_codec_painter_free (NstCodecPainter *painter);

/* The memory of such a painter, not for training. */
gsize nst_codec_painter_bytes (const NstNetwork *codec, int height, int width);

/* `pixels` must stay until the last decoding. */
void nst_codec_painter_encode (NstCodecPainter *painter, NstPool *pool, const float *pixels);

/* The encoder, for reading the statistics of its features. */
NstPass *nst_codec_painter_get_encoder (const NstCodecPainter *painter);

/* Makes what the decoder sees, `to`, of rows of the features at `level`. */
typedef void (*NstFuseFunc) (int level, const NstFeatureRows *from, const NstFeatureRows *to,
                             gpointer data);

/* The painting of what was encoded, with its features fused by `fuse`; (3, height, width), not
 * clamped to [0, 1], valid until the next call. */
const float *nst_codec_painter_decode_fused (NstCodecPainter *painter, NstPool *pool,
                                             NstFuseFunc fuse, gpointer data);

/* The same with one map a level; NULL maps: the features stay as they are. */
const float *nst_codec_painter_decode (NstCodecPainter *painter, NstPool *pool,
                                       const NstFusionMaps *maps);

/* The decoder's pass, after decoding; its only tap is the painting. */
NstPass *nst_codec_painter_get_decoder (NstCodecPainter *painter);

/* Whether all `n` values of a painting are finite; fails with NST_ERROR_NUMERIC. */
gboolean nst_codec_painter_check (const float *painted, gsize n, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NstCodecPainter, nst_codec_painter_free)

G_END_DECLS

#endif
