/* SPDX-License-Identifier: GPL-3.0-or-later */

/* refine.h - style transfer by optimization, coarse to fine: L. Gatys et al., "Image style transfer
 * using convolutional neural networks", CVPR 2016, over a pyramid of scales. */

#ifndef NST_REFINE_H
#define NST_REFINE_H

#include "style/call.h"

G_BEGIN_DECLS

/* The painting at the working size, in [0, 1].  Errors as nst_stylize. */
NstPicture *nst_refine (const NstCall *call, GError **error);

/* The same with tiles of at most `largest` pixels a side, a multiple of 16. */
NstPicture *nst_refine_in_tiles (const NstCall *call, int largest, GError **error);

/* The most memory that it takes at a time for a content of such a size, the painting's included;
 * what Fast takes to start it not. */
gsize nst_refine_bytes (const NstNetwork *network, int width, int height, gboolean masked,
                        guint n_masks, const NstSettings *settings);

/* The pixels that it computes, over all evaluations. */
double nst_refine_pixels (const NstNetwork *network, int width, int height,
                          const NstSettings *settings);

/* Whether Fast's painting is where it starts, and the settings of that painting, from its own. */
gboolean nst_refine_starts_fast (const NstNetwork *network, const NstSettings *settings);
void nst_refine_get_start (const NstNetwork *network, int width, int height, NstSettings *settings);

G_END_DECLS

#endif
