/* SPDX-License-Identifier: GPL-3.0-or-later */

/* preview-controller.c - between the settings, the preview worker and the dialog.  A change stops
 * what is being painted at once; what to paint instead is decided when no other has followed for a
 * moment. */

#include "preview-controller.h"

#include "job/arguments.h"
#include "paint/forecast-words.h"
#include "gimp/layer-reader.h"
#include "gimp/layer-pixels.h"
#include "paint/preview-worker.h"
#include "job/region-samples.h"
#include "job/style-argument.h"

#include <glib/gi18n.h>

#define DEBOUNCE_MILLISECONDS 50

struct _PreviewController
{
  GimpProcedureConfig *config;
  Dialog              *dialog;
  GimpLayer           *layer;
  char                *networks, *styles;
  LayerReader         *reader;  /* while the layer is read */
  PreviewContent      *content; /* then this, NULL where it could not be had */
  PreviewWorker       *worker;  /* of it */
  StyleSample         *style;   /* NULL: none, or to be looked up again */
  StyleSample         *second;
  RegionSamples       *regions;
  guint                timer;  /* of a change that waits, or 0 */
  gboolean             shown;  /* the content is, in the dialog */
  gboolean             zoomed; /* to `part` */
  NstRectangle         part;
  gboolean             paused, saving;
};

/* ---- The style --------------------------------------------------------------------- */

/* Looks the style up where it is not known; NULL and no error: there is none yet. */
static StyleSample *
get_style (PreviewController *live, GError **error)
{
  if (!live->style)
    live->style = style_argument_sample (live->config, live->styles, error);

  return live->style;
}

static StyleSample *
get_second (PreviewController *live, GError **error)
{
  if (!live->second)
    live->second = style_argument_sample_second (live->config, live->styles, error);

  return live->second;
}

/* The file is one that the worker cannot open: GIMP can, here. */
static gboolean
open_through_gimp (PreviewController *live, const StyleSample *sample, GError **error)
{
  g_autoptr (GFile) file = NULL;
  GeglBuffer  *snapshot;
  StyleSample *opened;

  g_object_get (live->config, "style-file", &file, NULL);
  snapshot = file ? layer_pixels_snapshot_file (file, error) : NULL;
  if (!snapshot)
    return FALSE;

  opened = style_sample_new_snapshot (snapshot, style_sample_get_name (sample));
  g_clear_pointer (&live->style, style_sample_unref);
  live->style = opened;

  return TRUE;
}

/* ---- Following --------------------------------------------------------------------- */

static void
show_mistake (PreviewController *live, GError *error)
{
  dialog_show_activity (live->dialog, NULL);
  dialog_show_mistake (live->dialog, error->message);
  g_error_free (error);
}

static void
follow (PreviewController *live)
{
  PreviewWish wish = { .task = PREVIEW_READ, .zoomed = live->zoomed, .part = live->part };
  gboolean    preview;
  GError     *error = NULL;

  g_object_get (live->config, "preview", &preview, NULL);
  dialog_show_activity (live->dialog, NULL);

  if (arguments_read (live->config, &wish.settings, &error)
      && mixture_read (live->config, &wish.styles.mixture, &error)
      && region_samples_get (live->regions, &wish.styles.regions, &wish.protect, &error))
    wish.styles.first = get_style (live, &error);
  if (wish.styles.first)
    wish.styles.second = get_second (live, &error);

  if (!preview || !wish.styles.first)
    dialog_show_painting (live->dialog, NULL);
  if (!wish.styles.first)
    {
      dialog_show_style (live->dialog, NULL, NULL, FALSE);
      dialog_show_forecast (live->dialog, "", FALSE);
    }

  if (error)
    show_mistake (live, error);
  else if (wish.styles.first && preview)
    {
      dialog_show_activity (live->dialog, _ ("Painting..."));
      wish.task = PREVIEW_PAINT;
    }
  preview_worker_do (live->worker, &wish);
}

static gboolean
on_timeout (gpointer data)
{
  PreviewController *live = data;

  live->timer = 0;
  follow (live);

  return G_SOURCE_REMOVE;
}

static void
follow_soon (PreviewController *live)
{
  g_clear_handle_id (&live->timer, g_source_remove);
  if (!live->worker || live->paused || live->saving)
    return;

  preview_worker_stop (live->worker);
  live->timer = g_timeout_add (DEBOUNCE_MILLISECONDS, on_timeout, live);
}

static void
on_notify (GimpProcedureConfig *config, GParamSpec *spec, PreviewController *live)
{
  if (g_str_equal (spec->name, "split-view"))
    return;

  if (g_str_has_prefix (spec->name, "style-source") || g_str_equal (spec->name, "style")
      || g_str_equal (spec->name, "style-file") || g_str_equal (spec->name, "style-layer"))
    g_clear_pointer (&live->style, style_sample_unref);

  if (g_str_equal (spec->name, "second-style"))
    g_clear_pointer (&live->second, style_sample_unref);
  region_samples_forget (live->regions, spec->name);

  if (!live->paused)
    dialog_show_mistake (live->dialog, NULL);
  follow_soon (live);
}

/* Another part is looked at, or the whole again. */
static void
on_view (const NstRectangle *part, gpointer data)
{
  PreviewController *live = data;
  gboolean           moves = live->zoomed && part && !live->timer;

  live->zoomed = part != NULL;
  if (part)
    live->part = *part;
  if (!live->worker || live->paused || live->saving)
    return;

  if (moves)
    preview_worker_move (live->worker, part);
  else if (!live->timer)
    follow (live);
}

/* ---- What the worker tells --------------------------------------------------------- */

static void
on_failure (PreviewController *live, const PreviewNews *news)
{
  GError *error = NULL;

  if (g_error_matches (news->error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (live->style && style_sample_wants_gimp (live->style)
      && open_through_gimp (live, live->style, &error))
    follow (live);
  else
    {
      dialog_show_painting (live->dialog, NULL);
      dialog_show_style (live->dialog, NULL, NULL, FALSE);
      show_mistake (live, error ? error : g_error_copy (news->error));
    }
}

/* Once it is loaded. */
static void
show_content (PreviewController *live)
{
  if (!live->shown)
    dialog_set_content (live->dialog, preview_content_get_shown (live->content),
                        preview_content_get_width (live->content),
                        preview_content_get_height (live->content));
  live->shown = TRUE;
}

static void
show_pictures (PreviewController *live, const PreviewNews *news)
{
  show_content (live);

  if (news->before)
    dialog_show_part (live->dialog, &news->part, news->before, news->painting);
  else if (news->painting)
    dialog_show_painting (live->dialog, news->painting);
}

static void
show_forecast (PreviewController *live, const Forecast *forecast)
{
  gboolean         warns;
  g_autofree char *text
      = forecast_describe (forecast, forecast_read_available ("/proc/meminfo"), &warns);

  dialog_show_forecast (live->dialog, text, warns);
}

static void
show_progress (PreviewController *live, const PreviewNews *news)
{
  g_autofree char *text = NULL;

  if (news->painting && !news->settled)
    text = g_strdup_printf (_ ("Refining: %d %%"), (int) (100.0 * news->fraction));
  if (text || news->settled)
    dialog_show_activity (live->dialog, text);
}

static void
on_saved (PreviewController *live, const char *name)
{
  dialog_update_styles (live->dialog);
  g_object_set (live->config, "style", name, "style-source", ARGUMENTS_SOURCE_STYLE, NULL);
}

static void
on_news (const PreviewNews *news, gpointer data)
{
  PreviewController *live = data;

  if (live->saving && news->settled)
    {
      live->saving = FALSE;
      dialog_show_activity (live->dialog, NULL);
      follow_soon (live); /* what has changed meanwhile */
      if (news->saved)
        {
          on_saved (live, news->saved);
          return;
        }
    }

  if (news->error)
    {
      on_failure (live, news);
      return;
    }

  show_pictures (live, news);
  if (news->style)
    dialog_show_style (live->dialog, style_sample_get_name (news->style),
                       style_sample_get_thumbnail (news->style),
                       style_sample_get_picture (news->style) != NULL);
  if (news->forecast.bytes)
    show_forecast (live, &news->forecast);
  show_progress (live, news);
}

static void
on_save (const char *name, gpointer data)
{
  PreviewController *live = data;
  PreviewWish wish = { .task = PREVIEW_SAVE, .styles = { .first = live->style }, .name = name };

  if (!live->worker || !live->style || live->saving
      || !arguments_read (live->config, &wish.settings, NULL))
    return;

  g_clear_handle_id (&live->timer, g_source_remove);
  live->saving = TRUE;
  dialog_show_activity (live->dialog, _ ("Saving the style..."));
  preview_worker_do (live->worker, &wish);
}

/* ---- The whole --------------------------------------------------------------------- */

static void
start_worker (PreviewController *live)
{
  live->worker = preview_worker_new (live->content, live->networks,
                                     arguments_read_threads (live->config), on_news, live);
}

static void
on_layer (GeglBuffer *snapshot, GeglBuffer *selection, GError *error, gpointer data)
{
  PreviewController *live = data;

  g_clear_pointer (&live->reader, layer_reader_free);
  dialog_show_activity (live->dialog, NULL);
  if (!snapshot)
    {
      g_clear_object (&selection);
      show_mistake (live, error);
      return;
    }

  live->content = preview_content_new (
      snapshot, selection, gimp_item_get_name (GIMP_ITEM (live->layer)), DIALOG_PREVIEW_SIDE);
  start_worker (live);
  follow (live);
}

static void
read_layer (PreviewController *live)
{
  dialog_show_activity (live->dialog, _ ("Reading the layer..."));
  live->reader = layer_reader_new (live->layer, on_layer, live);
}

PreviewController *
preview_controller_new (GimpProcedureConfig *config, Dialog *dialog, GimpLayer *layer,
                        const char *networks, const char *styles)
{
  PreviewController *live = g_new0 (PreviewController, 1);

  live->config = config;
  live->dialog = dialog;
  live->layer = layer;
  live->networks = g_strdup (networks);
  live->styles = g_strdup (styles);
  live->regions = region_samples_new (config, layer, live->styles);
  dialog_set_save_func (dialog, on_save, live);
  dialog_set_view_func (dialog, on_view, live);
  g_signal_connect (config, "notify", G_CALLBACK (on_notify), live);
  read_layer (live);

  return live;
}

void
preview_controller_free (PreviewController *live)
{
  if (!live)
    return;

  g_signal_handlers_disconnect_by_data (live->config, live);
  g_clear_handle_id (&live->timer, g_source_remove);
  dialog_set_save_func (live->dialog, NULL, NULL);
  dialog_set_view_func (live->dialog, NULL, NULL);
  layer_reader_free (live->reader);
  g_clear_pointer (&live->worker, preview_worker_free);
  preview_content_free (live->content);
  style_sample_unref (live->style);
  style_sample_unref (live->second);
  region_samples_free (live->regions);
  g_free (live->networks);
  g_free (live->styles);
  g_free (live);
}

/* Who was quick to go to work is to see the picture all the same. */
static void
show_content_at_once (PreviewController *live)
{
  g_autoptr (GError) error = NULL;

  if (live->reader)
    layer_reader_finish (live->reader);
  if (!live->content)
    return;

  /* Where its thread is loading the content, this waits for it. */
  g_clear_pointer (&live->worker, preview_worker_free);
  if (preview_content_load (live->content, &error))
    show_content (live);
  start_worker (live);
}

void
preview_controller_pause (PreviewController *live)
{
  if (!live->shown)
    show_content_at_once (live);

  live->paused = TRUE;
  live->saving = FALSE;
  g_clear_handle_id (&live->timer, g_source_remove);
  if (live->worker)
    preview_worker_stop (live->worker);
  dialog_show_activity (live->dialog, NULL);
}

void
preview_controller_resume (PreviewController *live)
{
  live->paused = FALSE;
  if (live->worker)
    follow_soon (live);
  else
    read_layer (live);
}

const NstPicture *
preview_controller_get_content (PreviewController *live)
{
  return live && live->shown ? preview_content_get_shown (live->content) : NULL;
}
