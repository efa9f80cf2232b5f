/* SPDX-License-Identifier: GPL-3.0-or-later */

/* vips-library.h - libvips, shared by the reader and the writer of files. */

#ifndef CLI_VIPS_LIBRARY_H
#define CLI_VIPS_LIBRARY_H

#include <glib.h>

/* Starts libvips, once; before any other call of it. */
void cli_vips_start (void);

/* Whether the system has what the threads need that libvips writes a file with.  Where it has not,
 * libvips 8.16 crashes. */
gboolean cli_vips_can_write (void);

/* What libvips has last complained of, in one line; it forgets it. (transfer full) */
char *cli_vips_complaint (void);

#endif
