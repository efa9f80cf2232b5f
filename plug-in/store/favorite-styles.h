/* SPDX-License-Identifier: GPL-3.0-or-later */

/* favorite-styles.h - the names of the styles that the user has given a star. */

#ifndef FAVORITE_STYLES_H
#define FAVORITE_STYLES_H

#include <glib.h>

/* In the order in which they got it; ends with NULL, and may be empty: so it is where the file is
 * missing or damaged.  (transfer full) */
char **favorite_styles_read (void);

/* Gives the style `name` a star, or takes it away.  A damaged file is put aside, not overwritten.
 * Fails with NST_ERROR_FILE. */
gboolean favorite_styles_set (const char *name, gboolean favorite, GError **error);

/* The style `name` is called `renamed` from now on; NULL: there is none of that name any more.  Fails
 * likewise. */
gboolean favorite_styles_rename (const char *name, const char *renamed, GError **error);

#endif
