/* SPDX-License-Identifier: GPL-3.0-or-later */

/* style-mixture.h - combines the styles of a mixture. */

#ifndef NST_STYLES_H
#define NST_STYLES_H

#include "style/style.h"

G_BEGIN_DECLS

/* What `network` sees of the styles, each at the size of its strokes (brush.h) for a scale of a
 * painting with a longer side of `longer` pixels, `working` at the working size: relu1_1 to relu3_1
 * mixed by their `fine` weights, relu4_1 and relu5_1 by their `coarse` ones.  Fails as
 * nst_style_at. */
NstStyleStatistics *nst_styles_measure (const NstNetwork *network, NstPool *pool,
                                        const NstStyleShare *styles, guint n_styles,
                                        const NstSettings *settings, int longer, int working,
                                        GError **error);

/* Whether there are styles and their weights can be mixed, in each region. */
gboolean nst_styles_check (const NstStyleShare *styles, guint n_styles, GError **error);

G_END_DECLS

#endif
