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
  NstStyle         *style;
  NstSettings       settings;
  const char       *networks; /* folder of the networks that come with the plug-in */
  int               threads;
} WorkerJob;

/* Called on the main thread, about twenty times a second; `fraction` is in 0..1. */
typedef void (*WorkerProgressFunc) (double fraction, gpointer data);

/* Opens the network and repaints the content, turning the main loop until that is done.  Returns
 * only when the thread has ended.  Fails as nst_network_open and nst_stylize do. */
NstPicture *worker_stylize (const WorkerJob *job, WorkerProgressFunc progress, gpointer data,
                            GCancellable *cancellable, GError **error);

#endif
