/* SPDX-License-Identifier: GPL-3.0-or-later */

/* presets.h - presets: named settings in the user's files, with every parameter of the engine's
 * table, the style by its name or file, and the second style.  Layers are not stored, because they
 * belong to an image. */

#ifndef PRESETS_H
#define PRESETS_H

#include <libgimp/gimp.h>

/* The names of those that there are, in their order.
 * Returns: (element-type utf8) (transfer full). */
GPtrArray *presets_list (void);

/* Saves the settings of `config` as `name`, replacing a preset of that name.  Returns the name as
 * in presets_list, without characters that file names cannot have.  Fails with NST_ERROR_FILE,
 * and with NST_ERROR_ARGUMENT if the name is then empty. */
char *presets_save (const char *name, GimpProcedureConfig *config, GError **error);

/* Loads the preset `name` into `config`.  Settings that are not in the file get their defaults, and
 * no layer is mixed in; a style that is a layer stays.  Fails with NST_ERROR_FILE for an invalid
 * file; then nothing is set. */
gboolean presets_load (const char *name, GimpProcedureConfig *config, GError **error);

gboolean presets_delete (const char *name, GError **error);

/* The same as text, to be freed by g_free, and from text; errors call that `what`. */
char    *presets_write (GimpProcedureConfig *config);
gboolean presets_read (const char *text, const char *what, GimpProcedureConfig *config,
                       GError **error);

#endif
