/* SPDX-License-Identifier: GPL-3.0-or-later */

/* user-styles.h - the folder of the user's own styles: they are saved, renamed and deleted here. */

#ifndef USER_STYLES_H
#define USER_STYLES_H

#include "nst.h"

#include <gio/gio.h>

/* Measures the style of `picture` with `network` and saves it under `name`, or under the next free
 * name like it.  Returns the name of the file, without its ending.  Fails as nst_style_save.
 * Nothing of libgimp is called. */
char *user_styles_save (const NstPicture *picture, const char *name, const NstNetwork *network,
                        int threads, GCancellable *cancellable, GError **error);

/* Whether `style` is one of the user's own: its file lies in that folder. */
gboolean user_styles_owns (const NstStyleInfo *style);

/* Has the style, one of the user's own, be called `name`, and its file, too; the stars and the list
 * of recent styles follow.  Returns the name of the file, without its ending.  Fails with
 * NST_ERROR_ARGUMENT where the name is empty or that of another of `styles` (element-type
 * NstStyleInfo), and with NST_ERROR_FILE, and then changes nothing. */
char *user_styles_rename (const NstStyleInfo *style, const char *name, GPtrArray *styles,
                          GError **error);

/* Moves the file of the style, one of the user's own, to the trash, or deletes it for good.  Fails
 * with G_IO_ERROR, with G_IO_ERROR_NOT_SUPPORTED where there is no trash for it, and then the style
 * is still there. */
gboolean user_styles_delete (const NstStyleInfo *style, gboolean to_trash, GError **error);

#endif
