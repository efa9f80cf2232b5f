/* SPDX-License-Identifier: GPL-3.0-or-later */

/* picture.h - functions on pictures that only the engine uses. */

#ifndef NST_PICTURE_H
#define NST_PICTURE_H

#include "nst-types.h"

G_BEGIN_DECLS

/* Whether every pixel that counts, and the mask, are finite numbers.  Fails with NST_ERROR_ARGUMENT.
 * style: the name of the style that the picture is of; NULL: it is the content. */
gboolean nst_picture_check (const NstPicture *picture, const char *style, GError **error);

/* *open: `picture` without what is protected, which does not count in its mask.  It shares the
 * pixels of `picture`; the mask is its own, to be freed by nst_picture_take_mask.  Fails with
 * NST_ERROR_MEMORY. */
gboolean nst_picture_open (const NstPicture *picture, const float *protect, NstPicture *open,
                           GError **error);

G_END_DECLS

#endif
