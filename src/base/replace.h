/* SPDX-License-Identifier: GPL-3.0-or-later */

/* replace.h - a whole file in the place of another. */

#ifndef NST_REPLACE_H
#define NST_REPLACE_H

#include <glib.h>

G_BEGIN_DECLS

/* Has `path` (or what it links to) be these `n` bytes.  They are written to a file with a short
 * name in the same folder, which is renamed: so what was there stays until all is written, and any
 * name that the folder allows will do.  Fails with G_FILE_ERROR and the system's reason, without
 * the file's name. */
gboolean nst_replace_file (const char *path, gconstpointer bytes, gsize n, GError **error);

G_END_DECLS

#endif
