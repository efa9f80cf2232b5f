/* SPDX-License-Identifier: GPL-3.0-or-later */

/* vips-library.h - libvips, as the reader and the writer of files share it. */

#ifndef NST_VIPS_LIBRARY_H
#define NST_VIPS_LIBRARY_H

#include <glib.h>

/* Starts libvips, once; before any other call of it. */
void nst_vips_start (void);

/* What libvips has last complained of, in one line; it forgets it. (transfer full) */
char *nst_vips_complaint (void);

#endif
