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

/* Writes the file `name` there, beside and renamed: the text `first` (or NULL), and then `most` lines
 * at most.  Creates the folder.  Fails with NST_ERROR_FILE. */
gboolean user_folder_write_lines (const char *name, const char *first, GPtrArray *lines, guint most,
                                  GError **error);

/* The key file `name` there; an empty one where it cannot be read.  Writing creates the folder; what
 * cannot be written is lost. */
GKeyFile *user_folder_read_keys (const char *name);
void      user_folder_write_keys (const char *name, GKeyFile *keys);

#endif
