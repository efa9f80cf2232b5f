/* SPDX-License-Identifier: GPL-3.0-or-later */

/* objective-evaluation.c - the loss and gradient of an objective.
 *
 * A large picture is processed in tiles (tiled-pass.h), twice.  The statistics are sums over all
 * tiles, so the gradient is known only after the first round; in the second, each tile is encoded
 * again and its gradient propagated back.
 */

#include "style/objective-private.h"

#include <string.h>

#include "ops/statistics.h"
#include "ops/vector.h"
#include "style/picture-loss.h"

#define VARIATION_WEIGHT 2.0
#define RANGE_WEIGHT     100.0
#define PREVIOUS_WEIGHT  300.0

/* Evaluations between two searches for neighbors.  Searching in every evaluation takes 1.7 times
 * as long, and the paintings are not better (bench/recipe.md). */
#define MATCHING_EVALUATIONS 5

/* ---- The first round: statistics of all tiles ---------------------------------------- */

/* Measurements of a tile. */
enum
{
  STATISTICS = 1 << 0, /* of the style's taps, */
  DISTANCES = 1 << 1   /* of the content's */
};

/* The measurements at a tap: the first is of what all regions have in common, then comes one of
 * each region.  A region without weights of its own is measured with the first. */
static void
plan_measurements (NstObjective *o, int t, guint what, NstMeasurement *m)
{
  NstTapTerms   *tap = &o->taps[t];
  NstOwnFeatures own = nst_tiled_pass_get_own (o->pass, o->pool, t);
  NstMeasurement all = { .channels = own.channels,
                         .positions = own.positions,
                         .stride = own.stride,
                         .features = own.values,
                         .weights = own.mask,
                         .target = tap->target };

  m[0] = all;
  if (what & DISTANCES && tap->target != NULL && tap->view == NULL)
    m[0].distance = &tap->tile_distance;
  for (int k = 0; k < o->n_regions && what & STATISTICS; k++)
    {
      NstAsked       *asked = nst_objective_ask_tile (o, t, k, &own);
      NstMeasurement *to;

      if (asked == NULL)
        continue;
      to = asked->tile_weights.weights == own.mask ? &m[0] : &m[1 + k];
      if (to != &m[0])
        *to = all;
      to->weights = asked->tile_weights.weights;
      to->mean = asked->tile_mean;
      to->moment = asked->tile_moment;
    }
}

/* Adds the tile's measurements to the totals. */
static void
add_statistics (const NstMeasurement *m, NstAsked *asked)
{
  for (int i = 0; i < m->channels; i++)
    asked->mean[i] += asked->tile_weights.share * asked->tile_mean[i];
  for (gsize i = 0; i < (gsize) m->channels * m->channels; i++)
    asked->moment[i] += asked->tile_weights.share * asked->tile_moment[i];
}

static void
add_measurements (NstObjective *o, NstTapTerms *tap, guint what, const NstMeasurement *m)
{
  if (what & DISTANCES && tap->target != NULL)
    tap->distance += tap->tile_distance;
  for (int k = 0; k < o->n_regions; k++)
    {
      const NstMeasurement *of = m[1 + k].mean != NULL ? &m[1 + k] : &m[0];

      if (of->mean != NULL)
        add_statistics (of, &tap->asked[k]);
    }
}

/* The content's distance where it is not one of the features as they are. */
static void
measure_view (NstObjective *o, int t, guint what)
{
  NstTapTerms   *tap = &o->taps[t];
  NstOwnFeatures own = nst_tiled_pass_get_own (o->pass, o->pool, t);

  if (what & DISTANCES && tap->target != NULL && tap->view != NULL)
    tap->tile_distance = nst_content_view_measure (tap->view, o->pool, &own, tap->target);
}

static void
measure_tile (NstObjective *o, guint what)
{
  int                        n = o->network->architecture->n_taps;
  int                        each = 1 + o->n_regions;
  g_autofree NstMeasurement *measurements = g_new0 (NstMeasurement, n * each);

  for (int t = 0; t < n; t++)
    plan_measurements (o, t, what, &measurements[t * each]);
  nst_statistics_measure (o->pool, n * each, measurements);
  for (int t = 0; t < n; t++)
    {
      measure_view (o, t, what);
      add_measurements (o, &o->taps[t], what, &measurements[t * each]);
    }
}

static gboolean
is_whole (const NstObjective *o)
{
  return nst_tiled_pass_get_n_tiles (o->pass) == 1;
}

/* After so many tiles of both rounds; the second round takes three times as long. */
static void
tell_progress (const NstObjective *o, int measured, int carried_back)
{
  if (o->progress != NULL && !is_whole (o) && !nst_pool_cancelled (o->pool))
    o->progress ((measured + 3.0 * carried_back) / (4.0 * nst_tiled_pass_get_n_tiles (o->pass)),
                 o->progress_data);
}

static void
begin_round (NstObjective *o)
{
  for (int t = 0; t < o->network->architecture->n_taps; t++)
    o->taps[t].tile_first = 0;
}

static void
pass_tile (NstObjective *o)
{
  for (int t = 0; t < o->network->architecture->n_taps; t++)
    o->taps[t].tile_first += nst_tiled_pass_get_own (o->pass, o->pool, t).positions;
}

static void
clear_statistics (NstObjective *o)
{
  for (int t = 0; t < o->network->architecture->n_taps; t++)
    {
      NstTapTerms *tap = &o->taps[t];
      gsize        channels = (gsize) nst_tiled_pass_get_whole (o->pass, t).channels;

      tap->distance = 0.0;
      for (int k = 0; k < o->n_regions && tap->asked != NULL; k++)
        {
          memset (tap->asked[k].mean, 0, sizeof (double) * channels);
          memset (tap->asked[k].moment, 0, sizeof (double) * channels * channels);
        }
    }
}

/* If there is a single tile, its distances are measured in the same pass. */
static void
measure (NstObjective *o, const float *picture)
{
  int      tiles = nst_tiled_pass_get_n_tiles (o->pass);
  gboolean matching = o->since_matching == 0;

  clear_statistics (o);
  begin_round (o);
  if (matching)
    nst_objective_begin_matching (o);
  for (int tile = 0; tile < tiles && !nst_pool_cancelled (o->pool); tile++)
    {
      nst_tiled_pass_forward (o->pass, o->pool, picture, tile);
      measure_tile (o, is_whole (o) ? STATISTICS | DISTANCES : STATISTICS);
      if (matching)
        nst_objective_match_tile (o);
      pass_tile (o);
      tell_progress (o, tile + 1, 0);
    }
  if (matching)
    nst_objective_end_matching (o);
  o->since_matching = (o->since_matching + 1) % MATCHING_EVALUATIONS;
}

/* The deepest taps have the largest matrices: they come first. */
static void
evaluate_style (gpointer data, int item, G_GNUC_UNUSED int worker)
{
  NstObjective *o = data;
  NstTapTerms  *tap = &o->taps[o->network->architecture->n_taps - 1 - item / o->n_regions];
  NstAsked     *asked = tap->asked != NULL ? &tap->asked[item % o->n_regions] : NULL;

  if (asked != NULL && asked->style != NULL)
    asked->loss = nst_style_loss_evaluate (
        asked->style, o->settings->style_weight * tap->weight * asked->area, asked->mean,
        asked->moment, asked->gradient_mean, asked->gradient_moment);
}

/* ---- The second round: gradients ------------------------------------------------------ */

/* The tile's share of the total statistics. */
static void
scale_gradients (NstAsked *asked, int channels)
{
  for (int i = 0; i < channels; i++)
    asked->tile_mean[i] = asked->tile_weights.share * asked->gradient_mean[i];
  for (gsize i = 0; i < (gsize) channels * channels; i++)
    asked->tile_moment[i] = asked->tile_weights.share * asked->gradient_moment[i];
}

static double
content_weight (const NstObjective *o, int t)
{
  return o->taps[t].content_weight * nst_objective_content_factor (o);
}

/* What the features themselves are compared with, or NULL. */
static const float *
plain_target (const NstTapTerms *tap)
{
  return tap->view == NULL ? tap->target : NULL;
}

static void
turn_regions (NstObjective *o, int t, const NstOwnFeatures *own)
{
  NstTapTerms                  *tap = &o->taps[t];
  g_autofree NstRegionGradient *gradients = g_new (NstRegionGradient, o->n_regions);
  int                           n = 0;

  for (int k = 0; k < o->n_regions; k++)
    {
      NstAsked *asked = nst_objective_ask_tile (o, t, k, own);

      if (asked == NULL)
        continue;
      scale_gradients (asked, own->channels);
      gradients[n++] = (NstRegionGradient) { asked->tile_weights.weights, asked->tile_weights.total,
                                             asked->tile_mean, asked->tile_moment };
    }
  nst_statistics_backward_regions (o->pool, own->channels, own->positions, own->stride, n,
                                   gradients, own->mask, plain_target (tap),
                                   2.0 * content_weight (o, t), own->values);
}

/* The features become the gradient of the content's and the style's statistics. */
static void
turn_statistics (NstObjective *o, int t, const NstOwnFeatures *own)
{
  NstTapTerms *tap = &o->taps[t];
  NstAsked    *asked;

  if (nst_tiled_pass_has_weights (o->pass))
    {
      turn_regions (o, t, own);
      return;
    }
  asked = nst_objective_ask_tile (o, t, 0, own);
  if (asked != NULL)
    scale_gradients (asked, own->channels);
  nst_statistics_backward (o->pool, own->channels, own->positions, own->stride, own->mask,
                           asked != NULL ? asked->tile_mean : NULL,
                           asked != NULL ? asked->tile_moment : NULL, plain_target (tap),
                           2.0 * content_weight (o, t), own->values);
}

/* Adds o->gradient (channels, positions) to what the features have become. */
static void
add_gradient (NstObjective *o, const NstOwnFeatures *own)
{
  if (own->stride == own->positions)
    nst_vector_blend (o->pool, own->channels * own->positions, 1.0, o->gradient, 1.0, own->values);
  else
    for (int c = 0; c < own->channels; c++)
      nst_vector_blend (o->pool, own->positions, 1.0, o->gradient + c * own->positions, 1.0,
                        own->values + c * own->stride);
}

/* Matches NstOwnGradientFunc. */
static void
turn_to_gradient (int t, const NstOwnFeatures *own, gpointer data)
{
  NstObjective *o = data;
  NstTapTerms  *tap = &o->taps[t];
  gboolean      more = tap->target != NULL && tap->view != NULL;

  if (more)
    nst_content_view_turn (tap->view, o->pool, own, tap->target, 2.0 * content_weight (o, t),
                           o->gradient);
  more = nst_objective_evaluate_strokes (o, t, own, more);
  turn_statistics (o, t, own);
  if (more)
    add_gradient (o, own);
}

/* Encodes a tile again and makes it the current one. */
static void
encode_again (NstObjective *o, const float *picture, int tile)
{
  gboolean targets = FALSE;

  for (int t = 0; t < o->network->architecture->n_taps; t++)
    targets = targets || o->taps[t].target != NULL;
  if (targets)
    {
      nst_tiled_pass_forward (o->pass, o->pool, o->content, tile);
      for (int t = 0; t < o->network->architecture->n_taps; t++)
        if (o->taps[t].target != NULL)
          nst_objective_remember_content (o, t);
    }
  nst_tiled_pass_forward (o->pass, o->pool, picture, tile);
  measure_tile (o, DISTANCES);
}

static gboolean
is_styled (const NstObjective *o, const NstTapTerms *tap)
{
  for (int k = 0; k < o->n_regions && tap->asked != NULL; k++)
    if (tap->asked[k].style != NULL)
      return TRUE;
  return FALSE;
}

/* The bits of the taps that are used. */
static guint
active_taps (const NstObjective *o)
{
  guint active = 0;

  for (int t = 0; t < o->network->architecture->n_taps; t++)
    if (is_styled (o, &o->taps[t]) || o->taps[t].target != NULL)
      active |= 1u << t;
  return active;
}

static void
carry_back (NstObjective *o, const float *picture, float *gradient)
{
  int tiles = nst_tiled_pass_get_n_tiles (o->pass);

  begin_round (o);
  for (int tile = 0; tile < tiles && !nst_pool_cancelled (o->pool); tile++)
    {
      if (!is_whole (o))
        encode_again (o, picture, tile);
      nst_tiled_pass_backward (o->pass, o->pool, active_taps (o), turn_to_gradient, o, gradient);
      pass_tile (o);
      tell_progress (o, tiles, tile + 1);
    }
}

void
nst_objective_set_previous (NstObjective *o, const float *previous, const float *trust)
{
  o->previous = previous;
  o->trust = trust;
}

void
nst_objective_set_progress (NstObjective *o, NstShareFunc progress, gpointer data)
{
  o->progress = progress;
  o->progress_data = data;
}

gboolean
nst_objective_evaluate (NstObjective *o, const float *picture, NstLoss *loss, float *gradient)
{
  double pixels;

  *loss = (NstLoss) { 0 };
  o->stroke_loss = 0.0;
  measure (o, picture);
  nst_pool_run (o->pool, o->network->architecture->n_taps * o->n_regions, evaluate_style, o);
  carry_back (o, picture, gradient);
  if (nst_pool_cancelled (o->pool))
    return FALSE;
  for (int t = 0; t < o->network->architecture->n_taps; t++)
    {
      for (int k = 0; k < o->n_regions && o->taps[t].asked != NULL; k++)
        if (o->taps[t].asked[k].style != NULL)
          loss->style += o->taps[t].asked[k].loss;
      if (o->taps[t].target != NULL)
        loss->content += content_weight (o, t) * o->taps[t].distance;
    }
  pixels = nst_variation_loss (o->pool, o->height, o->width,
                               o->settings->smoothness * VARIATION_WEIGHT, picture, gradient);
  pixels += nst_range_loss (o->pool, o->height, o->width, RANGE_WEIGHT, picture, gradient);
  if (o->previous != NULL)
    pixels += nst_previous_loss (o->pool, o->height, o->width, PREVIOUS_WEIGHT, o->previous,
                                 o->trust, picture, gradient);
  loss->style += o->stroke_loss;
  loss->total = loss->content + loss->style + pixels;
  return !nst_pool_cancelled (o->pool);
}
