/* SPDX-License-Identifier: GPL-3.0-or-later */

/* region-samples.h - the regions that are chosen in the dialog, and what is protected, looked up
 * for the preview and kept until the choice changes.  Main thread only. */

#ifndef REGION_SAMPLES_H
#define REGION_SAMPLES_H

#include "job/region-sample.h"

#include <libgimp/gimp.h>

typedef struct _RegionSamples RegionSamples;

/* Over `layer`; `styles` is the folder of those that come with the plug-in; all must stay. */
RegionSamples *region_samples_new (GimpProcedureConfig *config, GimpLayer *layer,
                                   const char *styles);
void           region_samples_free (RegionSamples *samples);

/* Another value of that argument: what depends on it is looked up anew. */
void region_samples_forget (RegionSamples *samples, const char *argument);

/* Both stay with `samples`; either may be NULL: there are none.  Fails as region_arguments_read,
 * style_argument_sample_word and mask_pixels_snapshot. */
gboolean region_samples_get (RegionSamples *samples, GPtrArray **regions, GeglBuffer **protect,
                             GError **error);

#endif
