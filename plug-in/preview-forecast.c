/* SPDX-License-Identifier: GPL-3.0-or-later */

/* preview-forecast.c - asks GIMP what of each layer is painted, and puts the forecast into words. */

#include "preview-forecast.h"

static LayerSize
measure (GimpLayer *layer)
{
  int x, y, width, height;

  if (!gimp_item_is_valid (GIMP_ITEM (layer))
      || !gimp_drawable_mask_intersect (GIMP_DRAWABLE (layer), &x, &y, &width, &height))
    return (LayerSize) { 0, 0 };

  return (LayerSize) { width, height };
}

/* The preview shows the first one, or the photograph that it is a painting of. */
LayerSize *
preview_forecast_measure (const JobRequest *request, guint *n_others)
{
  guint      shown = 0;
  LayerSize *others;

  *n_others = 0;
  if (request->layers->len < 2)
    return NULL;

  g_ptr_array_find (request->layers, request->layer, &shown);
  others = g_new (LayerSize, request->layers->len - 1);
  for (guint i = 0; i < request->layers->len; i++)
    if (i != shown)
      others[(*n_others)++] = measure (g_ptr_array_index (request->layers, i));

  return others;
}

void
preview_forecast_show (StatusLines *status, const JobRequest *request, const Forecast *forecast)
{
  GimpLayer       *layer = request->layer;
  g_autofree char *output = NULL, *takes = NULL, *becomes = NULL, *text = NULL;
  PaintingFacts    facts = { .n_layers = request->layers->len };
  gboolean         warns;

  g_object_get (request->config, "output", &output, NULL);
  facts.output = output;
  facts.again = !g_ptr_array_find (request->layers, layer, NULL);
  facts.selected
      = gimp_image_is_valid (request->image) && !gimp_selection_is_empty (request->image);
  facts.gray
      = gimp_item_is_valid (GIMP_ITEM (layer)) && gimp_drawable_is_gray (GIMP_DRAWABLE (layer));
  takes = forecast_describe (forecast, forecast_read_available ("/proc/meminfo"), &warns);
  becomes = forecast_describe_painting (forecast, &facts);
  text = g_strconcat (becomes, " ", takes, NULL);

  status_lines_show_forecast (status, warns ? takes : text, warns);
}
