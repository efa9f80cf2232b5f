/* SPDX-License-Identifier: GPL-3.0-or-later */

/* dialog.c - a GimpProcedureDialog with three columns: the preview, which takes all remaining
 * space, the style, and the settings.  Progress and errors are shown below the preview.  The window
 * keeps its size when sections are opened or closed, and from one time to the next. */

#include "ui/dialog.h"

#include "ui/help-button.h"
#include "ui/mix-rows.h"
#include "ui/region-rows.h"
#include "ui/section.h"
#include "ui/style-drop.h"
#include "ui/window-size.h"

#include "store/recent-styles.h"

#include <libgimp/gimpui.h>

#include <glib/gi18n.h>

#define RESPONSE_RESET 1 /* as GimpProcedureDialog numbers it */

#define LEAST_PREVIEW 200  /* pixels: a side of the preview */
#define LEAST_WIDTH   216  /* of its column: in less, the switches would stand in four rows */
#define WIDTH         1240 /* pixels of the window the first time, where there are so many */
#define HEIGHT        720

struct _Dialog
{
  GimpProcedureDialog *window;
  GimpProcedureConfig *config;
  PreviewPanel        *preview;
  StatusLines         *status; /* in it */
  StylePanel          *style;
  SettingsPanel       *settings;
  MixRows             *mix;
  RegionRows          *regions;
  NstCatalogue        *catalogue;
  char                *title;    /* of the picture */
  int                  response; /* the last one */
  GCancellable        *cancellable, *stop;
  DialogMaskFunc       mask_func; /* or NULL */
  gpointer             mask_data;
  gboolean             mask_protects; /* what is painted now, or was last */
  GimpDrawable        *mask;          /* that was painted last, or NULL */
  GtkWidget           *focus;         /* where it was before the work, or NULL */
  gboolean             working, applied;
  gint64               started; /* monotonic microseconds */
};

/* ---- What is shown ----------------------------------------------------------------- */

PreviewPanel *
dialog_get_preview (Dialog *dialog)
{
  return dialog->preview;
}

StylePanel *
dialog_get_style (Dialog *dialog)
{
  return dialog->style;
}

SettingsPanel *
dialog_get_settings (Dialog *dialog)
{
  return dialog->settings;
}

void
dialog_set_layer (Dialog *dialog, GimpLayer *layer)
{
  g_free (dialog->title);
  dialog->title = g_strdup (gimp_item_get_name (GIMP_ITEM (layer)));
  region_rows_set_content (dialog->regions, layer);
}

void
dialog_set_content (Dialog *dialog, const NstPicture *content, int width, int height)
{
  /* Translators: the name of a layer, its width and its height. */
  g_autofree char *title = g_strdup_printf (_ ("%s, %d × %d pixels"), dialog->title, width, height);

  preview_panel_set_title (dialog->preview, title);
  preview_panel_set_content (dialog->preview, content, width, height);
  settings_panel_set_picture (dialog->settings, width, height, 0);
}

void
dialog_update_styles (Dialog *dialog)
{
  g_autoptr (GPtrArray) styles = nst_catalogue_list_styles (dialog->catalogue);
  g_auto (GStrv) recent = recent_styles_read ();
  const char *const *names = (const char *const *) recent;

  style_panel_fill (dialog->style, styles, names);
  mix_rows_fill (dialog->mix, styles, names);
  region_rows_fill (dialog->regions, styles, names);
}

/* ---- Masks ------------------------------------------------------------------------- */

/* While a mask is painted, nothing else is to be done. */
static void
set_columns_sensitive (Dialog *dialog, gboolean sensitive)
{
  style_panel_set_sensitive (dialog->style, sensitive);
  gtk_widget_set_sensitive (GTK_WIDGET (dialog->settings), sensitive);
}

/* What is protected can be painted on, as long as nothing else has been painted since. */
static void
on_paint (RegionRows *rows, gboolean protects, Dialog *dialog)
{
  GimpDrawable *protected = NULL;

  g_object_get (dialog->config, "protect", &protected, NULL);
  if (!protects || protected != dialog->mask
      || mask_canvas_is_empty (preview_panel_get_canvas (dialog->preview)))
    dialog->mask = NULL;
  dialog->mask_protects = protects;
  set_columns_sensitive (dialog, FALSE);
  preview_panel_begin_mask (dialog->preview,
                            protects ? _ ("Paint over the area to leave unchanged.")
                                     : _ ("Paint over the area for the other style."),
                            dialog->mask != NULL);
}

static void
take_mask (Dialog *dialog)
{
  int              width, height;
  g_autofree char *mask
      = (char *) mask_canvas_render (preview_panel_get_canvas (dialog->preview), &width, &height);

  if (mask && dialog->mask_func)
    dialog->mask = dialog->mask_func ((const guchar *) mask, width, height, dialog->mask_protects,
                                      dialog->mask, dialog->mask_data);
  if (mask && dialog->mask)
    region_rows_take (dialog->regions, dialog->mask, dialog->mask_protects);
  else
    status_lines_show_mistake (dialog->status,
                               _ ("The mask could not be made a channel of the image."));
}

static void
on_mask_ended (PreviewPanel *panel, gboolean keep, Dialog *dialog)
{
  set_columns_sensitive (dialog, TRUE);
  if (keep && !mask_canvas_is_empty (preview_panel_get_canvas (panel)))
    take_mask (dialog);
  else
    dialog->mask = NULL;
}

void
dialog_set_mask_func (Dialog *dialog, DialogMaskFunc func, gpointer data)
{
  dialog->mask_func = func;
  dialog->mask_data = data;
}

/* ---- The whole --------------------------------------------------------------------- */

/* Matches StyleDropFunc: what is dropped anywhere in the dialog is the style. */
static gboolean
on_drop (GimpLayer *layer, GFile *file, gpointer data)
{
  Dialog *dialog = data;

  if (dialog->working)
    return FALSE;

  if (layer)
    g_object_set (dialog->config, "style-layer", layer, "style-source", "layer", NULL);
  else
    g_object_set (dialog->config, "style-file", file, "style-source", "file", NULL);

  return TRUE;
}

static GtkWidget *
new_columns (Dialog *dialog)
{
  GtkWidget *columns = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 18);

  gtk_box_pack_start (GTK_BOX (columns), GTK_WIDGET (dialog->preview), TRUE, TRUE, 0);
  gtk_box_pack_start (GTK_BOX (columns), GTK_WIDGET (dialog->style), FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (columns), GTK_WIDGET (dialog->settings), FALSE, FALSE, 0);
  gtk_widget_set_size_request (GTK_WIDGET (dialog->preview), LEAST_WIDTH, -1);
  gtk_widget_show (GTK_WIDGET (dialog->preview));
  gtk_widget_show (GTK_WIDGET (dialog->style));
  gtk_widget_show (GTK_WIDGET (dialog->settings));

  return columns;
}

static void
on_response (Dialog *dialog, int response)
{
  if (response == RESPONSE_RESET || response == GTK_RESPONSE_HELP)
    return;

  preview_panel_end_mask (dialog->preview,
                          response == GTK_RESPONSE_OK || response == GTK_RESPONSE_APPLY);
  dialog->response = response;
  if (dialog->working)
    g_cancellable_cancel (dialog->cancellable);
}

static void
on_keep (Dialog *dialog)
{
  g_cancellable_cancel (dialog->stop);
}

/* ---- The window -------------------------------------------------------------------- */

static void
add_sections (Dialog *dialog, GimpLayer *layer)
{
  dialog->mix = MIX_ROWS (mix_rows_new (dialog->window, dialog->config));
  dialog->regions = REGION_ROWS (region_rows_new (dialog->window, dialog->config, layer));
  settings_panel_add_section (dialog->settings, mix_rows_new_section (dialog->mix));
  settings_panel_add_section (dialog->settings, GTK_WIDGET (dialog->regions));
  settings_panel_add_protection (dialog->settings, region_rows_get_protection (dialog->regions));
}

/* Between Cancel and OK, where other dialogs have it. */
static void
add_apply (GtkDialog *window)
{
  GtkWidget *apply = gtk_dialog_add_button (window, _ ("App_ly"), GTK_RESPONSE_APPLY);
  GtkWidget *buttons = gtk_widget_get_parent (apply);
  GtkWidget *accept = gtk_dialog_get_widget_for_response (window, GTK_RESPONSE_OK);
  int        place;

  gtk_container_child_get (GTK_CONTAINER (buttons), accept, "position", &place, NULL);
  gtk_box_reorder_child (GTK_BOX (buttons), apply, place);
  gtk_widget_set_tooltip_text (
      apply, _ ("Paint as OK does, and keep the dialog open for the next painting"));
}

static void
fill_window (Dialog *dialog)
{
  GtkWidget *content = gtk_dialog_get_content_area (GTK_DIALOG (dialog->window));
  GtkWidget *columns = new_columns (dialog);

  add_apply (GTK_DIALOG (dialog->window));
  gtk_box_set_spacing (GTK_BOX (content), 12);
  gtk_box_pack_start (GTK_BOX (content), columns, TRUE, TRUE, 0);
  gtk_widget_show (columns);
  gtk_widget_grab_focus (
      gtk_dialog_get_widget_for_response (GTK_DIALOG (dialog->window), GTK_RESPONSE_OK));
  style_drop_accept (columns, on_drop, dialog);
}

Dialog *
dialog_new (GimpProcedure *procedure, GimpProcedureConfig *config, GimpLayer *layer,
            NstCatalogue *catalogue)
{
  Dialog *dialog;

  gimp_ui_init (GETTEXT_PACKAGE);

  dialog = g_new0 (Dialog, 1);
  dialog->config = config;
  dialog->catalogue = nst_catalogue_ref (catalogue);
  dialog->title = g_strdup (gimp_item_get_name (GIMP_ITEM (layer)));
  dialog->cancellable = g_cancellable_new ();
  dialog->stop = g_cancellable_new ();
  dialog->window
      = GIMP_PROCEDURE_DIALOG (gimp_procedure_dialog_new (procedure, config, _ ("Style Transfer")));
  dialog->preview = PREVIEW_PANEL (preview_panel_new (config, LEAST_PREVIEW));
  dialog->status = preview_panel_get_status (dialog->preview);
  dialog->style = STYLE_PANEL (style_panel_new (config));
  dialog->settings = SETTINGS_PANEL (settings_panel_new (dialog->window, config, catalogue));
  add_sections (dialog, layer);
  help_button_add (GTK_DIALOG (dialog->window));
  fill_window (dialog);
  dialog_update_styles (dialog);
  window_size_restore (GTK_WINDOW (dialog->window), WIDTH, HEIGHT);

  g_signal_connect_swapped (dialog->style, "edited", G_CALLBACK (dialog_update_styles), dialog);
  g_signal_connect_swapped (dialog->preview, "keep", G_CALLBACK (on_keep), dialog);
  g_signal_connect (dialog->preview, "mask-ended", G_CALLBACK (on_mask_ended), dialog);
  g_signal_connect (dialog->regions, "paint", G_CALLBACK (on_paint), dialog);
  g_signal_connect_swapped (dialog->window, "response", G_CALLBACK (on_response), dialog);

  return dialog;
}

void
dialog_free (Dialog *dialog)
{
  window_size_remember (GTK_WINDOW (dialog->window));
  g_clear_weak_pointer (&dialog->focus);
  gtk_widget_destroy (GTK_WIDGET (dialog->window));
  g_object_unref (dialog->cancellable);
  g_object_unref (dialog->stop);
  nst_catalogue_unref (dialog->catalogue);
  g_free (dialog->title);
  g_free (dialog);
}

gboolean
dialog_was_closed (Dialog *dialog)
{
  return dialog->response == GTK_RESPONSE_DELETE_EVENT;
}

/* Of a response that GIMP does not know it says that it is not OK. */
DialogAnswer
dialog_ask (Dialog *dialog)
{
  if (gimp_procedure_dialog_run (dialog->window))
    return DIALOG_OK;

  return dialog->response == GTK_RESPONSE_APPLY ? DIALOG_APPLY : DIALOG_CLOSE;
}

/* ---- At work ----------------------------------------------------------------------- */

/* What is being painted can be cancelled, what has been applied cannot. */
static void
name_cancel (Dialog *dialog)
{
  GtkWidget *cancel
      = gtk_dialog_get_widget_for_response (GTK_DIALOG (dialog->window), GTK_RESPONSE_CANCEL);

  gtk_button_set_label (GTK_BUTTON (cancel),
                        dialog->applied && !dialog->working ? _ ("_Close") : _ ("_Cancel"));
}

void
dialog_show_applied (Dialog *dialog)
{
  dialog->applied = TRUE;
  name_cancel (dialog);
}

/* The settings and all buttons but Cancel and Help. */
static void
set_sensitive (Dialog *dialog, gboolean sensitive)
{
  set_columns_sensitive (dialog, sensitive);
  preview_panel_set_sensitive (dialog->preview, sensitive);

  gtk_dialog_set_response_sensitive (GTK_DIALOG (dialog->window), GTK_RESPONSE_OK, sensitive);
  gtk_dialog_set_response_sensitive (GTK_DIALOG (dialog->window), GTK_RESPONSE_APPLY, sensitive);
  gtk_dialog_set_response_sensitive (GTK_DIALOG (dialog->window), RESPONSE_RESET, sensitive);
}

void
dialog_start_work (Dialog *dialog)
{
  dialog->working = TRUE;
  dialog->started = g_get_monotonic_time ();

  g_cancellable_reset (dialog->cancellable);
  g_cancellable_reset (dialog->stop);
  g_set_weak_pointer (&dialog->focus, gtk_window_get_focus (GTK_WINDOW (dialog->window)));
  set_sensitive (dialog, FALSE);
  name_cancel (dialog);
  status_lines_offer_keep (dialog->status, FALSE);
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

  /* An early estimate varies too much. */
  if (seconds < 2.0 || fraction < 0.02)
    text = g_strdup_printf (_ ("Painting: %d %%"), (int) (100.0 * fraction));
  else
    text = g_strdup_printf (_ ("Painting: %d %%, about %d:%02d left"), (int) (100.0 * fraction),
                            left / 60, left % 60);

  status_lines_show_progress (dialog->status, fraction, text);

  if (painting)
    {
      style_preview_set_after (preview_panel_get_preview (dialog->preview), painting);
      status_lines_offer_keep (dialog->status, TRUE);
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
  if (dialog->focus)
    gtk_widget_grab_focus (dialog->focus);
  name_cancel (dialog);
  status_lines_show_mistake (dialog->status, error ? error->message : NULL);
}
