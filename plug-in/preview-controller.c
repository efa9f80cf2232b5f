/* SPDX-License-Identifier: GPL-3.0-or-later */

/* preview-controller.c - connects the settings, the painter and the dialog.  A change stops the
 * current painting immediately; the next one starts when no other change has followed for a moment.
 * It also keeps the settings of a dialog that is closed. */

#include "preview-controller.h"

#include "preview-forecast.h"
#include "preview-history.h"
#include "preview-resolution.h"

#include "gimp/change-limit.h"
#include "job/arguments.h"
#include "job/style-argument.h"

#include <glib/gi18n.h>

#define DEBOUNCE_MILLISECONDS 50
#define LIMIT_MILLISECONDS    500 /* between two checks of the selection */

/* Pixels: the longer side of the picture that is shown in whole is that of its place on the screen, up
 * to the next of these steps, and within these bounds. */
#define SIDE_STEP  128
#define LEAST_SIDE 448
#define MOST_SIDE  2048

struct _PreviewController
{
  const JobRequest *request;
  Dialog           *dialog;
  PreviewPanel     *panel;   /* in it */
  StylePreview     *picture; /* in that */
  StatusLines      *status;  /* likewise */
  StylePanel       *style;   /* in the dialog */
  PaintThread      *thread;
  Job              *job;    /* the last one; NULL: the layer cannot be read */
  guint             timer;  /* of a pending change, or 0 */
  JobVerify         verify; /* what may have changed in the image since */
  guint             watch;  /* checks the selection */
  char             *limit;  /* the selection at the last check, or NULL */
  gboolean          shown;  /* the layer is, in the dialog */
  int               side;   /* that it is shown at; 0: as it comes */
  gboolean          zoomed; /* to `part` */
  NstRectangle      part;
  gboolean          paused, saving;
  Forecast          forecast; /* that is shown; without bytes: none */

  PreviewHistory    *history;
  PreviewResolution *resolution;
};

static void on_news (const PaintNews *news, gpointer data);

/* ---- What the preview shows --------------------------------------------------------- */

/* There is always a message. */
static void
say_what_is_shown (PreviewController *controller, PaintTask task)
{
  preview_panel_show_activity (controller->panel,
                               task == PAINT_PREVIEW ? _ ("Painting...")
                               : task == PAINT_READ
                                   ? _ ("The preview is off: this is the original picture")
                               : style_argument_is_chosen (controller->request->config)
                                   ? _ ("This is the original picture")
                                   : _ ("There is no style yet: choose one"));
}

/* The preview no longer matches the settings. */
static void
say_that_it_changes (PreviewController *controller)
{
  gboolean preview;

  g_object_get (controller->request->config, "preview", &preview, NULL);
  if (preview && style_argument_is_chosen (controller->request->config))
    say_what_is_shown (controller, PAINT_PREVIEW);
}

/* The message for a finished preview. */
static const char *
describe_settled (PreviewController *controller, const PaintNews *news)
{
  g_autofree char *method = NULL;

  g_object_get (controller->request->config, "method", &method, NULL);
  if (news->exact)
    return _ ("The result will look like this");
  if (!news->before)
    return _ ("Rough preview: OK paints the result itself");
  if (g_strcmp0 (method, "fast") == 0)
    return _ ("Close to the result: this part was painted separately");

  return _ ("Rough preview of this part by Fast: OK refines it");
}

/* ---- Following --------------------------------------------------------------------- */

static void
show_mistake (PreviewController *controller, const char *message)
{
  preview_panel_show_activity (controller->panel, _ ("This is the original picture"));
  status_lines_show_mistake (controller->status, message);
}

/* The job of the settings as they are now takes the place of the last one; returns what there is to
 * do about it. */
static PaintTask
renew_job (PreviewController *controller, JobVerify verify)
{
  GimpProcedureConfig *config = controller->request->config;
  g_autoptr (GError) error = NULL;
  gboolean preview;
  Job     *job;

  if (!style_argument_is_chosen (config))
    return PAINT_LOOK;

  job = job_new (controller->request, controller->job, verify, &error);
  controller->verify = job ? JOB_TRUST : MAX (verify, controller->verify);
  if (!job)
    {
      show_mistake (controller, error->message);
      return PAINT_LOOK;
    }

  job_unref (controller->job);
  controller->job = job;
  g_object_get (config, "preview", &preview, NULL);

  return preview ? PAINT_PREVIEW : PAINT_READ;
}

static void
follow (PreviewController *controller, JobVerify verify)
{
  PaintWish wish
      = { .side = controller->side, .zoomed = controller->zoomed, .part = controller->part };
  g_autofree LayerSize *others = preview_forecast_measure (controller->request, &wish.n_others);

  wish.task = renew_job (controller, verify);
  wish.job = controller->job;
  wish.others = others;

  say_what_is_shown (controller, wish.task);
  if (wish.task != PAINT_PREVIEW)
    style_preview_set_after (controller->picture, NULL);
  if (wish.task == PAINT_LOOK)
    {
      style_panel_show (controller->style, NULL, NULL, FALSE);
      controller->forecast.bytes = 0;
      status_lines_show_forecast (controller->status, "", FALSE);
    }
  paint_thread_do (controller->thread, &wish, on_news, controller);
}

static gboolean
on_timeout (gpointer data)
{
  PreviewController *controller = data;

  controller->timer = 0;
  follow (controller, controller->verify);

  return G_SOURCE_REMOVE;
}

static void
follow_soon (PreviewController *controller)
{
  g_clear_handle_id (&controller->timer, g_source_remove);
  if (!controller->job || controller->paused || controller->saving)
    return;

  paint_thread_stop (controller->thread);
  say_that_it_changes (controller);
  controller->timer = g_timeout_add (DEBOUNCE_MILLISECONDS, on_timeout, controller);
}

/* It says where the painting goes, too. */
static void
show_forecast (PreviewController *controller)
{
  if (controller->forecast.bytes)
    preview_forecast_show (controller->status, controller->request, &controller->forecast);
}

/* Settings that do not affect the painting. */
static const char *const not_painted[]
    = { "split-view",          "output", "last-regions", "style-layer-id", "second-layer-id",
        "style-layer-process", NULL };

static const char *const style_layers[] = { "style-layer", "second-layer", NULL };

static void
on_notify (GimpProcedureConfig *config, GParamSpec *spec, PreviewController *controller)
{
  if (g_strv_contains (not_painted, spec->name))
    return;

  if (g_strv_contains (style_layers, spec->name))
    controller->verify = JOB_VERIFY; /* the same layer may have other pixels */
  if (!controller->paused)
    status_lines_show_mistake (controller->status, NULL);
  follow_soon (controller);
}

/* Whether the picture is to be shown at another size than before. */
static gboolean
follow_size (PreviewController *controller)
{
  int side = style_preview_get_side (controller->picture);

  side = CLAMP ((side + SIDE_STEP - 1) / SIDE_STEP * SIDE_STEP, LEAST_SIDE, MOST_SIDE);
  if (side == controller->side)
    return FALSE;

  controller->side = side;
  controller->shown = FALSE;

  return TRUE;
}

/* Another part is looked at, or the whole again, or the dialog has another size. */
static void
on_view (PreviewController *controller)
{
  NstRectangle part;
  gboolean     zoomed = style_preview_get_part (controller->picture, &part);
  gboolean     moves = controller->zoomed && zoomed && !controller->timer;
  gboolean     changes = controller->zoomed || zoomed;

  controller->zoomed = zoomed;
  if (zoomed)
    controller->part = part;
  if (!controller->job || controller->paused || controller->saving)
    return;

  if (follow_size (controller))
    follow_soon (controller);
  else if (moves)
    paint_thread_move (controller->thread, &part);
  else if (changes && !controller->timer)
    follow (controller, controller->verify);
}

/* GIMP does not notify a plug-in of changes to the selection, so it is checked. */
static gboolean
on_watch (gpointer data)
{
  PreviewController *controller = data;
  g_autofree char   *limit = NULL;

  if (!controller->job || controller->paused)
    return G_SOURCE_CONTINUE;

  limit = change_limit_describe (controller->request->layer);
  if (!limit || g_strcmp0 (limit, controller->limit) == 0)
    return G_SOURCE_CONTINUE;

  g_free (controller->limit);
  controller->limit = g_steal_pointer (&limit);
  controller->verify = MAX (controller->verify, JOB_VERIFY_LIMIT);
  status_lines_show_mistake (controller->status, NULL);
  follow_soon (controller);

  return G_SOURCE_CONTINUE;
}

/* ---- What the painter tells -------------------------------------------------------- */

static void
show_layer (PreviewController *controller, const PaintNews *news)
{
  if (news->layer && !controller->shown)
    {
      const LayerSnapshot *layer = news->job->layer;

      dialog_set_content (controller->dialog, news->layer, layer->width, layer->height);
      controller->shown = TRUE;
    }
}

static void
show_pictures (PreviewController *controller, const PaintNews *news)
{
  show_layer (controller, news);

  if (news->before)
    style_preview_set_part (controller->picture, &news->part, news->before, news->painting);
  else if (news->painting)
    style_preview_set_after (controller->picture, news->painting);
}

static void
show_progress (PreviewController *controller, const PaintNews *news)
{
  g_autofree char *text = NULL;

  if (!news->painting)
    return;

  if (!news->settled)
    text = g_strdup_printf (_ ("Rough preview, improving: %d %%"), (int) (100.0 * news->fraction));
  preview_panel_show_activity (controller->panel,
                               text ? text : describe_settled (controller, news));
  if (news->settled && !news->before)
    preview_history_add (controller->history, news->painting);
}

static void
on_failure (PreviewController *controller, const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  style_preview_set_after (controller->picture, NULL);
  style_panel_show (controller->style, NULL, NULL, FALSE);
  show_mistake (controller, error->message);
}

static void
on_saved (PreviewController *controller, const char *name)
{
  dialog_update_styles (controller->dialog);
  g_object_set (controller->request->config, "style", name, "style-source", ARGUMENTS_SOURCE_STYLE,
                NULL);
}

static void
on_news (const PaintNews *news, gpointer data)
{
  PreviewController *controller = data;

  if (controller->saving && news->settled)
    {
      controller->saving = FALSE;
      follow_soon (controller); /* what has changed meanwhile */
      if (news->saved)
        {
          on_saved (controller, news->saved);
          return;
        }
    }

  if (news->error)
    {
      on_failure (controller, news->error);
      return;
    }

  show_pictures (controller, news);
  if (news->style)
    style_panel_show (controller->style, style_source_get_title (news->style),
                      style_source_get_thumbnail (news->style),
                      style_source_is_picture (news->style));
  if (news->forecast.bytes)
    {
      controller->forecast = news->forecast;
      show_forecast (controller);
      preview_resolution_settle (controller->resolution, news->forecast.seconds);
      settings_panel_set_picture (dialog_get_settings (controller->dialog),
                                  news->forecast.full_width, news->forecast.full_height,
                                  news->forecast.most);
    }
  show_progress (controller, news);
}

static void
on_save (StylePanel *style, const char *name, PreviewController *controller)
{
  PaintWish wish = { .task = PAINT_SAVE, .name = name };

  if (!controller->job || !controller->job->first || controller->saving)
    return;

  wish.job = controller->job;
  g_clear_handle_id (&controller->timer, g_source_remove);
  controller->saving = TRUE;
  preview_panel_show_activity (controller->panel, _ ("Saving the style..."));
  paint_thread_do (controller->thread, &wish, on_news, controller);
}

/* ---- The whole --------------------------------------------------------------------- */

/* The first job has the layer alone, for the next ones to go on. */
static void
begin (PreviewController *controller)
{
  g_autoptr (GError) error = NULL;
  LayerSnapshot *layer = layer_snapshot_new (controller->request->layer, &error);
  NstSettings    settings;

  g_free (controller->limit);
  controller->limit = change_limit_describe (controller->request->layer);
  if (!layer)
    {
      show_mistake (controller, error->message);
      return;
    }

  nst_settings_init (&settings);
  controller->job = job_take (layer, NULL, NULL, 0, &settings, 1);
  follow (controller, JOB_TRUST);
}

PreviewController *
preview_controller_new (const JobRequest *request, Dialog *dialog, PaintThread *thread)
{
  PreviewController *controller = g_new0 (PreviewController, 1);

  controller->request = request;
  controller->dialog = dialog;
  controller->panel = dialog_get_preview (dialog);
  controller->picture = preview_panel_get_preview (controller->panel);
  controller->status = preview_panel_get_status (controller->panel);
  controller->style = dialog_get_style (dialog);
  controller->thread = thread;
  controller->history = preview_history_new (request, dialog);
  controller->resolution = preview_resolution_new (request);
  g_signal_connect (controller->style, "save", G_CALLBACK (on_save), controller);
  g_signal_connect_swapped (controller->panel, "view-changed", G_CALLBACK (on_view), controller);
  g_signal_connect (request->config, "notify", G_CALLBACK (on_notify), controller);
  g_signal_connect_swapped (request->config, "notify::output", G_CALLBACK (show_forecast),
                            controller);
  controller->watch = g_timeout_add (LIMIT_MILLISECONDS, on_watch, controller);
  begin (controller);

  return controller;
}

void
preview_controller_free (PreviewController *controller)
{
  if (!controller)
    return;

  paint_thread_stop (controller->thread);
  g_signal_handlers_disconnect_by_data (controller->request->config, controller);
  g_clear_handle_id (&controller->timer, g_source_remove);
  g_clear_handle_id (&controller->watch, g_source_remove);
  g_free (controller->limit);
  g_signal_handlers_disconnect_by_data (controller->style, controller);
  g_signal_handlers_disconnect_by_data (controller->panel, controller);
  preview_history_free (controller->history);
  preview_resolution_free (controller->resolution);
  job_unref (controller->job);
  g_free (controller);
}

void
preview_controller_pause (PreviewController *controller)
{
  controller->paused = TRUE;
  controller->saving = FALSE;
  g_clear_handle_id (&controller->timer, g_source_remove);
  paint_thread_stop (controller->thread);
  preview_panel_show_activity (controller->panel, _ ("Painting the result..."));
}

void
preview_controller_resume (PreviewController *controller)
{
  controller->paused = FALSE;
  follow_size (controller);  /* the window's may have changed meanwhile */
  controller->shown = FALSE; /* Apply may have changed the layer itself */
  if (controller->job)
    follow (controller, JOB_VERIFY);
  else
    begin (controller);
}

void
preview_controller_restart (PreviewController *controller)
{
  g_clear_handle_id (&controller->timer, g_source_remove);
  paint_thread_stop (controller->thread);
  g_clear_pointer (&controller->job, job_unref);
  controller->shown = FALSE;
  begin (controller);
}

const Job *
preview_controller_get_job (PreviewController *controller)
{
  return controller ? controller->job : NULL;
}

void
preview_controller_show_work (PreviewController *controller, const PaintNews *news, double fraction)
{
  show_layer (controller, news);
  dialog_set_progress (controller->dialog, fraction, news->painting);
}
