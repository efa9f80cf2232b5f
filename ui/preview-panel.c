/* SPDX-License-Identifier: GPL-3.0-or-later */

/* preview-panel.c - the preview, a row of switches, a line that describes the preview, and a line
 * with a forecast, a warning or a progress bar.  Lines that are too long are shortened, with the
 * full text in a tooltip, because the column can be narrow. */

#include "ui/preview-panel.h"

#include "ui/compact.h"
#include "ui/preview.h"
#include "ui/recent-strip.h"
#include "ui/rows.h"

#include <glib/gi18n.h>

#define MESSAGE_CHARS 24 /* at least, of a line of a warning */

struct _PreviewPanel
{
  GtkBox parent_instance;

  GimpProcedureConfig *config;

  GtkWidget *title;
  GtkWidget *preview;
  GtkWidget *strip; /* the paintings of before */
  GtkWidget *on;    /* whether it follows */
  GtkWidget *zoom;  /* whether a part is shown */
  GtkWidget *activity;
  GtkWidget *status; /* stack of forecast, warning and bar */
  GtkWidget *forecast;
  GtkWidget *warning;
  GtkWidget *message; /* in the warning */
  GtkWidget *work;    /* the bar and a button */
  GtkWidget *bar, *keep;

  char    *name; /* of the picture, or NULL */
  char    *forecast_text;
  gboolean forecast_warns;
  char    *mistake; /* or NULL */
};

enum
{
  VIEW_CHANGED,
  KEEP,
  RETURN,
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

/* ---- Lines of text ----------------------------------------------------------------- */

/* Cut where there is no room for it. */
static GtkWidget *
new_line (void)
{
  GtkWidget *line = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (line), 0.0);
  gtk_label_set_ellipsize (GTK_LABEL (line), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (line), 1); /* it requests no width itself */

  return line;
}

static void
show_line (GtkWidget *line, const char *text)
{
  gtk_label_set_text (GTK_LABEL (line), text ? text : "");
  gtk_widget_set_tooltip_text (line, text && *text ? text : NULL);
}

/* ---- The paintings of before ------------------------------------------------------- */

static void
on_return (RecentStrip *strip, const char *settings, PreviewPanel *panel)
{
  g_signal_emit (panel, signals[RETURN], 0, settings);
}

/* To compare, there must be a line. */
static void
on_compared (PreviewPanel *panel)
{
  const NstPicture *rival = recent_strip_get_rival (RECENT_STRIP (panel->strip));

  style_preview_set_rival (STYLE_PREVIEW (panel->preview), rival);
  g_object_set (panel->config, "split-view", rival != NULL, NULL);
}

static GtkWidget *
new_strip (PreviewPanel *panel)
{
  GtkWidget *strip = recent_strip_new ();

  g_signal_connect (strip, "chosen", G_CALLBACK (on_return), panel);
  g_signal_connect_swapped (strip, "compared", G_CALLBACK (on_compared), panel);

  return strip;
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
  show_line (panel->title, text ? text : panel->name);
}

static void
on_view_changed (PreviewPanel *panel)
{
  double zoom = style_preview_get_zoom (STYLE_PREVIEW (panel->preview));

  g_signal_handlers_block_by_func (panel->zoom, on_zoom_toggled, panel);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (panel->zoom), zoom == 1.0);
  g_signal_handlers_unblock_by_func (panel->zoom, on_zoom_toggled, panel);
  update_title (panel);
  g_signal_emit (panel, signals[VIEW_CHANGED], 0);
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
on_original_pressed (PreviewPanel *panel)
{
  style_preview_show_original (STYLE_PREVIEW (panel->preview), TRUE);
}

static void
on_original_released (PreviewPanel *panel)
{
  style_preview_show_original (STYLE_PREVIEW (panel->preview), FALSE);
}

static GtkWidget *
new_original (PreviewPanel *panel)
{
  GtkWidget *button = gtk_button_new_with_label (_ ("Original"));

  gtk_widget_set_tooltip_text (button, _ ("Hold down to see the original picture; the O key and "
                                          "the right mouse button on the preview do the same"));
  g_signal_connect_swapped (button, "pressed", G_CALLBACK (on_original_pressed), panel);
  g_signal_connect_swapped (button, "released", G_CALLBACK (on_original_released), panel);

  return button;
}

/* They stand in two rows where one is too long.  All are of one height: what is checked is bold, and
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
  gtk_flow_box_set_min_children_per_line (GTK_FLOW_BOX (row), 2);
  gtk_flow_box_set_max_children_per_line (GTK_FLOW_BOX (row), 4);
  gtk_flow_box_set_column_spacing (GTK_FLOW_BOX (row), 6);
  add_switch (row, panel->on, heights);
  add_switch (row, split, heights);
  add_switch (row, panel->zoom, heights);
  add_switch (row, new_original (panel), heights);
  gtk_widget_show_all (row);

  g_object_bind_property (panel->config, "preview", split, "sensitive", G_BINDING_SYNC_CREATE);
  g_signal_connect_object (panel->config, "notify::split-view", G_CALLBACK (update_split), panel,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (panel->config, "notify::preview", G_CALLBACK (update_split), panel,
                           G_CONNECT_SWAPPED);
  update_split (panel);

  return row;
}

/* ---- The lines under them ---------------------------------------------------------- */

static GtkWidget *
new_warning (PreviewPanel *panel)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *icon = gtk_image_new_from_icon_name (GIMP_ICON_DIALOG_WARNING, GTK_ICON_SIZE_BUTTON);

  panel->message = gtk_label_new (NULL);
  gtk_label_set_line_wrap (GTK_LABEL (panel->message), TRUE);
  gtk_label_set_line_wrap_mode (GTK_LABEL (panel->message), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_width_chars (GTK_LABEL (panel->message), MESSAGE_CHARS);
  gtk_label_set_max_width_chars (GTK_LABEL (panel->message), MESSAGE_CHARS);
  gtk_label_set_xalign (GTK_LABEL (panel->message), 0.0);

  gtk_box_pack_start (GTK_BOX (box), icon, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (box), panel->message, TRUE, TRUE, 0);

  return box;
}

static void
on_keep (PreviewPanel *panel)
{
  g_signal_emit (panel, signals[KEEP], 0);
}

/* The button is away from OK, so that a second click does not hit that. */
static GtkWidget *
new_work (PreviewPanel *panel)
{
  GtkWidget *work = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  panel->bar = gtk_progress_bar_new ();
  gtk_progress_bar_set_show_text (GTK_PROGRESS_BAR (panel->bar), TRUE);
  gtk_progress_bar_set_ellipsize (GTK_PROGRESS_BAR (panel->bar), PANGO_ELLIPSIZE_END);
  gtk_widget_set_valign (panel->bar, GTK_ALIGN_CENTER);
  panel->keep = gtk_button_new_with_label (_ ("Stop and Keep"));
  gtk_widget_set_tooltip_text (panel->keep, _ ("Stop, and use the painting as it is now"));
  g_signal_connect_swapped (panel->keep, "clicked", G_CALLBACK (on_keep), panel);
  compact_widgets (panel->bar);
  gtk_box_pack_start (GTK_BOX (work), panel->bar, TRUE, TRUE, 0);
  gtk_box_pack_start (GTK_BOX (work), panel->keep, FALSE, FALSE, 0);

  return work;
}

static GtkWidget *
new_status (PreviewPanel *panel)
{
  GtkWidget *status = gtk_stack_new ();

  panel->forecast = new_line ();
  gtk_label_set_line_wrap (GTK_LABEL (panel->forecast), TRUE);
  gtk_label_set_lines (GTK_LABEL (panel->forecast), 2);
  panel->warning = new_warning (panel);
  panel->work = new_work (panel);

  gtk_stack_set_vhomogeneous (GTK_STACK (status), FALSE);
  gtk_container_add (GTK_CONTAINER (status), panel->forecast);
  gtk_container_add (GTK_CONTAINER (status), panel->warning);
  gtk_container_add (GTK_CONTAINER (status), panel->work);
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
  show_line (panel->forecast, warns ? NULL : panel->forecast_text);
  gtk_stack_set_visible_child (GTK_STACK (panel->status), warns ? panel->warning : panel->forecast);
}

/* ---- The whole --------------------------------------------------------------------- */

static void
preview_panel_finalize (GObject *object)
{
  PreviewPanel *panel = PREVIEW_PANEL (object);

  g_free (panel->name);
  g_free (panel->forecast_text);
  g_free (panel->mistake);

  G_OBJECT_CLASS (preview_panel_parent_class)->finalize (object);
}

/* It takes what the other columns leave, and asks for nothing before they have theirs. */
static void
preview_panel_get_preferred_width (GtkWidget *widget, int *minimum, int *natural)
{
  GTK_WIDGET_CLASS (preview_panel_parent_class)->get_preferred_width (widget, minimum, natural);
  *natural = *minimum;
}

static void
preview_panel_get_preferred_width_for_height (GtkWidget *widget, int height, int *minimum,
                                              int *natural)
{
  preview_panel_get_preferred_width (widget, minimum, natural);
}

static void
preview_panel_class_init (PreviewPanelClass *klass)
{
  GTK_WIDGET_CLASS (klass)->get_preferred_width = preview_panel_get_preferred_width;
  GTK_WIDGET_CLASS (klass)->get_preferred_width_for_height
      = preview_panel_get_preferred_width_for_height;
  G_OBJECT_CLASS (klass)->finalize = preview_panel_finalize;
  signals[VIEW_CHANGED] = g_signal_new ("view-changed", PREVIEW_TYPE_PANEL, G_SIGNAL_RUN_FIRST, 0,
                                        NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[KEEP] = g_signal_new ("keep", PREVIEW_TYPE_PANEL, G_SIGNAL_RUN_FIRST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 0);
  signals[RETURN] = g_signal_new ("return", PREVIEW_TYPE_PANEL, G_SIGNAL_RUN_FIRST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
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
  panel->title = new_line ();
  panel->activity = new_line ();
  panel->preview = style_preview_new (side);
  atk_object_set_name (gtk_widget_get_accessible (panel->preview), _ ("Preview"));
  g_signal_connect_swapped (panel->preview, "view-changed", G_CALLBACK (on_view_changed), panel);
  gtk_container_add (GTK_CONTAINER (frame), panel->preview);
  gtk_widget_show (panel->preview);
  rows_pack (GTK_WIDGET (panel), panel->title);
  gtk_box_pack_start (GTK_BOX (panel), frame, TRUE, TRUE, 0);
  gtk_widget_show (frame);
  panel->strip = new_strip (panel);
  gtk_box_pack_start (GTK_BOX (panel), panel->strip, FALSE, FALSE, 0);
  rows_pack (GTK_WIDGET (panel), new_switches (panel));
  rows_pack (GTK_WIDGET (panel), panel->activity);
  panel->status = new_status (panel);
  rows_pack (GTK_WIDGET (panel), panel->status);

  return GTK_WIDGET (panel);
}

int
preview_panel_get_side (PreviewPanel *panel)
{
  return style_preview_get_side (STYLE_PREVIEW (panel->preview));
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
preview_panel_add_painting (PreviewPanel *panel, const char *settings, const NstPicture *painting)
{
  recent_strip_add (RECENT_STRIP (panel->strip), settings, painting);
}

void
preview_panel_show_activity (PreviewPanel *panel, const char *text)
{
  show_line (panel->activity, text);
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
  gtk_stack_set_visible_child (GTK_STACK (panel->status), panel->work);
}

void
preview_panel_set_sensitive (PreviewPanel *panel, gboolean sensitive)
{
  gtk_widget_set_sensitive (panel->on, sensitive);
  gtk_widget_set_sensitive (panel->strip, sensitive);
}

void
preview_panel_offer_keep (PreviewPanel *panel, gboolean offer)
{
  gtk_widget_set_sensitive (panel->keep, offer);
}
