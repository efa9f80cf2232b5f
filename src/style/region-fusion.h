/* SPDX-License-Identifier: GPL-3.0-or-later */

/* region-fusion.h - fusion with one style per region: each region has its own statistics and map,
 * and the features at a position are the sum of the maps' results, weighted by the regions.
 * Without regions (NULL planes) there is a single one. */

#ifndef NST_REGION_FUSION_H
#define NST_REGION_FUSION_H

#include "style/codec-painter.h"
#include "style/regions.h"

G_BEGIN_DECLS

/* ---- Statistics: arrays of NstStyleStatistics, one a region ------------------------ */

/* The mixed style of each region, measured with `network`.  Fails like nst_styles_measure. */
GPtrArray *nst_regions_measure_styles (const NstRegions *regions, const NstNetwork *network,
                                       NstPool *pool, const NstSettings *settings, int longer,
                                       int working, GError **error);

/* `share` of `b` and the rest of `a`, region by region. */
GPtrArray *nst_region_statistics_mix (const NstNetwork *network, const GPtrArray *a,
                                      const GPtrArray *b, double share);

/* Sums of statistics for a picture in parts: arrays of NstStatisticsSum. */
GArray *nst_region_sums_new (const NstNetwork *network, int n);

/* Adds, as nst_statistics_sum_add, `part` of `picture` to the sum of each region; `mask` is that of
 * the picture as the view's weights lie, or NULL. */
gboolean nst_region_sums_add (GArray *sums, NstPass *pass, NstPool *pool, const NstPicture *picture,
                              const NstRegionView *view, const float *mask,
                              const NstRectangle *part, GError **error);

/* Their statistics.  A region of which a level has seen nothing has none there. */
GPtrArray *nst_region_sums_finish (const GArray *sums, const NstNetwork *network);

/* ---- Maps: arrays of NstFusionMaps, one a region ----------------------------------- */

GPtrArray *nst_region_maps_new (NstPool *pool, NstFusionKind kind, const GPtrArray *content,
                                const GPtrArray *styles);

/* ---- Strokes: arrays of NstStrokeFusion, one a region ------------------------------ */

/* Of the styles, for the setting `strokes`, where `strength` of them is asked for.  Fails with
 * NST_ERROR_MEMORY. */
GPtrArray *nst_region_strokes_new (const NstNetwork *network, const GPtrArray *styles,
                                   double strokes, double strength, GError **error);

/* ---- Painting ---------------------------------------------------------------------- */

/* nst_codec_painter_decode with the maps and the strokes of all regions.  `room` is for
 * nst_region_fusion_room floats. */
const float *nst_region_decode (NstCodecPainter *painter, NstPool *pool, const NstRegionView *view,
                                const GPtrArray *maps, const GPtrArray *strokes, float *room);
gsize        nst_region_fusion_room (int n_regions, int height, int width);

G_END_DECLS

#endif
