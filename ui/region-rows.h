/* SPDX-License-Identifier: GPL-3.0-or-later */

/* region-rows.h - the section of the dialog for regions with their own styles, and the setting for the
 * protected area.  Emits "paint" when a mask is to be painted: for the protected area (gboolean TRUE),
 * or for a new region. */

#ifndef REGION_ROWS_H
#define REGION_ROWS_H

#include "nst.h"

#include <libgimp/gimpui.h>

#define REGION_TYPE_ROWS (region_rows_get_type ())
G_DECLARE_FINAL_TYPE (RegionRows, region_rows, REGION, ROWS, GtkExpander)

/* Follows `config` and changes it.  The masks are those of the image of `content`. */
GtkWidget *region_rows_new (GimpProcedureDialog *window, GimpProcedureConfig *config,
                            GimpLayer *content);

/* Another layer of the same image is painted. */
void region_rows_set_content (RegionRows *rows, GimpLayer *content);

/* What asks for what is protected: a combo box and a button.  (transfer none) */
GtkWidget *region_rows_get_protection (RegionRows *rows);

/* `mask` is to protect, or is that of a new region. */
void region_rows_take (RegionRows *rows, GimpDrawable *mask, gboolean protects);

/* The styles to choose among, as style_gallery_fill has them; references are kept. */
void region_rows_fill (RegionRows *rows, GPtrArray *styles, const char *const *recent);

#endif
