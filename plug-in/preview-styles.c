/* SPDX-License-Identifier: GPL-3.0-or-later */

/* preview-styles.c - references to samples, which compare by identity. */

#include "preview-styles.h"

#include <string.h>

PreviewStyles
preview_styles_copy (const PreviewStyles *styles)
{
  if (styles->first)
    style_sample_ref (styles->first);
  if (styles->second)
    style_sample_ref (styles->second);

  return *styles;
}

void
preview_styles_clear (PreviewStyles *styles)
{
  g_clear_pointer (&styles->first, style_sample_unref);
  g_clear_pointer (&styles->second, style_sample_unref);
}

gboolean
preview_styles_equal (const PreviewStyles *styles, const PreviewStyles *others)
{
  return styles->first == others->first && styles->second == others->second
         && (!styles->second
             || memcmp (&styles->mixture, &others->mixture, sizeof styles->mixture) == 0);
}

gboolean
preview_styles_load (const PreviewStyles *styles, GError **error)
{
  return (!styles->first || style_sample_load (styles->first, error))
         && (!styles->second || style_sample_load (styles->second, error));
}

guint
preview_styles_share (const PreviewStyles *styles, NstStyleShare shares[MIXTURE_STYLES])
{
  NstStyle *second = styles->second ? style_sample_get_style (styles->second) : NULL;

  return mixture_share (&styles->mixture, style_sample_get_style (styles->first), second, shares);
}
