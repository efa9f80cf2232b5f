/* SPDX-License-Identifier: GPL-3.0-or-later */

/* fusion.h - gives features the statistics of a style by an affine map, y = M x + b.
 *
 *   whitening  mean and covariance become the style's (Y. Li et al., "Universal style transfer via
 *              feature transforms", NeurIPS 2017).  Of all linear maps between the covariances C
 *              and D it is the one that moves the features least, the optimal transport between
 *              Gaussians, M = C^-1/2 (C^1/2 D C^1/2)^1/2 C^-1/2 (M. Knott, C. Smith, J. Optim.
 *              Theory Appl. 43, 1984; for styles M. Lu et al., ICCV 2019, and Y. Mroueh, 2019).
 *   AdaIN      each channel's mean and deviation become the style's (X. Huang, S. Belongie, ICCV
 *              2017): M is diagonal
 */

#ifndef NST_FUSION_H
#define NST_FUSION_H

#include "nst.h"
#include "style/style-statistics.h"

G_BEGIN_DECLS

/* No map makes a direction longer than this many times. */
#define NST_FUSION_MOST_GAIN 200.0

/* The map that gives features of the statistics `content` those of `style`: matrix (channels,
 * channels) and offset (channels).
 *
 * The mean is always met.  The covariance is, where that of the content has full rank and is not so
 * weak that the bound on the gain forbids it.  Directions in which the content hardly varies fade
 * instead of being amplified; whitening then fills the style's from those that the content has, as
 * far as they predict them.  A content without variance maps to the style's mean. */
void nst_fusion_map (NstFusionKind kind, const NstMoments *content, const NstMoments *style,
                     float *matrix, float *offset);

/* The maps of all levels; a level that one of the two pictures is too small for has none. */
typedef struct
{
  int    channels[NST_LEVELS];
  float *matrix[NST_LEVELS]; /* (channels, channels), or NULL */
  float *offset[NST_LEVELS]; /* (channels) */
} NstFusionMaps;

NstFusionMaps *nst_fusion_maps_new (NstPool *pool, NstFusionKind kind,
                                    const NstStyleStatistics *content,
                                    const NstStyleStatistics *style);
void           nst_fusion_maps_free (NstFusionMaps *maps);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NstFusionMaps, nst_fusion_maps_free)

G_END_DECLS

#endif
