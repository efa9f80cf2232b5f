/* SPDX-License-Identifier: GPL-3.0-or-later */

/* preview-worker.h - a thread that paints previews, the newest wanted one only, and tells the main
 * loop.  All calls are for the main thread, and return at once. */

#ifndef PREVIEW_WORKER_H
#define PREVIEW_WORKER_H

#include "mixture.h"
#include "nst.h"
#include "style-sample.h"

typedef struct _PreviewWorker PreviewWorker;

/* What has come of the last call of preview_worker_paint or _save. */
typedef struct
{
  StyleSample *style;    /* loaded, unless there is an error */
  NstPicture  *painting; /* of the content's size, or NULL */
  double       fraction; /* of the way to the settled one, 0..1 */
  gboolean     settled;  /* no more will come of it */
  char        *saved;    /* name of the style that was saved, or NULL */
  GError      *error;    /* or NULL */
} PreviewNews;

/* Called by the main loop; never for what was wanted before the last call of preview_worker_paint,
 * _stop or _free. */
typedef void (*PreviewWorkerFunc) (const PreviewNews *news, gpointer data);

/* `content` is what to paint, at the preview's size, and is taken over; `full` is the longer
 * side of the content at its own size.  `networks` is the folder of those that come with the
 * plug-in. */
PreviewWorker *preview_worker_new (NstPicture *content, int full, const char *networks, int threads,
                                   PreviewWorkerFunc func, gpointer data);
void           preview_worker_free (PreviewWorker *worker); /* when its thread has ended */

const NstPicture *preview_worker_get_content (PreviewWorker *worker);

/* Drops what is being painted, and paints this: Fast's painting, and then, where Refine is the
 * method, what Refine makes of it, as it goes.  `second` is the style that is mixed in, or NULL.
 * With `only_style` the styles are read, no more. */
void preview_worker_paint (PreviewWorker *worker, StyleSample *style, StyleSample *second,
                           const Mixture *mixture, const NstSettings *settings,
                           gboolean only_style);

/* Drops what is being painted. */
void preview_worker_stop (PreviewWorker *worker);

/* Drops what is being painted; measures the style with the network of the settings and saves it
 * among the user's under `name`, or under the next free name like it. */
void preview_worker_save (PreviewWorker *worker, StyleSample *style, const NstSettings *settings,
                          const char *name);

#endif
