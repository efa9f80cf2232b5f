/* SPDX-License-Identifier: GPL-3.0-or-later */

/* preview-styles.c - references to samples, which compare by identity. */

#include "paint/preview-styles.h"

#include <string.h>

PreviewStyles
preview_styles_copy (const PreviewStyles *styles)
{
  if (styles->first)
    style_sample_ref (styles->first);
  if (styles->second)
    style_sample_ref (styles->second);
  if (styles->regions)
    g_ptr_array_ref (styles->regions);

  return *styles;
}

void
preview_styles_clear (PreviewStyles *styles)
{
  g_clear_pointer (&styles->first, style_sample_unref);
  g_clear_pointer (&styles->second, style_sample_unref);
  g_clear_pointer (&styles->regions, g_ptr_array_unref);
}

gboolean
preview_styles_equal (const PreviewStyles *styles, const PreviewStyles *others)
{
  return styles->first == others->first && styles->second == others->second
         && styles->regions == others->regions
         && (!styles->second
             || memcmp (&styles->mixture, &others->mixture, sizeof styles->mixture) == 0);
}

guint
preview_styles_count_regions (const PreviewStyles *styles)
{
  return styles->regions ? styles->regions->len : 0;
}

gboolean
preview_styles_load (const PreviewStyles *styles, GError **error)
{
  for (guint i = 0; i < preview_styles_count_regions (styles); i++)
    if (!style_sample_load (region_sample_get_style (g_ptr_array_index (styles->regions, i)),
                            error))
      return FALSE;

  return (!styles->first || style_sample_load (styles->first, error))
         && (!styles->second || style_sample_load (styles->second, error));
}

GArray *
preview_styles_share (const PreviewStyles *styles, int width, int height, GError **error)
{
  NstStyle     *second = styles->second ? style_sample_get_style (styles->second) : NULL;
  NstStyleShare mixed[MIXTURE_STYLES];
  guint n = mixture_share (&styles->mixture, style_sample_get_style (styles->first), second, mixed);
  g_autoptr (GArray) shares = g_array_new (FALSE, FALSE, sizeof (NstStyleShare));

  g_array_append_vals (shares, mixed, n);
  for (guint i = 0; i < preview_styles_count_regions (styles); i++)
    {
      RegionSample *region = g_ptr_array_index (styles->regions, i);
      NstStyleShare share
          = { style_sample_get_style (region_sample_get_style (region)), 1.0, 1.0, NULL };

      share.where = region_sample_at (region, width, height, error);
      if (!share.where)
        return NULL;
      g_array_append_val (shares, share);
    }

  return g_steal_pointer (&shares);
}
