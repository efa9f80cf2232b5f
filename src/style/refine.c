/* SPDX-License-Identifier: GPL-3.0-or-later */

/* refine.c - style transfer by optimization, coarse to fine. */

#include "style/refine.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/picture.h"
#include "base/random.h"
#include "ops/resampling.h"
#include "style/adam.h"
#include "style/fast.h"
#include "style/lbfgs.h"
#include "style/objective.h"
#include "style/pyramid.h"
#include "style/scale-objective.h"

static const NstLbfgsConstants lbfgs_constants
    = { .history = 10, .first_step = 0.01, .longest_step = 0.5 };
static const NstLbfgsConstants lean_lbfgs_constants
    = { .history = 4, .first_step = 0.01, .longest_step = 0.5 };
static const NstAdamConstants adam_constants
    = { .decay_mean = 0.9, .decay_square = 0.99, .epsilon = 1e-8, .decay_average = 0.9 };
static const NstAdamConstants lean_adam_constants /* without the average's memory */
    = { .decay_mean = 0.9, .decay_square = 0.99, .epsilon = 1e-8 };
#define ADAM_RATE 0.03

/* For pictures of more values than this, which is more than 1024 x 1024 pixels, Adam is the
 * automatic choice.  Starting from Fast's painting, its result is not worse after the same
 * number of evaluations. */
#define LBFGS_VALUES (3 * 1056 * 1056)

/* With more values than this, L-BFGS keeps a short history, because the history takes most of its memory.
 * At 512 pixels, losses are at most 0.3 % higher with it (bench/recipe.md). */
#define LONG_HISTORY_VALUES (3 * 640 * 640)

/* The cost of an evaluation with strokes, in evaluations without, as measured with the codec. */
#define STROKES_EVALUATIONS 1.6

#define START_NOISE 0.1 /* standard deviation, at the smallest scale, of every seed but 0 */

typedef struct
{
  const NstStylizeContext *context;
  int                      largest; /* side of a tile; 0: automatic */
  int                      working; /* longer side, in pixels, at the largest scale */
  const NstScale          *scale;   /* the current one */
  double                   done;    /* finished share of the work */
  NstScaleObjective       *objective;
  int                      on_other_grid; /* evaluations, the last ones of the scale */
  const float             *x;             /* the current point */
  int                      evaluations;
  NstLoss                  loss;
  double                  *seconds; /* of each evaluation */

  NstArena   *arena;    /* for what follows, at the current scale */
  NstPicture *painting; /* the point where the descent begins and ends */
  float      *gradient; /* for Adam */
} Refine;

/* ---- One evaluation ---------------------------------------------------------------- */

/* `share`: of the evaluation under way.  Matches NstShareFunc. */
static void
tell_progress (double share, gpointer data)
{
  const Refine *r = data;
  double        done = MIN (1.0, (r->evaluations + share) / r->scale->iterations);
  NstPicture    picture = { r->scale->width, r->scale->height, (float *) r->x, NULL };
  NstProgress   progress = { r->done + done * r->scale->work, &picture };

  if (r->context->progress != NULL)
    r->context->progress (&progress, r->context->progress_data);
}

/* Matches NstObjectiveFunc. */
static gboolean
evaluate (const float *x, double *loss, float *gradient, gpointer data)
{
  Refine *r = data;
  gint64  began = g_get_monotonic_time ();

  r->x = x;
  if (!nst_scale_objective_evaluate (r->objective, x, &r->loss, gradient))
    return FALSE;
  *loss = r->loss.total;
  r->seconds[r->evaluations++] = (g_get_monotonic_time () - began) * 1e-6;
  tell_progress (0.0, r);
  return r->evaluations > 1 || isfinite (*loss);
}

/* ---- One scale --------------------------------------------------------------------- */

static gboolean
run_adam (Refine *r, const NstAdamConstants *constants, gsize n, float *x, GError **error)
{
  g_autoptr (NstAdam) adam = nst_adam_new (n, constants, error);
  double loss;

  if (adam == NULL)
    return FALSE;
  while (r->evaluations < r->scale->iterations && evaluate (x, &loss, r->gradient, r))
    {
      nst_adam_step (adam, r->context->pool, ADAM_RATE, r->gradient, x);
      for (gsize i = 0; i < n; i++)
        x[i] = CLAMP (x[i], 0.0f, 1.0f);
      if (r->on_other_grid > 0 && r->evaluations == r->scale->iterations - r->on_other_grid
          && !nst_scale_objective_change_grid (r->objective, error))
        return FALSE;
    }
  nst_adam_get_average (adam, x, x);
  return TRUE;
}

/* Those of Adam where that is the optimizer, or NULL for L-BFGS. */
static const NstAdamConstants *
adam_of (gsize n, const NstSettings *settings)
{
  if (settings->optimizer == NST_OPTIMIZER_ADAM)
    return &adam_constants;
  if (settings->optimizer == NST_OPTIMIZER_AUTO && n > LBFGS_VALUES)
    return &lean_adam_constants;
  return NULL;
}

static const NstLbfgsConstants *
lbfgs_of (gsize n)
{
  return n > LONG_HISTORY_VALUES ? &lean_lbfgs_constants : &lbfgs_constants;
}

/* What L-BFGS knows of the curvature is of one grid: it begins anew on the other one. */
static gboolean
run_lbfgs (Refine *r, gsize n, float *x, GError **error)
{
  const NstLbfgsConstants *constants = lbfgs_of (n);
  NstPool                 *pool = r->context->pool;
  int                      first = r->scale->iterations - r->on_other_grid;

  if (!nst_lbfgs_minimize (pool, n, constants, first, evaluate, r, x, error))
    return FALSE;
  if (r->on_other_grid == 0 || nst_pool_cancelled (pool))
    return TRUE;
  return nst_scale_objective_change_grid (r->objective, error)
         && nst_lbfgs_minimize (pool, n, constants, r->scale->iterations - r->evaluations, evaluate,
                                r, x, error);
}

static gboolean
optimize (Refine *r, GError **error)
{
  const NstPicture       *picture = r->painting;
  gsize                   n = (gsize) 3 * picture->width * picture->height;
  const NstAdamConstants *adam = adam_of (n, r->context->settings);

  return adam != NULL ? run_adam (r, adam, n, picture->pixels, error)
                      : run_lbfgs (r, n, picture->pixels, error);
}

static int
compare_doubles (const void *a, const void *b)
{
  double difference = *(const double *) a - *(const double *) b;

  return (difference > 0.0) - (difference < 0.0);
}

static void
report_scale (Refine *r)
{
  NstScaleReport *report = &r->context->report->scales[r->context->report->n_scales++];

  qsort (r->seconds, r->evaluations, sizeof *r->seconds, compare_doubles);
  *report = (NstScaleReport) {
    .width = r->scale->width,
    .height = r->scale->height,
    .iterations = r->evaluations,
    .seconds_per_iteration = r->evaluations > 0 ? r->seconds[r->evaluations / 2] : 0.0,
    .content_loss = r->loss.content,
    .style_loss = r->loss.style,
    .total_loss = r->loss.total,
  };
}

/* The evaluations of the last scale that are made on the other grid; fewer are not worth a new
 * beginning.  With 20 of 50, the differences between neighboring columns of a flat picture, which were
 * up to 15 % stronger in every other column, are equal within 2 %. */
static int
count_on_other_grid (const NstScale *scale, int working)
{
  enum
  {
    FEWEST = 5
  };
  int n = scale->iterations * 2 / 5;

  return scale->longer == working && n >= FEWEST ? n : 0;
}

/* Requests what a descent at the scale has besides the objective. */
static void
plan (Refine *r, const NstScale *scale, const NstSettings *settings)
{
  gsize n = (gsize) 3 * scale->width * scale->height;

  r->painting = nst_picture_plan (r->arena, scale->width, scale->height, FALSE);
  r->gradient = adam_of (n, settings) != NULL ? nst_arena_buffer (r->arena, n) : NULL;
}

/* Optimizes r->painting. */
static gboolean
descend (Refine *r, GError **error)
{
  g_autofree double *seconds = g_new (double, r->scale->iterations);
  gboolean           done;

  nst_scale_objective_set_progress (r->objective, tell_progress, r);
  r->seconds = seconds;
  r->evaluations = 0;
  done = optimize (r, error);
  if (done && !nst_pool_cancelled (r->context->pool) && !isfinite (r->loss.total))
    {
      g_set_error_literal (error, NST_ERROR, NST_ERROR_NUMERIC,
                           _ ("The optimization diverged (NaN or infinity); lower the weights."));
      done = FALSE;
    }
  report_scale (r);
  r->done += r->scale->work;
  return done;
}

/* Optimizes `start`, the result of the previous scale, which is freed, at this scale. */
static NstPicture *
refine_scale (Refine *r, NstPicture *start, GError **error)
{
  g_autoptr (NstPicture) before = start;
  g_autoptr (NstArena) arena = r->arena = nst_arena_new ();
  g_autoptr (NstScaleObjective) objective = NULL;

  r->on_other_grid = count_on_other_grid (r->scale, r->working);
  plan (r, r->scale, r->context->settings);
  if (!nst_arena_check (arena, error)
      || !(objective
           = nst_scale_objective_new (r->context, r->scale, r->working, r->largest, error))
      || !nst_picture_resize_to (before, r->painting, error))
    return NULL;
  g_clear_pointer (&before, nst_picture_free);
  nst_scale_objective_start (objective, r->painting);
  r->objective = objective;
  return descend (r, error) ? nst_picture_take (arena, r->painting) : NULL;
}

/* Adds noise that depends on the seed, so that the result is another variation. */
static void
disturb (NstPicture *picture, int seed)
{
  g_autoptr (GRand) random = g_rand_new_with_seed ((guint32) seed);
  gsize n = (gsize) 3 * picture->width * picture->height;

  for (gsize i = 0; i < n; i++)
    picture->pixels[i] += (float) (START_NOISE * nst_random_normal (random));
}

/* Fast's painting saves a third of the time for the same score (bench/quality.md). */
gboolean
nst_refine_starts_fast (const NstNetwork *network, const NstSettings *settings)
{
  return settings->start == NST_START_FAST
         || (settings->start == NST_START_AUTO && network->decoder != NULL);
}

/* The start of the descent, at the size of the first `scale`. */
static NstPicture *
make_start (const NstStylizeContext *context, const NstScale *scale, GError **error)
{
  NstPicture *start;

  if (context->start != NULL)
    start = nst_picture_copy (context->start, error);
  else if (nst_refine_starts_fast (context->network, context->settings))
    {
      NstStylizeContext quiet = *context;
      NstSettings       settings = *context->settings;
      NstReport         report = { 0 };

      nst_refine_get_start (context->network, context->content->width, context->content->height,
                            &settings);
      quiet.settings = &settings;
      quiet.progress = NULL;
      quiet.sized = NULL;
      quiet.previous = NULL;
      quiet.report = &report;
      start = nst_fast (&quiet, error);
    }
  else
    start = nst_picture_resize (context->content, scale->width, scale->height, error);
  if (start == NULL)
    return NULL;
  nst_picture_take_mask (start, NULL);
  if (context->settings->seed != 0)
    disturb (start, context->settings->seed);
  return start;
}

/* The first scale.  Receptive fields are some 150 pixels wide; a large picture gets the style's
 * larger forms only from a smaller scale, and long strokes only from a small one. */
static guint
first_scale (const NstPyramid *pyramid, const NstNetwork *network, const NstSettings *settings)
{
  guint first = 0;
  int   largest = settings->strokes > 0.0 ? NST_PYRAMID_STROKES : NST_PYRAMID_FORMS;

  if (!nst_refine_starts_fast (network, settings))
    return 0;
  while (first + 1 < pyramid->n_scales && pyramid->scales[first + 1].longer <= largest)
    first++;
  return first;
}

/* The scales of the descent; their shares are of the remaining work. */
static guint
plan_scales (const NstNetwork *network, int width, int height, const NstSettings *settings,
             NstPyramid *pyramid)
{
  guint  first;
  double work = 0.0;

  nst_pyramid_plan (pyramid, width, height, settings);
  first = first_scale (pyramid, network, settings);
  for (guint i = first; i < pyramid->n_scales; i++)
    work += pyramid->scales[i].work;
  for (guint i = first; i < pyramid->n_scales; i++)
    pyramid->scales[i].work /= work;
  return first;
}

NstPicture *
nst_refine_in_tiles (const NstStylizeContext *context, int largest, GError **error)
{
  Refine     r = { .context = context, .largest = largest };
  NstPyramid pyramid;
  guint first = plan_scales (context->network, context->content->width, context->content->height,
                             context->settings, &pyramid);
  NstPicture *picture = make_start (context, &pyramid.scales[first], error);

  r.working = pyramid.scales[pyramid.n_scales - 1].longer;
  for (guint i = first; i < pyramid.n_scales && picture != NULL; i++)
    {
      r.scale = &pyramid.scales[i];
      picture = refine_scale (&r, picture, error);
      if (picture != NULL && nst_pool_check_cancelled (context->pool, error))
        g_clear_pointer (&picture, nst_picture_free);
    }
  if (picture == NULL)
    return NULL;
  for (gsize i = 0; i < (gsize) 3 * picture->width * picture->height; i++)
    picture->pixels[i] = CLAMP (picture->pixels[i], 0.0f, 1.0f);
  return picture;
}

NstPicture *
nst_refine (const NstStylizeContext *context, GError **error)
{
  return nst_refine_in_tiles (context, 0, error);
}

/* ---- Forecast ---------------------------------------------------------------------- */

static gsize
optimizer_bytes (gsize n, const NstSettings *settings)
{
  const NstAdamConstants *adam = adam_of (n, settings);

  return adam != NULL ? nst_adam_bytes (n, adam) : nst_lbfgs_bytes (n, lbfgs_of (n));
}

/* At the largest scale. */
gsize
nst_refine_bytes (const NstNetwork *network, int width, int height, gboolean masked, int n_regions,
                  gboolean frame, const NstSettings *settings)
{
  g_autoptr (NstArena) arena = nst_arena_new_counting ();
  Refine          dry = { .arena = arena };
  NstPyramid      pyramid;
  const NstScale *scale;
  gboolean        resized, two_grids;

  nst_pyramid_plan (&pyramid, width, height, settings);
  scale = &pyramid.scales[pyramid.n_scales - 1];
  resized = scale->width != width || scale->height != height;
  two_grids = count_on_other_grid (scale, scale->longer) > 0;
  plan (&dry, scale, settings);
  return nst_arena_get_bytes (arena)
         + nst_scale_objective_bytes (network, scale, resized, masked, n_regions, frame, two_grids,
                                      settings)
         + optimizer_bytes ((gsize) 3 * scale->width * scale->height, settings);
}

double
nst_refine_pixels (const NstNetwork *network, int width, int height, const NstSettings *settings)
{
  NstPyramid pyramid;
  double     pixels = 0.0;

  for (guint i = plan_scales (network, width, height, settings, &pyramid); i < pyramid.n_scales;
       i++)
    {
      const NstScale *scale = &pyramid.scales[i];

      pixels += scale->iterations * nst_scale_objective_pixels (network, scale);
    }
  return settings->strokes > 0.0 ? STROKES_EVALUATIONS * pixels : pixels;
}

void
nst_refine_get_start (const NstNetwork *network, int width, int height, NstSettings *settings)
{
  NstPyramid pyramid;
  guint      first = plan_scales (network, width, height, settings, &pyramid);

  settings->size = pyramid.scales[first].longer;
  settings->strength = 1.0; /* lower strengths are mixed at the end */
  settings->strokes = 0.0;  /* a start that is drawn to strokes ends no nearer to them, and further
                               from the statistics */
  /* A small start is for the long strokes: it sees the style as large as it is. */
  if (first + 1 < pyramid.n_scales)
    settings->stroke_width = NST_STROKE_WIDTH_PIXELS;
}
