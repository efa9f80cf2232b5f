/* SPDX-License-Identifier: GPL-3.0-or-later */

/* user-folder.h - the folder of the user's files: styles, presets, and the lists of recent and
 * favorite styles. */

#ifndef USER_FOLDER_H
#define USER_FOLDER_H

#include <glib.h>

/* `name` in the plug-in's part of the user's data folder, which may not exist yet; NULL: that part
 * itself.  Returns: (transfer full). */
char *user_folder_path (const char *name);

/* Creates the folder `name` there, with its parents.  Fails with NST_ERROR_FILE.  Returns:
 * (transfer full) its path. */
char *user_folder_make (const char *name, GError **error);

#endif
