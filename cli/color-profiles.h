/* SPDX-License-Identifier: GPL-3.0-or-later */

/* color-profiles.h - converts between the colors of picture files and the engine's sRGB, with Little
 * CMS. */

#ifndef CLI_FILE_COLORS_H
#define CLI_FILE_COLORS_H

#include <gio/gio.h>

typedef struct _NstColors CliColors;

/* For colors of `n_channels` (1: gray, 3: RGB, 4: CMYK), as the ICC profile says.  Without a
 * profile, or with one that is damaged or for colors of another kind, gray and RGB are sRGB, or
 * linear sRGB with `linear`, and CMYK is libvips' own.  Never fails. */
CliColors *cli_colors_new (int n_channels, gboolean linear, GBytes *profile);
void       cli_colors_free (CliColors *colors);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliColors, cli_colors_free)

/* Whether the profile was used. */
gboolean cli_colors_has_profile (const CliColors *colors);

/* Whether sRGB can be converted to these colors, too: the profile of a scanner may have only one direction. */
gboolean cli_colors_is_two_way (const CliColors *colors);

/* `n` pixels of n_channels values in [0, 1] (of CMYK: percent of ink) to sRGB-encoded R, G, B:
 * relative colorimetric, with black point compensation.  What sRGB cannot hold lies outside of
 * [0, 1].  May be called by several threads. */
void cli_colors_to_srgb (const CliColors *colors, const float *from, float *to, gsize n);

/* The reverse direction, if available. sRGB cannot be converted to gray. */
void cli_colors_from_srgb (const CliColors *colors, const float *from, float *to, gsize n);

/* The profile of sRGB itself, or of sRGB with linear values. */
GBytes *cli_colors_srgb_profile (gboolean linear);

#endif
