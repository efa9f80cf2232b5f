/* SPDX-License-Identifier: GPL-3.0-or-later */

/* preview-panel.c - the preview, a row of switches, and a line that is a forecast, a warning or a
 * progress bar. */

#include "ui/preview-panel.h"

#include "ui/preview.h"
#include "ui/rows.h"

#include <glib/gi18n.h>

struct _PreviewPanel
{
  GtkBox parent_instance;

  GimpProcedureConfig *config;

  GtkWidget *preview;
  GtkWidget *switches; /* under it */
  GtkWidget *zoom;     /* one of them */
  GtkWidget *activity; /* in their row */
  GtkWidget *status;   /* stack of forecast, warning and bar */
  GtkWidget *forecast;
  GtkWidget *warning;
  GtkWidget *message; /* in the warning */
  GtkWidget *bar;

  char    *forecast_text;
  gboolean forecast_warns;
  char    *mistake; /* or NULL */
};

enum
{
  VIEW_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PreviewPanel, preview_panel, GTK_TYPE_BOX)

static void
update_split (PreviewPanel *panel)
{
  gboolean split, on;

  g_object_get (panel->config, "split-view", &split, "preview", &on, NULL);
  style_preview_set_split (STYLE_PREVIEW (panel->preview), split && on);
}

/* ---- Switches ---------------------------------------------------------------------- */

static void
on_zoom_toggled (PreviewPanel *panel)
{
  style_preview_set_zoomed (STYLE_PREVIEW (panel->preview),
                            gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (panel->zoom)));
}

static void
on_view_changed (PreviewPanel *panel)
{
  NstRectangle part;

  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (panel->zoom),
                                style_preview_get_part (STYLE_PREVIEW (panel->preview), &part));
  g_signal_emit (panel, signals[VIEW_CHANGED], 0);
}

static GtkWidget *
new_zoom (PreviewPanel *panel)
{
  GtkWidget *zoom = gtk_toggle_button_new_with_mnemonic (_ ("_1:1"));

  gtk_widget_set_tooltip_text (
      zoom, _ ("Show a part of the result pixel for pixel; a click on the picture does the same"));
  atk_object_set_name (gtk_widget_get_accessible (zoom), _ ("Pixel for pixel"));
  g_signal_connect_swapped (zoom, "toggled", G_CALLBACK (on_zoom_toggled), panel);

  return zoom;
}

static GtkWidget *
new_switch (PreviewPanel *panel, const char *name)
{
  GParamSpec *spec = g_object_class_find_property (G_OBJECT_GET_CLASS (panel->config), name);
  GtkWidget  *check
      = gimp_prop_check_button_new (G_OBJECT (panel->config), name, g_param_spec_get_nick (spec));

  gtk_widget_set_tooltip_text (check, g_param_spec_get_blurb (spec));

  return check;
}

static GtkWidget *
new_switches (PreviewPanel *panel)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *split = new_switch (panel, "split-view");

  panel->zoom = new_zoom (panel);
  panel->activity = gtk_label_new (NULL);
  gtk_style_context_add_class (gtk_widget_get_style_context (panel->activity),
                               GTK_STYLE_CLASS_DIM_LABEL);

  gtk_box_pack_start (GTK_BOX (row), new_switch (panel, "preview"), FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (row), split, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (row), panel->zoom, FALSE, FALSE, 0);
  gtk_box_pack_end (GTK_BOX (row), panel->activity, FALSE, FALSE, 0);
  gtk_widget_show_all (row);

  g_object_bind_property (panel->config, "preview", split, "sensitive", G_BINDING_SYNC_CREATE);
  g_signal_connect_object (panel->config, "notify::split-view", G_CALLBACK (update_split), panel,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (panel->config, "notify::preview", G_CALLBACK (update_split), panel,
                           G_CONNECT_SWAPPED);
  update_split (panel);

  return row;
}

/* ---- The line under them ----------------------------------------------------------- */

static GtkWidget *
new_warning (PreviewPanel *panel)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *icon = gtk_image_new_from_icon_name (GIMP_ICON_DIALOG_WARNING, GTK_ICON_SIZE_BUTTON);

  panel->message = gtk_label_new (NULL);
  gtk_label_set_line_wrap (GTK_LABEL (panel->message), TRUE);
  gtk_label_set_xalign (GTK_LABEL (panel->message), 0.0);

  gtk_box_pack_start (GTK_BOX (box), icon, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (box), panel->message, TRUE, TRUE, 0);

  return box;
}

static GtkWidget *
new_status (PreviewPanel *panel)
{
  GtkWidget *status = gtk_stack_new ();

  panel->forecast = gtk_label_new (NULL);
  gtk_label_set_line_wrap (GTK_LABEL (panel->forecast), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (panel->forecast), 1);
  gtk_label_set_xalign (GTK_LABEL (panel->forecast), 0.0);
  gtk_widget_set_tooltip_text (
      panel->forecast, _ ("What painting takes with these settings: minutes, and memory at most"));
  panel->warning = new_warning (panel);
  panel->bar = gtk_progress_bar_new ();
  gtk_progress_bar_set_show_text (GTK_PROGRESS_BAR (panel->bar), TRUE);

  gtk_container_add (GTK_CONTAINER (status), panel->forecast);
  gtk_container_add (GTK_CONTAINER (status), panel->warning);
  gtk_container_add (GTK_CONTAINER (status), panel->bar);
  gtk_widget_show_all (status);

  return status;
}

/* A mistake comes before a warning, and both before what is merely good to know. */
static void
update_status (PreviewPanel *panel)
{
  gboolean    warns = panel->mistake || panel->forecast_warns;
  const char *warning = panel->mistake ? panel->mistake : panel->forecast_text;

  gtk_label_set_text (GTK_LABEL (panel->message), warns ? warning : "");
  gtk_label_set_text (GTK_LABEL (panel->forecast),
                      panel->forecast_text && !warns ? panel->forecast_text : "");
  gtk_stack_set_visible_child (GTK_STACK (panel->status), warns ? panel->warning : panel->forecast);
}

/* ---- The whole --------------------------------------------------------------------- */

static void
preview_panel_finalize (GObject *object)
{
  PreviewPanel *panel = PREVIEW_PANEL (object);

  g_free (panel->forecast_text);
  g_free (panel->mistake);

  G_OBJECT_CLASS (preview_panel_parent_class)->finalize (object);
}

static void
preview_panel_class_init (PreviewPanelClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = preview_panel_finalize;
  signals[VIEW_CHANGED] = g_signal_new ("view-changed", PREVIEW_TYPE_PANEL, G_SIGNAL_RUN_FIRST, 0,
                                        NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
preview_panel_init (PreviewPanel *panel)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (panel), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (panel), 6);
}

GtkWidget *
preview_panel_new (GimpProcedureConfig *config, int side)
{
  PreviewPanel *panel = g_object_new (PREVIEW_TYPE_PANEL, NULL);
  GtkWidget    *frame = gtk_frame_new (NULL);

  panel->config = config;
  panel->preview = style_preview_new (side);
  atk_object_set_name (gtk_widget_get_accessible (panel->preview), _ ("Preview"));
  g_signal_connect_swapped (panel->preview, "view-changed", G_CALLBACK (on_view_changed), panel);
  gtk_container_add (GTK_CONTAINER (frame), panel->preview);
  gtk_widget_show (panel->preview);
  gtk_box_pack_start (GTK_BOX (panel), frame, TRUE, TRUE, 0);
  gtk_widget_show (frame);
  panel->switches = new_switches (panel);
  rows_pack (GTK_WIDGET (panel), panel->switches);
  panel->status = new_status (panel);
  rows_pack (GTK_WIDGET (panel), panel->status);

  return GTK_WIDGET (panel);
}

void
preview_panel_set_content (PreviewPanel *panel, const NstPicture *content, int width, int height)
{
  style_preview_set_before (STYLE_PREVIEW (panel->preview), content, width, height);
}

void
preview_panel_show_painting (PreviewPanel *panel, const NstPicture *painting)
{
  style_preview_set_after (STYLE_PREVIEW (panel->preview), painting);
}

void
preview_panel_show_part (PreviewPanel *panel, const NstRectangle *part, const NstPicture *before,
                         const NstPicture *after)
{
  style_preview_set_part (STYLE_PREVIEW (panel->preview), part, before, after);
}

gboolean
preview_panel_get_part (PreviewPanel *panel, NstRectangle *part)
{
  return style_preview_get_part (STYLE_PREVIEW (panel->preview), part);
}

void
preview_panel_show_activity (PreviewPanel *panel, const char *text)
{
  gtk_label_set_text (GTK_LABEL (panel->activity), text ? text : "");
}

void
preview_panel_show_forecast (PreviewPanel *panel, const char *text, gboolean warns)
{
  g_free (panel->forecast_text);
  panel->forecast_text = g_strdup (text);
  panel->forecast_warns = warns;
  update_status (panel);
}

void
preview_panel_show_mistake (PreviewPanel *panel, const char *message)
{
  g_free (panel->mistake);
  panel->mistake = g_strdup (message);
  update_status (panel);
}

void
preview_panel_show_progress (PreviewPanel *panel, double fraction, const char *text)
{
  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (panel->bar), fraction);
  gtk_progress_bar_set_text (GTK_PROGRESS_BAR (panel->bar), text);
  gtk_stack_set_visible_child (GTK_STACK (panel->status), panel->bar);
}

void
preview_panel_set_sensitive (PreviewPanel *panel, gboolean sensitive)
{
  gtk_widget_set_sensitive (panel->switches, sensitive);
  style_preview_set_zoomable (STYLE_PREVIEW (panel->preview), sensitive);
}
