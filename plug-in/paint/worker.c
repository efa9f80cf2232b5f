/* SPDX-License-Identifier: GPL-3.0-or-later */

/* worker.c - one GLib task, one main loop.  The thread never calls GIMP: libgimp's wire has no
 * lock, and a call beside one of the main thread's brings down GIMP itself.  It leaves its progress
 * in an atomic integer and the painting so far in a slot, which a timer of the main loop picks up.
 * The main loop turns in every run mode: it is also what notices that GIMP is gone. */

#include "paint/worker.h"

#define POLL_MILLISECONDS 50
#define PROGRESS_STEPS    10000
#define SHOWN_MICROSECONDS                                                                         \
  300000 /* between two paintings to show: each takes the engine's time                            \
          */

typedef struct
{
  const WorkerJob   *job;
  GMainLoop         *loop;
  GAsyncResult      *result;
  WorkerProgressFunc progress;
  gpointer           data;
  GCancellable      *cancellable; /* the engine's: it also stops it when there is enough */
  GCancellable      *stop;        /* or NULL */
  int                fraction;    /* atomic; in PROGRESS_STEPS */
  NstPicture        *shown;       /* atomic: the painting so far, or NULL */
  gint64             shown_at;    /* monotonic microseconds; the thread's own */
  NstPicture        *kept;        /* the thread's own: where it was stopped, or NULL */
} Worker;

/* Puts `picture` into the slot; returns what was in it. */
static NstPicture *
exchange_shown (Worker *worker, NstPicture *picture)
{
  gpointer old;

  do
    old = g_atomic_pointer_get (&worker->shown);
  while (!g_atomic_pointer_compare_and_exchange (&worker->shown, (NstPicture *) old, picture));

  return old;
}

static void
show (Worker *worker, const NstPicture *painting)
{
  gint64 now = g_get_monotonic_time ();

  if (worker->shown_at && now - worker->shown_at < SHOWN_MICROSECONDS)
    return;

  worker->shown_at = now;
  nst_picture_free (exchange_shown (
      worker, nst_finish (worker->job->shown, painting, &worker->job->settings, NULL)));
}

static void
publish (const NstProgress *progress, gpointer data)
{
  Worker *worker = data;

  g_atomic_int_set (&worker->fraction, (int) (progress->fraction * PROGRESS_STEPS));

  if (!progress->picture)
    return;

  if (worker->job->shown)
    show (worker, progress->picture);

  if (worker->stop && g_cancellable_is_cancelled (worker->stop) && !worker->kept)
    {
      worker->kept = nst_picture_copy (progress->picture, NULL);
      g_cancellable_cancel (worker->cancellable);
    }
}

static NstPicture *
stylize (Worker *worker, GError **error)
{
  const WorkerJob *job = worker->job;
  NstPicture      *picture;
  g_autoptr (NstNetwork) opened
      = job->network ? NULL : nst_network_open (job->settings.network, job->networks, error);
  const NstNetwork *network = job->network ? job->network : opened;

  if (!network)
    return NULL;

  picture = nst_stylize_frame (job->frames, network, job->content, job->styles, job->n_styles,
                               &job->settings, job->threads, publish, worker, worker->cancellable,
                               NULL, error);
  if (picture || !worker->kept)
    return picture;

  g_clear_error (error);

  return nst_finish (job->content, worker->kept, &job->settings, error);
}

static void
work (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Worker     *worker = data;
  GError     *error = NULL;
  NstPicture *picture = stylize (worker, &error);

  g_clear_pointer (&worker->kept, nst_picture_free);

  if (picture)
    g_task_return_pointer (task, picture, (GDestroyNotify) nst_picture_free);
  else
    g_task_return_error (task, error);
}

static gboolean
tick (gpointer data)
{
  Worker *worker = data;
  g_autoptr (NstPicture) shown = exchange_shown (worker, NULL);

  worker->progress ((double) g_atomic_int_get (&worker->fraction) / PROGRESS_STEPS, shown,
                    worker->data);

  return G_SOURCE_CONTINUE;
}

static void
done (GObject *source, GAsyncResult *result, gpointer data)
{
  Worker *worker = data;

  worker->result = g_object_ref (result);
  g_main_loop_quit (worker->loop);
}

static void
pass_on (GCancellable *from, GCancellable *to)
{
  g_cancellable_cancel (to);
}

NstPicture *
worker_stylize (const WorkerJob *job, WorkerProgressFunc progress, gpointer data,
                GCancellable *cancellable, GCancellable *stop, GError **error)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GCancellable) own = g_cancellable_new ();
  Worker worker = {
    .job = job, .loop = loop, .progress = progress, .data = data, .cancellable = own, .stop = stop
  };
  g_autoptr (GTask) task = g_task_new (NULL, NULL, done, &worker);
  gulong      passing = cancellable ? g_cancellable_connect (cancellable, G_CALLBACK (pass_on),
                                                             g_object_ref (own), g_object_unref)
                                    : 0;
  guint       timer = g_timeout_add (POLL_MILLISECONDS, tick, &worker);
  NstPicture *picture;

  g_task_set_task_data (task, &worker, NULL);
  g_task_run_in_thread (task, work);
  g_main_loop_run (loop);
  g_source_remove (timer);
  g_cancellable_disconnect (cancellable, passing);

  picture = g_task_propagate_pointer (G_TASK (worker.result), error);
  g_object_unref (worker.result);
  nst_picture_free (worker.shown);

  return picture;
}
