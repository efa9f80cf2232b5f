/* SPDX-License-Identifier: GPL-3.0-or-later */

/* content-view.h - features of the content as VGG-19 would have them: how far a painting is from its
 * photograph is measured there, for what the network's own features are large or small in says
 * nothing about what is seen.  With the tap's lift L and its bias b, features f are seen as
 *
 *   u = max (0, L f + b)           where the lift is rectified and has no more channels than f
 *   u = K f,  K = (L^T L)^1/2      else: |K f| = |L f|
 */

#ifndef NST_CONTENT_VIEW_H
#define NST_CONTENT_VIEW_H

#include "style/tiled-pass.h"

G_BEGIN_DECLS

typedef struct _NstContentView NstContentView;

/* Of a tap of `network`, which must outlive it; `metric` is K.  NULL: there is no lift, features are
 * seen as they are. */
NstContentView *nst_content_view_new (const NstNetwork *network, int tap, const double *metric);
void            nst_content_view_free (NstContentView *view);

/* The channels of what is seen. */
int nst_content_view_get_channels (const NstContentView *view);

/* Writes what is seen of the tile's own features, (channels, positions). */
void nst_content_view_look (const NstContentView *view, NstPool *pool, const NstOwnFeatures *own,
                            float *seen);

/* Its squared distance from `target`, which has been written so; by the features' mask. */
double nst_content_view_measure (const NstContentView *view, NstPool *pool,
                                 const NstOwnFeatures *own, const float *target);

/* Writes `pull` / 2 times the distance's gradient at the features, (channels, positions). */
void nst_content_view_turn (const NstContentView *view, NstPool *pool, const NstOwnFeatures *own,
                            const float *target, double pull, float *gradient);

G_END_DECLS

#endif
