/* SPDX-License-Identifier: GPL-3.0-or-later */

/* preview-forecast.h - the forecast in the dialog: time, memory and size of the result. */

#ifndef PREVIEW_FORECAST_H
#define PREVIEW_FORECAST_H

#include "job/job.h"
#include "paint/forecast-words.h"
#include "ui/status-lines.h"

/* `first` is the painter's forecast of the layer that the preview shows; `status` gets that of all
 * layers of `request`, which is returned. */
Forecast preview_forecast_show (StatusLines *status, const JobRequest *request,
                                const Forecast *first);

#endif
