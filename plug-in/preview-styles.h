/* SPDX-License-Identifier: GPL-3.0-or-later */

/* preview-styles.h - the styles that a preview is painted in, and how they are mixed. */

#ifndef PREVIEW_STYLES_H
#define PREVIEW_STYLES_H

#include "mixture.h"
#include "nst.h"
#include "style-sample.h"

typedef struct
{
  StyleSample *first, *second; /* either may be NULL: there is none */
  Mixture      mixture;
} PreviewStyles;

/* The copy has references of its own, which clearing it drops. */
PreviewStyles preview_styles_copy (const PreviewStyles *styles);
void          preview_styles_clear (PreviewStyles *styles);

/* Whether they paint the same. */
gboolean preview_styles_equal (const PreviewStyles *styles, const PreviewStyles *others);

/* Loads all of them, as style_sample_load does. */
gboolean preview_styles_load (const PreviewStyles *styles, GError **error);

/* The engine's shares of loaded styles; returns their number. */
guint preview_styles_share (const PreviewStyles *styles, NstStyleShare shares[MIXTURE_STYLES]);

#endif
