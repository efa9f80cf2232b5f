/* SPDX-License-Identifier: GPL-3.0-or-later */

/* brush.h - the width of strokes.
 *
 * A style that is read at N pixels gives strokes that are as wide, in pixels of the painting, as
 * they are in the style's picture at that size.  It is read no larger than the painting, so styles
 * with large pictures have strokes of the same width relative to the painting at every working
 * size.  A small picture would give ever finer strokes at larger working sizes.  So if the setting
 * "stroke-width" is "picture", the style's picture counts as large as it is at a working size of
 * NST_BRUSH_REFERENCE pixels, and larger or smaller at others. */

#ifndef NST_BRUSH_H
#define NST_BRUSH_H

#include "style/style.h"

G_BEGIN_DECLS

/* The `scale` for nst_style_at, for a scale of a painting with a longer side of `longer` pixels,
 * whose longer side is `working` pixels at the working size. */
double nst_brush_scale (const NstSettings *settings, const NstStyle *style, int longer,
                        int working);

/* What `style` looks like to `network` there, but larger where its strokes would become thinner than
 * pixels.  Fails as nst_style_at. */
const NstStyleStatistics *nst_brush_measure (const NstSettings *settings, NstStyle *style,
                                             const NstNetwork *network, NstPool *pool, int longer,
                                             int working, GError **error);

G_END_DECLS

#endif
