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
#define PAST_WEIGHT      300.0

/* What a tile takes for a pixel, in evaluations of a whole picture, as measured with the codec: it
 * is encoded three times and not once, once of these for the content. */
#define TILED_ENCODINGS 2.2

/* From that many positions a channel on, a covariance is known: by eye, from 0, 1/4, 1, 2 and 4. */
#define KNOWN_POSITIONS 2.0

/* What is marked as a tile's is that of the one in hand. */

/* The style that is asked for at a tap, in a region. */
typedef struct
{
  NstStyleLoss *style; /* NULL where there is nothing to see or to ask for */
  double        area;  /* how much the region counts */
  double       *mean, *moment, *gradient_mean, *gradient_moment;
  double       *tile_mean, *tile_moment; /* its statistics, then its part of the gradients */
  NstOwnWeights tile_weights;            /* of the region; no total where it is all */
  double        loss;
} Asked;

/* What is asked at a tap. */
typedef struct
{
  double  weight; /* of the style loss */
  double *metric; /* of style-loss.h, or NULL */
  Asked  *asked;  /* (most_regions), or NULL where the style is not seen */

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
  const float       *content;      /* pixels */
  const float       *past, *trust; /* or NULL */
  NstShareFunc       progress;
  gpointer           progress_data;
  gboolean           guided;                  /* each region has weights of its own */
  int                n_regions, most_regions; /* in use, and with room */
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

static void
plan_asked (NstObjective *o, gsize n, Asked *asked)
{
  *asked = (Asked) { .area = 1.0 };
  asked->mean = nst_arena_alloc (o->arena, n, sizeof (double));
  asked->moment = nst_arena_alloc (o->arena, n * n, sizeof (double));
  asked->tile_mean = nst_arena_alloc (o->arena, n, sizeof (double));
  asked->tile_moment = nst_arena_alloc (o->arena, n * n, sizeof (double));
  asked->gradient_mean = nst_arena_alloc (o->arena, n, sizeof (double));
  asked->gradient_moment = nst_arena_alloc (o->arena, n * n, sizeof (double));
}

/* Room for the styles of so many regions, at the taps that see any. */
static gboolean
plan_regions (NstObjective *o, int n_regions, GError **error)
{
  for (int level = 0; level < NST_LEVELS; level++)
    {
      int         t = nst_architecture_style_tap (o->network->architecture, level);
      Tap        *tap = &o->taps[t];
      NstFeatures f = nst_tiled_pass_get_whole (o->pass, t);

      if (nst_features_positions (&f) == 0)
        continue;
      tap->asked = g_renew (Asked, tap->asked, MAX (n_regions, o->most_regions));
      for (int k = o->most_regions; k < n_regions; k++)
        plan_asked (o, (gsize) f.channels, &tap->asked[k]);
    }
  o->most_regions = MAX (n_regions, o->most_regions);
  return nst_arena_check (o->arena, error);
}

/* What the style is measured by, for one region. */
static gboolean
plan_style_taps (NstObjective *o, GError **error)
{
  if (!plan_regions (o, 1, error))
    return FALSE;
  for (int t = 0; t < o->network->architecture->n_taps; t++)
    if (o->taps[t].asked != NULL)
      o->taps[t].metric = metric_of (o->network, t);
  return TRUE;
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
      g_clear_pointer (&o->taps[t].asked[k].style, nst_style_loss_free);
}

/* How much a region counts at a tap: its share of the area, and less where it has few positions for
 * the tap's channels, compared to the picture.  Their covariance then lacks directions that it
 * would have to have, and to ask for these makes a grid of the pixels. */
static double
area_of (const NstObjective *o, int t, int region, int channels)
{
  double enough = KNOWN_POSITIONS * channels;
  double area = nst_tiled_pass_get_area (o->pass, t, region);
  double own = nst_tiled_pass_get_weight (o->pass, t, region);
  double all = area > 0.0 ? own / area : 0.0;

  return all > 0.0 ? area * (own / (own + enough)) / (all / (all + enough)) : 0.0;
}

/* Asks for `style` in a region, where it has any weight. */
static void
ask (NstObjective *o, int region, const NstStyleStatistics *style)
{
  for (int level = 0; level < NST_LEVELS; level++)
    {
      const NstMoments *m = &style->levels[level];
      int               t = nst_architecture_style_tap (o->network->architecture, level);
      Tap              *tap = &o->taps[t];
      Asked            *asked = tap->asked != NULL ? &tap->asked[region] : NULL;

      if (m->channels == 0 || asked == NULL)
        continue;
      asked->area = o->guided ? area_of (o, t, region, m->channels) : 1.0;
      if (asked->area > 0.0)
        asked->style = nst_style_loss_new (o->kind, m->channels, tap->metric, m->mean, m->moment);
    }
}

void
nst_objective_set_style (NstObjective *o, const NstStyleStatistics *style)
{
  forget_styles (o);
  nst_tiled_pass_set_regions (o->pass, o->pool, 0, NULL, NULL, NULL);
  o->guided = FALSE;
  o->n_regions = 1;
  ask (o, 0, style);
}

gboolean
nst_objective_set_regions (NstObjective *o, int n, const float *weights, const float *mask,
                           const NstStyleStatistics *const *styles, GError **error)
{
  forget_styles (o);
  if (!plan_regions (o, n, error)
      || !nst_tiled_pass_set_regions (o->pass, o->pool, n, weights, mask, error))
    return FALSE;
  o->guided = TRUE;
  o->n_regions = n;
  for (int k = 0; k < n; k++)
    ask (o, k, styles[k]);
  return TRUE;
}

static gboolean
is_styled (const NstObjective *o, const Tap *tap)
{
  for (int k = 0; k < o->n_regions && tap->asked != NULL; k++)
    if (tap->asked[k].style != NULL)
      return TRUE;
  return FALSE;
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
nst_objective_bytes (const NstNetwork *network, int height, int width, gboolean masked,
                     int n_regions)
{
  int   side = nst_tile_side (network, NST_PASS_PICTURE, height, width);
  gsize bytes = nst_tiled_pass_bytes (network, NST_PASS_PICTURE, height, width, side);

  for (int t = 0; t < network->architecture->n_taps; t++)
    if (content_weight_of (&network->architecture->taps[t]) > 0.0)
      bytes += nst_tiled_pass_own_bytes (network, t, height, width, side);
  if (masked)
    bytes += nst_tiled_pass_mask_bytes (network, height, width, side);
  return bytes + n_regions * nst_tiled_pass_region_bytes (network, height, width, side);
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
  forget_styles (o);
  for (int t = 0; t < NST_MAX_TAPS; t++)
    {
      g_free (o->taps[t].asked);
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

/* What is asked of the tile in a region; NULL where that is nothing, or none of it is the tile's.
 */
static Asked *
ask_tile (NstObjective *o, int t, int region, const NstOwnFeatures *own)
{
  Asked *asked = o->taps[t].asked != NULL ? &o->taps[t].asked[region] : NULL;

  if (asked == NULL || asked->style == NULL)
    return NULL;
  asked->tile_weights = o->guided ? nst_tiled_pass_weigh_own (o->pass, o->pool, t, region)
                                  : (NstOwnWeights) { own->mask, 0.0, own->share };
  return asked->tile_weights.share > 0.0 ? asked : NULL;
}

/* The measurements at a tap: the first is of what all regions have in common, and where there is
 * but one, of its statistics, too; else each has one of its own. */
static void
plan_measurements (NstObjective *o, int t, guint what, NstMeasurement *m)
{
  Tap           *tap = &o->taps[t];
  NstOwnFeatures own = nst_tiled_pass_get_own (o->pass, o->pool, t);
  NstMeasurement all = { .channels = own.channels,
                         .positions = own.positions,
                         .stride = own.stride,
                         .features = own.values,
                         .weights = own.mask,
                         .target = tap->target };

  m[0] = all;
  if (what & DISTANCES && tap->target != NULL)
    m[0].distance = &tap->tile_distance;
  for (int k = 0; k < o->n_regions && what & STATISTICS; k++)
    {
      Asked          *asked = ask_tile (o, t, k, &own);
      NstMeasurement *to = &m[o->guided ? 1 + k : 0];

      if (asked == NULL)
        continue;
      if (o->guided)
        *to = all;
      to->weights = asked->tile_weights.weights;
      to->mean = asked->tile_mean;
      to->moment = asked->tile_moment;
    }
}

/* Adds what has been measured of the tile to what is known of the whole. */
static void
add_statistics (const NstMeasurement *m, Asked *asked)
{
  for (int i = 0; i < m->channels; i++)
    asked->mean[i] += asked->tile_weights.share * asked->tile_mean[i];
  for (gsize i = 0; i < (gsize) m->channels * m->channels; i++)
    asked->moment[i] += asked->tile_weights.share * asked->tile_moment[i];
}

static void
add_measurements (NstObjective *o, Tap *tap, const NstMeasurement *m)
{
  if (m[0].distance != NULL)
    tap->distance += tap->tile_distance;
  for (int k = 0; k < o->n_regions; k++)
    {
      const NstMeasurement *of = &m[o->guided ? 1 + k : 0];

      if (of->mean != NULL)
        add_statistics (of, &tap->asked[k]);
    }
}

static void
measure_tile (NstObjective *o, guint what)
{
  int                        n = o->network->architecture->n_taps;
  int                        each = o->guided ? 1 + o->n_regions : 1;
  g_autofree NstMeasurement *measurements = g_new0 (NstMeasurement, n * each);

  for (int t = 0; t < n; t++)
    plan_measurements (o, t, what, &measurements[t * each]);
  nst_statistics_measure (o->pool, n * each, measurements);
  for (int t = 0; t < n; t++)
    add_measurements (o, &o->taps[t], &measurements[t * each]);
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
      for (int k = 0; k < o->n_regions && tap->asked != NULL; k++)
        {
          memset (tap->asked[k].mean, 0, sizeof (double) * channels);
          memset (tap->asked[k].moment, 0, sizeof (double) * channels * channels);
        }
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
  Tap          *tap = &o->taps[o->network->architecture->n_taps - 1 - item / o->n_regions];
  Asked        *asked = tap->asked != NULL ? &tap->asked[item % o->n_regions] : NULL;

  if (asked != NULL && asked->style != NULL)
    asked->loss = nst_style_loss_evaluate (
        asked->style, o->settings->style_weight * tap->weight * asked->area, asked->mean,
        asked->moment, asked->gradient_mean, asked->gradient_moment);
}

/* A tile's statistics have a part in those of the whole. */
static void
scale_gradients (Asked *asked, int channels)
{
  for (int i = 0; i < channels; i++)
    asked->tile_mean[i] = asked->tile_weights.share * asked->gradient_mean[i];
  for (gsize i = 0; i < (gsize) channels * channels; i++)
    asked->tile_moment[i] = asked->tile_weights.share * asked->gradient_moment[i];
}

static void
turn_regions (NstObjective *o, int t, const NstOwnFeatures *own)
{
  Tap                          *tap = &o->taps[t];
  g_autofree NstRegionGradient *gradients = g_new (NstRegionGradient, o->n_regions);
  int                           n = 0;

  for (int k = 0; k < o->n_regions; k++)
    {
      Asked *asked = ask_tile (o, t, k, own);

      if (asked == NULL)
        continue;
      scale_gradients (asked, own->channels);
      gradients[n++] = (NstRegionGradient) { asked->tile_weights.weights, asked->tile_weights.total,
                                             asked->tile_mean, asked->tile_moment };
    }
  nst_statistics_backward_regions (o->pool, own->channels, own->positions, own->stride, n,
                                   gradients, own->mask, tap->target, 2.0 * tap->content_weight,
                                   own->values);
}

/* Matches NstOwnGradientFunc. */
static void
turn_to_gradient (int t, const NstOwnFeatures *own, gpointer data)
{
  NstObjective *o = data;
  Tap          *tap = &o->taps[t];
  Asked        *asked;

  if (o->guided)
    {
      turn_regions (o, t, own);
      return;
    }
  asked = ask_tile (o, t, 0, own);
  if (asked != NULL)
    scale_gradients (asked, own->channels);
  nst_statistics_backward (o->pool, own->channels, own->positions, own->stride, own->mask,
                           asked != NULL ? asked->tile_mean : NULL,
                           asked != NULL ? asked->tile_moment : NULL, tap->target,
                           2.0 * tap->content_weight, own->values);
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
    if (is_styled (o, &o->taps[t]) || o->taps[t].target != NULL)
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
nst_objective_set_past (NstObjective *o, const float *past, const float *trust)
{
  o->past = past;
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
        loss->content += o->taps[t].content_weight * o->taps[t].distance;
    }
  pixels = nst_variation_loss (o->pool, o->height, o->width,
                               o->settings->smoothness * VARIATION_WEIGHT, picture, gradient);
  pixels += nst_range_loss (o->pool, o->height, o->width, RANGE_WEIGHT, picture, gradient);
  if (o->past != NULL)
    pixels += nst_past_loss (o->pool, o->height, o->width, PAST_WEIGHT, o->past, o->trust, picture,
                             gradient);
  loss->total = loss->content + loss->style + pixels;
  return !nst_pool_cancelled (o->pool);
}
