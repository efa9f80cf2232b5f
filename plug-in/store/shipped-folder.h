/* SPDX-License-Identifier: GPL-3.0-or-later */

/* shipped-folder.h - the folders of the bundled networks and styles and of the manual. */

#ifndef SHIPPED_FOLDER_H
#define SHIPPED_FOLDER_H

#include <nst.h>

/* The folder of "weights", "styles" or "manual": beside the plug-in's program where it is there, so that a
 * plug-in can be unpacked anywhere; else where the build has installed them.  (transfer full) */
char *shipped_folder_path (const char *name);

/* The bundled networks and styles.  (transfer full) */
NstCatalogue *shipped_folder_catalogue (void);

#endif
