/* SPDX-License-Identifier: GPL-3.0-or-later */

/* refine.c - style transfer by optimisation, coarse to fine. */

#include "style/refine.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "style/adam.h"
#include "style/lbfgs.h"
#include "style/objective.h"
#include "style/pyramid.h"

static const NstLbfgsConstants lbfgs_constants
    = { .history = 10, .first_step = 0.01, .longest_step = 0.5 };
static const NstAdamConstants adam_constants
    = { .decay_mean = 0.9, .decay_square = 0.99, .epsilon = 1e-8, .decay_average = 0.9 };
#define ADAM_RATE   0.03
#define START_NOISE 0.1 /* standard deviation, at the smallest scale, of every seed but 0 */

typedef struct
{
  const NstNetwork        *network;
  NstPool                 *pool;
  const NstPicture        *content;
  const NstPicture *const *styles;
  guint                    n_styles;
  const NstSettings       *settings;
  NstProgressFunc          progress;
  gpointer                 progress_data;
  NstReport               *report;

  const NstScale *scale; /* the one in hand */
  double          done;  /* share of the work behind it */
  NstObjective   *objective;
  int             evaluations;
  NstLoss         loss;
  double         *seconds; /* of each evaluation */
} Refine;

/* ---- One evaluation ---------------------------------------------------------------- */

static void
tell_progress (const Refine *r, const float *x)
{
  double      share = MIN (1.0, (double) r->evaluations / r->scale->iterations);
  NstPicture  picture = { r->scale->width, r->scale->height, (float *) x, NULL };
  NstProgress progress = { r->done + share * r->scale->work, &picture };

  if (r->progress != NULL)
    r->progress (&progress, r->progress_data);
}

/* Matches NstObjectiveFunc. */
static gboolean
evaluate (const float *x, double *loss, float *gradient, gpointer data)
{
  Refine *r = data;
  gint64  began = g_get_monotonic_time ();

  if (!nst_objective_evaluate (r->objective, x, &r->loss, gradient))
    return FALSE;
  *loss = r->loss.total;
  r->seconds[r->evaluations++] = (g_get_monotonic_time () - began) * 1e-6;
  tell_progress (r, x);
  return r->evaluations > 1 || isfinite (*loss);
}

/* ---- One scale --------------------------------------------------------------------- */

static gboolean
run_adam (Refine *r, gsize n, float *x, GError **error)
{
  g_autoptr (NstAdam) adam = nst_adam_new (n, &adam_constants, error);
  g_autofree float *gradient = g_try_new (float, n);
  double            loss;

  if (adam == NULL)
    return FALSE;
  if (gradient == NULL)
    {
      g_set_error_literal (error, NST_ERROR, NST_ERROR_MEMORY,
                           "There is not enough memory for this size; choose a smaller one");
      return FALSE;
    }
  while (r->evaluations < r->scale->iterations && evaluate (x, &loss, gradient, r))
    {
      nst_adam_step (adam, r->pool, ADAM_RATE, gradient, x);
      for (gsize i = 0; i < n; i++)
        x[i] = CLAMP (x[i], 0.0f, 1.0f);
    }
  nst_adam_get_average (adam, x, x);
  return TRUE;
}

static gboolean
optimise (Refine *r, NstPicture *picture, GError **error)
{
  gsize n = (gsize) 3 * picture->width * picture->height;

  if (g_strcmp0 (r->settings->optimizer, "adam") == 0)
    return run_adam (r, n, picture->pixels, error);
  return nst_lbfgs_minimise (r->pool, n, &lbfgs_constants, r->scale->iterations, evaluate, r,
                             picture->pixels, error);
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
  NstScaleReport *report = &r->report->scales[r->report->n_scales++];

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

static NstObjective *
make_objective (Refine *r, GError **error)
{
  g_autoptr (GPtrArray) styles = g_ptr_array_new_with_free_func ((GDestroyNotify) nst_picture_free);
  g_autoptr (NstPicture) content
      = nst_picture_resize (r->content, r->scale->width, r->scale->height, error);
  NstObjective *objective;

  if (content == NULL)
    return NULL;
  for (guint i = 0; i < r->n_styles; i++)
    {
      NstPicture *style
          = nst_pyramid_style (r->scale, r->styles[i], r->settings->style_scale, error);

      if (style == NULL)
        return NULL;
      g_ptr_array_add (styles, style);
    }
  objective
      = nst_objective_new (r->network, r->pool, content, (const NstPicture *const *) styles->pdata,
                           r->n_styles, r->settings, error);
  if (objective != NULL)
    r->report->style_seconds += nst_objective_get_style_seconds (objective);
  return objective;
}

/* Makes *picture, which comes from the scale before, better at this one. */
static gboolean
refine_scale (Refine *r, NstPicture **picture, GError **error)
{
  g_autoptr (NstObjective) objective = make_objective (r, error);
  g_autofree double *seconds = g_new (double, r->scale->iterations);
  NstPicture        *resized;
  gboolean           done;

  if (objective == NULL)
    return FALSE;
  resized = nst_picture_resize (*picture, r->scale->width, r->scale->height, error);
  if (resized == NULL)
    return FALSE;
  nst_picture_free (*picture);
  *picture = resized;

  r->objective = objective;
  r->seconds = seconds;
  r->evaluations = 0;
  done = optimise (r, *picture, error);
  if (done && !nst_pool_cancelled (r->pool) && !isfinite (r->loss.total))
    {
      g_set_error_literal (error, NST_ERROR, NST_ERROR_NUMERIC,
                           "The computation left the range of numbers; lower the weights");
      done = FALSE;
    }
  report_scale (r);
  r->done += r->scale->work;
  return done;
}

/* Noise of the seed's own, so that the painting finds another way. */
static void
disturb (NstPicture *picture, int seed)
{
  g_autoptr (GRand) random = g_rand_new_with_seed ((guint32) seed);
  gsize n = (gsize) 3 * picture->width * picture->height;

  for (gsize i = 0; i < n; i++)
    picture->pixels[i] += (float) (START_NOISE * nst_random_normal (random));
}

NstPicture *
nst_refine (const NstNetwork *network, NstPool *pool, const NstPicture *content,
            const NstPicture *const *styles, guint n_styles, const NstSettings *settings,
            NstProgressFunc progress, gpointer progress_data, NstReport *report, GError **error)
{
  Refine r = { .network = network,
               .pool = pool,
               .content = content,
               .styles = styles,
               .n_styles = n_styles,
               .settings = settings,
               .progress = progress,
               .progress_data = progress_data,
               .report = report };
  g_autoptr (NstPicture) picture = NULL;
  NstPyramid pyramid;

  nst_pyramid_plan (&pyramid, content->width, content->height, settings);
  r.scale = &pyramid.scales[0];
  picture = nst_picture_resize (content, r.scale->width, r.scale->height, error);
  if (picture == NULL)
    return NULL;
  g_clear_pointer (&picture->mask, g_free);
  if (settings->seed != 0)
    disturb (picture, settings->seed);
  for (guint i = 0; i < pyramid.n_scales; i++)
    {
      r.scale = &pyramid.scales[i];
      if (!refine_scale (&r, &picture, error) || nst_pool_check_cancelled (pool, error))
        return NULL;
    }
  for (gsize i = 0; i < (gsize) 3 * picture->width * picture->height; i++)
    picture->pixels[i] = CLAMP (picture->pixels[i], 0.0f, 1.0f);
  return g_steal_pointer (&picture);
}
