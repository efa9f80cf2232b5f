/* SPDX-License-Identifier: GPL-3.0-or-later */

/* preview-styles.h - the styles that a preview is painted in, how they are mixed, and where. */

#ifndef PREVIEW_STYLES_H
#define PREVIEW_STYLES_H

#include "job/mixture.h"
#include "nst.h"
#include "job/region-sample.h"
#include "job/style-sample.h"

typedef struct
{
  StyleSample *first, *second; /* either may be NULL: there is none */
  Mixture      mixture;
  GPtrArray   *regions; /* of RegionSample, with styles of their own; NULL: there are none */
} PreviewStyles;

/* The copy has references of its own, which clearing it drops. */
PreviewStyles preview_styles_copy (const PreviewStyles *styles);
void          preview_styles_clear (PreviewStyles *styles);

/* Whether they paint the same; regions are told apart by identity. */
gboolean preview_styles_equal (const PreviewStyles *styles, const PreviewStyles *others);

guint preview_styles_count_regions (const PreviewStyles *styles);

/* Loads all of them, as style_sample_load does. */
gboolean preview_styles_load (const PreviewStyles *styles, GError **error);

/* The engine's shares of loaded styles, for a content of that size; their masks are the samples'.
 * Returns: (element-type NstStyleShare) (transfer full).  Fails with NST_ERROR_MEMORY. */
GArray *preview_styles_share (const PreviewStyles *styles, int width, int height, GError **error);

#endif
