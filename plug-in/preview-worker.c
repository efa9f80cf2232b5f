/* SPDX-License-Identifier: GPL-3.0-or-later */

/* preview-worker.c - one thread, which sleeps until a job is put before it.  A new job cancels the
 * one in hand; jobs are numbered, and news of an older one than the last are dropped.  Of news the
 * main loop gets the latest only, so that it is never behind.  The thread calls nothing of GIMP. */

#include "preview-worker.h"

#include <errno.h>
#include <string.h>

#define NEWS_MICROSECONDS 60000 /* between two paintings of Refine */

typedef struct
{
  guint        number;
  StyleSample *style;
  StyleSample *second; /* or NULL */
  Mixture      mixture;
  NstSettings  settings;
  gboolean     only_style;
  char        *save_as; /* or NULL: to paint */
} Job;

struct _PreviewWorker
{
  NstPicture       *content;
  int               full;
  char             *networks;
  int               threads;
  PreviewWorkerFunc func;
  gpointer          data;
  GThread          *thread;

  /* The thread's own. */
  NstNetwork *network;
  const char *network_name; /* interned */

  GMutex        mutex; /* guards what follows */
  GCond         changed;
  Job          *wanted;
  GCancellable *cancellable; /* of the job in hand, or NULL */
  guint         last;        /* number of the last job */
  gboolean      quit;
  PreviewNews  *news; /* that the main loop has not had yet, or NULL */
  guint         idle; /* source that will bring them, or 0 */
};

static void
job_free (Job *job)
{
  style_sample_unref (job->style);
  style_sample_unref (job->second);
  g_free (job->save_as);
  g_free (job);
}

static void
news_free (PreviewNews *news)
{
  style_sample_unref (news->style);
  nst_picture_free (news->painting);
  g_free (news->saved);
  g_clear_error (&news->error);
  g_free (news);
}

/* ---- News ---------------------------------------------------------------------------------------
 */

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

static void
tell (PreviewWorker *worker, const Job *job, PreviewNews news)
{
  PreviewNews *copy = g_memdup2 (&news, sizeof news);

  copy->style = style_sample_ref (job->style);

  g_mutex_lock (&worker->mutex);
  if (job->number == worker->last)
    {
      g_clear_pointer (&worker->news, news_free);
      worker->news = g_steal_pointer (&copy);
      if (!worker->idle)
        worker->idle = g_idle_add_full (G_PRIORITY_DEFAULT, bring_news, worker, NULL);
    }
  g_mutex_unlock (&worker->mutex);

  g_clear_pointer (&copy, news_free);
}

/* ---- Painting -----------------------------------------------------------------------------------
 */

static gboolean
open_network (PreviewWorker *worker, const char *name, GError **error)
{
  if (worker->network && worker->network_name == name)
    return TRUE;

  g_clear_pointer (&worker->network, nst_network_free);
  worker->network = nst_network_open (name, worker->networks, error);
  worker->network_name = name;

  return worker->network != NULL;
}

/* What the job's settings are for a small picture. */
static NstSettings
settings_for_preview (PreviewWorker *worker, const Job *job)
{
  NstSettings settings = job->settings;
  int         own = MAX (worker->content->width, worker->content->height);
  int         working = settings.size ? MIN (settings.size, worker->full) : worker->full;
  double      brush;

  settings.size = MIN (own, working);
  brush = style_sample_brush (job->style, settings.style_scale, settings.size, working);
  settings.style_scale = CLAMP (brush, 0.1, 10.0); /* what the engine takes */

  return settings;
}

typedef struct
{
  PreviewWorker     *worker;
  const Job         *job;
  const NstSettings *settings;
  gint64             told; /* when, last */
} Refining;

static void
on_progress (const NstProgress *progress, gpointer data)
{
  Refining   *refining = data;
  gint64      now = g_get_monotonic_time ();
  PreviewNews news = { .fraction = progress->fraction };

  if (!progress->picture || now - refining->told < NEWS_MICROSECONDS)
    return;

  refining->told = now;
  news.painting
      = nst_finish (refining->worker->content, progress->picture, refining->settings, NULL);
  if (news.painting)
    tell (refining->worker, refining->job, news);
}

static NstPicture *
stylize (PreviewWorker *worker, const Job *job, const NstSettings *settings,
         GCancellable *cancellable, GError **error)
{
  NstStyle     *second = job->second ? style_sample_get_style (job->second) : NULL;
  NstStyleShare shares[MIXTURE_STYLES];
  guint         n_shares
      = mixture_share (&job->mixture, style_sample_get_style (job->style), second, shares);
  Refining refining = { worker, job, settings, g_get_monotonic_time () };
  gboolean refines = g_str_equal (settings->method, "refine");

  return nst_stylize (worker->network, worker->content, shares, n_shares, settings, worker->threads,
                      refines ? on_progress : NULL, &refining, cancellable, NULL, error);
}

/* Fast first; a network that cannot paint fast leaves Refine to begin as it is told to. */
static NstPicture *
paint (PreviewWorker *worker, const Job *job, GCancellable *cancellable, GError **error)
{
  NstSettings settings = settings_for_preview (worker, job);
  gboolean    refines = g_str_equal (settings.method, "refine");
  NstSettings fast = settings;
  GError     *mistake = NULL;
  NstPicture *painting;

  fast.method = g_intern_static_string ("fast");
  painting = stylize (worker, job, &fast, cancellable, &mistake);
  if (!refines || g_error_matches (mistake, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      if (mistake)
        g_propagate_error (error, mistake);
      return painting;
    }

  if (painting)
    {
      tell (worker, job, (PreviewNews) { .painting = painting });
      settings.start = g_intern_static_string ("fast");
    }
  g_clear_error (&mistake);

  return stylize (worker, job, &settings, cancellable, error);
}

/* ---- Saving -------------------------------------------------------------------------------------
 */

/* A path that is free, in the user's folder of styles, which is made. */
static char *
path_for (const char *name, GError **error)
{
  g_autofree char *folder
      = g_build_filename (g_get_user_data_dir (), "style-transfer", "styles", NULL);
  g_autofree char *stem = g_strdelimit (g_strstrip (g_strdup (name)), "/\\:*?\"<>|", '-');

  if (g_mkdir_with_parents (folder, 0755) != 0)
    {
      g_set_error (error, NST_ERROR, NST_ERROR_FILE, "\"%s\": %s", folder, g_strerror (errno));
      return NULL;
    }

  for (int i = 1;; i++)
    {
      g_autofree char *base = i == 1 ? g_strdup_printf ("%s.safetensors", stem)
                                     : g_strdup_printf ("%s-%d.safetensors", stem, i);
      g_autofree char *path = g_build_filename (folder, base, NULL);

      if (!g_file_test (path, G_FILE_TEST_EXISTS))
        return g_steal_pointer (&path);
    }
}

/* Returns the name of the file, without its ending. */
static char *
save (PreviewWorker *worker, const Job *job, GCancellable *cancellable, GError **error)
{
  const NstPicture *picture = style_sample_get_picture (job->style);
  g_autoptr (NstStyle) style = nst_style_new (picture, job->save_as, error);
  g_autofree char *path = style ? path_for (job->save_as, error) : NULL;
  g_autofree char *base = path ? g_path_get_basename (path) : NULL;

  if (!path || !nst_style_set_thumbnail (style, picture, error)
      || !nst_style_save (style, worker->network, worker->threads, path, cancellable, error))
    return NULL;

  return g_strndup (base, strlen (base) - strlen (".safetensors"));
}

/* ---- The thread ---------------------------------------------------------------------------------
 */

static void
do_job (PreviewWorker *worker, const Job *job, GCancellable *cancellable)
{
  PreviewNews news = { .fraction = 1.0, .settled = TRUE };

  if (style_sample_load (job->style, &news.error)
      && (!job->second || style_sample_load (job->second, &news.error)) && !job->only_style
      && open_network (worker, job->settings.network, &news.error))
    {
      if (job->save_as)
        news.saved = save (worker, job, cancellable, &news.error);
      else
        news.painting = paint (worker, job, cancellable, &news.error);
    }

  tell (worker, job, news);
}

/* Waits for a job; NULL: to end. */
static Job *
next_job (PreviewWorker *worker, GCancellable **cancellable)
{
  Job *job = NULL;

  g_mutex_lock (&worker->mutex);
  g_clear_object (&worker->cancellable);
  while (!worker->wanted && !worker->quit)
    g_cond_wait (&worker->changed, &worker->mutex);
  if (!worker->quit)
    {
      job = g_steal_pointer (&worker->wanted);
      worker->cancellable = g_cancellable_new ();
      *cancellable = g_object_ref (worker->cancellable);
    }
  g_mutex_unlock (&worker->mutex);

  return job;
}

static gpointer
work (gpointer data)
{
  PreviewWorker *worker = data;
  GCancellable  *cancellable;
  Job           *job;

  while ((job = next_job (worker, &cancellable)))
    {
      do_job (worker, job, cancellable);
      job_free (job);
      g_object_unref (cancellable);
    }

  g_clear_pointer (&worker->network, nst_network_free);

  return NULL;
}

/* ---- For the main thread ------------------------------------------------------------------------
 */

PreviewWorker *
preview_worker_new (NstPicture *content, int full, const char *networks, int threads,
                    PreviewWorkerFunc func, gpointer data)
{
  PreviewWorker *worker = g_new0 (PreviewWorker, 1);

  worker->content = content;
  worker->full = full;
  worker->networks = g_strdup (networks);
  worker->threads = threads;
  worker->func = func;
  worker->data = data;
  g_mutex_init (&worker->mutex);
  g_cond_init (&worker->changed);
  worker->thread = g_thread_new ("preview", work, worker);

  return worker;
}

/* In place of whatever is wanted or in hand; `job` may be NULL. */
static void
put (PreviewWorker *worker, Job *job, gboolean quit)
{
  g_mutex_lock (&worker->mutex);

  worker->last++;
  worker->quit = quit;
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

  nst_picture_free (worker->content);
  g_free (worker->networks);
  g_mutex_clear (&worker->mutex);
  g_cond_clear (&worker->changed);
  g_free (worker);
}

const NstPicture *
preview_worker_get_content (PreviewWorker *worker)
{
  return worker->content;
}

static Job *
job_new (StyleSample *style, const NstSettings *settings)
{
  Job *job = g_new0 (Job, 1);

  job->style = style_sample_ref (style);
  job->settings = *settings;

  return job;
}

void
preview_worker_paint (PreviewWorker *worker, StyleSample *style, StyleSample *second,
                      const Mixture *mixture, const NstSettings *settings, gboolean only_style)
{
  Job *job = job_new (style, settings);

  job->second = second ? style_sample_ref (second) : NULL;
  job->mixture = *mixture;
  job->only_style = only_style;
  put (worker, job, FALSE);
}

void
preview_worker_stop (PreviewWorker *worker)
{
  put (worker, NULL, FALSE);
}

void
preview_worker_save (PreviewWorker *worker, StyleSample *style, const NstSettings *settings,
                     const char *name)
{
  Job *job = job_new (style, settings);

  job->save_as = g_strdup (name);
  put (worker, job, FALSE);
}
