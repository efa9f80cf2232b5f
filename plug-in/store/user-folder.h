/* SPDX-License-Identifier: GPL-3.0-or-later */

/* user-folder.h - where the user's own files of the plug-in lie: its styles, presets and the names
 * of recent and favorite styles. */

#ifndef USER_FOLDER_H
#define USER_FOLDER_H

#include <glib.h>

/* `name` in the plug-in's part of the user's data folder, which may not exist yet; NULL: that part
 * itself.  Returns: (transfer full). */
char *user_folder_path (const char *name);

/* Makes the folder `name` there, and what it lies in.  Fails with NST_ERROR_FILE, and the
 * folder's path.  Returns: (transfer full) its path. */
char *user_folder_make (const char *name, GError **error);

#endif
