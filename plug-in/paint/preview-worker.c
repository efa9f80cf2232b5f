/* SPDX-License-Identifier: GPL-3.0-or-later */

/* preview-worker.c - one thread, which sleeps until a job is put before it.  A new job cancels the
 * one in hand; jobs are numbered, and news of an older one than the last are dropped.  Of news the
 * main loop gets the latest only, so that it is never behind.  The thread calls nothing of GIMP. */

#include "paint/preview-worker.h"

#include "paint/preview-painter.h"
#include "store/user-styles.h"

typedef struct
{
  guint       number;
  PreviewWish wish; /* `name` is the job's own; `part` is guarded by the worker's mutex */
} Job;

struct _PreviewWorker
{
  PreviewContent   *content;
  PreviewWorkerFunc func;
  gpointer          data;
  GThread          *thread;
  PreviewPainter   *painter; /* the thread's own */
  int               threads;

  GMutex        mutex; /* guards what follows */
  GCond         changed;
  Job          *wanted;
  Job          *hand;        /* the job in hand, or the last one: NULL when another is wanted */
  GCancellable *cancellable; /* of the job in hand, or NULL */
  gboolean      moved;       /* the job in hand is to show another part */
  guint         last;        /* number of the last job */
  gboolean      quit;
  PreviewNews  *news; /* that the main loop has not had yet, or NULL */
  guint         idle; /* source that will bring them, or 0 */
};

static void
job_free (Job *job)
{
  preview_styles_clear (&job->wish.styles);
  g_clear_object (&job->wish.protect);
  g_free ((char *) job->wish.name);
  g_free (job);
}

static void
news_free (PreviewNews *news)
{
  style_sample_unref (news->style);
  nst_picture_free (news->painting);
  nst_picture_free (news->before);
  g_free (news->saved);
  g_clear_error (&news->error);
  g_free (news);
}

/* ---- News -------------------------------------------------------------------------- */

static gboolean
bring_news (gpointer data)
{
  PreviewWorker *worker = data;
  PreviewNews   *news;

  g_mutex_lock (&worker->mutex);
  worker->idle = 0;
  news = g_steal_pointer (&worker->news);
  g_mutex_unlock (&worker->mutex);

  if (news)
    {
      worker->func (news, worker->data);
      news_free (news);
    }

  return G_SOURCE_REMOVE;
}

/* Pictures that have not been shown yet stay news. */
static void
carry_over (PreviewNews *old, PreviewNews *news)
{
  if (news->painting || news->before)
    return;

  news->painting = g_steal_pointer (&old->painting);
  news->before = g_steal_pointer (&old->before);
  news->part = old->part;
}

/* `news`, which gets a reference of its own to the style, is taken over. */
static void
tell (PreviewWorker *worker, const Job *job, PreviewNews news)
{
  PreviewNews *copy = g_memdup2 (&news, sizeof news);

  if (copy->style)
    style_sample_ref (copy->style);

  g_mutex_lock (&worker->mutex);
  if (job->number == worker->last)
    {
      if (worker->news)
        carry_over (worker->news, copy);
      g_clear_pointer (&worker->news, news_free);
      worker->news = g_steal_pointer (&copy);
      if (!worker->idle)
        worker->idle = g_idle_add_full (G_PRIORITY_DEFAULT, bring_news, worker, NULL);
    }
  g_mutex_unlock (&worker->mutex);

  g_clear_pointer (&copy, news_free);
}

/* ---- A job ------------------------------------------------------------------------- */

typedef struct
{
  PreviewWorker *worker;
  Job           *job;
} Work;

static void
get_view (NstRectangle *part, gpointer data)
{
  Work *work = data;

  g_mutex_lock (&work->worker->mutex);
  *part = work->job->wish.part;
  g_mutex_unlock (&work->worker->mutex);
}

static void
show (NstPicture *painting, const NstRectangle *part, NstPicture *before, double fraction,
      gpointer data)
{
  Work        *work = data;
  PreviewWish *wish = &work->job->wish;
  PreviewNews  news = { .style = wish->styles.first,
                        .painting = painting,
                        .before = before,
                        .fraction = fraction,
                        .settled = fraction == 1.0,
                        .forecast = preview_painter_forecast (work->worker->painter, &wish->styles,
                                                              &wish->settings) };

  if (part)
    news.part = *part;
  tell (work->worker, work->job, news);
}

/* A part of the content goes on show before there is a painting of it. */
static gboolean
show_content (Work *work, GError **error)
{
  PreviewNews news = { .style = NULL };

  if (preview_content_protect (work->worker->content, work->job->wish.protect))
    preview_painter_forget (work->worker->painter);
  if (!preview_content_load (work->worker->content, error))
    return FALSE;

  if (work->job->wish.zoomed)
    {
      get_view (&news.part, work);
      news.before = preview_content_part (work->worker->content, &news.part, error);
      if (!news.before)
        return FALSE;
    }
  tell (work->worker, work->job, news);

  return TRUE;
}

static gboolean
paint (Work *work, GCancellable *cancellable, GError **error)
{
  const PreviewWish *wish = &work->job->wish;
  PreviewEyes        eyes = { show, wish->zoomed ? get_view : NULL, work };

  return preview_painter_paint (work->worker->painter, &wish->styles, &wish->settings, &eyes,
                                cancellable, error);
}

static void
do_job (PreviewWorker *worker, Job *job, GCancellable *cancellable)
{
  Work               work = { worker, job };
  const PreviewWish *wish = &job->wish;
  PreviewNews        news = { .fraction = 1.0, .settled = TRUE };
  const NstNetwork  *network = NULL;
  gboolean           painted = FALSE;

  if (show_content (&work, &news.error) && wish->styles.first
      && preview_styles_load (&wish->styles, &news.error)
      && (network = preview_painter_open (worker->painter, wish->settings.network, &news.error)))
    {
      news.style = wish->styles.first;
      news.forecast = preview_painter_forecast (worker->painter, &wish->styles, &wish->settings);
      if (wish->task == PREVIEW_SAVE)
        news.saved = user_styles_save (style_sample_get_picture (wish->styles.first), wish->name,
                                       network, worker->threads, cancellable, &news.error);
      else if (wish->task == PREVIEW_PAINT)
        painted = paint (&work, cancellable, &news.error);
    }

  /* The last painting has told it all. */
  if (!painted)
    tell (worker, job, news);
}

/* ---- The thread -------------------------------------------------------------------- */

/* Waits for a job, or for the last one to be done again; NULL: to end. */
static Job *
next_job (PreviewWorker *worker, GCancellable **cancellable)
{
  Job *job = NULL;

  g_mutex_lock (&worker->mutex);
  g_clear_object (&worker->cancellable);
  while (!worker->wanted && !worker->quit && !(worker->moved && worker->hand))
    g_cond_wait (&worker->changed, &worker->mutex);
  if (!worker->quit)
    {
      if (worker->wanted)
        {
          g_clear_pointer (&worker->hand, job_free);
          worker->hand = g_steal_pointer (&worker->wanted);
        }
      job = worker->hand;
      worker->moved = FALSE;
      worker->cancellable = g_cancellable_new ();
      *cancellable = g_object_ref (worker->cancellable);
    }
  g_mutex_unlock (&worker->mutex);

  return job;
}

static gpointer
work_on (gpointer data)
{
  PreviewWorker *worker = data;
  GCancellable  *cancellable;
  Job           *job;

  while ((job = next_job (worker, &cancellable)))
    {
      do_job (worker, job, cancellable);
      g_object_unref (cancellable);
    }

  return NULL;
}

/* ---- For the main thread ----------------------------------------------------------- */

PreviewWorker *
preview_worker_new (PreviewContent *content, const char *networks, int threads,
                    PreviewWorkerFunc func, gpointer data)
{
  PreviewWorker *worker = g_new0 (PreviewWorker, 1);

  worker->content = content;
  worker->painter = preview_painter_new (content, networks, threads);
  worker->threads = threads;
  worker->func = func;
  worker->data = data;
  g_mutex_init (&worker->mutex);
  g_cond_init (&worker->changed);
  worker->thread = g_thread_new ("preview", work_on, worker);

  return worker;
}

/* In place of whatever is wanted or in hand; `job` may be NULL. */
static void
put (PreviewWorker *worker, Job *job, gboolean quit)
{
  g_mutex_lock (&worker->mutex);

  worker->last++;
  worker->quit = quit;
  worker->moved = FALSE;
  if (worker->cancellable)
    g_cancellable_cancel (worker->cancellable);
  g_clear_pointer (&worker->news, news_free);
  g_clear_handle_id (&worker->idle, g_source_remove);
  g_clear_pointer (&worker->wanted, job_free);
  if (job)
    job->number = worker->last;
  worker->wanted = job;
  g_cond_signal (&worker->changed);

  g_mutex_unlock (&worker->mutex);
}

void
preview_worker_free (PreviewWorker *worker)
{
  put (worker, NULL, TRUE);
  g_thread_join (worker->thread);

  g_clear_pointer (&worker->hand, job_free);
  preview_painter_free (worker->painter);
  g_mutex_clear (&worker->mutex);
  g_cond_clear (&worker->changed);
  g_free (worker);
}

void
preview_worker_do (PreviewWorker *worker, const PreviewWish *wish)
{
  Job *job = g_new0 (Job, 1);

  job->wish = *wish;
  job->wish.styles = preview_styles_copy (&wish->styles);
  if (wish->protect)
    g_object_ref (wish->protect);
  job->wish.name = g_strdup (wish->name);
  put (worker, job, FALSE);
}

void
preview_worker_move (PreviewWorker *worker, const NstRectangle *part)
{
  Job *job;

  g_mutex_lock (&worker->mutex);
  job = worker->wanted ? worker->wanted : worker->hand;
  if (job && job->number == worker->last && job->wish.zoomed)
    {
      job->wish.part = *part;
      worker->moved = job == worker->hand;
      g_cond_signal (&worker->changed);
    }
  g_mutex_unlock (&worker->mutex);
}

void
preview_worker_stop (PreviewWorker *worker)
{
  put (worker, NULL, FALSE);
}
