/* SPDX-License-Identifier: GPL-3.0-or-later */

/* dialog.c - a GimpProcedureDialog in three columns: the preview, the style, and the settings.
 * Progress and mistakes are told under the preview. */

#include "ui/dialog.h"

#include "ui/preview-panel.h"
#include "ui/rows.h"
#include "ui/settings-panel.h"
#include "ui/style-panel.h"

#include <libgimp/gimpui.h>

#include <glib/gi18n.h>

#define RESPONSE_RESET 1 /* as GimpProcedureDialog numbers it */
#define RESPONSE_KEEP  2 /* Stop and Keep */

struct _Dialog
{
  GimpProcedureDialog *window;
  GimpProcedureConfig *config;
  PreviewPanel        *preview;
  StylePanel          *style;
  GtkWidget           *settings;
  GtkWidget           *keep;
  DialogViewFunc       view_func; /* or NULL */
  gpointer             view_data;
  GCancellable        *cancellable, *stop;
  gboolean             working;
  gint64               started; /* monotonic microseconds */
};

/* ---- What is shown ----------------------------------------------------------------- */

void
dialog_set_content (Dialog *dialog, const NstPicture *content, int width, int height)
{
  preview_panel_set_content (dialog->preview, content, width, height);
}

void
dialog_show_painting (Dialog *dialog, const NstPicture *painting)
{
  preview_panel_show_painting (dialog->preview, painting);
}

void
dialog_show_part (Dialog *dialog, const NstRectangle *part, const NstPicture *before,
                  const NstPicture *after)
{
  preview_panel_show_part (dialog->preview, part, before, after);
}

static void
on_view_changed (Dialog *dialog)
{
  NstRectangle part;
  gboolean     zoomed = preview_panel_get_part (dialog->preview, &part);

  if (dialog->view_func)
    dialog->view_func (zoomed ? &part : NULL, dialog->view_data);
}

void
dialog_set_view_func (Dialog *dialog, DialogViewFunc func, gpointer data)
{
  dialog->view_func = func;
  dialog->view_data = data;
}

void
dialog_show_activity (Dialog *dialog, const char *text)
{
  preview_panel_show_activity (dialog->preview, text);
}

void
dialog_show_forecast (Dialog *dialog, const char *text, gboolean warns)
{
  preview_panel_show_forecast (dialog->preview, text, warns);
}

void
dialog_show_mistake (Dialog *dialog, const char *message)
{
  preview_panel_show_mistake (dialog->preview, message);
}

void
dialog_show_style (Dialog *dialog, const char *name, const NstPicture *thumbnail, gboolean savable)
{
  style_panel_show (dialog->style, name, thumbnail, savable);
}

void
dialog_set_save_func (Dialog *dialog, DialogSaveFunc func, gpointer data)
{
  style_panel_set_save_func (dialog->style, func, data);
}

void
dialog_set_script_func (Dialog *dialog, DialogScriptFunc func, gpointer data)
{
  settings_panel_set_script_func (SETTINGS_PANEL (dialog->settings), func, data);
}

void
dialog_update_styles (Dialog *dialog)
{
  style_panel_update_styles (dialog->style);
}

/* ---- The whole --------------------------------------------------------------------- */

/* A file that is dropped anywhere in the dialog is the style. */
static void
on_drop (GtkWidget *widget, GdkDragContext *context, int x, int y, GtkSelectionData *data,
         guint info, guint timestamp, Dialog *dialog)
{
  g_auto (GStrv) uris = gtk_selection_data_get_uris (data);
  gboolean taken = uris && uris[0] && !dialog->working;

  if (taken)
    {
      g_autoptr (GFile) file = g_file_new_for_uri (uris[0]);

      g_object_set (dialog->config, "style-file", file, "style-source", "file", NULL);
    }

  gtk_drag_finish (context, taken, FALSE, timestamp);
}

static void
accept_drops (Dialog *dialog, GtkWidget *widget)
{
  gtk_drag_dest_set (widget, GTK_DEST_DEFAULT_ALL, NULL, 0, GDK_ACTION_COPY);
  gtk_drag_dest_add_uri_targets (widget);
  g_signal_connect (widget, "drag-data-received", G_CALLBACK (on_drop), dialog);
}

static GtkWidget *
new_style_frame (Dialog *dialog)
{
  GtkWidget *frame = gimp_frame_new (_ ("Style"));

  gtk_container_add (GTK_CONTAINER (frame), GTK_WIDGET (dialog->style));
  gtk_widget_show (GTK_WIDGET (dialog->style));

  return frame;
}

static GtkWidget *
new_columns (Dialog *dialog)
{
  GtkWidget *columns = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 18);
  GtkWidget *style = new_style_frame (dialog);

  gtk_box_pack_start (GTK_BOX (columns), GTK_WIDGET (dialog->preview), TRUE, TRUE, 0);
  gtk_box_pack_start (GTK_BOX (columns), style, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (columns), dialog->settings, FALSE, FALSE, 0);
  gtk_widget_show (GTK_WIDGET (dialog->preview));
  gtk_widget_show (style);
  gtk_widget_show (dialog->settings);

  return columns;
}

static void
on_response (Dialog *dialog, int response)
{
  if (!dialog->working || response == RESPONSE_RESET || response == GTK_RESPONSE_HELP)
    return;

  if (response == RESPONSE_KEEP)
    g_cancellable_cancel (dialog->stop);
  else
    g_cancellable_cancel (dialog->cancellable);
}

static GtkWidget *
new_keep (Dialog *dialog)
{
  GtkWidget *keep
      = gtk_dialog_add_button (GTK_DIALOG (dialog->window), _ ("Stop and Keep"), RESPONSE_KEEP);

  gtk_widget_set_tooltip_text (keep, _ ("Take the painting as it stands"));
  gtk_widget_set_no_show_all (keep, TRUE);
  gtk_widget_hide (keep);

  return keep;
}

Dialog *
dialog_new (GimpProcedure *procedure, GimpProcedureConfig *config, GimpLayer *layer,
            const char *networks, const char *styles)
{
  Dialog    *dialog;
  GtkWidget *content, *columns;

  gimp_ui_init (GETTEXT_PACKAGE);

  dialog = g_new0 (Dialog, 1);
  dialog->config = config;
  dialog->cancellable = g_cancellable_new ();
  dialog->stop = g_cancellable_new ();
  dialog->window
      = GIMP_PROCEDURE_DIALOG (gimp_procedure_dialog_new (procedure, config, _ ("Style Transfer")));
  dialog->preview = PREVIEW_PANEL (preview_panel_new (config, DIALOG_PREVIEW_SIDE));
  dialog->style = STYLE_PANEL (style_panel_new (dialog->window, config, layer, styles));
  dialog->settings = settings_panel_new (dialog->window, config, networks);

  content = gtk_dialog_get_content_area (GTK_DIALOG (dialog->window));
  gtk_box_set_spacing (GTK_BOX (content), 12);
  columns = new_columns (dialog);
  gtk_box_pack_start (GTK_BOX (content), columns, TRUE, TRUE, 0);
  gtk_widget_show (columns);
  dialog->keep = new_keep (dialog);
  gtk_widget_grab_focus (
      gtk_dialog_get_widget_for_response (GTK_DIALOG (dialog->window), GTK_RESPONSE_OK));
  accept_drops (dialog, columns);

  g_signal_connect_swapped (dialog->preview, "view-changed", G_CALLBACK (on_view_changed), dialog);
  g_signal_connect_swapped (dialog->window, "response", G_CALLBACK (on_response), dialog);

  return dialog;
}

void
dialog_free (Dialog *dialog)
{
  gtk_widget_destroy (GTK_WIDGET (dialog->window));
  g_object_unref (dialog->cancellable);
  g_object_unref (dialog->stop);
  g_free (dialog);
}

void
dialog_offer_frames (Dialog *dialog)
{
  settings_panel_offer_frames (SETTINGS_PANEL (dialog->settings));
}

gboolean
dialog_ask (Dialog *dialog)
{
  return gimp_procedure_dialog_run (dialog->window);
}

/* ---- At work ----------------------------------------------------------------------- */

/* The settings and all buttons but Cancel and Help. */
static void
set_sensitive (Dialog *dialog, gboolean sensitive)
{
  GtkWidget *content = gtk_dialog_get_content_area (GTK_DIALOG (dialog->window));
  g_autoptr (GList) children = gtk_container_get_children (GTK_CONTAINER (content));

  style_panel_set_sensitive (dialog->style, sensitive);
  gtk_widget_set_sensitive (dialog->settings, sensitive);
  preview_panel_set_sensitive (dialog->preview, sensitive);

  /* The buttons that load and save settings lie in a box of their own. */
  for (GList *child = children; child; child = child->next)
    if (GTK_IS_BUTTON_BOX (child->data))
      gtk_widget_set_sensitive (child->data, sensitive);

  gtk_dialog_set_response_sensitive (GTK_DIALOG (dialog->window), GTK_RESPONSE_OK, sensitive);
  gtk_dialog_set_response_sensitive (GTK_DIALOG (dialog->window), RESPONSE_RESET, sensitive);
}

/* Stop and Keep takes the place of OK. */
static void
show_keep (Dialog *dialog, gboolean show)
{
  GtkWidget *ok = gtk_dialog_get_widget_for_response (GTK_DIALOG (dialog->window), GTK_RESPONSE_OK);

  gtk_widget_set_visible (dialog->keep, show);
  gtk_widget_set_visible (ok, !show);
}

void
dialog_start_work (Dialog *dialog)
{
  dialog->working = TRUE;
  dialog->started = g_get_monotonic_time ();

  g_cancellable_reset (dialog->cancellable);
  g_cancellable_reset (dialog->stop);
  set_sensitive (dialog, FALSE);
  gtk_widget_set_sensitive (dialog->keep, FALSE);
  show_keep (dialog, TRUE);
  dialog_set_progress (dialog, 0.0, NULL);

  /* Reading the pictures, which comes next, does not turn the main loop. */
  while (gtk_events_pending ())
    gtk_main_iteration ();
}

void
dialog_set_progress (Dialog *dialog, double fraction, const NstPicture *painting)
{
  double           seconds = (g_get_monotonic_time () - dialog->started) / (double) G_USEC_PER_SEC;
  int              left = fraction > 0.0 ? (int) (seconds * (1.0 - fraction) / fraction) : 0;
  g_autofree char *text = NULL;

  /* An early guess jumps about too much to be of use. */
  if (seconds < 2.0 || fraction < 0.02)
    text = g_strdup_printf (_ ("Painting: %d %%"), (int) (100.0 * fraction));
  else
    text = g_strdup_printf (_ ("Painting: %d %%, about %d:%02d left"), (int) (100.0 * fraction),
                            left / 60, left % 60);

  preview_panel_show_progress (dialog->preview, fraction, text);

  if (painting)
    {
      dialog_show_painting (dialog, painting);
      gtk_widget_set_sensitive (dialog->keep, TRUE);
    }
}

GCancellable *
dialog_get_cancellable (Dialog *dialog)
{
  return dialog->cancellable;
}

GCancellable *
dialog_get_stop (Dialog *dialog)
{
  return dialog->stop;
}

void
dialog_end_work (Dialog *dialog, const GError *error)
{
  dialog->working = FALSE;

  set_sensitive (dialog, TRUE);
  show_keep (dialog, FALSE);
  dialog_show_mistake (dialog, error ? error->message : NULL);
}
