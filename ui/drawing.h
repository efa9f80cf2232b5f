/* SPDX-License-Identifier: GPL-3.0-or-later */

/* drawing.h - draws what surrounds the preview's pictures. */

#ifndef DRAWING_H
#define DRAWING_H

#include "ui/view.h"

#include <cairo.h>

/* The checkerboard behind transparent parts, from the corner of `place` on. */
void drawing_checks (cairo_t *cr, const Place *place);

/* Strokes the path in white with a dark rim, so that it is seen on any picture. */
void drawing_outline (cairo_t *cr);

/* The line between before and after, with a knob; `line` is a fraction of the width. */
void drawing_split_line (cairo_t *cr, const Place *place, double line);

#endif
