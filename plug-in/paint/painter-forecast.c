/* SPDX-License-Identifier: GPL-3.0-or-later */

/* painter-forecast.c - the sizes that are painted, and what that takes, as far as the painter knows it
 * from the paintings before. */

#include "paint/painter-private.h"

#include <math.h>

#define PATIENCE_SECONDS 60.0 /* for a preview's painting */
#define MEMORY_SHARE     0.5  /* of what is free, for it */

/* ---- Sizes ------------------------------------------------------------------------- */

int
painter_method_of (const NstSettings *settings)
{
  return settings->method == NST_METHOD_REFINE ? REFINE : FAST;
}

int
painter_full_side (const Painter *painter)
{
  const NstRectangle *area = canvas_get_area (painter->canvas);

  return MAX (area->width, area->height);
}

int
painter_fit_side (const Painter *painter, int size, int full)
{
  const Job                *job = painter->job;
  NstSettings               settings = job->settings;
  g_autofree NstStyleShare *shares = g_new0 (NstStyleShare, job->n_styles);

  for (guint i = 0; i < job->n_styles; i++)
    shares[i].style = style_source_get_style (job->styles[i].source);
  settings.size = size ? MIN (size, full) : full;
  nst_settings_fit (&settings, painter->network, shares, job->n_styles, full, full);

  return settings.size;
}

/* ---- The forecast ------------------------------------------------------------------ */

/* `result`: of the layer as it will be painted, which is filled, and not of a preview. */
static NstForecastTask
task_for (const Painter *painter, const NstPicture *content, gboolean result)
{
  return (NstForecastTask) { .width = content->width,
                             .height = content->height,
                             .masked = content->mask != NULL,
                             .protects = canvas_get_protect (painter->canvas, content) != NULL,
                             .filled = result,
                             .n_masks = job_count_regions (painter->job),
                             .frame = result && painter->job->whole };
}

NstForecast
painter_forecast_preview (const Painter *painter, const NstPicture *content,
                          const NstSettings *settings)
{
  NstForecastTask task = task_for (painter, content, FALSE);

  return nst_forecast (painter->network, &task, settings);
}

/* Beside what the engine takes there are the picture and the masks of the regions; and where a part
 * must stay, a plane for that. */
static NstForecast
forecast_result (const Painter *painter, const NstForecastTask *task)
{
  NstSettings settings = painter->job->settings;
  gsize       planes = 3 + task->n_masks + task->masked + canvas_is_limited (painter->canvas);
  NstForecast forecast;

  settings.size = painter_fit_side (painter, settings.size, MAX (task->width, task->height));
  forecast = nst_forecast (painter->network, task, &settings);
  forecast.bytes += planes * sizeof (float) * task->width * task->height;

  return forecast;
}

/* One layer is painted after the other: the times add up, and memory is that of the largest. */
static void
add_layers (const Painter *painter, NstForecastTask task, const LayerSize *others, guint n_others,
            NstForecast *sum)
{
  double first = sum->work;

  for (guint i = 0; i < n_others; i++)
    if (others[i].width > 0 && others[i].height > 0)
      {
        NstForecast forecast;

        task.width = others[i].width;
        task.height = others[i].height;
        forecast = forecast_result (painter, &task);
        sum->work += forecast.work;
        sum->bytes = MAX (sum->bytes, forecast.bytes);
      }
  if (n_others && first > 0.0)
    g_debug ("forecast: all layers take %.4f times as long as the first", sum->work / first);
}

/* That of `other` as long as that of `method` is not known. */
static double
get_rate (const Painter *painter, int method, int other)
{
  double rate = rate_get (&painter->rates[method]);

  return rate > 0.0 ? rate : rate_get (&painter->rates[other]);
}

gboolean
painter_forecast (Painter *painter, const LayerSize *others, guint n_others, Forecast *result,
                  GError **error)
{
  const Job        *job = painter->job;
  int               method = painter_method_of (&job->settings);
  double            rate = get_rate (painter, method, N_METHODS - 1 - method);
  const NstPicture *full = canvas_get_content (painter->canvas, G_MAXINT, error);
  NstForecastTask   task;
  NstForecast       forecast;
  int    side = painter_full_side (painter), working = painter_get_working_side (painter);
  int    most = painter_fit_side (painter, 0, side);
  double enlarged = (double) side / working;

  if (!full)
    return FALSE;

  task = task_for (painter, full, TRUE);
  forecast = forecast_result (painter, &task);
  add_layers (painter, task, others, n_others, &forecast);
  for (guint i = 0; i < job->n_styles; i++)
    forecast.bytes += style_source_get_bytes (job->styles[i].source);
  *result = (Forecast) { .seconds = rate * forecast.work,
                         .bytes = forecast.bytes,
                         .width = MAX (1, (int) lround (full->width / enlarged)),
                         .height = MAX (1, (int) lround (full->height / enlarged)),
                         .enlarged = enlarged,
                         .by_style = working == most && most < side,
                         .full_width = full->width,
                         .full_height = full->height,
                         .most = most };

  return TRUE;
}

gboolean
painter_affords (const Painter *painter, const Plan *plan)
{
  NstForecast forecast = painter_forecast_preview (painter, plan->content, &plan->settings);
  int         method = painter_method_of (&plan->settings);
  guint64     available = forecast_read_available ("/proc/meminfo");
  double      rate = get_rate (painter, method, FAST);

  return rate > 0.0 && rate * forecast.work <= PATIENCE_SECONDS
         && (available == 0 || forecast.bytes <= MEMORY_SHARE * available);
}
