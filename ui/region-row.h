/* SPDX-License-Identifier: GPL-3.0-or-later */

/* region-row.h - a region: its mask, its style, and a button to remove it.  Emits "changed" when the
 * user has chosen another mask or style, and "removed" when the region is to go. */

#ifndef REGION_ROW_H
#define REGION_ROW_H

#include <libgimp/gimpui.h>

#define REGION_TYPE_ROW (region_row_get_type ())
G_DECLARE_FINAL_TYPE (RegionRow, region_row, REGION, ROW, GtkBox)

/* With `masks`, as mask_list_read has them, to choose `mask` from; `style` is the word of a style, as
 * style_button_show takes it. */
GtkWidget *region_row_new (const GPtrArray *masks, GimpDrawable *mask, const char *style);

/* The styles to choose from; see style_button_fill. */
void region_row_fill (RegionRow *row, GPtrArray *styles, const char *const *recent);

/* Its place among the regions, from 1 on, for its tooltips and accessible names. */
void region_row_set_number (RegionRow *row, guint number);

/* Gives the keyboard to the choice of the mask. */
void region_row_focus (RegionRow *row);

GimpDrawable *region_row_get_mask (RegionRow *row);
const char   *region_row_get_style (RegionRow *row);

#endif
