/* SPDX-License-Identifier: GPL-3.0-or-later */

/* region-samples.c - where another style is chosen the copies of the masks stay, and where another
 * mask is, the styles do: both take time to be had again. */

#include "job/region-samples.h"

#include "gimp/mask-pixels.h"
#include "job/region-arguments.h"
#include "job/style-argument.h"

struct _RegionSamples
{
  GimpProcedureConfig *config;
  GimpLayer           *layer;
  const char          *folder;
  gboolean             known;   /* nothing has changed since the last time */
  gboolean             masked;  /* the masks have not */
  GPtrArray           *regions; /* of RegionSample, or NULL: none */
  char               **words;   /* that name their styles */
  GeglBuffer          *protect; /* or NULL */
};

RegionSamples *
region_samples_new (GimpProcedureConfig *config, GimpLayer *layer, const char *styles)
{
  RegionSamples *samples = g_new0 (RegionSamples, 1);

  samples->config = config;
  samples->layer = layer;
  samples->folder = styles;

  return samples;
}

static void
clear (RegionSamples *samples)
{
  g_clear_pointer (&samples->regions, g_ptr_array_unref);
  g_clear_pointer (&samples->words, g_strfreev);
  g_clear_object (&samples->protect);
}

void
region_samples_free (RegionSamples *samples)
{
  clear (samples);
  g_free (samples);
}

void
region_samples_forget (RegionSamples *samples, const char *argument)
{
  if (g_str_equal (argument, "region-masks") || g_str_equal (argument, "protect"))
    samples->known = samples->masked = FALSE;
  else if (g_str_equal (argument, "region-styles"))
    samples->known = FALSE;
}

/* One that is there already, or a new one. */
static StyleSample *
get_style (RegionSamples *samples, const char *word, GError **error)
{
  for (guint i = 0; samples->regions && i < samples->regions->len; i++)
    if (g_str_equal (samples->words[i], word))
      return style_sample_ref (region_sample_get_style (samples->regions->pdata[i]));

  return style_argument_sample_word (word, samples->folder, error);
}

static GeglBuffer *
get_mask (RegionSamples *samples, const RegionArguments *chosen, guint i, GError **error)
{
  if (samples->masked && samples->regions && i < samples->regions->len)
    return g_object_ref (region_sample_get_mask (samples->regions->pdata[i]));

  return mask_pixels_snapshot (chosen->masks[i], samples->layer, error);
}

/* All of those chosen, or NULL. */
static GPtrArray *
get_regions (RegionSamples *samples, const RegionArguments *chosen, GError **error)
{
  g_autoptr (GPtrArray) regions
      = g_ptr_array_new_with_free_func ((GDestroyNotify) region_sample_unref);

  for (guint i = 0; i < region_arguments_count (chosen); i++)
    {
      g_autoptr (StyleSample) style = get_style (samples, chosen->styles[i], error);
      GeglBuffer *mask = style ? get_mask (samples, chosen, i, error) : NULL;

      if (!mask)
        return NULL;
      g_ptr_array_add (regions, region_sample_new (mask, g_steal_pointer (&style)));
    }

  return g_steal_pointer (&regions);
}

static gboolean
look_up (RegionSamples *samples, const RegionArguments *chosen, GError **error)
{
  g_autoptr (GPtrArray) regions = get_regions (samples, chosen, error);
  g_autoptr (GeglBuffer) protect = NULL;

  if (!regions)
    return FALSE;

  if (samples->masked && samples->protect)
    protect = g_object_ref (samples->protect);
  else if (chosen->protect
           && !(protect = mask_pixels_snapshot (chosen->protect, samples->layer, error)))
    return FALSE;

  clear (samples);
  if (regions->len)
    samples->regions = g_steal_pointer (&regions);
  samples->words = g_strdupv (chosen->styles);
  samples->protect = g_steal_pointer (&protect);
  samples->known = samples->masked = TRUE;

  return TRUE;
}

gboolean
region_samples_get (RegionSamples *samples, GPtrArray **regions, GeglBuffer **protect,
                    GError **error)
{
  RegionArguments chosen;

  if (!samples->known)
    {
      gboolean found;

      if (!region_arguments_read (samples->config, gimp_item_get_image (GIMP_ITEM (samples->layer)),
                                  &chosen, error))
        return FALSE;

      found = look_up (samples, &chosen, error);
      region_arguments_clear (&chosen);
      if (!found)
        return FALSE;
    }

  *regions = samples->regions;
  *protect = samples->protect;

  return TRUE;
}
