/* SPDX-License-Identifier: GPL-3.0-or-later */

/* preview-resolution.h - the resolution that somebody begins with who has not chosen one yet: it is
 * lowered, where the picture would take too long to be painted, for this picture only.  Main thread
 * only. */

#ifndef PREVIEW_RESOLUTION_H
#define PREVIEW_RESOLUTION_H

#include "job/job.h"

typedef struct _PreviewResolution PreviewResolution;

/* Follows the setting "size" of the request, which is the default again where it was lowered before. */
PreviewResolution *preview_resolution_new (const JobRequest *request);
void               preview_resolution_free (PreviewResolution *resolution);

/* With the settings as they are, painting takes so many seconds; 0: that is not known yet. */
void preview_resolution_settle (PreviewResolution *resolution, double seconds);

#endif
