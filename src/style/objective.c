/* SPDX-License-Identifier: GPL-3.0-or-later */

/* objective.c - what Refine minimises at one scale. */

#include "style/objective.h"

#include <cblas.h>
#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "network/pass.h"
#include "ops/matrix.h"
#include "ops/statistics.h"
#include "ops/vector.h"
#include "style/feature-mask.h"
#include "style/picture-loss.h"
#include "style/style-loss.h"

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

typedef struct
{
  double        weight; /* of the style loss */
  double       *metric; /* of style-loss.h, or NULL */
  NstStyleLoss *style;  /* NULL where there is nothing to see or to ask for */
  double       *mean, *moment, *gradient_mean, *gradient_moment;
  double        loss;

  double content_weight; /* over the size of the target */
  float *room;           /* for the features to keep; NULL where none are */
  float *target;         /* those features, once there is a content */
  double distance;       /* squared, from it */

  float *mask; /* (positions) how much each counts, or NULL */
} Tap;

struct _NstObjective
{
  const NstNetwork  *network;
  NstPool           *pool;
  const NstSettings *settings;
  int                height, width;
  NstStyleKind       kind;
  NstArena          *arena;
  NstPass           *pass;
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
      int                t = nst_architecture_style_tap (o->network->architecture, level);
      Tap               *tap = &o->taps[t];
      const NstFeatures *f = nst_pass_get_features (o->pass, t);
      gsize              n = (gsize) f->channels;

      if (nst_features_positions (f) == 0)
        continue;
      tap->metric = metric_of (o->network, t);
      tap->mean = nst_arena_alloc (o->arena, n, sizeof (double));
      tap->moment = nst_arena_alloc (o->arena, n * n, sizeof (double));
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
plan_content_taps (NstObjective *o, GError **error)
{
  const NstArchitecture *a = o->network->architecture;

  for (int t = 0; t < a->n_taps; t++)
    {
      const NstFeatures *f = nst_pass_get_features (o->pass, t);
      gsize              n = f->channels * nst_features_positions (f);

      if (n > 0 && content_weight_of (&a->taps[t]) > 0.0)
        o->taps[t].room = nst_arena_buffer (o->arena, n);
    }
  return nst_arena_check (o->arena, error);
}

/* After the content's forward pass. */
static void
remember_content (NstObjective *o, int t)
{
  Tap               *tap = &o->taps[t];
  const NstFeatures *f = nst_pass_get_features (o->pass, t);
  double             weight = content_weight_of (&o->network->architecture->taps[t]);
  gsize              positions = nst_features_positions (f);
  double             size;

  tap->target = tap->room;
  memcpy (tap->target, f->values, sizeof (float) * f->channels * positions);
  size = nst_statistics_distance (o->pool, f->channels, positions, f->values, NULL, tap->mask);
  tap->content_weight = o->settings->content_weight * weight / MAX (size, G_MINFLOAT);
}

gboolean
nst_objective_set_content (NstObjective *o, const NstPicture *content, GError **error)
{
  nst_pass_forward (o->pass, o->pool, content->pixels);
  for (int t = 0; t < o->network->architecture->n_taps; t++)
    {
      Tap *tap = &o->taps[t];

      g_clear_pointer (&tap->mask, g_free);
      if (!nst_feature_mask (content, nst_pass_get_features (o->pass, t), &tap->mask, error))
        return FALSE;
      if (tap->room != NULL)
        remember_content (o, t);
    }
  return TRUE;
}

/* ---- The object -------------------------------------------------------------------- */

NstObjective *
nst_objective_new (const NstNetwork *network, NstPool *pool, int height, int width,
                   const NstSettings *settings, GError **error)
{
  g_autoptr (NstObjective) o = g_new0 (NstObjective, 1);

  o->network = network;
  o->pool = pool;
  o->settings = settings;
  o->height = height;
  o->width = width;
  o->kind = g_strcmp0 (settings->style_loss, "gram") == 0 ? NST_STYLE_GRAM : NST_STYLE_WASSERSTEIN;
  o->arena = nst_arena_new ();
  o->pass = nst_pass_new (network, NST_PASS_PICTURE, height, width, error);
  nst_objective_set_levels (o, level_weight);
  if (o->pass == NULL || !plan_style_taps (o, error) || !plan_content_taps (o, error))
    return NULL;
  return g_steal_pointer (&o);
}

/* The style's matrices are left out: they are as large as a handful of pixels. */
gsize
nst_objective_bytes (const NstNetwork *network, int height, int width)
{
  const NstArchitecture *a = network->architecture;
  gsize                  bytes = nst_pass_bytes (network, NST_PASS_PICTURE, height, width);

  for (int t = 0; t < a->n_taps; t++)
    if (content_weight_of (&a->taps[t]) > 0.0)
      bytes += nst_pass_tap_bytes (network, t, height, width);
  return bytes;
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
      g_free (o->taps[t].mask);
    }
  nst_pass_free (o->pass);
  nst_arena_free (o->arena);
  g_free (o);
}

/* ---- Evaluation -------------------------------------------------------------------- */

/* The statistics of the style's taps, and the distances of the content's. */
static void
measure_taps (NstObjective *o)
{
  int            n = o->network->architecture->n_taps;
  NstMeasurement measurements[NST_MAX_TAPS] = { 0 };

  for (int t = 0; t < n; t++)
    {
      Tap               *tap = &o->taps[t];
      const NstFeatures *f = nst_pass_get_features (o->pass, t);

      measurements[t] = (NstMeasurement) { .channels = f->channels,
                                           .positions = nst_features_positions (f),
                                           .features = f->values,
                                           .weights = tap->mask,
                                           .target = tap->target };
      if (tap->style != NULL)
        {
          measurements[t].mean = tap->mean;
          measurements[t].moment = tap->moment;
        }
      if (tap->target != NULL)
        measurements[t].distance = &tap->distance;
    }
  nst_statistics_measure (o->pool, n, measurements);
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

static void
turn_to_gradient (int t, float *values, gpointer data)
{
  NstObjective      *o = data;
  Tap               *tap = &o->taps[t];
  const NstFeatures *f = nst_pass_get_features (o->pass, t);
  gboolean           styled = tap->style != NULL;

  nst_statistics_backward (o->pool, f->channels, nst_features_positions (f), tap->mask,
                           styled ? tap->gradient_mean : NULL, styled ? tap->gradient_moment : NULL,
                           tap->target, 2.0 * tap->content_weight, values);
}

gboolean
nst_objective_evaluate (NstObjective *o, const float *picture, NstLoss *loss, float *gradient)
{
  const NstArchitecture *a = o->network->architecture;
  guint                  active = 0; /* bits of the taps that have a say */
  double                 pixels;

  *loss = (NstLoss) { 0 };
  nst_pass_forward (o->pass, o->pool, picture);
  measure_taps (o);
  nst_pool_run (o->pool, a->n_taps, evaluate_style, o);
  for (int t = 0; t < a->n_taps && !nst_pool_cancelled (o->pool); t++)
    {
      if (o->taps[t].style != NULL)
        loss->style += o->taps[t].loss;
      if (o->taps[t].target != NULL)
        loss->content += o->taps[t].content_weight * o->taps[t].distance;
      if (o->taps[t].style != NULL || o->taps[t].target != NULL)
        active |= 1u << t;
    }
  nst_pass_backward (o->pass, o->pool, active, turn_to_gradient, o, gradient, NULL);
  pixels = nst_variation_loss (o->pool, o->height, o->width,
                               o->settings->smoothness * VARIATION_WEIGHT, picture, gradient);
  pixels += nst_range_loss (o->pool, o->height, o->width, RANGE_WEIGHT, picture, gradient);
  loss->total = loss->content + loss->style + pixels;
  return !nst_pool_cancelled (o->pool);
}
