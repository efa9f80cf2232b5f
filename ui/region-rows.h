/* SPDX-License-Identifier: GPL-3.0-or-later */

/* region-rows.h - the section of the dialog for regions with their own styles, and for the
 * protected area. */

#ifndef REGION_ROWS_H
#define REGION_ROWS_H

#include "nst.h"

#include <libgimp/gimpui.h>

#define REGION_TYPE_ROWS (region_rows_get_type ())
G_DECLARE_FINAL_TYPE (RegionRows, region_rows, REGION, ROWS, GtkExpander)

/* Follows `config` and changes it.  The masks are those of the image of `content`. */
GtkWidget *region_rows_new (GimpProcedureDialog *window, GimpProcedureConfig *config,
                            GimpLayer *content);

/* The styles to choose among, as style_gallery_fill has them; references are kept. */
void region_rows_fill (RegionRows *rows, GPtrArray *styles, const char *const *recent);

#endif
