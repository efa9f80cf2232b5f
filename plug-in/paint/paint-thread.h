/* SPDX-License-Identifier: GPL-3.0-or-later */

/* paint-thread.h - runs the painter on a thread of its own, while the main thread serves GIMP and
 * the user.  Only the last request counts; requests for later wait until it is done.  All functions
 * are for the main thread. */

#ifndef PAINT_THREAD_H
#define PAINT_THREAD_H

#include "job/job.h"
#include "paint/painting.h"

typedef struct _PaintThread PaintThread;

PaintThread *paint_thread_new (NstCatalogue *catalogue);
void         paint_thread_free (PaintThread *thread); /* when it has ended; may be NULL */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PaintThread, paint_thread_free)

typedef enum
{
  PAINT_LOOK,    /* the layer, small or in part */
  PAINT_READ,    /* as well: the styles, the network and the forecast */
  PAINT_PREVIEW, /* as well: what the preview shows, as it goes */
  PAINT_SAVE,   /* as PAINT_READ: measures the first style with the job's network and saves it among
                    the user's, under `name` or the next free name like it */
  PAINT_RESULT, /* the styles, the network, and the result */
  PAINT_SKETCH  /* the same, and the whole painted small, as painting_sketch does */
} PaintTask;

typedef struct
{
  PaintTask     task;
  Job          *job;    /* a reference is kept */
  gboolean      zoomed; /* a part is shown, at full scale, and not the whole */
  NstRectangle  part;
  int           side;   /* pixels: the longer side of what is shown in whole; 0: as before */
  LayerSize    *others; /* a copy is kept: what else is painted, for the forecast; or NULL */
  guint         n_others;
  const char   *name;   /* to save */
  gboolean      seen;   /* result: it is shown while it is painted */
  PaintingKeep  keep;   /* result: as painting_finish has it */
  NstFrames    *frames; /* result: of an animation so far, or NULL */
  GCancellable *stop;   /* result: as painting_finish has it, or NULL */
} PaintWish;

/* News about a request. */
typedef struct
{
  const Job     *job;      /* of the wish */
  NstPicture    *layer;    /* small, as it is, or NULL */
  StyleSource   *style;    /* the first one, once it is loaded, or NULL */
  NstPicture    *painting; /* of the small size or of that of `part`, or NULL */
  NstRectangle   part;     /* what `before` shows */
  NstPicture    *before;   /* a part of the layer at full size; NULL: this is about the whole */
  Forecast       forecast; /* as far as it is known */
  double         fraction; /* of the work, 0..1 */
  gboolean       settled;  /* these are the last news */
  gboolean       exact;    /* `painting` is the result itself, or shows a part of it */
  char          *saved;    /* name of the style that was saved, or NULL */
  PaintingResult result;
  GError        *error; /* or NULL */
} PaintNews;

/* Called by the main loop; never for a wish that has been dropped. */
typedef void (*PaintNewsFunc) (const PaintNews *news, gpointer data);

/* Cancels the current request and starts this one.  Returns immediately. */
void paint_thread_do (PaintThread *thread, const PaintWish *wish, PaintNewsFunc func,
                      gpointer data);

/* Does this when nothing else is to be done, after the earlier requests for later. */
void paint_thread_do_later (PaintThread *thread, const PaintWish *wish, PaintNewsFunc func,
                            gpointer data);

/* Drops all requests for later. */
void paint_thread_stop_later (PaintThread *thread);

/* Changes the visible part of the last request, which was zoomed; nothing is cancelled. */
void paint_thread_move (PaintThread *thread, const NstRectangle *part);

/* Cancels the current request. */
void paint_thread_stop (PaintThread *thread);

/* Does `wish`, a result, and turns the main loop until it is there, in *result.  Cancelling
 * `cancellable` (or NULL) gives it up.  Fails as painter_take and painting_finish. */
gboolean paint_thread_wait (PaintThread *thread, const PaintWish *wish, PaintNewsFunc func,
                            gpointer data, GCancellable *cancellable, PaintingResult *result,
                            GError **error);

#endif
