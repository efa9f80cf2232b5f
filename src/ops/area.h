/* SPDX-License-Identifier: GPL-3.0-or-later */

/* area.h - brings planes to a smaller size: each value is the mean of all that it covers.  Unlike
 * the cubic filter of resampling.h it keeps the range of values, as masks need it; and only what a
 * pixel touches shows in it. */

#ifndef NST_AREA_H
#define NST_AREA_H

#include "nst-types.h"

G_BEGIN_DECLS

/* The rows of the plane that row `y` of the smaller one covers, at least in part: from *first up to
 * before *end. */
void nst_area_rows (const NstArea *area, int y, int *first, int *end);

/* Adds to `to` (to_width), row `y` of the smaller plane, what row number `row` of the plane, whose
 * values are `from` (width), is of it. */
void nst_area_add_row (const NstArea *area, int row, const float *from, int y, float *to);

G_END_DECLS

#endif
