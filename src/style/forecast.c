/* SPDX-License-Identifier: GPL-3.0-or-later */

/* forecast.c - the estimated cost of nst_stylize, from the sizes of its buffers.  The network's
 * weights are not included. */

#include "network/network.h"
#include "nst.h"
#include "style/fast.h"
#include "style/refine.h"

/* What Fast computes for a pixel in one pass, in evaluations of Refine, as measured with the codec.
 */
#define FAST_EVALUATIONS 1.5

/* What the threads have for themselves and together, mostly for convolutions with many channels. */
#define POOL_BYTES (10 << 20)

NstForecast
nst_forecast (const NstNetwork *network, int width, int height, gboolean masked, guint n_masks,
              const NstSettings *settings)
{
  gsize       content = sizeof (float) * 3 * (gsize) width * height;
  gboolean    fast = settings->method == NST_METHOD_FAST;
  gboolean    starts_fast = !fast && nst_refine_starts_fast (network, settings);
  NstSettings start = *settings; /* of Fast's painting */
  NstForecast forecast = { 0 };

  if (settings->strength == 0.0)
    return (NstForecast) { .bytes = content };
  if (starts_fast)
    nst_refine_get_start (network, width, height, &start);
  if (network->decoder != NULL && (fast || starts_fast))
    {
      forecast.bytes = nst_fast_bytes (network, width, height, masked, n_masks, &start);
      forecast.work = FAST_EVALUATIONS * nst_fast_pixels (network, width, height, &start);
    }
  if (!fast)
    {
      forecast.bytes = MAX (forecast.bytes,
                            nst_refine_bytes (network, width, height, masked, n_masks, settings));
      forecast.work += nst_refine_pixels (network, width, height, settings);
    }
  forecast.bytes += POOL_BYTES;
  /* The painting, brought to the content's size, when all else is gone. */
  forecast.bytes = MAX (forecast.bytes, 2 * content);
  forecast.work *= 1e-6;
  return forecast;
}
