/* SPDX-License-Identifier: GPL-3.0-or-later */

/* user-styles.h - the folder of the user's own styles. */

#ifndef USER_STYLES_H
#define USER_STYLES_H

#include "nst.h"

/* Measures the style of `picture` with `network` and saves it under `name`, or under the next free
 * name like it.  Returns the name of the file, without its ending.  Fails as nst_style_save.
 * Nothing of libgimp is called. */
char *user_styles_save (const NstPicture *picture, const char *name, const NstNetwork *network,
                        int threads, GCancellable *cancellable, GError **error);

#endif
