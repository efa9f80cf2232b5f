/* SPDX-License-Identifier: GPL-3.0-or-later */

/* fill.h - colours for pixels that have none.
 *
 * What stands under a transparent pixel is arbitrary, yet resampling and a network's receptive
 * fields would carry it into its neighbours.  So it is replaced by what surrounds it before
 * anything else. */

#ifndef NST_FILL_H
#define NST_FILL_H

#include "nst.h"

G_BEGIN_DECLS

/* Whether a pixel of `picture` has no weight. */
gboolean nst_picture_has_holes (const NstPicture *picture);

/* A copy of `picture` in which the pixels of weight 0 have taken the colours of their surroundings
 * (by push and pull: S. Gortler et al., "The lumigraph", SIGGRAPH 1996, section 3.4).  The mask
 * stays. Fails with NST_ERROR_ARGUMENT where no pixel has any weight. */
NstPicture *nst_picture_fill (const NstPicture *picture, GError **error);

G_END_DECLS

#endif
