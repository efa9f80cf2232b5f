/* SPDX-License-Identifier: GPL-3.0-or-later */

/* objective.c - creates the objective of Refine at one scale: content, styles and memory. */

#include "style/objective-private.h"

#include <math.h>
#include <string.h>

#include "ops/statistics.h"
#include "style/lift-metric.h"

/* The weights for which every slider is at 1.  Fine levels have larger weights than coarse ones,
 * which was best in measurements and by eye (bench/recipe.md). */
static const double level_weight[NST_LEVELS] = { 32.0, 16.0, 14.0, 4.0, 0.5 };
static const struct
{
  const char *layer;
  double      weight;
} content_weights[] = { { "relu3_1", 0.5 }, { "relu4_2", 0.5 } };

/* What a tile takes for a pixel, in evaluations of a whole picture, as measured with the codec: it
 * is encoded three times and not once, once of these for the content. */
#define TILED_ENCODINGS 2.2

/* From this number of positions per channel on, a covariance is well determined; chosen by eye
 * from 0, 1/4, 1, 2 and 4. */
#define KNOWN_POSITIONS 2.0

/* ---- Styles ------------------------------------------------------------------------ */

static void
plan_asked (NstObjective *o, gsize n, NstAsked *asked)
{
  *asked = (NstAsked) { .area = 1.0 };
  asked->mean = nst_arena_alloc (o->arena, n, sizeof (double));
  asked->moment = nst_arena_alloc (o->arena, n * n, sizeof (double));
  asked->tile_mean = nst_arena_alloc (o->arena, n, sizeof (double));
  asked->tile_moment = nst_arena_alloc (o->arena, n * n, sizeof (double));
  asked->gradient_mean = nst_arena_alloc (o->arena, n, sizeof (double));
  asked->gradient_moment = nst_arena_alloc (o->arena, n * n, sizeof (double));
}

/* Requests the styles of this number of regions, at the taps with a style loss. */
static void
plan_regions (NstObjective *o, int n_regions)
{
  for (int level = 0; level < NST_LEVELS; level++)
    {
      int          t = nst_architecture_style_tap (o->network->architecture, level);
      NstTapTerms *tap = &o->taps[t];
      NstFeatures  f = nst_tiled_pass_get_whole (o->pass, t);

      if (nst_features_positions (&f) == 0)
        continue;
      tap->asked = g_renew (NstAsked, tap->asked, MAX (n_regions, o->most_regions));
      for (int k = o->most_regions; k < n_regions; k++)
        plan_asked (o, (gsize) f.channels, &tap->asked[k]);
    }
  o->most_regions = MAX (n_regions, o->most_regions);
}

void
nst_objective_set_levels (NstObjective *o, const double weights[NST_LEVELS])
{
  for (int level = 0; level < NST_LEVELS; level++)
    o->taps[nst_architecture_style_tap (o->network->architecture, level)].weight = weights[level];
}

static void
forget_styles (NstObjective *o)
{
  for (int t = 0; t < NST_MAX_TAPS; t++)
    for (int k = 0; k < o->most_regions && o->taps[t].asked != NULL; k++)
      {
        g_clear_pointer (&o->taps[t].asked[k].style, nst_style_loss_free);
        g_clear_pointer (&o->taps[t].asked[k].strokes, nst_stroke_loss_free);
      }
}

/* The weight of a region at a tap: its share of the area, reduced if it has few positions for the
 * tap's channels, compared with the picture.  Its covariance then cannot have all directions of
 * the style's, and requesting them causes a pixel grid. */
static double
area_of (const NstObjective *o, int t, int region, int channels)
{
  double enough = KNOWN_POSITIONS * channels;
  double area = nst_tiled_pass_get_area (o->pass, t, region);
  double own = nst_tiled_pass_get_weight (o->pass, t, region);
  double all = area > 0.0 ? own / area : 0.0;

  return all > 0.0 ? area * (own / (own + enough)) / (all / (all + enough)) : 0.0;
}

/* Adds the style loss of `style` in a region, if it has any weight. */
static gboolean
ask (NstObjective *o, int region, const NstStyleStatistics *style, GError **error)
{
  for (int level = 0; level < NST_LEVELS; level++)
    {
      const NstMoments *m = &style->levels[level];
      int               t = nst_architecture_style_tap (o->network->architecture, level);
      NstTapTerms      *tap = &o->taps[t];
      NstAsked         *asked = tap->asked != NULL ? &tap->asked[region] : NULL;

      if (m->channels == 0 || asked == NULL)
        continue;
      asked->area = area_of (o, t, region, m->channels);
      if (asked->area > 0.0)
        asked->style = nst_style_loss_new (o->kind, m->channels, tap->metric, m->mean, m->moment);
      if (asked->style != NULL && !nst_objective_ask_strokes (o, level, asked, style, error))
        return FALSE;
    }
  o->since_matching = 0;
  return TRUE;
}

gboolean
nst_objective_set_style (NstObjective *o, const NstStyleStatistics *style, GError **error)
{
  return nst_objective_set_regions (o, 1, NULL, NULL, &style, error);
}

gboolean
nst_objective_set_regions (NstObjective *o, int n, const float *weights, const float *mask,
                           const NstStyleStatistics *const *styles, GError **error)
{
  forget_styles (o);
  plan_regions (o, n);
  if (!nst_arena_check (o->arena, error)
      || !nst_tiled_pass_set_regions (o->pass, o->pool, n, weights, mask, error))
    return FALSE;
  o->n_regions = n;
  for (int k = 0; k < n; k++)
    if (!ask (o, k, styles[k], error))
      return FALSE;
  return TRUE;
}

/* ---- Content ----------------------------------------------------------------------- */

static double
content_weight_of (const NstTap *tap)
{
  for (gsize i = 0; i < G_N_ELEMENTS (content_weights); i++)
    if (g_str_equal (content_weights[i].layer, tap->layer))
      return content_weights[i].weight;
  return 0.0;
}

static void
plan_content_taps (NstObjective *o)
{
  const NstArchitecture *a = o->network->architecture;

  for (int t = 0; t < a->n_taps; t++)
    {
      gsize floats = nst_tiled_pass_own_floats (o->pass, t);

      if (floats == 0 || content_weight_of (&a->taps[t]) == 0.0)
        continue;
      o->taps[t].room = nst_arena_buffer (o->arena, floats);
    }
}

static void
plan_gradient (NstObjective *o)
{
  const NstArchitecture *a = o->network->architecture;
  gsize                  most = nst_objective_strokes_floats (o);

  for (int t = 0; t < a->n_taps; t++)
    if (content_weight_of (&a->taps[t]) > 0.0 && nst_network_has_lift (o->network, t))
      most = MAX (most, nst_tiled_pass_own_floats (o->pass, t));
  if (most > 0)
    o->gradient = nst_arena_buffer (o->arena, most);
}

/* The squared norm of the stored target. */
static double
measure_content (NstObjective *o, int t)
{
  NstTapTerms   *tap = &o->taps[t];
  NstOwnFeatures own = nst_tiled_pass_get_own (o->pass, o->pool, t);

  return nst_statistics_distance (
      o->pool, tap->view != NULL ? nst_content_view_get_channels (tap->view) : own.channels,
      own.positions, tap->target, NULL, own.mask);
}

gboolean
nst_objective_set_content (NstObjective *o, const NstPicture *content, GError **error)
{
  const NstArchitecture *a = o->network->architecture;
  double                 sizes[NST_MAX_TAPS] = { 0 };

  if (!nst_tiled_pass_set_mask (o->pass, content, error))
    return FALSE;
  o->content = content->pixels;
  for (int tile = 0; tile < nst_tiled_pass_get_n_tiles (o->pass); tile++)
    {
      nst_tiled_pass_forward (o->pass, o->pool, content->pixels, tile);
      for (int t = 0; t < a->n_taps; t++)
        if (o->taps[t].room != NULL)
          {
            nst_objective_remember_content (o, t);
            sizes[t] += measure_content (o, t);
          }
    }
  for (int t = 0; t < a->n_taps; t++)
    o->taps[t].content_weight = o->settings->content_weight * content_weight_of (&a->taps[t])
                                / MAX (sizes[t], G_MINFLOAT);
  return TRUE;
}

/* ---- The object -------------------------------------------------------------------- */

/* All buffers, out of `arena`, which it takes like `pass`, for the styles of so many regions. */
static NstObjective *
plan (NstPool *pool, const NstSettings *settings, NstTiledPass *pass, const NstNetwork *network,
      int height, int width, int n_regions, NstArena *arena)
{
  NstObjective *o = g_new0 (NstObjective, 1);

  o->network = network;
  o->pool = pool;
  o->settings = settings;
  o->height = height;
  o->width = width;
  o->kind = settings->style_loss;
  o->arena = arena;
  o->pass = pass;
  plan_regions (o, n_regions);
  plan_content_taps (o);
  plan_gradient (o);
  return o;
}

NstObjective *
nst_objective_new_in_tiles (const NstNetwork *network, NstPool *pool, int height, int width,
                            const NstSettings *settings, int largest, GError **error)
{
  NstTiledPass *pass
      = nst_tiled_pass_new (network, NST_PASS_PICTURE, height, width, largest, error);
  g_autoptr (NstObjective) o = NULL;

  if (pass == NULL)
    return NULL;
  o = plan (pool, settings, pass, network, height, width, 1, nst_arena_new ());
  if (!nst_arena_check (o->arena, error))
    return NULL;
  nst_objective_set_levels (o, level_weight);
  for (int t = 0; t < network->architecture->n_taps; t++)
    {
      o->taps[t].metric = nst_lift_metric (network, t);
      if (o->taps[t].room != NULL)
        o->taps[t].view = nst_content_view_new (network, t, o->taps[t].metric);
    }
  return g_steal_pointer (&o);
}

NstObjective *
nst_objective_new (const NstNetwork *network, NstPool *pool, int height, int width,
                   const NstSettings *settings, GError **error)
{
  return nst_objective_new_in_tiles (network, pool, height, width, settings,
                                     nst_tile_side (network, NST_PASS_PICTURE, height, width),
                                     error);
}

gsize
nst_objective_bytes (const NstNetwork *network, int height, int width, gboolean masked,
                     int n_regions, const NstSettings *settings)
{
  int           side = nst_tile_side (network, NST_PASS_PICTURE, height, width);
  NstTiledPass *pass
      = nst_tiled_pass_new_dry (network, NST_PASS_PICTURE, height, width, side, masked, n_regions);
  g_autoptr (NstObjective) dry = plan (NULL, settings, pass, network, height, width,
                                       MAX (n_regions, 1), nst_arena_new_counting ());

  return nst_arena_get_bytes (dry->arena) + nst_tiled_pass_get_bytes (pass)
         + nst_network_backward_bytes (network)
         + MAX (n_regions, 1) * nst_objective_strokes_bytes (dry);
}

double
nst_objective_pixels (const NstNetwork *network, int height, int width, int largest)
{
  double seen = nst_tiled_pass_pixels (network, height, width, largest);

  return seen > (double) height * width ? TILED_ENCODINGS * seen : seen;
}

void
nst_objective_free (NstObjective *o)
{
  if (o == NULL)
    return;
  forget_styles (o);
  for (int t = 0; t < NST_MAX_TAPS; t++)
    {
      g_free (o->taps[t].asked);
      g_free (o->taps[t].metric);
      nst_content_view_free (o->taps[t].view);
    }
  nst_tiled_pass_free (o->pass);
  nst_arena_free (o->arena);
  g_free (o);
}
