/* SPDX-License-Identifier: GPL-3.0-or-later */

/* objective.c - what Refine minimises at one scale.
 *
 * A large picture is looked at in tiles (tiled-pass.h), twice.  Its statistics are those of all
 * tiles, so their gradient is known only when every tile has been seen: then each is encoded again,
 * and its gradient carried back. */

#include "style/objective.h"

#include <cblas.h>
#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "ops/matrix.h"
#include "ops/statistics.h"
#include "ops/vector.h"
#include "style/feature-mask.h"
#include "style/picture-loss.h"
#include "style/style-loss.h"
#include "style/tiled-pass.h"

/* The balance at which every slider stands at 1.  Fine levels count for more than coarse ones: that
 * was best by the measure and to the eye (bench/recipe.md). */
static const double level_weight[NST_LEVELS] = { 32.0, 16.0, 8.0, 2.0, 0.5 };
static const struct
{
  const char *layer;
  double      weight;
} content_weights[] = { { "relu3_1", 0.5 }, { "relu4_2", 0.5 } };
#define VARIATION_WEIGHT 2.0
#define RANGE_WEIGHT     100.0

/* What a tile takes for a pixel, in evaluations of a whole picture, as measured with the codec: it
 * is encoded three times and not once, once of these for the content. */
#define TILED_ENCODINGS 2.2

/* What is asked at a tap.  What is marked as a tile's is that of the one in hand. */
typedef struct
{
  double        weight; /* of the style loss */
  double       *metric; /* of style-loss.h, or NULL */
  NstStyleLoss *style;  /* NULL where there is nothing to see or to ask for */
  double       *mean, *moment, *gradient_mean, *gradient_moment;
  double       *tile_mean, *tile_moment; /* its statistics, then its part of the gradients */
  double        loss;

  double content_weight; /* over the size of all targets */
  float *room;           /* for a tile's content features; NULL where none are asked for */
  float *target;         /* those features, once there is a content */
  double distance;       /* squared, from it */
  double tile_distance;
} Tap;

struct _NstObjective
{
  const NstNetwork  *network;
  NstPool           *pool;
  const NstSettings *settings;
  int                height, width;
  NstStyleKind       kind;
  NstArena          *arena;
  NstTiledPass      *pass;
  const float       *content; /* pixels */
  NstShareFunc       progress;
  gpointer           progress_data;
  Tap                taps[NST_MAX_TAPS];
};

/* ---- Styles ------------------------------------------------------------------------ */

/* K = (L^T L)^1/2 of the tap's lift L, or NULL where it has none. */
static double *
metric_of (const NstNetwork *network, int tap)
{
  const NstConvolution *c = &network->lifts[tap].convolution;
  const float          *lift = network->lifts[tap].weights;
  g_autofree double    *wide = NULL, *squared = NULL;
  double               *metric;

  if (!nst_network_has_lift (network, tap))
    return NULL;
  wide = g_new (double, (gsize) c->out * c->in);
  squared = g_new (double, (gsize) c->in * c->in);
  metric = g_new (double, (gsize) c->in * c->in);
  for (int i = 0; i < c->out * c->in; i++)
    wide[i] = lift[i];
  cblas_dgemm (CblasRowMajor, CblasTrans, CblasNoTrans, c->in, c->in, c->out, 1.0, wide, c->in,
               wide, c->in, 0.0, squared, c->in);
  nst_matrix_root (c->in, squared, 0.0, metric, NULL);
  return metric;
}

/* Which taps see the style, and what it is measured by there. */
static gboolean
plan_style_taps (NstObjective *o, GError **error)
{
  for (int level = 0; level < NST_LEVELS; level++)
    {
      int         t = nst_architecture_style_tap (o->network->architecture, level);
      Tap        *tap = &o->taps[t];
      NstFeatures f = nst_tiled_pass_get_whole (o->pass, t);
      gsize       n = (gsize) f.channels;

      if (nst_features_positions (&f) == 0)
        continue;
      tap->metric = metric_of (o->network, t);
      tap->mean = nst_arena_alloc (o->arena, n, sizeof (double));
      tap->moment = nst_arena_alloc (o->arena, n * n, sizeof (double));
      tap->tile_mean = nst_arena_alloc (o->arena, n, sizeof (double));
      tap->tile_moment = nst_arena_alloc (o->arena, n * n, sizeof (double));
      tap->gradient_mean = nst_arena_alloc (o->arena, n, sizeof (double));
      tap->gradient_moment = nst_arena_alloc (o->arena, n * n, sizeof (double));
    }
  return nst_arena_check (o->arena, error);
}

void
nst_objective_set_levels (NstObjective *o, const double weights[NST_LEVELS])
{
  for (int level = 0; level < NST_LEVELS; level++)
    o->taps[nst_architecture_style_tap (o->network->architecture, level)].weight = weights[level];
}

void
nst_objective_set_style (NstObjective *o, const NstStyleStatistics *style)
{
  for (int level = 0; level < NST_LEVELS; level++)
    {
      const NstMoments *m = &style->levels[level];
      int               t = nst_architecture_style_tap (o->network->architecture, level);
      Tap              *tap = &o->taps[t];

      g_clear_pointer (&tap->style, nst_style_loss_free);
      if (m->channels > 0 && tap->mean != NULL)
        tap->style = nst_style_loss_new (o->kind, m->channels, tap->metric, m->mean, m->moment);
    }
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

static gboolean
plan_content_taps (NstObjective *o, int largest, GError **error)
{
  const NstArchitecture *a = o->network->architecture;

  for (int t = 0; t < a->n_taps; t++)
    {
      gsize bytes = nst_tiled_pass_own_bytes (o->network, t, o->height, o->width, largest);

      if (bytes > 0 && content_weight_of (&a->taps[t]) > 0.0)
        o->taps[t].room = nst_arena_buffer (o->arena, bytes / sizeof (float));
    }
  return nst_arena_check (o->arena, error);
}

/* After the content has been encoded: its features become the target. */
static void
remember_content (NstObjective *o, int t)
{
  NstOwnFeatures own = nst_tiled_pass_get_own (o->pass, o->pool, t);
  Tap           *tap = &o->taps[t];

  tap->target = tap->room;
  for (int c = 0; c < own.channels; c++)
    memcpy (tap->target + c * own.positions, own.values + c * own.stride,
            sizeof (float) * own.positions);
}

/* The squared size of what has just been remembered. */
static double
measure_content (NstObjective *o, int t)
{
  Tap           *tap = &o->taps[t];
  NstOwnFeatures own = nst_tiled_pass_get_own (o->pass, o->pool, t);

  return nst_statistics_distance (o->pool, own.channels, own.positions, tap->target, NULL,
                                  own.mask);
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
            remember_content (o, t);
            sizes[t] += measure_content (o, t);
          }
    }
  for (int t = 0; t < a->n_taps; t++)
    o->taps[t].content_weight = o->settings->content_weight * content_weight_of (&a->taps[t])
                                / MAX (sizes[t], G_MINFLOAT);
  return TRUE;
}

/* ---- The object -------------------------------------------------------------------- */

NstObjective *
nst_objective_new_in_tiles (const NstNetwork *network, NstPool *pool, int height, int width,
                            const NstSettings *settings, int largest, GError **error)
{
  g_autoptr (NstObjective) o = g_new0 (NstObjective, 1);

  o->network = network;
  o->pool = pool;
  o->settings = settings;
  o->height = height;
  o->width = width;
  o->kind = g_strcmp0 (settings->style_loss, "gram") == 0 ? NST_STYLE_GRAM : NST_STYLE_WASSERSTEIN;
  o->arena = nst_arena_new ();
  o->pass = nst_tiled_pass_new (network, NST_PASS_PICTURE, height, width, largest, error);
  nst_objective_set_levels (o, level_weight);
  if (o->pass == NULL || !plan_style_taps (o, error) || !plan_content_taps (o, largest, error))
    return NULL;
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

/* The style's matrices are left out: they are as large as a handful of pixels. */
gsize
nst_objective_bytes (const NstNetwork *network, int height, int width, gboolean masked)
{
  int   side = nst_tile_side (network, NST_PASS_PICTURE, height, width);
  gsize bytes = nst_tiled_pass_bytes (network, NST_PASS_PICTURE, height, width, side);

  for (int t = 0; t < network->architecture->n_taps; t++)
    if (content_weight_of (&network->architecture->taps[t]) > 0.0)
      bytes += nst_tiled_pass_own_bytes (network, t, height, width, side);
  if (masked)
    bytes += nst_tiled_pass_mask_bytes (network, height, width, side);
  return bytes;
}

double
nst_objective_pixels (const NstNetwork *network, int height, int width)
{
  int    side = nst_tile_side (network, NST_PASS_PICTURE, height, width);
  double seen = nst_tiled_pass_pixels (network, height, width, side);

  return seen > (double) height * width ? TILED_ENCODINGS * seen : seen;
}

void
nst_objective_free (NstObjective *o)
{
  if (o == NULL)
    return;
  for (int t = 0; t < NST_MAX_TAPS; t++)
    {
      nst_style_loss_free (o->taps[t].style);
      g_free (o->taps[t].metric);
    }
  nst_tiled_pass_free (o->pass);
  nst_arena_free (o->arena);
  g_free (o);
}

/* ---- Evaluation -------------------------------------------------------------------- */

/* What is measured of a tile. */
enum
{
  STATISTICS = 1 << 0, /* of the style's taps, */
  DISTANCES = 1 << 1   /* of the content's */
};

static NstMeasurement
plan_measurement (Tap *tap, guint what, const NstOwnFeatures *own)
{
  NstMeasurement m = { .channels = own->channels,
                       .positions = own->positions,
                       .stride = own->stride,
                       .features = own->values,
                       .weights = own->mask,
                       .target = tap->target };

  if (what & STATISTICS && tap->style != NULL && own->share > 0.0)
    {
      m.mean = tap->tile_mean;
      m.moment = tap->tile_moment;
    }
  if (what & DISTANCES && tap->target != NULL)
    m.distance = &tap->tile_distance;
  return m;
}

/* Adds what has been measured of the tile to what is known of the whole. */
static void
add_measurement (Tap *tap, const NstMeasurement *m, double share)
{
  if (m->distance != NULL)
    tap->distance += tap->tile_distance;
  if (m->mean == NULL)
    return;
  for (int i = 0; i < m->channels; i++)
    tap->mean[i] += share * tap->tile_mean[i];
  for (gsize i = 0; i < (gsize) m->channels * m->channels; i++)
    tap->moment[i] += share * tap->tile_moment[i];
}

static void
measure_tile (NstObjective *o, guint what)
{
  int            n = o->network->architecture->n_taps;
  NstMeasurement measurements[NST_MAX_TAPS] = { 0 };
  double         shares[NST_MAX_TAPS];

  for (int t = 0; t < n; t++)
    {
      NstOwnFeatures own = nst_tiled_pass_get_own (o->pass, o->pool, t);

      measurements[t] = plan_measurement (&o->taps[t], what, &own);
      shares[t] = own.share;
    }
  nst_statistics_measure (o->pool, n, measurements);
  for (int t = 0; t < n; t++)
    add_measurement (&o->taps[t], &measurements[t], shares[t]);
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

/* Where a tile is all, its distances are measured in passing. */
static void
measure (NstObjective *o, const float *picture)
{
  int tiles = nst_tiled_pass_get_n_tiles (o->pass);

  for (int t = 0; t < o->network->architecture->n_taps; t++)
    {
      Tap  *tap = &o->taps[t];
      gsize channels = (gsize) nst_tiled_pass_get_whole (o->pass, t).channels;

      tap->distance = 0.0;
      if (tap->style == NULL)
        continue;
      memset (tap->mean, 0, sizeof (double) * channels);
      memset (tap->moment, 0, sizeof (double) * channels * channels);
    }
  for (int tile = 0; tile < tiles && !nst_pool_cancelled (o->pool); tile++)
    {
      nst_tiled_pass_forward (o->pass, o->pool, picture, tile);
      measure_tile (o, is_whole (o) ? STATISTICS | DISTANCES : STATISTICS);
      tell_progress (o, tile + 1, 0);
    }
}

/* The deepest taps have the largest matrices: they come first. */
static void
evaluate_style (gpointer data, int item, G_GNUC_UNUSED int worker)
{
  NstObjective *o = data;
  Tap          *tap = &o->taps[o->network->architecture->n_taps - 1 - item];

  if (tap->style != NULL)
    tap->loss
        = nst_style_loss_evaluate (tap->style, o->settings->style_weight * tap->weight, tap->mean,
                                   tap->moment, tap->gradient_mean, tap->gradient_moment);
}

/* A tile's statistics have a part in those of the whole. */
static void
scale_gradients (Tap *tap, const NstOwnFeatures *own)
{
  for (int i = 0; i < own->channels; i++)
    tap->tile_mean[i] = own->share * tap->gradient_mean[i];
  for (gsize i = 0; i < (gsize) own->channels * own->channels; i++)
    tap->tile_moment[i] = own->share * tap->gradient_moment[i];
}

/* Matches NstOwnGradientFunc. */
static void
turn_to_gradient (int t, const NstOwnFeatures *own, gpointer data)
{
  NstObjective *o = data;
  Tap          *tap = &o->taps[t];
  gboolean      styled = tap->style != NULL && own->share > 0.0;

  if (styled)
    scale_gradients (tap, own);
  nst_statistics_backward (o->pool, own->channels, own->positions, own->stride, own->mask,
                           styled ? tap->tile_mean : NULL, styled ? tap->tile_moment : NULL,
                           tap->target, 2.0 * tap->content_weight, own->values);
}

/* Takes a tile in hand that was encoded long ago. */
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
          remember_content (o, t);
    }
  nst_tiled_pass_forward (o->pass, o->pool, picture, tile);
  measure_tile (o, DISTANCES);
}

/* The bits of the taps that have a say. */
static guint
active_taps (const NstObjective *o)
{
  guint active = 0;

  for (int t = 0; t < o->network->architecture->n_taps; t++)
    if (o->taps[t].style != NULL || o->taps[t].target != NULL)
      active |= 1u << t;
  return active;
}

static void
carry_back (NstObjective *o, const float *picture, float *gradient)
{
  int tiles = nst_tiled_pass_get_n_tiles (o->pass);

  for (int tile = 0; tile < tiles && !nst_pool_cancelled (o->pool); tile++)
    {
      if (!is_whole (o))
        encode_again (o, picture, tile);
      nst_tiled_pass_backward (o->pass, o->pool, active_taps (o), turn_to_gradient, o, gradient);
      tell_progress (o, tiles, tile + 1);
    }
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
  measure (o, picture);
  nst_pool_run (o->pool, o->network->architecture->n_taps, evaluate_style, o);
  carry_back (o, picture, gradient);
  if (nst_pool_cancelled (o->pool))
    return FALSE;
  for (int t = 0; t < o->network->architecture->n_taps; t++)
    {
      if (o->taps[t].style != NULL)
        loss->style += o->taps[t].loss;
      if (o->taps[t].target != NULL)
        loss->content += o->taps[t].content_weight * o->taps[t].distance;
    }
  pixels = nst_variation_loss (o->pool, o->height, o->width,
                               o->settings->smoothness * VARIATION_WEIGHT, picture, gradient);
  pixels += nst_range_loss (o->pool, o->height, o->width, RANGE_WEIGHT, picture, gradient);
  loss->total = loss->content + loss->style + pixels;
  return !nst_pool_cancelled (o->pool);
}
