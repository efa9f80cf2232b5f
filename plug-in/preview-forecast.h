/* SPDX-License-Identifier: GPL-3.0-or-later */

/* preview-forecast.h - the forecast in the dialog: time, memory and size of the result. */

#ifndef PREVIEW_FORECAST_H
#define PREVIEW_FORECAST_H

#include "job/job.h"
#include "paint/painter.h"
#include "ui/status-lines.h"

/* What is painted of the layers of `request` beside the one that the preview shows.  (transfer full), with
 * their number in *n_others; NULL: there are no others. */
LayerSize *preview_forecast_measure (const JobRequest *request, guint *n_others);

/* Shows the painter's forecast. */
void preview_forecast_show (StatusLines *status, const JobRequest *request,
                            const Forecast *forecast);

#endif
