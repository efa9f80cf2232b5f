/* SPDX-License-Identifier: GPL-3.0-or-later */

/* forecast.c - the estimated cost of nst_stylize, from the sizes of its buffers: the plans that
 * allocate them also count them.  The network's weights are not included. */

#include "network/network.h"
#include "nst.h"
#include "style/fast.h"
#include "style/frames.h"
#include "style/pyramid.h"
#include "style/refine.h"

/* What Fast computes for a pixel in one pass, in evaluations of Refine, as measured with the codec.
 */
#define FAST_EVALUATIONS 1.5

/* What the threads have for themselves and together, mostly for convolutions with many channels. */
#define POOL_BYTES (10 << 20)

/* Of painting at the working size. */
static NstForecast
forecast_painting (const NstNetwork *network, const NstForecastTask *t, const NstSettings *settings)
{
  gboolean    fast = settings->method == NST_METHOD_FAST;
  gboolean    starts_fast = !fast && nst_refine_starts_fast (network, settings);
  int         regions = t->n_masks > 0 ? (int) t->n_masks + 1 : 0; /* what is left is one, too */
  NstSettings start = *settings;                                   /* of Fast's painting */
  NstForecast forecast = { 0 };

  if (starts_fast)
    nst_refine_get_start (network, t->width, t->height, &start);
  if (network->decoder != NULL && (fast || starts_fast))
    {
      forecast.bytes = nst_fast_bytes (network, t->width, t->height, t->masked, regions, &start);
      forecast.work = FAST_EVALUATIONS * nst_fast_pixels (network, t->width, t->height, &start);
    }
  if (!fast)
    {
      gsize refine
          = nst_refine_bytes (network, t->width, t->height, t->masked, regions, t->frame, settings);

      forecast.bytes = MAX (forecast.bytes, refine);
      forecast.work += nst_refine_pixels (network, t->width, t->height, settings);
    }
  forecast.bytes += POOL_BYTES;
  forecast.work *= 1e-6;
  return forecast;
}

NstForecast
nst_forecast (const NstNetwork *network, const NstForecastTask *task, const NstSettings *settings)
{
  gsize           pixels = (gsize) task->width * task->height, finishing;
  NstPyramid      pyramid;
  const NstScale *scale;
  NstForecast     forecast;

  if (settings->strength == 0.0)
    return (NstForecast) { .bytes = 3 * sizeof (float) * pixels };
  nst_pyramid_plan (&pyramid, task->width, task->height, settings);
  scale = &pyramid.scales[pyramid.n_scales - 1];
  forecast = forecast_painting (network, task, settings);
  finishing = 3 * sizeof (float) * pixels * (scale->width < task->width ? 2 : 1);
  if (task->frame)
    {
      forecast.bytes = nst_frames_bytes (scale->width, scale->height, task->masked, forecast.bytes);
      finishing += nst_frames_state_bytes (scale->width, scale->height, task->masked);
    }
  /* What is smaller is brought to the extent's size when all else is gone. */
  forecast.bytes = MAX (forecast.bytes, finishing);
  /* The extent is cut out of the content, and the result is of the content's size. */
  if (task->content_width > 0)
    forecast.bytes += sizeof (float)
                      * (3 * (gsize) task->content_width * task->content_height
                         + (task->masked ? 4 : 3) * pixels);
  return forecast;
}
