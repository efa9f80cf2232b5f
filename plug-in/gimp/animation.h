/* SPDX-License-Identifier: GPL-3.0-or-later */

/* animation.h - the layers of an animation in GIMP: one frame per layer, the first one at the
 * bottom. */

#ifndef ANIMATION_H
#define ANIMATION_H

#include <libgimp/gimp.h>

/* Sorts the layers `contents` (of GimpLayer) in the order in which they are played.  Fails with
 * NST_ERROR_ARGUMENT where they lie in several groups, are of several sizes or places, or one of
 * them is but what has changed since the one below: what is painted must be whole pictures. */
gboolean animation_arrange (GPtrArray *contents, GimpImage *image, GError **error);

#endif
