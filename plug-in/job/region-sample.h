/* SPDX-License-Identifier: GPL-3.0-or-later */

/* region-sample.h - a region that is chosen in the dialog, for its preview: the copy of its mask,
 * and the sample of its style. */

#ifndef REGION_SAMPLE_H
#define REGION_SAMPLE_H

#include "nst.h"
#include "job/style-sample.h"

#include <gegl.h>

typedef struct _RegionSample RegionSample;

/* Takes over `mask`, which lies over the whole picture (mask_pixels_snapshot), and the reference to
 * `style`.  The references count atomically. */
RegionSample *region_sample_new (GeglBuffer *mask, StyleSample *style);
RegionSample *region_sample_ref (RegionSample *sample);
void          region_sample_unref (RegionSample *sample);

GeglBuffer  *region_sample_get_mask (RegionSample *sample);
StyleSample *region_sample_get_style (RegionSample *sample);

/* The mask brought to a size, no larger than its own; kept for some sizes.  One thread at a time,
 * which may be any.  Fails with NST_ERROR_MEMORY. */
const float *region_sample_at (RegionSample *sample, int width, int height, GError **error);

#endif
