/* SPDX-License-Identifier: GPL-3.0-or-later */

/* preview-panel.c - the preview, a row of switches, and a line that is empty, a warning or a
 * progress bar. */

#include "preview-panel.h"

#include "preview.h"
#include "rows.h"

#include <glib/gi18n.h>

struct _PreviewPanel
{
  GtkBox parent_instance;

  GimpProcedureConfig *config;

  GtkWidget *preview;
  GtkWidget *switches; /* under it */
  GtkWidget *activity; /* in their row */
  GtkWidget *status;   /* stack of idle, warning and bar */
  GtkWidget *idle;
  GtkWidget *warning;
  GtkWidget *message; /* in the warning */
  GtkWidget *bar;
};

G_DEFINE_FINAL_TYPE (PreviewPanel, preview_panel, GTK_TYPE_BOX)

static void
update_split (PreviewPanel *panel)
{
  gboolean split, on;

  g_object_get (panel->config, "split-view", &split, "preview", &on, NULL);
  style_preview_set_split (STYLE_PREVIEW (panel->preview), split && on);
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

  panel->activity = gtk_label_new (NULL);
  gtk_style_context_add_class (gtk_widget_get_style_context (panel->activity),
                               GTK_STYLE_CLASS_DIM_LABEL);

  gtk_box_pack_start (GTK_BOX (row), new_switch (panel, "preview"), FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (row), split, FALSE, FALSE, 0);
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

  panel->idle = gtk_label_new (NULL);
  panel->warning = new_warning (panel);
  panel->bar = gtk_progress_bar_new ();
  gtk_progress_bar_set_show_text (GTK_PROGRESS_BAR (panel->bar), TRUE);

  gtk_container_add (GTK_CONTAINER (status), panel->idle);
  gtk_container_add (GTK_CONTAINER (status), panel->warning);
  gtk_container_add (GTK_CONTAINER (status), panel->bar);
  gtk_widget_show_all (status);

  return status;
}

static void
preview_panel_class_init (PreviewPanelClass *klass)
{
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
preview_panel_set_content (PreviewPanel *panel, const NstPicture *content)
{
  style_preview_set_before (STYLE_PREVIEW (panel->preview), content);
}

void
preview_panel_show_painting (PreviewPanel *panel, const NstPicture *painting)
{
  style_preview_set_after (STYLE_PREVIEW (panel->preview), painting);
}

void
preview_panel_show_activity (PreviewPanel *panel, const char *text)
{
  gtk_label_set_text (GTK_LABEL (panel->activity), text ? text : "");
}

void
preview_panel_show_mistake (PreviewPanel *panel, const char *message)
{
  gtk_label_set_text (GTK_LABEL (panel->message), message ? message : "");
  gtk_stack_set_visible_child (GTK_STACK (panel->status), message ? panel->warning : panel->idle);
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
}
