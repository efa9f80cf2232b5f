/* SPDX-License-Identifier: GPL-3.0-or-later */

/* feature-statistics.h - the statistics of features, also of those that a pass does not keep. */

#ifndef NST_FEATURE_STATISTICS_H
#define NST_FEATURE_STATISTICS_H

#include "network/pass.h"

G_BEGIN_DECLS

/* Mean (channels) and second moments (channels, channels) of `part` of a tap's features after a
 * forward pass, each position weighted by `weights` (part->height, part->width), whose sum is above
 * 0, or NULL: all alike.  The rows of `part` are multiples of NST_ROWS_STEP, or the end is the
 * features'.  Features that the pass does not keep are made again, some rows at a time.  Fails with
 * NST_ERROR_MEMORY. */
gboolean nst_feature_statistics (NstPass *pass, NstPool *pool, int tap, const NstRectangle *part,
                                 const float *weights, double *mean, double *moment,
                                 GError **error);

/* The sum of `n` weights; `n` where they are NULL. */
double nst_total_weight (const float *weights, gsize n);

G_END_DECLS

#endif
