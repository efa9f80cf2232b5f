/* SPDX-License-Identifier: GPL-3.0-or-later */

/* recent-styles.h - the names of the recently used styles. */

#ifndef RECENT_STYLES_H
#define RECENT_STYLES_H

#include <glib.h>

#define RECENT_STYLES 6 /* at most */

/* The last one first; ends with NULL, and may be empty. */
char **recent_styles_read (void);

/* Puts `name` first, also for later runs.  Errors on writing are ignored, because no painting
 * should fail for that. */
void recent_styles_add (const char *name);

/* The style `name` is called `renamed` from now on.  Where that cannot be written it is forgotten. */
void recent_styles_rename (const char *name, const char *renamed);

#endif
