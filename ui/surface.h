/* SPDX-License-Identifier: GPL-3.0-or-later */

/* surface.h - converts the engine's pictures to cairo surfaces. */

#ifndef SURFACE_H
#define SURFACE_H

#include "nst.h"

#include <cairo.h>

/* `picture` in 8 bits; `mask`, (height, width) in [0, 1], is its opacity; NULL: opaque. */
cairo_surface_t *surface_new (const NstPicture *picture, const float *mask);

/* The center of `picture`, scaled to fill `width` x `height` pixels of the toolkit at the scale
 * factor `factor`; NULL: empty. */
cairo_surface_t *surface_new_tile (const NstPicture *picture, int width, int height, int factor);

#endif
