/* SPDX-License-Identifier: GPL-3.0-or-later */

/* window.h - a part of a picture with its surroundings, as the painter needs it. */

#ifndef NST_WINDOW_H
#define NST_WINDOW_H

#include "nst.h"

G_BEGIN_DECLS

/* The place that shows `part` of a picture (width, height) and `halo` pixels beyond it.  Its corners
 * are multiples of what the painter takes; it ends with the picture, or as little beyond it as that
 * demands.  `halo` is such a multiple, too. */
NstRectangle nst_window_place (const NstRectangle *part, int width, int height, int halo);

/* Copies `picture` and its mask at `place`, reflected at the border.  Fails with
 * NST_ERROR_MEMORY. */
NstPicture *nst_window_read (const NstPicture *picture, const NstRectangle *place, GError **error);

G_END_DECLS

#endif
