/* SPDX-License-Identifier: GPL-3.0-or-later */

/* installed.h - finds installed files by name: networks and styles. */

#ifndef NST_INSTALLED_H
#define NST_INSTALLED_H

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  const char        *folder;   /* in the data folders' style-transfer: "networks" */
  const char        *variable; /* of the environment: folders that come first */
  const char *const *endings;  /* of file names; ends with NULL */
  const char        *none;     /* for a list without names; translatable, in the context `folder` */
  const char        *unknown;  /* the message for an unknown name, with a list; translatable */
} NstInstalledKind;

/* In order of precedence: $variable (a list of folders, as PATH is), the user's data folder,
 * `shipped` (may be NULL), the system's data folders.  Paths, each folder's in order of name; a
 * name that has come before is left out. Returns: (element-type filename) (transfer full). */
GPtrArray *nst_installed_list (const NstInstalledKind *kind, const char *shipped);

/* The user's own folder, which may not exist yet.  (transfer full) */
char *nst_installed_user_folder (const NstInstalledKind *kind);

/* The file called `name`, which may be a path (with a folder separator or a known extension).
 * NST_ERROR_ARGUMENT, with all names: not found. */
char *nst_installed_find (const NstInstalledKind *kind, const char *name, const char *shipped,
                          GError **error);

/* The file's name without folder and ending. */
char *nst_installed_name (const NstInstalledKind *kind, const char *path);

G_END_DECLS

#endif
