/* SPDX-License-Identifier: GPL-3.0-or-later */

/* preview-worker.h - a thread that paints previews, the newest wanted one only, and tells the main
 * loop.  All calls are for the main thread, and return at once. */

#ifndef PREVIEW_WORKER_H
#define PREVIEW_WORKER_H

#include "paint/forecast-words.h"
#include "nst.h"
#include "paint/preview-content.h"
#include "paint/preview-styles.h"

typedef struct _PreviewWorker PreviewWorker;

/* What has come of the last call of preview_worker_do. */
typedef struct
{
  StyleSample *style;    /* once it is loaded, or NULL */
  NstPicture  *painting; /* of the small content's size or of that of `part`, or NULL */
  NstRectangle part;     /* what `before` shows */
  NstPicture  *before;   /* a part of the content at full size; NULL: this is about the whole */
  Forecast     forecast; /* of these settings at full size, as far as it is known */
  double       fraction; /* of the way to the settled painting, 0..1 */
  gboolean     settled;  /* no more will come of it */
  char        *saved;    /* name of the style that was saved, or NULL */
  GError      *error;    /* or NULL */
} PreviewNews;

/* Called by the main loop; never for what was wanted before the last call of preview_worker_do,
 * _stop or _free.  The content has been loaded unless there is an error. */
typedef void (*PreviewWorkerFunc) (const PreviewNews *news, gpointer data);

/* `content` and `networks`, the folder of those that come with the plug-in, must stay. */
PreviewWorker *preview_worker_new (PreviewContent *content, const char *networks, int threads,
                                   PreviewWorkerFunc func, gpointer data);
void           preview_worker_free (PreviewWorker *worker); /* when its thread has ended */

typedef enum
{
  PREVIEW_READ,  /* the content, and the styles if there are any */
  PREVIEW_PAINT, /* as well: Fast's painting, and then, where Refine is the method, what Refine
                    makes of it, as it goes */
  PREVIEW_SAVE   /* as well: measures the style with the network of the settings and saves it among
                    the user's, under `name` or the next free name like it */
} PreviewTask;

typedef struct
{
  PreviewTask   task;
  PreviewStyles styles;  /* none are needed to read; references are kept */
  GeglBuffer   *protect; /* what stays as it is (preview_content_protect), or NULL; likewise */
  NstSettings   settings;
  gboolean      zoomed; /* a part is shown, at full scale, and not the whole */
  NstRectangle  part;
  const char   *name; /* to save */
} PreviewWish;

/* Drops what is being done, and does this. */
void preview_worker_do (PreviewWorker *worker, const PreviewWish *wish);

/* Another part is to be seen of the last wish, which was zoomed: nothing is dropped. */
void preview_worker_move (PreviewWorker *worker, const NstRectangle *part);

/* Drops what is being done. */
void preview_worker_stop (PreviewWorker *worker);

#endif
