/* SPDX-License-Identifier: GPL-3.0-or-later */

/* forecast.c - the estimated cost of nst_stylize, from the sizes of its buffers: the plans that
 * allocate them also count them.  The network's weights are not included. */

#include "network/network.h"
#include "nst.h"
#include "ops/fill.h"
#include "style/extent.h"
#include "style/fast.h"
#include "style/finish.h"
#include "style/frames.h"
#include "style/open-content.h"
#include "style/refine.h"

/* What Fast computes for a pixel in one pass, in evaluations of Refine, measured with the codec. */
#define FAST_EVALUATIONS 1.5

/* What the threads have for themselves and together, mostly for convolutions with many channels. */
#define POOL_BYTES (10 << 20)

static gboolean
has_weights (const NstForecastTask *t)
{
  return t->masked || t->protects;
}

/* Of painting at the working size. */
static NstForecast
forecast_painting (const NstNetwork *network, const NstForecastTask *t, const NstSettings *settings)
{
  gboolean    fast = settings->method == NST_METHOD_FAST;
  gboolean    starts_fast = !fast && nst_refine_starts_fast (network, settings);
  gboolean    masked = has_weights (t);
  int         regions = t->n_masks > 0 ? (int) t->n_masks + 1 : 0; /* what is left is one, too */
  NstSettings start = *settings;                                   /* of Fast's painting */
  NstForecast forecast = { 0 };

  if (starts_fast)
    nst_refine_get_start (network, t->width, t->height, &start);
  if (network->decoder != NULL && (fast || starts_fast))
    {
      forecast.bytes
          = nst_fast_bytes (network, t->width, t->height, masked, regions, t->frame, &start);
      forecast.work
          = FAST_EVALUATIONS * nst_fast_pixels (network, t->width, t->height, t->frame, &start);
    }
  if (!fast)
    {
      gsize refine
          = nst_refine_bytes (network, t->width, t->height, masked, regions, t->frame, settings);

      forecast.bytes = MAX (forecast.bytes, refine);
      forecast.work += nst_refine_pixels (network, t->width, t->height, settings);
    }
  forecast.bytes += POOL_BYTES;
  forecast.work *= 1e-6;
  return forecast;
}

/* Of painting the extent, `painting` at the working size, and of bringing that to the extent's
 * size when all else is gone. */
static gsize
extent_bytes (const NstForecastTask *t, const NstSettings *settings, gsize painting)
{
  gboolean        masked = has_weights (t);
  NstPyramid      pyramid;
  const NstScale *scale;
  gsize           finishing;

  nst_pyramid_plan (&pyramid, t->width, t->height, settings);
  scale = &pyramid.scales[pyramid.n_scales - 1];
  finishing = nst_finish_bytes (t->width, t->height, masked, scale, settings);
  if (!t->frame)
    return MAX (painting, finishing);
  return MAX (nst_frames_bytes (scale->width, scale->height, masked, painting),
              finishing + nst_frames_state_bytes (scale->width, scale->height, masked));
}

/* The extent, with everything as much as `bytes` take to paint it, is cut out of the content; then
 * the painting is put back.  What does not count is filled again in what was cut out. */
static gsize
cutting_bytes (const NstForecastTask *t, gsize bytes)
{
  gboolean masked = has_weights (t);
  gsize    painting = nst_extent_put_back_bytes (t->width, t->height);

  if (masked)
    bytes += nst_picture_filled_bytes (t->width, t->height);
  return nst_cutout_bytes (t->width, t->height, masked, (int) t->n_masks)
         + MAX (bytes, painting + nst_extent_put_back_bytes (t->content_width, t->content_height));
}

NstForecast
nst_forecast (const NstNetwork *network, const NstForecastTask *task, const NstSettings *settings)
{
  int         width = task->content_width > 0 ? task->content_width : task->width;
  int         height = task->content_width > 0 ? task->content_height : task->height;
  NstForecast forecast;

  if (settings->strength == 0.0)
    return (NstForecast) { .bytes = nst_extent_put_back_bytes (width, height) };
  forecast = forecast_painting (network, task, settings);
  forecast.bytes = extent_bytes (task, settings, forecast.bytes);
  if (task->content_width > 0)
    forecast.bytes = cutting_bytes (task, forecast.bytes);
  if (task->protects)
    forecast.bytes += nst_open_content_bytes (width, height, !task->filled);
  else if (task->masked && !task->filled && task->content_width == 0)
    forecast.bytes += nst_picture_filled_bytes (width, height);
  return forecast;
}
