/* SPDX-License-Identifier: GPL-3.0-or-later */

/* fill.h - colors for transparent pixels: nst_picture_fill (nst.h), by push and pull (S.  Gortler
 * et al., "The lumigraph", SIGGRAPH 1996, section 3.4).
 *
 * The color of a transparent pixel is arbitrary, but resampling and the receptive fields of a
 * network would spread it.  So it is first replaced by the colors around it.
 */

#ifndef NST_FILL_H
#define NST_FILL_H

#include "nst-types.h"

G_BEGIN_DECLS

/* *copy: `picture` as nst_picture_fill would leave it, or NULL where it is that already.  Errors as
 * there. */
gboolean nst_picture_filled (const NstPicture *picture, NstPicture **copy, GError **error);

G_END_DECLS

#endif
