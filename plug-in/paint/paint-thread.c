/* SPDX-License-Identifier: GPL-3.0-or-later */

/* paint-thread.c - requests go to the thread through a queue, and news come back through the main
 * loop.  The thread never calls GIMP: libgimp's connection has no lock, and concurrent calls crash
 * GIMP.  A new request cancels the previous one, and remaining news of that are dropped.  The main
 * loop runs in every run mode; it also detects that GIMP is gone. */

#include "paint/paint-thread.h"

#include "store/user-styles.h"

#include <string.h>

#define SKETCH_SIDE 256 /* pixels: where strokes begin, in the engine */

/* A request in progress, with atomic reference count. */
typedef struct
{
  PaintWish     wish;
  PaintNewsFunc func;
  gpointer      data;
  GCancellable *cancellable;
  gboolean      dropped; /* the main thread's own */
  gboolean      quit;    /* there is no wish: the thread is to end */
  gboolean      later;   /* others go before */

  GMutex       mutex; /* guards wish.part */
  NstRectangle shown; /* the thread's own: the part that was shown last */
} Order;

struct _PaintThread
{
  GThread     *thread;
  GAsyncQueue *orders;
  Painter     *painter; /* the thread's own */
  Order       *last;    /* the main thread's own: what was wished last, or NULL */
  GPtrArray   *later;   /* likewise, of Order: what is to be done when there is nothing else */
};

/* ---- Orders ------------------------------------------------------------------------ */

static Order *
order_new (const PaintWish *wish, PaintNewsFunc func, gpointer data)
{
  Order *order = g_atomic_rc_box_new0 (Order);

  order->wish = *wish;
  if (wish->job)
    job_ref (wish->job);
  order->wish.name = g_strdup (wish->name);
  order->wish.others = g_memdup2 (wish->others, wish->n_others * sizeof *wish->others);
  order->func = func;
  order->data = data;
  order->cancellable = g_cancellable_new ();
  g_mutex_init (&order->mutex);

  return order;
}

static void
clear_order (gpointer data)
{
  Order *order = data;

  job_unref (order->wish.job);
  g_free ((char *) order->wish.name);
  g_free (order->wish.others);
  g_object_unref (order->cancellable);
  g_mutex_clear (&order->mutex);
}

static void
drop (Order *order)
{
  order->dropped = TRUE;
  g_cancellable_cancel (order->cancellable);
}

static void
order_unref (Order *order)
{
  g_atomic_rc_box_release_full (order, clear_order);
}

/* ---- News -------------------------------------------------------------------------- */

typedef struct
{
  Order    *order;
  PaintNews news;
} Letter;

static void
letter_free (gpointer data)
{
  Letter *letter = data;

  style_source_unref (letter->news.style);
  nst_picture_free (letter->news.layer);
  nst_picture_free (letter->news.painting);
  nst_picture_free (letter->news.before);
  g_clear_object (&letter->news.result.pixels);
  g_clear_object (&letter->news.result.limit);
  g_free (letter->news.saved);
  g_clear_error (&letter->news.error);
  order_unref (letter->order);
  g_free (letter);
}

static gboolean
deliver (gpointer data)
{
  Letter *letter = data;

  if (!letter->order->dropped)
    letter->order->func (&letter->news, letter->order->data);

  return G_SOURCE_REMOVE;
}

/* Takes over `news`, except the style. */
static void
tell (Order *order, PaintNews news)
{
  Letter *letter = g_new0 (Letter, 1);

  letter->order = g_atomic_rc_box_acquire (order);
  letter->news = news;
  letter->news.job = order->wish.job;
  if (news.style)
    style_source_ref (news.style);
  g_idle_add_full (G_PRIORITY_DEFAULT, deliver, letter, letter_free);
}

/* ---- The thread's work ------------------------------------------------------------- */

typedef struct
{
  Painter *painter;
  Order   *order;
} Work;

static void
get_part (NstRectangle *part, gpointer data)
{
  Work *work = data;

  g_mutex_lock (&work->order->mutex);
  *part = work->order->wish.part;
  g_mutex_unlock (&work->order->mutex);
}

static gboolean
forecast (Work *work, Forecast *result, GError **error)
{
  const PaintWish *wish = &work->order->wish;

  return painter_forecast (work->painter, wish->others, wish->n_others, result, error);
}

static void
show (NstPicture *painting, const NstRectangle *part, NstPicture *before, double fraction,
      gpointer data)
{
  Work     *work = data;
  PaintNews news = { .painting = painting,
                     .before = before,
                     .fraction = fraction,
                     .settled = fraction == 1.0 && work->order->wish.task == PAINT_PREVIEW };

  news.exact = news.settled && painter_has_result (work->painter);

  if (part)
    work->order->shown = news.part = *part;
  if (painting && work->order->wish.task == PAINT_PREVIEW)
    {
      news.style = work->order->wish.job->first;
      forecast (work, &news.forecast, NULL);
    }
  tell (work->order, news);
}

/* Shows the layer before there is a painting. */
static gboolean
show_layer (Work *work, GError **error)
{
  Canvas           *canvas = painter_get_canvas (work->painter);
  const NstPicture *shown = canvas_get_shown (canvas, error);
  PaintNews         news = { .layer = shown ? nst_picture_copy (shown, error) : NULL };

  if (!news.layer)
    return FALSE;

  if (work->order->wish.zoomed)
    {
      get_part (&news.part, work);
      news.before = canvas_get_part (canvas, &news.part, error);
    }
  tell (work->order, news);

  return !work->order->wish.zoomed || news.before;
}

static void
make_result (Work *work, PaintNews *news)
{
  const PaintWish *wish = &work->order->wish;
  PaintingEyes     eyes = { show, NULL, work };

  if (!g_cancellable_set_error_if_cancelled (work->order->cancellable, &news->error)
      && painter_take (work->painter, wish->job, &news->error)
      && (!wish->seen || show_layer (work, &news->error)))
    painting_finish (work->painter, wish->frames, &eyes, wish->seen, work->order->cancellable,
                     wish->stop, wish->keep, &news->result, &news->error);
}

static void
save_style (Work *work, PaintNews *news)
{
  const PaintWish *wish = &work->order->wish;
  g_autoptr (NstPicture) picture = style_source_read_picture (wish->job->first, &news->error);

  if (picture)
    news->saved = user_styles_save (picture, wish->name, painter_get_network (work->painter),
                                    wish->job->threads, work->order->cancellable, &news->error);
}

static void
make_sketch (Work *work, PaintNews *news)
{
  if (painter_take (work->painter, work->order->wish.job, &news->error))
    news->painting
        = painting_sketch (work->painter, SKETCH_SIDE, work->order->cancellable, &news->error);
}

/* Returns whether all news were reported. */
static gboolean
make_preview (Work *work, PaintNews *news)
{
  const PaintWish *wish = &work->order->wish;
  PaintingEyes     eyes = { show, wish->zoomed ? get_part : NULL, work };

  if (wish->side > 0)
    painter_set_shown_side (work->painter, wish->side);
  painter_look_at (work->painter, wish->job);
  if (!show_layer (work, &news->error) || wish->task == PAINT_LOOK
      || !painter_take (work->painter, wish->job, &news->error)
      || !forecast (work, &news->forecast, &news->error))
    return FALSE;

  news->style = wish->job->first;
  if (wish->task == PAINT_SAVE)
    save_style (work, news);

  if (wish->task != PAINT_PREVIEW
      || !painting_preview (work->painter, &eyes, work->order->cancellable, &news->error))
    return FALSE;

  g_debug ("the preview is finished");

  return TRUE;
}

static void
fulfil (PaintThread *thread, Order *order)
{
  Work      work = { thread->painter, order };
  PaintNews news = { .fraction = 1.0, .settled = TRUE };
  gboolean  told = FALSE;

  if (order->wish.task == PAINT_RESULT)
    make_result (&work, &news);
  else if (order->wish.task == PAINT_SKETCH)
    make_sketch (&work, &news);
  else
    told = make_preview (&work, &news);
  if (!told)
    tell (order, news);
}

/* An order comes again when it is to show another part.  Somebody waits for a result, and is to hear
 * that it was cancelled before it had begun. */
static gboolean
is_to_be_done (Order *order)
{
  gboolean to_do;

  g_mutex_lock (&order->mutex);
  to_do = memcmp (&order->shown, &order->wish.part, sizeof order->shown) != 0;
  g_mutex_unlock (&order->mutex);

  return order->wish.task == PAINT_RESULT
         || ((to_do || !order->wish.zoomed) && !g_cancellable_is_cancelled (order->cancellable));
}

static gpointer
work_on (gpointer data)
{
  PaintThread *thread = data;
  gboolean     quit = FALSE;

  while (!quit)
    {
      Order *order = g_async_queue_pop (thread->orders);

      quit = order->quit;
      if (!quit && is_to_be_done (order))
        fulfil (thread, order);
      order_unref (order);
    }

  return NULL;
}

/* ---- For the main thread ----------------------------------------------------------- */

PaintThread *
paint_thread_new (NstCatalogue *catalogue)
{
  PaintThread *thread = g_new0 (PaintThread, 1);

  thread->orders = g_async_queue_new_full ((GDestroyNotify) order_unref);
  thread->later = g_ptr_array_new_with_free_func ((GDestroyNotify) order_unref);
  thread->painter = painter_new (catalogue);
  thread->thread = g_thread_new ("painter", work_on, thread);

  return thread;
}

static int
compare_urgency (gconstpointer order, gconstpointer other, gpointer data)
{
  return ((const Order *) order)->later - ((const Order *) other)->later;
}

static void
push (PaintThread *thread, Order *order)
{
  g_async_queue_push_sorted (thread->orders, g_atomic_rc_box_acquire (order), compare_urgency,
                             NULL);
}

void
paint_thread_stop (PaintThread *thread)
{
  if (!thread->last)
    return;

  drop (thread->last);
  g_clear_pointer (&thread->last, order_unref);
}

void
paint_thread_free (PaintThread *thread)
{
  Order *quit;

  if (!thread)
    return;

  paint_thread_stop (thread);
  paint_thread_stop_later (thread);
  quit = order_new (&(PaintWish) { 0 }, NULL, NULL);
  quit->quit = TRUE;
  push (thread, quit);
  order_unref (quit);
  g_thread_join (thread->thread);
  g_async_queue_unref (thread->orders);
  g_ptr_array_unref (thread->later);
  painter_free (thread->painter);
  g_free (thread);
}

void
paint_thread_do (PaintThread *thread, const PaintWish *wish, PaintNewsFunc func, gpointer data)
{
  paint_thread_stop (thread);
  thread->last = order_new (wish, func, data);
  push (thread, thread->last);
}

void
paint_thread_do_later (PaintThread *thread, const PaintWish *wish, PaintNewsFunc func,
                       gpointer data)
{
  Order *order = order_new (wish, func, data);

  order->later = TRUE;
  g_ptr_array_add (thread->later, order);
  push (thread, order);
}

void
paint_thread_stop_later (PaintThread *thread)
{
  for (guint i = 0; i < thread->later->len; i++)
    drop (g_ptr_array_index (thread->later, i));
  g_ptr_array_set_size (thread->later, 0);
}

void
paint_thread_move (PaintThread *thread, const NstRectangle *part)
{
  Order *order = thread->last;

  if (!order || !order->wish.zoomed)
    return;

  g_mutex_lock (&order->mutex);
  order->wish.part = *part;
  g_mutex_unlock (&order->mutex);
  push (thread, order);
}

/* ---- Waiting ----------------------------------------------------------------------- */

typedef struct
{
  GMainLoop      *loop;
  PaintNewsFunc   func;
  gpointer        data;
  PaintingResult *result;
  GError        **error;
} Waiting;

static void
on_news (const PaintNews *news, gpointer data)
{
  Waiting *waiting = data;

  if (!news->settled)
    {
      waiting->func (news, waiting->data);
      return;
    }

  g_set_object (&waiting->result->pixels, news->result.pixels);
  g_set_object (&waiting->result->limit, news->result.limit);
  if (news->error)
    g_propagate_error (waiting->error, g_error_copy (news->error));
  g_main_loop_quit (waiting->loop);
}

static void
pass_on (GCancellable *from, GCancellable *to)
{
  g_cancellable_cancel (to);
}

gboolean
paint_thread_wait (PaintThread *thread, const PaintWish *wish, PaintNewsFunc func, gpointer data,
                   GCancellable *cancellable, PaintingResult *result, GError **error)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Waiting waiting = { loop, func, data, result, error };
  gulong  passing;

  *result = (PaintingResult) { NULL };
  paint_thread_do (thread, wish, on_news, &waiting);
  passing = cancellable
                ? g_cancellable_connect (cancellable, G_CALLBACK (pass_on),
                                         g_object_ref (thread->last->cancellable), g_object_unref)
                : 0;
  g_main_loop_run (loop);
  g_cancellable_disconnect (cancellable, passing);
  paint_thread_stop (thread);

  return result->pixels != NULL;
}
