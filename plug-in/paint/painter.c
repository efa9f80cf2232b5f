/* SPDX-License-Identifier: GPL-3.0-or-later */

/* painter.c - keeps the last painting of each method, and the last approximate one. */

#include "paint/painter-private.h"

#include <math.h>
#include <string.h>

#define LARGE_PIXELS (1100.0 * 1100.0) /* of a preview's painting, at most */

/* ---- The object -------------------------------------------------------------------- */

Painter *
painter_new (NstCatalogue *catalogue)
{
  Painter *painter = g_new0 (Painter, 1);

  painter->catalogue = nst_catalogue_ref (catalogue);

  return painter;
}

static void
clear_kept (Kept *kept)
{
  g_clear_pointer (&kept->painting, nst_picture_free);
  g_clear_pointer (&kept->job, job_unref);
}

void
painter_forget (Painter *painter)
{
  for (int i = 0; i < N_METHODS; i++)
    {
      clear_kept (&painter->kept[i][FALSE]);
      clear_kept (&painter->kept[i][TRUE]);
    }
}

void
painter_free (Painter *painter)
{
  painter_forget (painter);
  canvas_free (painter->canvas);
  job_unref (painter->job);
  nst_network_unref (painter->network);
  nst_catalogue_unref (painter->catalogue);
  g_free (painter);
}

/* ---- What is to be painted --------------------------------------------------------- */

void
painter_set_shown_side (Painter *painter, int side)
{
  painter->shown_side = side;
  if (painter->canvas)
    canvas_set_shown_side (painter->canvas, side);
}

void
painter_look_at (Painter *painter, Job *job)
{
  job_ref (job);
  job_unref (painter->job);
  painter->job = job;
  if (painter->canvas && canvas_suits (painter->canvas, job))
    return;

  g_clear_pointer (&painter->canvas, canvas_free); /* frees memory */
  painter_forget (painter);
  painter->canvas = canvas_new (job);
  if (painter->shown_side)
    canvas_set_shown_side (painter->canvas, painter->shown_side);
}

static gboolean
open_network (Painter *painter, const char *name, GError **error)
{
  if (painter->network && painter->network_name == name)
    return TRUE;

  g_clear_pointer (&painter->network, nst_network_unref);
  painter_forget (painter);
  memset (painter->rates, 0, sizeof painter->rates);
  g_debug ("opening the network %s", name);
  painter->network = nst_catalogue_open_network (painter->catalogue, name, error);
  painter->network_name = name;

  return painter->network != NULL;
}

gboolean
painter_take (Painter *painter, Job *job, GError **error)
{
  painter_look_at (painter, job);

  return job_load_styles (job, error) && open_network (painter, job->settings.network, error)
         && canvas_find_area (painter->canvas, error);
}

const Job *
painter_get_job (Painter *painter)
{
  return painter->job;
}

Canvas *
painter_get_canvas (Painter *painter)
{
  return painter->canvas;
}

const NstNetwork *
painter_get_network (Painter *painter)
{
  return painter->network;
}

/* ---- Sizes ------------------------------------------------------------------------- */

int
painter_get_working_side (const Painter *painter)
{
  return painter_fit_side (painter, painter->job->settings.size, painter_full_side (painter));
}

int
painter_get_largest_side (const Painter *painter)
{
  double width = canvas_get_area (painter->canvas)->width;
  double height = canvas_get_area (painter->canvas)->height;
  double largest = MAX (width, height) * sqrt (LARGE_PIXELS / (width * height));

  return (int) MIN (painter_get_working_side (painter), largest);
}

/* Below the working size, a brush of a fixed width in pixels becomes smaller with it. */
gboolean
painter_plan (Painter *painter, int side, Plan *plan, GError **error)
{
  const Job *job = painter->job;
  int        working = painter_get_working_side (painter);

  plan->exact = side >= working;
  plan->settings = job->settings;
  plan->content = canvas_get_content (painter->canvas, plan->exact ? G_MAXINT : side, error);
  plan->settings.size = MIN (side, working); /* as the engine takes it */
  plan->settings.keep_colors = FALSE;
  plan->settings.color_preservation = 0.0;
  plan->settings.enlarge = NST_ENLARGE_PLAIN;
  if (painter_method_of (&plan->settings) == REFINE)
    plan->settings.strength = 1.0;
  if (!plan->exact && job->settings.stroke_width == NST_STROKE_WIDTH_PIXELS)
    {
      double brush
          = style_source_brush (job->styles[0].source, plan->settings.style_scale, side, working);

      plan->settings.style_scale = CLAMP (brush, 0.1, 10.0); /* what the engine takes */
    }

  return plan->content != NULL;
}

/* ---- Painting ---------------------------------------------------------------------- */

static void
learn_rate (Painter *painter, int method, const NstReport *report, double work)
{
  rate_learn (&painter->rates[method], report->seconds - report->style_seconds, work);
}

/* What Fast paints by; what it does not look at is the same for all. */
static NstSettings
settings_of_fast (const NstSettings *settings)
{
  NstSettings fast = *settings, standard;

  nst_settings_init (&standard);
  fast.method = NST_METHOD_FAST;
  fast.keep_colors = standard.keep_colors;
  fast.keep_colors_by = standard.keep_colors_by;
  fast.content_weight = standard.content_weight;
  fast.style_weight = standard.style_weight;
  fast.smoothness = standard.smoothness;
  fast.iterations = standard.iterations;
  fast.seed = standard.seed;
  fast.start = standard.start;
  fast.optimizer = standard.optimizer;
  fast.style_loss = standard.style_loss;

  return fast;
}

const NstPicture *
painter_find (const Painter *painter, const Plan *plan)
{
  int         method = painter_method_of (&plan->settings);
  const Kept *kept = &painter->kept[method][plan->exact];
  NstSettings settings = method == FAST ? settings_of_fast (&plan->settings) : plan->settings;

  return kept->painting && job_has_same_styles (kept->job, painter->job)
                 && nst_settings_equal (&kept->settings, &settings)
             ? kept->painting
             : NULL;
}

gboolean
painter_has_result (Painter *painter)
{
  Plan plan;

  return painter->job->settings.strength == 0.0
         || (painter_plan (painter, painter_get_working_side (painter), &plan, NULL)
             && painter_find (painter, &plan) != NULL);
}

/* Takes over `painting`. */
static const NstPicture *
keep (Painter *painter, const Plan *plan, NstPicture *painting)
{
  Kept *kept = &painter->kept[painter_method_of (&plan->settings)][plan->exact];

  clear_kept (kept);
  *kept = (Kept) { painting, job_ref (painter->job), plan->settings };

  return painting;
}

NstFrames *
painter_make_frames (const Painter *painter)
{
  return painter->job->whole ? nst_frames_new () : NULL;
}

static NstPicture *
call_engine (Painter *painter, const Plan *plan, NstFrames *frames, const NstPicture *start,
             const PainterWatch *watch, NstReport *report, GError **error)
{
  g_autoptr (GArray) shares
      = canvas_get_shares (painter->canvas, painter->job, plan->content, error);
  g_autoptr (NstFrames) first = frames ? NULL : painter_make_frames (painter);

  if (!shares)
    return NULL;

  g_debug ("painting: %s at %d of %d pixels",
           plan->settings.method == NST_METHOD_REFINE ? "refine" : "fast", plan->settings.size,
           plan->content->width);

  return nst_paint (&NST_REQUEST (.network = painter->network, .content = plan->content,
                                  .styles = (const NstStyleShare *) (gpointer) shares->data,
                                  .n_styles = shares->len, .settings = &plan->settings,
                                  .threads = painter->job->threads, .progress = watch->progress,
                                  .progress_data = watch->data, .cancellable = watch->cancellable,
                                  .report = report, .frames = frames ? frames : first,
                                  .start = start,
                                  .protect = canvas_get_protect (painter->canvas, plan->content)),
                    error);
}

NstPicture *
painter_paint_once (Painter *painter, const Plan *plan, NstFrames *frames,
                    const PainterWatch *watch, GError **error)
{
  return call_engine (painter, plan, frames, NULL, watch, NULL, error);
}

/* By Fast with these settings. */
static const NstPicture *
paint_fast (Painter *painter, const Plan *plan, const NstSettings *settings,
            const PainterWatch *watch, GError **error)
{
  Plan              fast = { plan->exact, plan->content, settings_of_fast (settings) };
  const NstPicture *kept = painter_find (painter, &fast);
  NstReport         report;
  NstPicture       *painting;

  if (kept)
    return kept;

  painting = call_engine (painter, &fast, NULL, NULL, watch, &report, error);
  if (!painting)
    return NULL;

  learn_rate (painter, FAST, &report,
              painter_forecast_preview (painter, plan->content, &fast.settings).work);

  return keep (painter, &fast, painting);
}

const NstPicture *
painter_paint_fast (Painter *painter, const Plan *plan, GCancellable *cancellable, GError **error)
{
  PainterWatch watch = { NULL, NULL, cancellable };

  return paint_fast (painter, plan, &plan->settings, &watch, error);
}

/* Fast's painting is where Refine starts. */
static const NstPicture *
paint_refine (Painter *painter, const Plan *plan, const PainterWatch *watch, GError **error)
{
  PainterWatch      quiet = { NULL, NULL, watch->cancellable };
  const NstPicture *start = NULL;
  NstSettings       settings; /* of the start */
  NstReport         report;
  NstPicture       *painting;
  double            work = painter_forecast_preview (painter, plan->content, &plan->settings).work;

  if (nst_start_settings (painter->network, plan->content->width, plan->content->height,
                          &plan->settings, &settings))
    {
      start = paint_fast (painter, plan, &settings, &quiet, error);
      if (!start)
        return NULL;
      work -= painter_forecast_preview (painter, plan->content, &settings).work;
      if (watch->progress)
        watch->progress (&(NstProgress) { 0.0, start }, watch->data);
    }

  painting = call_engine (painter, plan, NULL, start, watch, &report, error);
  if (!painting)
    return NULL;

  learn_rate (painter, REFINE, &report, work);

  return keep (painter, plan, painting);
}

const NstPicture *
painter_paint (Painter *painter, const Plan *plan, const PainterWatch *watch, GError **error)
{
  const NstPicture *kept = painter_find (painter, plan);

  if (kept)
    return kept;

  return painter_method_of (&plan->settings) == FAST
             ? paint_fast (painter, plan, &plan->settings, watch, error)
             : paint_refine (painter, plan, watch, error);
}
