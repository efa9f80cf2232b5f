/* SPDX-License-Identifier: GPL-3.0-or-later */

/* style-statistics.h - the statistics of a style: mean and second moments of a network's features
 * at its five style taps, and a bank of the features themselves.  For fusion, the content's
 * statistics are measured as well, without the bank. */

#ifndef NST_STYLE_STATISTICS_H
#define NST_STYLE_STATISTICS_H

#include "network/pass.h"
#include "ops/part.h"
#include "style/bank.h"
#include "style/moments.h"
#include "style/regions.h"

G_BEGIN_DECLS

typedef struct
{
  NstMoments levels[NST_LEVELS];
  NstBank    banks[NST_LEVELS]; /* of a style, at some levels (bank.h) */
} NstStyleStatistics;

/* Room for what `network` sees, all zero and no level seen. */
NstStyleStatistics *nst_style_statistics_new (const NstNetwork *network);
/* The same for any numbers of channels. */
NstStyleStatistics *nst_style_statistics_new_sized (const int channels[NST_LEVELS]);
void                nst_style_statistics_free (NstStyleStatistics *statistics);

/* Of the style `picture`, whose mask says how much each pixel counts.  Fails with NST_ERROR_MEMORY and when
 * the pool is cancelled. */
NstStyleStatistics *nst_style_statistics_measure (const NstNetwork *network, NstPool *pool,
                                                  const NstPicture *picture, GError **error);

/* The same with tiles of at most `largest` pixels a side, a multiple of 16. */
NstStyleStatistics *nst_style_statistics_measure_in_tiles (const NstNetwork *network, NstPool *pool,
                                                           const NstPicture *picture, int largest,
                                                           GError **error);

/* The same, to `statistics`, of the features that a forward pass for `picture` has left. */
gboolean nst_style_statistics_read (NstPass *pass, NstPool *pool, const NstPicture *picture,
                                    NstStyleStatistics *statistics, GError **error);

/* The banks of that picture, of `most` vectors at most.  Fails with NST_ERROR_MEMORY. */
gboolean nst_style_statistics_read_banks (NstPass *pass, int most, NstStyleStatistics *statistics,
                                          GError **error);

/* ---- Of a picture in parts --------------------------------------------------------- */

typedef struct
{
  NstStyleStatistics *sums; /* weighted */
  double              weights[NST_LEVELS];
} NstStatisticsSum;

void nst_statistics_sum_init (NstStatisticsSum *sum, const NstNetwork *network);
void nst_statistics_sum_clear (NstStatisticsSum *sum);

/* Adds what a forward pass for `picture` has left of the features inside `part` of it, whose
 * corners are multiples of 16 or the picture's border. */
gboolean nst_statistics_sum_add (NstStatisticsSum *sum, NstPass *pass, NstPool *pool,
                                 const NstPicture *picture, const NstRectangle *part,
                                 GError **error);

/* The same where each pixel counts as much as the region's weights say, times `mask` (see
 * nst_region_view_average). */
gboolean nst_statistics_sum_add_region (NstStatisticsSum *sum, NstPass *pass, NstPool *pool,
                                        const NstRegionView *view, int region, const float *mask,
                                        const NstRectangle *part, GError **error);

/* The statistics of all that was added; a level where nothing had any weight counts as not seen. */
void nst_statistics_sum_finish (const NstStatisticsSum *sum, NstStyleStatistics *statistics);

/* ---- Mixing ------------------------------------------------------------------------ */

/* nst_moments_mix for all levels. */
void nst_style_statistics_mix (int n_styles, const NstStyleStatistics *const *styles,
                               const double *weights, NstStyleStatistics *mixed);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NstStyleStatistics, nst_style_statistics_free)

G_END_DECLS

#endif
