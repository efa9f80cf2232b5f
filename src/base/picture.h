/* SPDX-License-Identifier: GPL-3.0-or-later */

/* picture.h - what only the engine asks of pictures. */

#ifndef NST_PICTURE_H
#define NST_PICTURE_H

#include "nst.h"

G_BEGIN_DECLS

/* Whether every pixel that counts is of finite numbers, and so is the mask.  Fails with
 * NST_ERROR_ARGUMENT and a sentence that begins with `what`. */
gboolean nst_picture_check (const NstPicture *picture, const char *what, GError **error);

G_END_DECLS

#endif
