/* SPDX-License-Identifier: GPL-3.0-or-later */

/* original.h - what a picture file has besides the pixels; only for the reader and the writer of
 * files (other code uses files.h). */

#ifndef CLI_ORIGINAL_H
#define CLI_ORIGINAL_H

#include <vips/vips.h>

#include "color-profiles.h"
#include "files.h"

/* What the range of sRGB has taken from a pixel. */
typedef struct
{
  gsize position;
  float rgb[3];
} CliExcess;

struct _NstOriginal
{
  int        bits;       /* of a channel: 8, 16, or 32 for float */
  int        n_channels; /* of its colors: 1, 3 or 4 */
  gboolean   linear;     /* float values without a profile, proportional to light */
  GBytes    *profile;    /* or NULL */
  CliColors *colors;
  VipsImage *metadata; /* an image without pixels, which has them */
  int        quality;  /* of JPEG; 0: not known */
  GArray    *excess;   /* of CliExcess, for the pixels that have any */
};

/* Of an image that libvips has opened: all but the excess and the quality. */
CliOriginal *cli_original_new (VipsImage *image, int n_channels);

/* Whether its JPEG file has a color for each pixel, as far as `*known` says. */
gboolean cli_original_has_all_chroma (const CliOriginal *original, gboolean *known);

/* Metadata and resolution for `image`, of which libvips writes them. */
void cli_original_describe (const CliOriginal *original, VipsImage *image);

#endif
