/* SPDX-License-Identifier: GPL-3.0-or-later */

/* batch-work.c - paints many pictures one after the other.
 *
 * Three threads pass jobs on: the reader claims an item and reads its picture, the calling thread
 * paints it, and the writer writes the painting and its record and releases the claim.  At most one
 * picture waits to be painted while one painting is being written.
 */

#include "batch-work.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

#include "input.h"
#include "queue.h"

#define POLL_SECONDS       0.3 /* between two checks of claimed items */
#define MOST_FAILED_WRITES 3 /* in a row: then the folder is the problem, and going on is useless */

typedef struct
{
  const CliBatch *batch;
  GPtrArray      *items;
  GPtrArray      *failures; /* guarded by `mutex` */
  GMutex          mutex;
  CliQueue       *read;    /* of Job: to be painted */
  CliQueue       *painted; /* of Job: to be written */
  int             stopped; /* atomic: nothing can be written any more */
  guint           failed_writes;
  GHashTable     *swept; /* of the writer: folders that are already swept */
} Work;

/* An item in progress. */
typedef struct
{
  const CliBatchItem *item;
  CliClaim           *claim;
  CliFileState        state;   /* of the picture, before it was read */
  gboolean            replace; /* replace an older painting */
  NstPicture         *content, *painting;
  CliOriginal        *original;
  double              seconds; /* of painting */
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  cli_claim_release (job->claim);
  nst_picture_free (job->content);
  nst_picture_free (job->painting);
  cli_original_free (job->original);
  g_free (job);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Job, job_free)

CliEntry
cli_batch_entry (const CliBatchItem *item)
{
  return (CliEntry) { .picture = item->picture,
                      .painting = item->painting,
                      .settings = item->manner->settings };
}

static gboolean
is_over (Work *work)
{
  return g_cancellable_is_cancelled (work->batch->cancellable)
         || g_atomic_int_get (&work->stopped) != 0;
}

/* Takes over the error.  An interrupted item has not failed. */
static void
fail (Work *work, const CliBatchItem *item, GError *error)
{
  g_autofree char *shown = g_filename_display_name (item->picture);
  char            *message;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_error_free (error);
      return;
    }
  message = strstr (error->message, shown) != NULL
                ? g_strdup (error->message)
                : g_strdup_printf ("“%s”: %s", shown, error->message);
  g_mutex_lock (&work->mutex);
  g_ptr_array_add (work->failures, message);
  g_mutex_unlock (&work->mutex);
  cli_meter_fail (work->batch->meter, item->picture, message);
  g_error_free (error);
}

/* ---- Reading ----------------------------------------------------------------------- */

/* Whether the item, which is claimed by the job, is to be painted. */
static gboolean
is_wanted (Work *work, Job *job, GError **error)
{
  const CliBatch  *batch = work->batch;
  const CliEntry   entry = cli_batch_entry (job->item);
  g_autofree char *why = NULL;
  CliEntryState    state = cli_ledger_look (batch->ledger, &entry, &job->claim->left, &why);

  if (state == CLI_ENTRY_DONE)
    {
      cli_meter_skip (batch->meter, 1); /* painted by another program in the meantime */
      return FALSE;
    }
  if (state == CLI_ENTRY_IN_WAY && !batch->saving.force)
    {
      g_set_error_literal (error, NST_ERROR, NST_ERROR_FILE, why);
      return FALSE;
    }
  job->replace = state != CLI_ENTRY_MISSING;
  return TRUE;
}

/* FALSE: another program has it. */
static gboolean
offer (Work *work, const CliBatchItem *item, char **owner)
{
  const CliEntry entry = cli_batch_entry (item);
  GError        *error = NULL;
  g_autoptr (Job) job = g_new0 (Job, 1);

  job->item = item;
  job->claim = cli_ledger_claim (work->batch->ledger, &entry, owner, &error);
  if (job->claim == NULL && error == NULL)
    return FALSE;
  if (job->claim != NULL && cli_input_is_special (item->picture))
    g_set_error_literal (&error, NST_ERROR, NST_ERROR_FILE,
                         _ ("it is a pipe or a device, not a file"));
  else if (job->claim != NULL && is_wanted (work, job, &error))
    {
      cli_file_state_read (item->picture, &job->state);
      job->content = cli_file_load_content (item->picture, &job->original, &error);
      if (job->content != NULL)
        cli_queue_put (work->read, g_steal_pointer (&job));
    }
  if (error != NULL)
    fail (work, item, error);
  return TRUE;
}

/* Items claimed by others become ours if those programs end early. */
static void
wait_for_others (Work *work, GQueue *taken, const char *owner)
{
  if (!g_queue_is_empty (taken))
    {
      g_autofree char *message = g_strdup_printf (
          g_dngettext (GETTEXT_PACKAGE, "Waiting for %u picture that another program paints (%s).",
                       "Waiting for %u pictures that other programs paint (%s).", taken->length),
          taken->length, owner);

      cli_meter_note (work->batch->meter, message);
    }
  while (!g_queue_is_empty (taken) && cli_queue_wait (work->read) && !is_over (work))
    {
      guint before = taken->length;

      for (guint i = 0; i < before && cli_queue_wait (work->read) && !is_over (work); i++)
        {
          CliBatchItem *item = g_queue_pop_head (taken);

          if (!offer (work, item, NULL))
            g_queue_push_tail (taken, item);
        }
      if (taken->length == before)
        g_usleep ((gulong) (POLL_SECONDS * G_USEC_PER_SEC));
    }
}

static gpointer
read_all (gpointer data)
{
  Work            *work = data;
  GQueue           taken = G_QUEUE_INIT;
  g_autofree char *owner = NULL;

  for (guint i = 0; i < work->items->len && cli_queue_wait (work->read) && !is_over (work); i++)
    {
      g_autofree char *his = NULL;

      if (offer (work, work->items->pdata[i], &his))
        continue;
      g_queue_push_tail (&taken, work->items->pdata[i]);
      g_free (owner);
      owner = g_steal_pointer (&his);
    }
  wait_for_others (work, &taken, owner);
  g_queue_clear (&taken);
  cli_queue_close (work->read);
  return NULL;
}

/* ---- Painting ---------------------------------------------------------------------- */

typedef struct
{
  CliMeter   *meter;
  const char *name;
} Watch;

static void
on_progress (const NstProgress *progress, gpointer data)
{
  const Watch *watch = data;

  cli_meter_show (watch->meter, watch->name, progress->fraction);
}

static gboolean
paint (Work *work, Job *job, GError **error)
{
  const CliBatch *batch = work->batch;
  GArray         *styles = job->item->manner->styles;
  Watch           watch = { batch->meter, job->item->picture };
  gint64          began = g_get_monotonic_time ();

  cli_meter_show (batch->meter, job->item->picture, 0.0);
  if (batch->how->settings.strength > 0.0 && !nst_picture_fill (job->content, NULL, error))
    return FALSE;
  job->painting
      = nst_stylize (&NST_REQUEST (.network = batch->network, .content = job->content,
                                   .styles = (const NstStyleShare *) styles->data,
                                   .n_styles = styles->len, .settings = &batch->how->settings,
                                   .threads = batch->how->threads, .progress = on_progress,
                                   .progress_data = &watch, .cancellable = batch->cancellable),
                     error);
  job->seconds = (g_get_monotonic_time () - began) * 1e-6;
  for (guint i = 0; i < styles->len; i++)
    nst_style_trim (g_array_index (styles, NstStyleShare, i).style);
  return job->painting != NULL;
}

/* ---- Writing ----------------------------------------------------------------------- */

static gboolean
make_folder_of (Work *work, const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *shown = g_filename_display_name (folder);

  if (g_hash_table_contains (work->swept, folder))
    return TRUE;
  if (g_mkdir_with_parents (folder, 0777) == 0)
    {
      nst_drafts_sweep (folder);
      g_hash_table_add (work->swept, g_steal_pointer (&folder));
      return TRUE;
    }
  g_set_error (error, NST_ERROR, NST_ERROR_FILE, _ ("The folder “%s” cannot be created: %s."),
               shown, g_strerror (errno));
  return FALSE;
}

static void
note_result (int result, gpointer claim)
{
  cli_claim_note (claim, result);
}

/* A painting without its record is still known by its claim, which is left then. */
static gboolean
write_job (Work *work, Job *job, GError **error)
{
  const CliBatch  *batch = work->batch;
  const CliEntry   entry = cli_batch_entry (job->item);
  CliSaving        saving = batch->saving;
  g_autofree char *path = g_build_filename (batch->output, job->item->painting, NULL);

  saving.force |= job->replace;
  saving.on_whole = note_result;
  saving.data = job->claim;
  cli_original_restore (job->original, job->content, &batch->how->settings, job->painting);
  if (!make_folder_of (work, path, error)
      || !cli_file_save (job->painting, job->content->mask, job->original, &saving, path, error))
    return FALSE;
  job->claim->unfinished
      = !cli_ledger_record (batch->ledger, &entry, &job->state, job->seconds, error);
  return !job->claim->unfinished;
}

static void
count_failed_write (Work *work)
{
  if (++work->failed_writes < MOST_FAILED_WRITES)
    return;
  cli_meter_note (work->batch->meter,
                  _ ("Stopping, because three paintings in a row could not be written."));
  g_atomic_int_set (&work->stopped, 1);
}

static gpointer
write_all (gpointer data)
{
  Work *work = data;
  Job  *job;

  while ((job = cli_queue_take (work->painted)) != NULL)
    {
      const CliBatchItem *item = job->item;
      double              seconds = job->seconds;
      GError             *error = NULL;
      gboolean            written = write_job (work, job, &error);

      job_free (job); /* before it is reported, so that no unfinished file exists then */
      if (written)
        {
          g_autofree char *path = g_build_filename (work->batch->output, item->painting, NULL);

          work->failed_writes = 0;
          cli_meter_done (work->batch->meter, item->picture, path, seconds);
        }
      else
        {
          fail (work, item, error);
          count_failed_write (work);
        }
    }
  return NULL;
}

/* ---- All of it --------------------------------------------------------------------- */

void
cli_batch_paint (const CliBatch *batch, GPtrArray *items, GPtrArray *failures)
{
  /* The current picture counts, so one waits while another is painted. */
  g_autoptr (CliQueue) read = cli_queue_new (2, job_free);
  g_autoptr (CliQueue) painted = cli_queue_new (1, job_free);
  Work work
      = { .batch = batch, .items = items, .failures = failures, .read = read, .painted = painted };
  GThread *reader, *writer;
  Job     *job;

  work.swept = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_mutex_init (&work.mutex);
  reader = g_thread_new ("reader", read_all, &work);
  writer = g_thread_new ("writer", write_all, &work);
  while (!is_over (&work) && (job = cli_queue_take (read)) != NULL)
    {
      GError *error = NULL;

      if (paint (&work, job, &error))
        cli_queue_put (painted, job);
      else
        {
          fail (&work, job->item, error);
          job_free (job);
        }
    }
  cli_queue_close (read);
  cli_queue_close (painted);
  g_thread_join (reader);
  g_thread_join (writer);
  g_mutex_clear (&work.mutex);
  g_hash_table_unref (work.swept);
}
