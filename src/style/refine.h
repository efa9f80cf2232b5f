/* SPDX-License-Identifier: GPL-3.0-or-later */

/* refine.h - style transfer by optimization, coarse to fine: L. Gatys et al., "Image style transfer
 * using convolutional neural networks", CVPR 2016, over a pyramid of scales. */

#ifndef NST_REFINE_H
#define NST_REFINE_H

#include "style/stylize-context.h"

G_BEGIN_DECLS

/* Paints at the working size, in [0, 1].  Fails like nst_stylize. */
NstPicture *nst_refine (const NstStylizeContext *context, GError **error);

/* The same with tiles of at most `largest` pixels a side, a multiple of 16. */
NstPicture *nst_refine_in_tiles (const NstStylizeContext *context, int largest, GError **error);

/* The peak memory for a content of this size, with the painting; without that of Fast for the
 * start.  `n_regions` as for nst_fast_bytes; `frame`: one of an animation, after another one. */
gsize nst_refine_bytes (const NstNetwork *network, int width, int height, gboolean masked,
                        int n_regions, gboolean frame, const NstSettings *settings);

/* The number of pixels that it computes in all evaluations. */
double nst_refine_pixels (const NstNetwork *network, int width, int height,
                          const NstSettings *settings);

/* Whether it starts from Fast's painting, and the settings of that. */
gboolean nst_refine_starts_fast (const NstNetwork *network, const NstSettings *settings);
void nst_refine_get_start (const NstNetwork *network, int width, int height, NstSettings *settings);

G_END_DECLS

#endif
