/* SPDX-License-Identifier: GPL-3.0-or-later */

/* dialog.c - a GimpProcedureDialog with three columns: the preview, which takes all remaining
 * space, the style, and the settings.  Progress and errors are shown below the preview.  The window
 * keeps its size when sections are opened or closed, and from one time to the next. */

#include "ui/dialog.h"

#include "ui/help-button.h"
#include "ui/mix-rows.h"
#include "ui/preview-panel.h"
#include "ui/region-rows.h"
#include "ui/section.h"
#include "ui/settings-panel.h"
#include "ui/style-drop.h"
#include "ui/style-panel.h"
#include "ui/window-size.h"

#include "store/recent-styles.h"

#include <libgimp/gimpui.h>

#include <glib/gi18n.h>

#define RESPONSE_RESET 1 /* as GimpProcedureDialog numbers it */

#define LEAST_PREVIEW 200  /* pixels: a side of the preview */
#define WIDTH         1240 /* pixels of the window the first time, where there are so many */
#define HEIGHT        720

struct _Dialog
{
  GimpProcedureDialog *window;
  GimpProcedureConfig *config;
  PreviewPanel        *preview;
  StylePanel          *style;
  SettingsPanel       *settings;
  MixRows             *mix;
  RegionRows          *regions;
  NstCatalogue        *catalogue;
  char                *title;     /* of the picture */
  int                  response;  /* the last one */
  DialogViewFunc       view_func; /* or NULL */
  gpointer             view_data;
  DialogReturnFunc     return_func; /* or NULL */
  gpointer             return_data;
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

void
dialog_set_content (Dialog *dialog, const NstPicture *content, int width, int height)
{
  /* Translators: the name of a layer, its width and its height. */
  g_autofree char *title = g_strdup_printf (_ ("%s, %d × %d pixels"), dialog->title, width, height);

  preview_panel_set_title (dialog->preview, title);
  preview_panel_set_content (dialog->preview, content, width, height);
  settings_panel_set_picture (dialog->settings, width, height);
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

int
dialog_get_side (Dialog *dialog)
{
  return preview_panel_get_side (dialog->preview);
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
dialog_add_painting (Dialog *dialog, const char *settings, const NstPicture *painting)
{
  preview_panel_add_painting (dialog->preview, settings, painting);
}

static void
on_return (PreviewPanel *panel, const char *settings, Dialog *dialog)
{
  if (dialog->return_func)
    dialog->return_func (settings, dialog->return_data);
}

void
dialog_set_return_func (Dialog *dialog, DialogReturnFunc func, gpointer data)
{
  dialog->return_func = func;
  dialog->return_data = data;
}

VariationsButton *
dialog_get_variations (Dialog *dialog)
{
  return settings_panel_get_variations (dialog->settings);
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
  settings_panel_set_script_func (dialog->settings, func, data);
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
    dialog_show_mistake (dialog, _ ("The mask could not be made a channel of the image."));
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
  dialog->style = STYLE_PANEL (style_panel_new (config));
  dialog->settings = SETTINGS_PANEL (settings_panel_new (dialog->window, config, catalogue));
  add_sections (dialog, layer);
  help_button_add (GTK_DIALOG (dialog->window));
  fill_window (dialog);
  dialog_update_styles (dialog);
  window_size_restore (GTK_WINDOW (dialog->window), WIDTH, HEIGHT);

  g_signal_connect_swapped (dialog->style, "edited", G_CALLBACK (dialog_update_styles), dialog);
  g_signal_connect_swapped (dialog->preview, "view-changed", G_CALLBACK (on_view_changed), dialog);
  g_signal_connect (dialog->preview, "return", G_CALLBACK (on_return), dialog);
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

void
dialog_offer_frames (Dialog *dialog)
{
  settings_panel_offer_frames (dialog->settings);
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
  preview_panel_offer_keep (dialog->preview, FALSE);
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

  preview_panel_show_progress (dialog->preview, fraction, text);

  if (painting)
    {
      dialog_show_painting (dialog, painting);
      preview_panel_offer_keep (dialog->preview, TRUE);
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
  dialog_show_mistake (dialog, error ? error->message : NULL);
}
