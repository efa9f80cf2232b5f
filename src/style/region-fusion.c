/* SPDX-License-Identifier: GPL-3.0-or-later */

/* region-fusion.c - fusion with a style for each region. */

#include "style/region-fusion.h"

#include "ops/mixed-map.h"
#include "style/stroke-fusion.h"
#include "style/style-mixture.h"

/* ---- Statistics -------------------------------------------------------------------- */

static GPtrArray *
new_statistics (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) nst_style_statistics_free);
}

GPtrArray *
nst_regions_measure_styles (const NstRegions *regions, const NstNetwork *network, NstPool *pool,
                            const NstSettings *settings, int longer, int working, GError **error)
{
  g_autoptr (GPtrArray) styles = new_statistics ();

  for (int k = 0; k < regions->n; k++)
    {
      guint               first = regions->bounds[k];
      NstStyleStatistics *style
          = nst_styles_measure (network, pool, regions->shares + first,
                                regions->bounds[k + 1] - first, settings, longer, working, error);

      if (style == NULL)
        return NULL;
      g_ptr_array_add (styles, style);
    }
  return g_steal_pointer (&styles);
}

GPtrArray *
nst_region_statistics_mix (const NstNetwork *network, const GPtrArray *a, const GPtrArray *b,
                           double share)
{
  GPtrArray *mixed = new_statistics ();

  for (guint k = 0; k < a->len; k++)
    {
      const NstStyleStatistics *both[] = { a->pdata[k], b->pdata[k] };
      NstStyleStatistics       *own = nst_style_statistics_new (network);

      nst_style_statistics_mix (2, both, (double[]) { 1.0 - share, share }, own);
      g_ptr_array_add (mixed, own);
    }
  return mixed;
}

static void
clear_sum (gpointer sum)
{
  nst_statistics_sum_clear (sum);
}

GArray *
nst_region_sums_new (const NstNetwork *network, int n)
{
  GArray *sums = g_array_new (FALSE, FALSE, sizeof (NstStatisticsSum));

  g_array_set_clear_func (sums, clear_sum);
  for (int k = 0; k < n; k++)
    {
      NstStatisticsSum sum;

      nst_statistics_sum_init (&sum, network);
      g_array_append_val (sums, sum);
    }
  return sums;
}

gboolean
nst_region_sums_add (GArray *sums, NstPass *pass, NstPool *pool, const NstPicture *picture,
                     const NstRegionView *view, const float *mask, const NstRectangle *part,
                     GError **error)
{
  NstStatisticsSum *all = (NstStatisticsSum *) sums->data;

  if (view->planes == NULL)
    return nst_statistics_sum_add (all, pass, pool, picture, part, error);
  for (guint k = 0; k < sums->len; k++)
    if (!nst_statistics_sum_add_region (&all[k], pass, pool, view, (int) k, mask, part, error))
      return FALSE;
  return TRUE;
}

GPtrArray *
nst_region_sums_finish (const GArray *sums, const NstNetwork *network)
{
  GPtrArray *statistics = new_statistics ();

  for (guint k = 0; k < sums->len; k++)
    {
      NstStyleStatistics *own = nst_style_statistics_new (network);

      nst_statistics_sum_finish (&g_array_index (sums, NstStatisticsSum, k), own);
      g_ptr_array_add (statistics, own);
    }
  return statistics;
}

/* ---- Maps -------------------------------------------------------------------------- */

GPtrArray *
nst_region_maps_new (NstPool *pool, NstFusionKind kind, const GPtrArray *content,
                     const GPtrArray *styles)
{
  GPtrArray *maps = g_ptr_array_new_with_free_func ((GDestroyNotify) nst_fusion_maps_free);

  for (guint k = 0; k < styles->len; k++)
    g_ptr_array_add (maps, nst_fusion_maps_new (pool, kind, content->pdata[k], styles->pdata[k]));
  return maps;
}

/* ---- Strokes ----------------------------------------------------------------------- */

GPtrArray *
nst_region_strokes_new (const NstNetwork *network, const GPtrArray *styles, double strokes,
                        double strength, GError **error)
{
  g_autoptr (GPtrArray) all
      = g_ptr_array_new_with_free_func ((GDestroyNotify) nst_stroke_fusion_free);

  for (guint k = 0; k < styles->len; k++)
    {
      NstStrokeFusion *own
          = nst_stroke_fusion_new (network, styles->pdata[k], strokes, strength, error);

      if (own == NULL)
        return NULL;
      g_ptr_array_add (all, own);
    }
  return g_steal_pointer (&all);
}

/* ---- Painting ---------------------------------------------------------------------- */

gsize
nst_region_fusion_room (int n_regions, int height, int width)
{
  return (gsize) n_regions * height * width;
}

typedef struct
{
  NstPool             *pool;
  const NstRegionView *view;
  const GPtrArray     *maps, *strokes;
  int                  width; /* of the picture */
  float               *room;
} Mixture;

/* How much each position of the rows is the region's, or NULL: there is only one. */
static const float *
weigh_rows (const Mixture *m, const NstFeatureRows *rows, int region)
{
  NstRectangle part = { 0, rows->first, rows->width, rows->end - rows->first };
  float       *weights;

  if (m->view->planes == NULL)
    return NULL;
  weights = m->room + region * nst_feature_rows_positions (rows);
  nst_region_view_average (m->view, m->pool, region, NULL, m->width / rows->width, &part, weights,
                           (gsize) rows->width);
  return weights;
}

/* Matches NstFuseFunc. */
static void
fuse_regions (int level, const NstFeatureRows *from, const NstFeatureRows *to, gpointer data)
{
  const Mixture                 *m = data;
  int                            n = (int) m->maps->len;
  gsize                          positions = nst_feature_rows_positions (from);
  g_autofree NstWeightedMap     *maps = g_new (NstWeightedMap, n);
  g_autofree NstWeightedStrokes *strokes = g_new (NstWeightedStrokes, n);

  for (int k = 0; k < n; k++)
    {
      const NstFusionMaps *own = m->maps->pdata[k];
      const float         *weights = weigh_rows (m, from, k);

      maps[k] = (NstWeightedMap) { own->matrix[level], own->offset[level], weights };
      strokes[k] = (NstWeightedStrokes) { m->strokes->pdata[k], weights };
    }
  nst_mixed_map (m->pool, from->channels, positions, n, maps, from->values, from->stride,
                 to->values, to->stride);
  nst_stroke_fusion_apply (m->pool, level, n, strokes, positions, to->stride, to->values);
}

const float *
nst_region_decode (NstCodecPainter *painter, NstPool *pool, const NstRegionView *view,
                   const GPtrArray *maps, const GPtrArray *strokes, float *room)
{
  int     width = nst_pass_get_features (nst_codec_painter_get_encoder (painter), 0)->width;
  Mixture mixture = { pool, view, maps, strokes, width, room };

  return nst_codec_painter_decode_fused (painter, pool, fuse_regions, &mixture);
}
