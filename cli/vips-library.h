/* SPDX-License-Identifier: GPL-3.0-or-later */

/* vips-library.h - libvips, shared by the reader and the writer of files. */

#ifndef NST_VIPS_LIBRARY_H
#define NST_VIPS_LIBRARY_H

#include <glib.h>

/* Starts libvips, once; before any other call of it. */
void nst_vips_start (void);

/* Whether the system has what the threads need that libvips writes a file with.  Where it has not,
 * libvips 8.16 crashes. */
gboolean nst_vips_can_write (void);

/* What libvips has last complained of, in one line; it forgets it. (transfer full) */
char *nst_vips_complaint (void);

#endif
