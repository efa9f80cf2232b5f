/* SPDX-License-Identifier: GPL-3.0-or-later */

/* lift-metric.h - lengths and angles of thin features as their teacher sees them.
 *
 * A network whose features are thin brings a linear lift L into its teacher's space.  There, the
 * product of two features a and b is a^T L^T L b, so that nothing needs to be lifted. */

#ifndef NST_LIFT_METRIC_H
#define NST_LIFT_METRIC_H

#include "network/network.h"

G_BEGIN_DECLS

/* L^T L of the tap's lift, (channels, channels), or NULL where it has none. */
double *nst_lift_square (const NstNetwork *network, int tap);

/* K = (L^T L)^1/2, the same way. */
double *nst_lift_metric (const NstNetwork *network, int tap);

G_END_DECLS

#endif
