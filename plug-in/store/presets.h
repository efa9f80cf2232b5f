/* SPDX-License-Identifier: GPL-3.0-or-later */

/* presets.h - settings with a name, which the user keeps in files: every parameter of the engine's
 * table, the style by its name or file, and what is mixed into it.  No layers: they are of one
 * image. */

#ifndef PRESETS_H
#define PRESETS_H

#include <libgimp/gimp.h>

/* The names of those that there are, in their order.
 * Returns: (element-type utf8) (transfer full). */
GPtrArray *presets_list (void);

/* Keeps the settings of `config` under `name`, in place of those of that name.  Returns the name as
 * presets_list has it: without what a file's name cannot have.  Fails with NST_ERROR_FILE, and with
 * NST_ERROR_ARGUMENT where nothing is left of the name. */
char *presets_save (const char *name, GimpProcedureConfig *config, GError **error);

/* Sets `config` to those kept under `name`.  What the file does not speak of gets its default, and no
 * layer is mixed in; a style that comes from a layer stays.  Fails with NST_ERROR_FILE for a file that will not do, and
 * then sets nothing. */
gboolean presets_load (const char *name, GimpProcedureConfig *config, GError **error);

gboolean presets_delete (const char *name, GError **error);

/* The same as text, to be freed by g_free, and from text; errors call that `what`. */
char    *presets_write (GimpProcedureConfig *config);
gboolean presets_read (const char *text, const char *what, GimpProcedureConfig *config,
                       GError **error);

#endif
