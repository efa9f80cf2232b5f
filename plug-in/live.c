/* SPDX-License-Identifier: GPL-3.0-or-later */

/* live.c - between the settings, the preview worker and the dialog.  A change stops what is being
 * painted at once; what to paint instead is decided when no other has followed for a moment. */

#include "live.h"

#include "arguments.h"
#include "pixels.h"
#include "preview-worker.h"
#include "style.h"

#include <glib/gi18n.h>

#include <math.h>

#define DEBOUNCE_MILLISECONDS 100

struct _Live
{
  GimpProcedureConfig *config;
  Dialog              *dialog;
  char                *styles;
  PreviewWorker       *worker;
  StyleSample         *style; /* NULL: none, or to be looked up again */
  StyleSample         *second;
  guint                timer; /* of a change that waits, or 0 */
  gboolean             paused, saving;
};

/* ---- The style ----------------------------------------------------------------------------------
 */

/* Looks the style up where it is not known; NULL and no error: there is none yet. */
static StyleSample *
get_style (Live *live, GError **error)
{
  if (!live->style)
    live->style = style_sample (live->config, live->styles, error);

  return live->style;
}

static StyleSample *
get_second (Live *live, GError **error)
{
  if (!live->second)
    live->second = style_sample_second (live->config, live->styles, error);

  return live->second;
}

/* The file is one that the worker cannot open: GIMP can, here. */
static gboolean
open_through_gimp (Live *live, const StyleSample *sample, GError **error)
{
  g_autoptr (GFile) file = NULL;
  GeglBuffer  *snapshot;
  StyleSample *opened;

  g_object_get (live->config, "style-file", &file, NULL);
  snapshot = file ? pixels_snapshot_file (file, error) : NULL;
  if (!snapshot)
    return FALSE;

  opened = style_sample_new_snapshot (snapshot, style_sample_get_name (sample));
  g_clear_pointer (&live->style, style_sample_unref);
  live->style = opened;

  return TRUE;
}

/* ---- Following ----------------------------------------------------------------------------------
 */

static void
show_mistake (Live *live, GError *error)
{
  dialog_show_activity (live->dialog, NULL);
  dialog_show_mistake (live->dialog, error->message);
  g_error_free (error);
}

static void
follow (Live *live)
{
  NstSettings  settings;
  gboolean     preview;
  GError      *error = NULL;
  StyleSample *style = NULL, *second = NULL;
  Mixture      mixture;

  g_object_get (live->config, "preview", &preview, NULL);
  dialog_show_activity (live->dialog, NULL);

  if (arguments_read (live->config, &settings, &error)
      && mixture_read (live->config, &mixture, &error))
    style = get_style (live, &error);
  if (style)
    second = get_second (live, &error);

  if (!preview || !style)
    dialog_show_painting (live->dialog, NULL);
  if (!style)
    dialog_show_style (live->dialog, NULL, NULL, FALSE);

  if (error)
    show_mistake (live, error);
  else if (style)
    {
      if (preview)
        dialog_show_activity (live->dialog, _ ("Painting..."));
      preview_worker_paint (live->worker, style, second, &mixture, &settings, !preview);
    }
}

static gboolean
on_timeout (gpointer data)
{
  Live *live = data;

  live->timer = 0;
  follow (live);

  return G_SOURCE_REMOVE;
}

static void
follow_soon (Live *live)
{
  g_clear_handle_id (&live->timer, g_source_remove);
  if (live->paused || live->saving)
    return;

  preview_worker_stop (live->worker);
  live->timer = g_timeout_add (DEBOUNCE_MILLISECONDS, on_timeout, live);
}

static void
on_notify (GimpProcedureConfig *config, GParamSpec *spec, Live *live)
{
  if (g_str_equal (spec->name, "split-view"))
    return;

  if (g_str_has_prefix (spec->name, "style-source") || g_str_equal (spec->name, "style")
      || g_str_equal (spec->name, "style-file") || g_str_equal (spec->name, "style-layer"))
    g_clear_pointer (&live->style, style_sample_unref);
  if (g_str_equal (spec->name, "second-style"))
    g_clear_pointer (&live->second, style_sample_unref);

  if (!live->paused)
    dialog_show_mistake (live->dialog, NULL);
  follow_soon (live);
}

/* ---- What the worker tells ----------------------------------------------------------------------
 */

static void
on_failure (Live *live, const PreviewNews *news)
{
  GError *error = NULL;

  if (g_error_matches (news->error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (style_sample_wants_gimp (news->style) && open_through_gimp (live, news->style, &error))
    follow (live);
  else
    {
      dialog_show_painting (live->dialog, NULL);
      dialog_show_style (live->dialog, NULL, NULL, FALSE);
      show_mistake (live, error ? error : g_error_copy (news->error));
    }
}

static void
on_saved (Live *live, const char *name)
{
  dialog_update_styles (live->dialog);
  g_object_set (live->config, "style", name, "style-source", ARGUMENTS_SOURCE_STYLE, NULL);
}

static void
on_news (const PreviewNews *news, gpointer data)
{
  Live *live = data;

  if (live->saving)
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

  dialog_show_style (live->dialog, style_sample_get_name (news->style),
                     style_sample_get_thumbnail (news->style),
                     style_sample_get_picture (news->style) != NULL);
  if (news->painting)
    dialog_show_painting (live->dialog, news->painting);
  if (news->settled)
    dialog_show_activity (live->dialog, NULL);
  else
    {
      g_autofree char *text
          = g_strdup_printf (_ ("Refining: %d %%"), (int) (100.0 * news->fraction));

      dialog_show_activity (live->dialog, text);
    }
}

static void
on_save (const char *name, gpointer data)
{
  Live       *live = data;
  NstSettings settings;

  if (!live->style || live->saving || !arguments_read (live->config, &settings, NULL))
    return;

  g_clear_handle_id (&live->timer, g_source_remove);
  live->saving = TRUE;
  dialog_show_activity (live->dialog, _ ("Saving the style..."));
  preview_worker_save (live->worker, live->style, &settings, name);
}

/* ---- The whole ----------------------------------------------------------------------------------
 */

static NstPicture *
shrink (const NstPicture *picture, int side, GError **error)
{
  double scale = MIN (1.0, (double) side / MAX (picture->width, picture->height));

  return nst_picture_resize (picture, MAX (1, (int) lround (scale * picture->width)),
                             MAX (1, (int) lround (scale * picture->height)), error);
}

Live *
live_new (GimpProcedureConfig *config, Dialog *dialog, const NstPicture *content,
          const char *networks, const char *styles, GError **error)
{
  NstPicture *small = shrink (content, DIALOG_PREVIEW_SIDE, error);
  Live       *live;

  if (!small)
    return NULL;

  live = g_new0 (Live, 1);
  live->config = config;
  live->dialog = dialog;
  live->styles = g_strdup (styles);
  dialog_set_content (dialog, small);
  dialog_set_save_func (dialog, on_save, live);
  live->worker = preview_worker_new (small, MAX (content->width, content->height), networks,
                                     gimp_get_num_processors (), on_news, live);
  g_signal_connect (config, "notify", G_CALLBACK (on_notify), live);
  follow (live);

  return live;
}

void
live_free (Live *live)
{
  if (!live)
    return;

  g_signal_handlers_disconnect_by_data (live->config, live);
  g_clear_handle_id (&live->timer, g_source_remove);
  dialog_set_save_func (live->dialog, NULL, NULL);
  preview_worker_free (live->worker);
  style_sample_unref (live->style);
  style_sample_unref (live->second);
  g_free (live->styles);
  g_free (live);
}

void
live_pause (Live *live)
{
  if (!live)
    return;

  live->paused = TRUE;
  live->saving = FALSE;
  g_clear_handle_id (&live->timer, g_source_remove);
  preview_worker_stop (live->worker);
  dialog_show_activity (live->dialog, NULL);
}

void
live_resume (Live *live)
{
  if (!live)
    return;

  live->paused = FALSE;
  follow_soon (live);
}

const NstPicture *
live_get_content (Live *live)
{
  return live ? preview_worker_get_content (live->worker) : NULL;
}
