/* SPDX-License-Identifier: GPL-3.0-or-later */

/* preview-panel.c - the preview, a row of switches, a line that describes the preview, and the lines
 * about the work. */

#include "ui/preview-panel.h"

#include "ui/compact.h"
#include "ui/line.h"
#include "ui/mask-tools.h"
#include "ui/rows.h"
#include "ui/widget.h"

#include <glib/gi18n.h>

struct _PreviewPanel
{
  GtkBox parent_instance;

  GimpProcedureConfig *config;

  GtkWidget *title;
  GtkWidget *preview;
  GtkWidget *stage; /* stack of the preview and a mask that is painted */
  GtkWidget *tools; /* stack of the switches and what belongs to the mask */
  GtkWidget *mask_tools;
  GtkWidget *strip; /* the paintings of before */
  GtkWidget *on;    /* whether it follows */
  GtkWidget *zoom;  /* whether a part is shown */
  GtkWidget *activity;
  GtkWidget *status; /* what is told of the work */

  char *name; /* of the picture, or NULL */
};

DEFINE_WIDGET_TYPE (PreviewPanel, preview_panel, GTK_TYPE_BOX)

static void
update_split (PreviewPanel *panel)
{
  gboolean split, on;

  g_object_get (panel->config, "split-view", &split, "preview", &on, NULL);
  style_preview_set_split (STYLE_PREVIEW (panel->preview), split && on);
}

/* ---- The paintings of before ------------------------------------------------------- */

/* To compare, there must be a line. */
static void
on_compared (PreviewPanel *panel)
{
  const NstPicture *rival = recent_strip_get_rival (RECENT_STRIP (panel->strip));

  style_preview_set_rival (STYLE_PREVIEW (panel->preview), rival);
  g_object_set (panel->config, "split-view", rival != NULL, NULL);
}

/* ---- Switches ---------------------------------------------------------------------- */

static void
on_zoom_toggled (PreviewPanel *panel)
{
  style_preview_set_zoomed (STYLE_PREVIEW (panel->preview),
                            gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (panel->zoom)));
}

/* The name of the picture, and how large it is shown. */
static void
update_title (PreviewPanel *panel)
{
  double           zoom = style_preview_get_zoom (STYLE_PREVIEW (panel->preview));
  g_autofree char *text = NULL;

  if (zoom > 0.0 && panel->name)
    /* Translators: the name of a layer, and the zoom in percent. */
    text = g_strdup_printf (_ ("%s, shown at %d %%"), panel->name, (int) (100.0 * zoom + 0.5));
  line_show (panel->title, text ? text : panel->name);
}

static void
on_view_changed (PreviewPanel *panel)
{
  double zoom = style_preview_get_zoom (STYLE_PREVIEW (panel->preview));

  g_signal_handlers_block_by_func (panel->zoom, on_zoom_toggled, panel);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (panel->zoom), zoom == 1.0);
  g_signal_handlers_unblock_by_func (panel->zoom, on_zoom_toggled, panel);
  update_title (panel);
  g_signal_emit_by_name (panel, "view-changed");
}

static GtkWidget *
new_zoom (PreviewPanel *panel)
{
  GtkWidget *zoom = gtk_toggle_button_new_with_mnemonic (_ ("_1:1"));

  gtk_widget_set_tooltip_text (
      zoom, _ ("Show part of the result pixel for pixel; a click on the picture does the same"));
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

static void
on_original_pressed (StylePreview *preview)
{
  style_preview_show_original (preview, TRUE);
}

static void
on_original_released (StylePreview *preview)
{
  style_preview_show_original (preview, FALSE);
}

static GtkWidget *
new_original (PreviewPanel *panel)
{
  GtkWidget *button = gtk_button_new_with_label (_ ("Original"));

  gtk_widget_set_tooltip_text (button, _ ("Hold down to see the original picture; the O key and "
                                          "the right mouse button on the preview do the same"));
  g_signal_connect_swapped (button, "pressed", G_CALLBACK (on_original_pressed), panel->preview);
  g_signal_connect_swapped (button, "released", G_CALLBACK (on_original_released), panel->preview);

  return button;
}

/* They stand in several rows where one is too long.  All are of one height: what is checked is bold, and
 * as the wider it may take another to the next row, which must not move the preview. */
static void
add_switch (GtkWidget *row, GtkWidget *widget, GtkSizeGroup *heights)
{
  GtkWidget *child = gtk_flow_box_child_new ();

  gtk_size_group_add_widget (heights, widget);
  gtk_widget_set_can_focus (child, FALSE);
  gtk_container_add (GTK_CONTAINER (child), widget);
  gtk_container_add (GTK_CONTAINER (row), child);
}

static GtkWidget *
new_switches (PreviewPanel *panel)
{
  GtkWidget *row = gtk_flow_box_new ();
  GtkWidget *split = new_switch (panel, "split-view");
  g_autoptr (GtkSizeGroup) heights = gtk_size_group_new (GTK_SIZE_GROUP_VERTICAL);

  panel->on = new_switch (panel, "preview");
  panel->zoom = new_zoom (panel);
  gtk_widget_set_can_focus (row, FALSE); /* Tab goes from one to the next */
  gtk_flow_box_set_selection_mode (GTK_FLOW_BOX (row), GTK_SELECTION_NONE);
  gtk_flow_box_set_min_children_per_line (GTK_FLOW_BOX (row), 1);
  gtk_flow_box_set_max_children_per_line (GTK_FLOW_BOX (row), 4);
  gtk_flow_box_set_column_spacing (GTK_FLOW_BOX (row), 6);
  add_switch (row, panel->on, heights);
  add_switch (row, split, heights);
  add_switch (row, panel->zoom, heights);
  add_switch (row, new_original (panel), heights);
  gtk_widget_show_all (row);

  g_object_bind_property (panel->config, "preview", split, "sensitive", G_BINDING_SYNC_CREATE);
  widget_follow (panel->config, G_CALLBACK (update_split), panel, "split-view", "preview", NULL);
  update_split (panel);

  return row;
}

/* ---- A mask ------------------------------------------------------------------------ */

static void
show_mask (PreviewPanel *panel, gboolean show)
{
  MaskCanvas *canvas = mask_tools_get_canvas (MASK_TOOLS (panel->mask_tools));

  gtk_stack_set_visible_child (GTK_STACK (panel->stage),
                               show ? GTK_WIDGET (canvas) : panel->preview);
  gtk_stack_set_visible_child_name (GTK_STACK (panel->tools), show ? "mask" : "switches");
}

static gboolean
is_painting_mask (PreviewPanel *panel)
{
  return gtk_stack_get_visible_child (GTK_STACK (panel->stage)) != panel->preview;
}

static void
on_mask_ended (PreviewPanel *panel, gboolean keep)
{
  show_mask (panel, FALSE);
  g_signal_emit_by_name (panel, "mask-ended", keep);
}

void
preview_panel_begin_mask (PreviewPanel *panel, const char *hint, gboolean again)
{
  show_mask (panel, TRUE);
  mask_tools_begin (MASK_TOOLS (panel->mask_tools), hint, again);
}

void
preview_panel_end_mask (PreviewPanel *panel, gboolean keep)
{
  if (is_painting_mask (panel))
    mask_tools_end (MASK_TOOLS (panel->mask_tools), keep);
}

StylePreview *
preview_panel_get_preview (PreviewPanel *panel)
{
  return STYLE_PREVIEW (panel->preview);
}

MaskCanvas *
preview_panel_get_canvas (PreviewPanel *panel)
{
  return mask_tools_get_canvas (MASK_TOOLS (panel->mask_tools));
}

RecentStrip *
preview_panel_get_strip (PreviewPanel *panel)
{
  return RECENT_STRIP (panel->strip);
}

StatusLines *
preview_panel_get_status (PreviewPanel *panel)
{
  return STATUS_LINES (panel->status);
}

/* Escape leaves the mask, and not the dialog. */
static gboolean
preview_panel_key_press (GtkWidget *widget, GdkEventKey *event)
{
  if (event->keyval != GDK_KEY_Escape || !is_painting_mask (PREVIEW_PANEL (widget)))
    return GTK_WIDGET_CLASS (preview_panel_parent_class)->key_press_event (widget, event);

  preview_panel_end_mask (PREVIEW_PANEL (widget), TRUE);

  return TRUE;
}

static GtkWidget *
new_stage (PreviewPanel *panel)
{
  panel->stage = gtk_stack_new ();
  gtk_container_add (GTK_CONTAINER (panel->stage), panel->preview);
  gtk_container_add (GTK_CONTAINER (panel->stage), GTK_WIDGET (preview_panel_get_canvas (panel)));
  gtk_widget_show_all (panel->stage);

  return panel->stage;
}

static GtkWidget *
new_tools (PreviewPanel *panel)
{
  panel->tools = gtk_stack_new ();
  gtk_stack_set_vhomogeneous (GTK_STACK (panel->tools), FALSE);
  gtk_stack_add_named (GTK_STACK (panel->tools), new_switches (panel), "switches");
  gtk_stack_add_named (GTK_STACK (panel->tools), panel->mask_tools, "mask");
  compact_widgets (panel->mask_tools);

  return panel->tools;
}

/* ---- The whole --------------------------------------------------------------------- */

static void
preview_panel_finalize (GObject *object)
{
  PreviewPanel *panel = PREVIEW_PANEL (object);

  g_free (panel->name);

  G_OBJECT_CLASS (preview_panel_parent_class)->finalize (object);
}

static void
preview_panel_class_init (PreviewPanelClass *klass)
{
  widget_class_ask_least (GTK_WIDGET_CLASS (klass)); /* what the other columns leave */
  GTK_WIDGET_CLASS (klass)->key_press_event = preview_panel_key_press;
  G_OBJECT_CLASS (klass)->finalize = preview_panel_finalize;
  WIDGET_SIGNAL (klass, "view-changed", 0);
  WIDGET_SIGNAL (klass, "keep", 0);
  WIDGET_SIGNAL (klass, "return", 1, G_TYPE_STRING);
  WIDGET_SIGNAL (klass, "mask-ended", 1, G_TYPE_BOOLEAN);
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
  panel->title = line_new ();
  panel->activity = line_new ();
  panel->preview = style_preview_new (side);
  atk_object_set_name (gtk_widget_get_accessible (panel->preview), _ ("Preview"));
  g_signal_connect_swapped (panel->preview, "view-changed", G_CALLBACK (on_view_changed), panel);
  panel->mask_tools = mask_tools_new ();
  g_signal_connect_swapped (panel->mask_tools, "ended", G_CALLBACK (on_mask_ended), panel);
  gtk_container_add (GTK_CONTAINER (frame), new_stage (panel));
  rows_pack (GTK_WIDGET (panel), panel->title);
  gtk_box_pack_start (GTK_BOX (panel), frame, TRUE, TRUE, 0);
  gtk_widget_show (frame);
  panel->strip = recent_strip_new ();
  widget_forward (panel->strip, "chosen", panel, "return");
  g_signal_connect_swapped (panel->strip, "compared", G_CALLBACK (on_compared), panel);
  gtk_box_pack_start (GTK_BOX (panel), panel->strip, FALSE, FALSE, 0);
  rows_pack (GTK_WIDGET (panel), new_tools (panel));
  rows_pack (GTK_WIDGET (panel), panel->activity);
  panel->status = status_lines_new ();
  widget_forward (panel->status, "keep", panel, "keep");
  rows_pack (GTK_WIDGET (panel), panel->status);

  return GTK_WIDGET (panel);
}

void
preview_panel_set_title (PreviewPanel *panel, const char *title)
{
  g_free (panel->name);
  panel->name = g_strdup (title);
  update_title (panel);
}

void
preview_panel_set_content (PreviewPanel *panel, const NstPicture *content, int width, int height)
{
  style_preview_set_before (STYLE_PREVIEW (panel->preview), content, width, height);
  mask_canvas_set_picture (preview_panel_get_canvas (panel), content, width, height);
}

void
preview_panel_show_activity (PreviewPanel *panel, const char *text)
{
  line_show (panel->activity, text);
}

void
preview_panel_set_sensitive (PreviewPanel *panel, gboolean sensitive)
{
  gtk_widget_set_sensitive (panel->on, sensitive);
  gtk_widget_set_sensitive (panel->strip, sensitive);
}
