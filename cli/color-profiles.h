/* SPDX-License-Identifier: GPL-3.0-or-later */

/* color-profiles.h - converts between the colors of picture files and the engine's sRGB, with Little
 * CMS. */

#ifndef NST_FILE_COLORS_H
#define NST_FILE_COLORS_H

#include <gio/gio.h>

typedef struct _NstColors NstColors;

/* For colors of `n_channels` (1: gray, 3: RGB, 4: CMYK), as the ICC profile says.  Without a
 * profile, or with one that is damaged or for colors of another kind, gray and RGB are sRGB, or
 * linear sRGB with `linear`, and CMYK is libvips' own.  Never fails. */
NstColors *nst_colors_new (int n_channels, gboolean linear, GBytes *profile);
void       nst_colors_free (NstColors *colors);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NstColors, nst_colors_free)

/* Whether the profile was used. */
gboolean nst_colors_has_profile (const NstColors *colors);

/* Whether sRGB can be converted to these colors, too: the profile of a scanner may have only one direction. */
gboolean nst_colors_is_two_way (const NstColors *colors);

/* `n` pixels of n_channels values in [0, 1] (of CMYK: percent of ink) to sRGB-encoded R, G, B:
 * relative colorimetric, with black point compensation.  What sRGB cannot hold lies outside of
 * [0, 1].  May be called by several threads. */
void nst_colors_to_srgb (const NstColors *colors, const float *from, float *to, gsize n);

/* The reverse direction, if available. sRGB cannot be converted to gray. */
void nst_colors_from_srgb (const NstColors *colors, const float *from, float *to, gsize n);

/* The profile of sRGB itself, or of sRGB with linear values. */
GBytes *nst_colors_srgb_profile (gboolean linear);

#endif
