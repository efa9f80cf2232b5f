/* SPDX-License-Identifier: GPL-3.0-or-later */

/* repainting.h - the passes of Fast after the first.
 *
 * The first painting lacks some of the style, and it has lost some of the scene.  So the next pass
 *
 *   begins between the two: with a share of what the first pass began with, and for the rest with
 *   the painting;
 *   asks for more of the style, by what the painting lacks:
 *
 *     asked = style + gain (style - painting)
 *
 * where `style` and `painting` are means and covariances.  The means of a painting's deep features
 * are up to a sixth smaller than the style's; bench/recipe.md, "The second pass", has numbers. */

#ifndef NST_REPAINTING_H
#define NST_REPAINTING_H

#include "style/style-statistics.h"

G_BEGIN_DECLS

#define NST_REPAINTING_FIRST 0.45f /* share of what the first pass began with */

#define NST_REPAINTING_GAIN 0.5

/* `painting`, clamped to [0, 1], becomes what the next pass begins with; `n` values each. */
void nst_repainting_begin (float *painting, const float *first, gsize n);

/* The statistics that the next pass asks for, from those of the painting before; arrays of
 * NstStyleStatistics, one a region.  Returns: (transfer full). */
GPtrArray *nst_repainting_ask (const NstNetwork *network, const GPtrArray *styles,
                               const GPtrArray *painting);

G_END_DECLS

#endif
