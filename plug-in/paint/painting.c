/* SPDX-License-Identifier: GPL-3.0-or-later */

/* painting.c - paints previews and results.  The network's strokes have a fixed size in pixels, so
 * a small painting would show them too large.  Therefore the small picture is painted first, as a
 * quick preview, and then the whole picture at its working size, if that is not too large.  This
 * painting is the result; it is shown scaled down or in part, and kept for OK.  For larger working
 * sizes, a smaller painting is shown, and Fast paints single parts. */

#include "paint/painting.h"

#include <math.h>
#include <string.h>

#define SHOW_MICROSECONDS 60000  /* between two paintings of a preview */
#define WORK_MICROSECONDS 300000 /* of the result: each takes the engine's time */
#define TELL_MICROSECONDS 50000  /* between two reports of progress */
#define MARGIN            8      /* pixels around a part, for what enlarging looks at */

/* One call, and its callbacks. */
typedef struct Task Task;
struct Task
{
  Painter            *painter;
  const PaintingEyes *eyes; /* or NULL */
  GCancellable       *cancellable;
  gboolean            works; /* at the result */
  gint64              told;  /* time of the last report */
  gint64              shown; /* before then there is no other painting to be seen */
  void (*show) (Task *task, const NstPicture *painting, double fraction); /* NULL: not shown */
  GCancellable *stop;                                                     /* or NULL */
  NstPicture   *stopped; /* the painting where it was stopped, or NULL */
};

static gboolean
is_refine (const NstSettings *settings)
{
  return settings->method == NST_METHOD_REFINE;
}

/* ---- Showing ----------------------------------------------------------------------- */

static void
show_whole (Task *task, const NstPicture *painting, double fraction)
{
  NstPicture *small = composition_new_whole (task->painter, painting, NULL);

  if (small)
    task->eyes->show (small, NULL, NULL, fraction, task->eyes->data);
}

/* `whole`: there is more of the painting than `part`. */
static void
show_place (Task *task, const NstPicture *painting, const NstRectangle *part, gboolean whole,
            double fraction)
{
  Painter *painter = task->painter;
  g_autoptr (NstPicture) before = canvas_get_part (painter_get_canvas (painter), part, NULL);
  g_autoptr (NstPicture) after
      = before ? nst_picture_crop (before, 0, 0, part->width, part->height, NULL) : NULL;

  if (after && composition_put_part (painter, painting, part, before, whole, after))
    task->eyes->show (g_steal_pointer (&after), part, g_steal_pointer (&before), fraction,
                      task->eyes->data);
}

/* The visible part. */
static void
show_part (Task *task, const NstPicture *painting, double fraction)
{
  NstRectangle part;

  task->eyes->view (&part, task->eyes->data);
  show_place (task, painting, &part, TRUE, fraction);
}

/* Shows the current painting from time to time, using at most half of the time for that. */
static void
show_progress (Task *task, const NstProgress *progress)
{
  gint64 now = g_get_monotonic_time ();

  if (progress->picture && task->show && now >= task->shown)
    {
      task->show (task, progress->picture, progress->fraction);
      task->told = g_get_monotonic_time ();
      task->shown = task->told
                    + MAX (task->works ? WORK_MICROSECONDS : SHOW_MICROSECONDS, task->told - now);
    }
  else if (task->works && task->eyes && now - task->told >= TELL_MICROSECONDS)
    {
      task->eyes->show (NULL, NULL, NULL, progress->fraction, task->eyes->data);
      task->told = now;
    }
}

static void
on_progress (const NstProgress *progress, gpointer data)
{
  Task *task = data;

  show_progress (task, progress);

  if (progress->picture && task->stop && g_cancellable_is_cancelled (task->stop) && !task->stopped)
    {
      task->stopped = nst_picture_copy (progress->picture, NULL);
      g_cancellable_cancel (task->cancellable);
    }
}

static const NstPicture *
paint (Task *task, const Plan *plan, GError **error)
{
  PainterWatch watch = { on_progress, task, task->cancellable };

  return painter_paint (task->painter, plan, &watch, error);
}

/* ---- A preview: the whole ---------------------------------------------------------- */

/* Whether the network can paint fast, or need not for this method. */
static gboolean
is_pardonable (Painter *painter, GError **mistake)
{
  if (!is_refine (&painter_get_job (painter)->settings)
      || !g_error_matches (*mistake, NST_ERROR, NST_ERROR_ARGUMENT))
    return FALSE;

  g_clear_error (mistake);

  return TRUE;
}

/* Paints according to `plan` and shows the result. */
static gboolean
paint_and_show (Task *task, const Plan *plan, GError **error)
{
  const NstPicture *painting = paint (task, plan, error);

  if (painting)
    task->show (task, painting, 1.0);

  return painting != NULL;
}

static gboolean
preview_whole (Task *task, GError **error)
{
  Painter          *painter = task->painter;
  int               side = painter_get_largest_side (painter);
  Plan              large, small;
  GError           *mistake = NULL;
  const NstPicture *fast;

  if (!painter_plan (painter, side, &large, error))
    return FALSE;
  if (side <= CANVAS_SMALL_SIDE || painter_find (painter, &large))
    return paint_and_show (task, &large, error);

  if (!painter_plan (painter, CANVAS_SMALL_SIDE, &small, error))
    return FALSE;
  fast = painter_paint_fast (painter, &small, task->cancellable, &mistake);
  if (fast)
    task->show (task, fast, 0.0);
  else if (!is_pardonable (painter, &mistake))
    {
      g_propagate_error (error, mistake);
      return FALSE;
    }

  if (painter_affords (painter, &large))
    return paint_and_show (task, &large, error);
  if (!paint_and_show (task, &small, error))
    return FALSE;

  /* Where only Refine can paint, how long it takes is known now. */
  return fast || !painter_affords (painter, &large) || paint_and_show (task, &large, error);
}

/* ---- A preview: a part ------------------------------------------------------------- */

/* Along one side: the pixels of a painting that `length` ones from `from` on are made of. */
static void
cover (int from, int length, int full, int painted, int *start, int *n)
{
  double scale = (double) painted / full;
  int    margin = painted < full ? MARGIN : 0;
  int    end = MIN (painted, (int) ceil ((from + length) * scale) + margin);

  *start = MAX (0, (int) floor (from * scale) - margin);
  *n = end - *start;
}

/* The working size is too large for a preview: Fast paints the part without the rest. */
static gboolean
preview_part_alone (Task *task, GError **error)
{
  Painter          *painter = task->painter;
  int               side = painter_get_working_side (painter);
  const NstPicture *content = canvas_get_content (painter_get_canvas (painter), side, error);
  g_autoptr (GArray) shares = content
                                  ? canvas_get_shares (painter_get_canvas (painter),
                                                       painter_get_job (painter), content, error)
                                  : NULL;
  GError      *mistake = NULL;
  NstRectangle part, in_part, common, place;
  NstSettings  settings = painter_get_job (painter)->settings;
  g_autoptr (NstFrames) frames = painter_make_frames (painter);
  g_autoptr (NstPicture) cut = NULL;
  g_autoptr (NstPicture) painting = NULL;

  if (!shares)
    return FALSE;

  task->eyes->view (&part, task->eyes->data);
  if (!composition_find_common (painter, &part, &in_part, &common))
    {
      show_place (task, content, &part, FALSE, 1.0);
      return TRUE;
    }
  cover (common.x, common.width, canvas_get_area (painter_get_canvas (painter))->width,
         content->width, &place.x, &place.width);
  cover (common.y, common.height, canvas_get_area (painter_get_canvas (painter))->height,
         content->height, &place.y, &place.height);
  settings.size = MAX (content->width, content->height);
  if (is_refine (&settings))
    settings.strength = 1.0;
  cut = nst_stylize_part (
      &NST_REQUEST (.network = painter_get_network (painter), .content = content,
                    .styles = (const NstStyleShare *) (gpointer) shares->data,
                    .n_styles = shares->len, .settings = &settings,
                    .threads = painter_get_job (painter)->threads, .frames = frames,
                    .protect = canvas_get_protect (painter_get_canvas (painter), content),
                    .cancellable = task->cancellable),
      &place, &mistake);
  if (!cut && !is_pardonable (painter, &mistake))
    g_propagate_error (error, mistake);
  painting = cut ? nst_picture_new (content->width, content->height, error) : NULL;
  if (painting)
    {
      nst_picture_paste (painting, place.x, place.y, cut);
      show_place (task, painting, &part, FALSE, 1.0);
    }

  return painting != NULL;
}

static gboolean
preview_part (Task *task, GError **error)
{
  Painter          *painter = task->painter;
  int               working = painter_get_working_side (painter);
  Plan              plan;
  const NstPicture *fast;
  GError           *mistake = NULL;

  if (painter_get_largest_side (painter) < working)
    return preview_part_alone (task, error);
  if (!painter_plan (painter, working, &plan, error))
    return FALSE;
  if (!is_refine (&plan.settings) || painter_find (painter, &plan))
    return paint_and_show (task, &plan, error);

  /* Something to look at, from which the rate is known, too. */
  fast = painter_paint_fast (painter, &plan, task->cancellable, &mistake);
  if (!fast && !is_pardonable (painter, &mistake))
    {
      g_propagate_error (error, mistake);
      return FALSE;
    }
  if (!fast || painter_affords (painter, &plan))
    return paint_and_show (task, &plan, error);
  task->show (task, fast, 1.0);

  return TRUE;
}

gboolean
painting_preview (Painter *painter, const PaintingEyes *eyes, GCancellable *cancellable,
                  GError **error)
{
  Task task = { .painter = painter,
                .eyes = eyes,
                .cancellable = cancellable,
                .told = g_get_monotonic_time (),
                .show = eyes->view ? show_part : show_whole };

  if (painter_get_job (painter)->settings.strength == 0.0) /* the layer itself */
    {
      const NstPicture *content
          = canvas_get_content (painter_get_canvas (painter), CANVAS_SMALL_SIDE, error);

      if (content)
        task.show (&task, content, 1.0);
      return content != NULL;
    }

  return eyes->view ? preview_part (&task, error) : preview_whole (&task, error);
}

/* ---- A sketch ---------------------------------------------------------------------- */

NstPicture *
painting_sketch (Painter *painter, int side, GCancellable *cancellable, GError **error)
{
  PainterWatch      watch = { NULL, NULL, cancellable };
  const NstPicture *shown;
  Plan              plan;
  g_autoptr (NstPicture) painting = NULL;

  if (painter_get_job (painter)->settings.strength == 0.0)
    {
      shown = canvas_get_shown (painter_get_canvas (painter), error);
      return shown ? nst_picture_copy (shown, error) : NULL;
    }

  side = MIN (side, painter_get_largest_side (painter));
  if (!painter_plan (painter, side, &plan, error)
      || !(painting = painter_paint_once (painter, &plan, NULL, &watch, error)))
    return NULL;

  return composition_new_whole (painter, painting, error);
}

/* ---- The result -------------------------------------------------------------------- */

/* The painting of the whole, before it is finished, in *painting; *own is to be freed. */
static gboolean
paint_result (Task *task, const Plan *plan, NstFrames *frames, const NstPicture **painting,
              NstPicture **own, GError **error)
{
  PainterWatch watch = { on_progress, task, task->cancellable };
  GError      *mistake = NULL;

  if (frames)
    *painting = *own = painter_paint_once (task->painter, plan, frames, &watch, &mistake);
  else
    *painting = paint (task, plan, &mistake);
  if (*painting)
    return TRUE;

  *painting = *own = task->stopped;
  if (*painting)
    g_clear_error (&mistake);
  else
    g_propagate_error (error, mistake);

  return *painting != NULL;
}

gboolean
painting_finish (Painter *painter, NstFrames *frames, const PaintingEyes *eyes, gboolean seen,
                 GCancellable *cancellable, GCancellable *stop, PaintingKeep keep,
                 PaintingResult *result, GError **error)
{
  Task              task = { .painter = painter,
                             .eyes = eyes,
                             .cancellable = cancellable,
                             .works = TRUE,
                             .told = g_get_monotonic_time (),
                             .show = seen ? show_whole : NULL,
                             .stop = stop };
  Plan              plan;
  const NstPicture *painting = NULL;
  g_autoptr (NstPicture) own = NULL;

  *result = (PaintingResult) { NULL };
  if (!painter_plan (painter, painter_get_working_side (painter), &plan, error))
    return FALSE;

  if (painter_get_job (painter)->settings.strength == 0.0)
    result->pixels
        = gegl_buffer_dup (painter_get_job (painter)->layer->pixels); /* every bit is its own */
  else if (!paint_result (&task, &plan, frames, &painting, &own, error)
           || !(result->pixels
                = composition_new_result (painter, &plan, painting, seen, keep, error)))
    return FALSE;
  g_set_object (&result->limit, canvas_get_limit (painter_get_canvas (painter)));

  return TRUE;
}
