/* SPDX-License-Identifier: GPL-3.0-or-later */

/* manner.h - everything that determines a painting, as texts: two paintings of a picture with the
 * same texts are identical. */

#ifndef CLI_MANNER_H
#define CLI_MANNER_H

#include <json-glib/json-glib.h>

#include "painting-options.h"

/* Of paintings by `network` in a mixture of the styles that the `n` words mean (see
 * cli_painting_styles), written with `quality`: the settings, and for the network's and the styles'
 * files their names and checksums.  Fails with NST_ERROR_FILE.  Returns: (transfer full) */
JsonObject *cli_manner_describe (const CliPaintingOptions *options, char *const *words, guint n,
                                 const NstNetwork *network, int quality, GError **error);

/* Adds the file at `path` as `name`, by its checksum.  Fails with NST_ERROR_FILE. */
gboolean cli_manner_add (JsonObject *manner, const char *name, const char *path, GError **error);

#endif
