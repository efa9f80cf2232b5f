/* SPDX-License-Identifier: GPL-3.0-or-later */

/* worker.c - one GLib task, one main loop.  The thread never calls GIMP: libgimp's wire has no
 * lock, and a call beside one of the main thread's brings down GIMP itself.  It leaves its progress
 * in an atomic integer, which a timer of the main loop picks up.  The main loop turns in every run
 * mode: it is also what notices that GIMP is gone. */

#include "worker.h"

#define POLL_MILLISECONDS 50
#define PROGRESS_STEPS    10000

typedef struct
{
  const WorkerJob   *job;
  GMainLoop         *loop;
  GAsyncResult      *result;
  WorkerProgressFunc progress;
  gpointer           data;
  int                fraction; /* atomic; in PROGRESS_STEPS */
} Worker;

static void
publish (const NstProgress *progress, gpointer data)
{
  Worker *worker = data;

  g_atomic_int_set (&worker->fraction, (int) (progress->fraction * PROGRESS_STEPS));
}

static void
work (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Worker          *worker = data;
  const WorkerJob *job = worker->job;
  NstStyleShare    style = { job->style, 1.0, 1.0 };
  GError          *error = NULL;
  NstPicture      *picture = NULL;
  g_autoptr (NstNetwork) network = nst_network_open (job->settings.network, job->networks, &error);

  if (network)
    picture = nst_stylize (network, job->content, &style, 1, &job->settings, job->threads, publish,
                           worker, cancellable, NULL, &error);

  if (picture)
    g_task_return_pointer (task, picture, (GDestroyNotify) nst_picture_free);
  else
    g_task_return_error (task, error);
}

static gboolean
tick (gpointer data)
{
  Worker *worker = data;

  worker->progress ((double) g_atomic_int_get (&worker->fraction) / PROGRESS_STEPS, worker->data);

  return G_SOURCE_CONTINUE;
}

static void
done (GObject *source, GAsyncResult *result, gpointer data)
{
  Worker *worker = data;

  worker->result = g_object_ref (result);
  g_main_loop_quit (worker->loop);
}

NstPicture *
worker_stylize (const WorkerJob *job, WorkerProgressFunc progress, gpointer data,
                GCancellable *cancellable, GError **error)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Worker worker = { .job = job, .loop = loop, .progress = progress, .data = data };
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, done, &worker);
  guint       timer = g_timeout_add (POLL_MILLISECONDS, tick, &worker);
  NstPicture *picture;

  g_task_set_task_data (task, &worker, NULL);
  g_task_run_in_thread (task, work);
  g_main_loop_run (loop);
  g_source_remove (timer);

  picture = g_task_propagate_pointer (G_TASK (worker.result), error);
  g_object_unref (worker.result);

  return picture;
}
