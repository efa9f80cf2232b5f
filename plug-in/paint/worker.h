/* SPDX-License-Identifier: GPL-3.0-or-later */

/* worker.h - the long computation on a thread of its own, while the main thread keeps answering
 * GIMP and the user. */

#ifndef WORKER_H
#define WORKER_H

#include "nst.h"

/* Everything the thread needs, copied before it starts; nothing of GIMP. */
typedef struct
{
  const NstPicture *content;
  const NstPicture
            *shown;  /* the content at the size at which to show the painting so far, or NULL */
  NstFrames *frames; /* of an animation, so far; or NULL */
  const NstStyleShare *styles;
  guint                n_styles;
  NstSettings          settings;
  const char          *networks; /* folder of the networks that come with the plug-in */
  const NstNetwork    *network;  /* that of the settings, where it is open already, or NULL */
  int                  threads;
} WorkerJob;

/* Called on the main thread, about twenty times a second; `fraction` is in 0..1.  `painting` is the
 * painting so far, at the size of the job's `shown`, when there is a new one; otherwise NULL. */
typedef void (*WorkerProgressFunc) (double fraction, const NstPicture *painting, gpointer data);

/* Opens the network, where the job has none, and repaints the content, turning the main loop until that is done.  Returns
 * only when the thread has ended.  `cancellable` gives it up; `stop` (may be NULL) has it return
 * the painting so far, of which there is one as soon as `progress` has had one.  Fails as
 * nst_network_open and nst_stylize_frame do. */
NstPicture *worker_stylize (const WorkerJob *job, WorkerProgressFunc progress, gpointer data,
                            GCancellable *cancellable, GCancellable *stop, GError **error);

#endif
