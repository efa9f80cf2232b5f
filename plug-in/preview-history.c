/* SPDX-License-Identifier: GPL-3.0-or-later */

/* preview-history.c - settings are kept as texts. */

#include "preview-history.h"

#include "job/settings-text.h"
#include "store/unfinished.h"

struct _PreviewHistory
{
  const JobRequest *request;
  Dialog           *dialog;
  char             *opened; /* what the dialog opened with */
};

/* Those of a painting before; how the preview is looked at stays. */
static void
on_return (PreviewPanel *panel, const char *settings, PreviewHistory *history)
{
  GimpProcedureConfig *config = history->request->config;
  gboolean             preview, split;

  g_object_get (config, "preview", &preview, "split-view", &split, NULL);
  g_object_freeze_notify (G_OBJECT (config));
  settings_text_read (config, history->request->image, settings);
  g_object_set (config, "preview", preview, "split-view", split, NULL);
  g_object_thaw_notify (G_OBJECT (config));
}

void
preview_history_add (PreviewHistory *history, const NstPicture *painting)
{
  GimpProcedureConfig *config = history->request->config;
  g_autofree char     *settings = NULL;
  gboolean             split;

  g_object_freeze_notify (G_OBJECT (config));
  g_object_get (config, "split-view", &split, NULL);
  g_object_set (config, "split-view", FALSE, NULL); /* the same painting, however it is looked at */
  settings = settings_text_write (config);
  g_object_set (config, "split-view", split, NULL);
  g_object_thaw_notify (G_OBJECT (config));
  recent_strip_add (preview_panel_get_strip (dialog_get_preview (history->dialog)), settings,
                    painting);
}

PreviewHistory *
preview_history_new (const JobRequest *request, Dialog *dialog)
{
  PreviewHistory *history = g_new0 (PreviewHistory, 1);

  history->request = request;
  history->dialog = dialog;
  settings_text_remember_layers (request->config);
  if (unfinished_take (request->config, &history->opened))
    settings_text_replace_layers (request->config, request->image);
  g_signal_connect (dialog_get_preview (dialog), "return", G_CALLBACK (on_return), history);

  return history;
}

void
preview_history_free (PreviewHistory *history)
{
  GimpProcedureConfig *config = history->request->config;

  g_signal_handlers_disconnect_by_data (dialog_get_preview (history->dialog), history);
  if (dialog_was_closed (history->dialog))
    {
      settings_text_remember_layers (config);
      unfinished_keep (config, history->opened);
    }
  else
    unfinished_forget (config);
  g_free (history->opened);
  g_free (history);
}
