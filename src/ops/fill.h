/* SPDX-License-Identifier: GPL-3.0-or-later */

/* fill.h - colors for pixels that have none: nst_picture_fill (nst.h), by push and pull (S.
 * Gortler et al., "The lumigraph", SIGGRAPH 1996, section 3.4).
 *
 * What stands under a transparent pixel is arbitrary, yet resampling and a network's receptive
 * fields would carry it into its neighbors.  So it is replaced by what surrounds it before
 * anything else. */

#ifndef NST_FILL_H
#define NST_FILL_H

#include "nst.h"

G_BEGIN_DECLS

/* *copy: `picture` as nst_picture_fill would leave it, or NULL where it is that already.  Errors as
 * there. */
gboolean nst_picture_filled (const NstPicture *picture, NstPicture **copy, GError **error);

G_END_DECLS

#endif
