/* SPDX-License-Identifier: GPL-3.0-or-later */

/* fast.h - style transfer in one pass: the codec's features at five levels are given the statistics
 * of the style (fusion.h) and decoded together.  The features' transform is that of Y. Li et al.,
 * "Universal style transfer via feature transforms", NeurIPS 2017, who decode one level after the
 * other. */

#ifndef NST_FAST_H
#define NST_FAST_H

#include "style/stylize-context.h"

G_BEGIN_DECLS

/* Paints at the working size, in [0, 1].  The network must be a codec with a decoder.  It is
 * painted in as many passes as the network says; what those after the first begin with and ask for
 * is in repainting.h.  A large picture begins with a small painting of it
 * (fast-start.h).  Fails like nst_stylize. */
NstPicture *nst_fast (const NstStylizeContext *context, GError **error);

/* The peak memory of nst_fast, with the painting, for a content of this size, with weights of
 * `n_regions` regions (0: there is one that has everything); `frame`: one of an animation. */
gsize nst_fast_bytes (const NstNetwork *network, int width, int height, gboolean masked,
                      int n_regions, gboolean frame, const NstSettings *settings);

/* The number of pixels that it computes in all passes, including the overlaps of tiles. */
double nst_fast_pixels (const NstNetwork *network, int width, int height, gboolean frame,
                        const NstSettings *settings);

/* Whether Fast can use `network`; sets an error otherwise. */
gboolean nst_fast_check_network (const NstNetwork *network, GError **error);

/* nst_fast with tiles of at most `largest` pixels a side, a multiple of 16. */
NstPicture *nst_fast_in_tiles (const NstStylizeContext *context, int largest, GError **error);

G_END_DECLS

#endif
