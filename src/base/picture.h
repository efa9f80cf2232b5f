/* SPDX-License-Identifier: GPL-3.0-or-later */

/* picture.h - functions on pictures that only the engine uses. */

#ifndef NST_PICTURE_H
#define NST_PICTURE_H

#include "nst-types.h"

G_BEGIN_DECLS

/* Whether every pixel that counts, and the mask, are finite numbers.  Fails with NST_ERROR_ARGUMENT.
 * style: the name of the style that the picture is of; NULL: it is the content. */
gboolean nst_picture_check (const NstPicture *picture, const char *style, GError **error);

G_END_DECLS

#endif
