/* SPDX-License-Identifier: GPL-3.0-or-later */

/* preview-forecast.c - extends the painter's forecast for one layer to all layers. */

#include "preview-forecast.h"

/* What of a layer is painted, in pixels at work. */
static double
count_pixels (GimpLayer *layer, int size)
{
  int    x, y, width, height;
  double scale;

  if (!gimp_item_is_valid (GIMP_ITEM (layer))
      || !gimp_drawable_mask_intersect (GIMP_DRAWABLE (layer), &x, &y, &width, &height))
    return 0.0;

  scale = size > 0 ? MIN (1.0, (double) size / MAX (width, height)) : 1.0;

  return scale * scale * width * height;
}

/* The preview knows of the first layer only; the others take as much for each pixel.  One after the
 * other is painted, so that memory is that of the largest. */
static Forecast
forecast_for_all (const JobRequest *request, const Forecast *first)
{
  Forecast all = *first;
  double   own, sum = 0.0, most = 0.0;
  int      size;

  g_object_get (request->config, "size", &size, NULL);
  own = count_pixels (request->layer, size);
  for (guint i = 0; i < request->layers->len; i++)
    {
      double pixels = count_pixels (g_ptr_array_index (request->layers, i), size);

      sum += pixels;
      most = MAX (most, pixels);
    }
  if (own == 0.0 || request->layers->len < 2)
    return all;

  all.seconds *= sum / own;
  all.bytes = (guint64) (all.bytes * MAX (1.0, most / own));

  return all;
}

Forecast
preview_forecast_show (StatusLines *status, const JobRequest *request, const Forecast *first)
{
  GimpLayer *layer = request->layer;
  gboolean   selected
      = gimp_image_is_valid (request->image) && !gimp_selection_is_empty (request->image);
  gboolean gray
      = gimp_item_is_valid (GIMP_ITEM (layer)) && gimp_drawable_is_gray (GIMP_DRAWABLE (layer));
  Forecast         forecast = forecast_for_all (request, first);
  gboolean         warns;
  g_autofree char *takes
      = forecast_describe (&forecast, forecast_read_available ("/proc/meminfo"), &warns);
  g_autofree char *becomes
      = forecast_describe_painting (first, request->layers->len, selected, gray);
  g_autofree char *text = g_strconcat (becomes, " ", takes, NULL);

  status_lines_show_forecast (status, warns ? takes : text, warns);

  return forecast;
}
