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
  NstStyleLoss *style;  /* NULL where there is nothing to see or to ask for */
  double       *mean, *moment, *gradient_mean, *gradient_moment;
  double        loss;

  double content_weight; /* over the size of the target */
  float *target;         /* content: the features to keep; NULL where none are */
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
  guint              active; /* bits of the taps that have a say */
  double             style_seconds;
};

static int
channels_of (const NstNetwork *network, int t)
{
  return network->architecture->layers[network->tap_layers[t]].out;
}

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

/* Adds `share` of the statistics of one style to the taps' mean and moment. */
static gboolean
measure_style (NstObjective *o, const NstPicture *style, double share, GError **error)
{
  g_autoptr (NstPass) pass
      = nst_pass_new (o->network, NST_PASS_FORWARD, style->height, style->width, error);

  if (pass == NULL)
    return FALSE;
  nst_pass_forward (pass, o->pool, style->pixels);
  for (int t = 0; t < o->network->architecture->n_taps; t++)
    {
      const NstFeatures *f = nst_pass_get_features (pass, t);
      Tap               *tap = &o->taps[t];
      int                n = f->channels;
      g_autofree float  *mask = NULL;

      if (tap->mean == NULL || nst_features_positions (f) == 0)
        continue;
      if (!nst_feature_mask (style, f, &mask, error))
        return FALSE;
      nst_statistics (o->pool, n, nst_features_positions (f), f->values, mask, tap->gradient_mean,
                      tap->gradient_moment);
      for (int i = 0; i < n; i++)
        tap->mean[i] += share * tap->gradient_mean[i];
      for (int i = 0; i < n * n; i++)
        tap->moment[i] += share * tap->gradient_moment[i];
    }
  return TRUE;
}

/* Whether a picture is large enough for tap `t` to see something of it. */
static gboolean
is_seen (const NstNetwork *network, int t, const NstPicture *picture)
{
  int poolings = 0;

  for (int i = 0; i < network->tap_layers[t]; i++)
    poolings += network->architecture->layers[i].kind == NST_LAYER_POOLING;
  return MIN (picture->width, picture->height) >> poolings > 0;
}

static void
plan_style_tap (NstObjective *o, int t, int level)
{
  Tap  *tap = &o->taps[t];
  gsize n = (gsize) channels_of (o->network, t);

  tap->weight = level_weight[level];
  tap->mean = nst_arena_alloc (o->arena, n, sizeof (double));
  tap->moment = nst_arena_alloc (o->arena, n * n, sizeof (double));
  tap->gradient_mean = nst_arena_alloc (o->arena, n, sizeof (double));
  tap->gradient_moment = nst_arena_alloc (o->arena, n * n, sizeof (double));
}

static gboolean
plan_style_taps (NstObjective *o, const NstPicture *content, const NstPicture *const *styles,
                 guint n_styles, GError **error)
{
  const NstArchitecture *a = o->network->architecture;
  int                    level = 0;

  for (int t = 0; t < a->n_taps; t++)
    if (a->taps[t].role & NST_TAP_STYLE)
      {
        gboolean seen = is_seen (o->network, t, content);

        for (guint i = 0; i < n_styles; i++)
          seen = seen && is_seen (o->network, t, styles[i]);
        if (seen)
          plan_style_tap (o, t, level);
        level++;
      }
  return nst_arena_check (o->arena, error);
}

/* Before the pass for the content is made: what the styles need is given back by then. */
static gboolean
measure_styles (NstObjective *o, const NstPicture *content, const NstPicture *const *styles,
                guint n_styles, GError **error)
{
  gint64 began = g_get_monotonic_time ();

  if (!plan_style_taps (o, content, styles, n_styles, error))
    return FALSE;
  for (guint i = 0; i < n_styles; i++)
    if (!measure_style (o, styles[i], 1.0 / n_styles, error))
      return FALSE;
  if (nst_pool_check_cancelled (o->pool, error))
    return FALSE;
  for (int t = 0; t < o->network->architecture->n_taps; t++)
    if (o->taps[t].mean != NULL)
      {
        g_autofree double *metric = metric_of (o->network, t);

        o->taps[t].style = nst_style_loss_new (o->kind, channels_of (o->network, t), metric,
                                               o->taps[t].mean, o->taps[t].moment);
        o->active |= 1u << t;
      }
  o->style_seconds = (g_get_monotonic_time () - began) * 1e-6;
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

/* After the content's forward pass. */
static gboolean
remember_content (NstObjective *o, int t, GError **error)
{
  Tap               *tap = &o->taps[t];
  const NstFeatures *f = nst_pass_get_features (o->pass, t);
  double             weight = content_weight_of (&o->network->architecture->taps[t]);
  gsize              n = f->channels * nst_features_positions (f);
  double             size;

  if (n == 0 || weight == 0.0)
    return TRUE;
  tap->target = nst_arena_floats (o->arena, n);
  if (!nst_arena_check (o->arena, error))
    return FALSE;
  memcpy (tap->target, f->values, sizeof (float) * n);
  size = nst_statistics_distance (o->pool, f->channels, nst_features_positions (f), f->values, NULL,
                                  tap->mask);
  tap->content_weight = o->settings->content_weight * weight / MAX (size, G_MINFLOAT);
  o->active |= 1u << t;
  return TRUE;
}

static gboolean
remember_picture (NstObjective *o, const NstPicture *content, GError **error)
{
  const NstArchitecture *a = o->network->architecture;

  nst_pass_forward (o->pass, o->pool, content->pixels);
  for (int t = 0; t < a->n_taps; t++)
    {
      if (!nst_feature_mask (content, nst_pass_get_features (o->pass, t), &o->taps[t].mask, error))
        return FALSE;
      if (!remember_content (o, t, error))
        return FALSE;
    }
  return TRUE;
}

/* ---- The object -------------------------------------------------------------------- */

NstObjective *
nst_objective_new (const NstNetwork *network, NstPool *pool, const NstPicture *content,
                   const NstPicture *const *styles, guint n_styles, const NstSettings *settings,
                   GError **error)
{
  g_autoptr (NstObjective) o = g_new0 (NstObjective, 1);

  o->network = network;
  o->pool = pool;
  o->settings = settings;
  o->height = content->height;
  o->width = content->width;
  o->kind = g_strcmp0 (settings->style_loss, "gram") == 0 ? NST_STYLE_GRAM : NST_STYLE_WASSERSTEIN;
  o->arena = nst_arena_new ();
  if (!measure_styles (o, content, styles, n_styles, error))
    return NULL;
  o->pass = nst_pass_new (network, NST_PASS_PICTURE, content->height, content->width, error);
  if (o->pass == NULL || !remember_picture (o, content, error))
    return NULL;
  return g_steal_pointer (&o);
}

void
nst_objective_free (NstObjective *o)
{
  if (o == NULL)
    return;
  for (int t = 0; t < NST_MAX_TAPS; t++)
    {
      nst_style_loss_free (o->taps[t].style);
      g_free (o->taps[t].mask);
    }
  nst_pass_free (o->pass);
  nst_arena_free (o->arena);
  g_free (o);
}

double
nst_objective_get_style_seconds (const NstObjective *o)
{
  return o->style_seconds;
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
    }
  nst_pass_backward (o->pass, o->pool, o->active, turn_to_gradient, o, gradient, NULL);
  pixels = nst_variation_loss (o->pool, o->height, o->width,
                               o->settings->smoothness * VARIATION_WEIGHT, picture, gradient);
  pixels += nst_range_loss (o->pool, o->height, o->width, RANGE_WEIGHT, picture, gradient);
  loss->total = loss->content + loss->style + pixels;
  return !nst_pool_cancelled (o->pool);
}
