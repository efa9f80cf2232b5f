/* SPDX-License-Identifier: GPL-3.0-or-later */

/* settings-panel.c - the settings that say how the painting looks, and the others in an expander.
 */

#include "ui/settings-panel.h"

#include "ui/preset-button.h"
#include "ui/rows.h"

#include <glib/gi18n.h>

#define INDENT 12  /* pixels, as GimpFrame has it */
#define HEIGHT 500 /* pixels at most, so that a screen of 768 holds it all; more is scrolled */

struct _SettingsPanel
{
  GtkBox parent_instance;

  Rows       rows;
  GPtrArray *refine_only; /* rows that say nothing to Fast */
  GtkWidget *hint;        /* why they are gray */
  GtkWidget *frames;      /* whether the layers are those of an animation */
  GtkWidget *motion;      /* and what is done then */
  GtkWidget *scrolled;
  GtkWidget *script;
};

G_DEFINE_FINAL_TYPE (SettingsPanel, settings_panel, GTK_TYPE_BOX)

/* How the painting looks, in the order of use; all others are for advanced users. */
static const char *const simple[]
    = { "strength", "style-scale", "content-weight", "smoothness", "color-preservation", NULL };

static const char *const for_refine_only[]
    = { "content-weight", "style-weight", "smoothness", "iterations", "seed",
        "optimizer",      "style-loss",   "start",      "strokes",    NULL };

/* Layers may be frames; the pictures of a folder may not. */
static gboolean
has_setting (SettingsPanel *panel, const char *name)
{
  return g_object_class_find_property (G_OBJECT_GET_CLASS (panel->rows.config), name) != NULL;
}

/* Matches GBindingTransformFunc: whether a number is above 0. */
static gboolean
is_above_zero (GBinding *binding, const GValue *number, GValue *above, gpointer data)
{
  g_value_set_boolean (above, g_value_get_double (number) > 0.0);

  return TRUE;
}

static void
add_setting (SettingsPanel *panel, GtkWidget *box, const NstParameter *parameter)
{
  GtkWidget *row = rows_add (&panel->rows, box, parameter);

  if (g_strv_contains (for_refine_only, parameter->name))
    g_ptr_array_add (panel->refine_only, row);
  if (g_str_equal (parameter->name, "keep-colors-by"))
    g_object_bind_property_full (panel->rows.config, "color-preservation", row, "sensitive",
                                 G_BINDING_SYNC_CREATE, is_above_zero, NULL, NULL, NULL);
  if (g_str_equal (parameter->name, "motion"))
    {
      panel->motion = row;
      gtk_widget_hide (row);
      if (has_setting (panel, "frames"))
        g_object_bind_property (panel->rows.config, "frames", row, "sensitive",
                                G_BINDING_SYNC_CREATE);
    }
}

static void
update_sensitivity (SettingsPanel *panel)
{
  g_autofree char *method = NULL;
  gboolean         fast;

  g_object_get (panel->rows.config, "method", &method, NULL);
  fast = g_strcmp0 (method, "fast") == 0;
  for (guint i = 0; i < panel->refine_only->len; i++)
    gtk_widget_set_sensitive (g_ptr_array_index (panel->refine_only, i), !fast);
  gtk_widget_set_visible (panel->hint, fast);
}

static GtkWidget *
new_hint (void)
{
  GtkWidget *hint = gtk_label_new (_ ("What is gray is for the method Refine (see Advanced)."));

  gtk_label_set_xalign (GTK_LABEL (hint), 0.0);
  gtk_style_context_add_class (gtk_widget_get_style_context (hint), GTK_STYLE_CLASS_DIM_LABEL);

  return hint;
}

static GtkWidget *
new_simple_box (SettingsPanel *panel)
{
  GtkWidget          *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  guint               n_parameters;
  const NstParameter *parameters = nst_parameters (&n_parameters);

  for (int s = 0; simple[s]; s++)
    for (guint i = 0; i < n_parameters; i++)
      if (g_str_equal (parameters[i].name, simple[s]))
        add_setting (panel, box, &parameters[i]);

  if (has_setting (panel, "frames"))
    {
      panel->frames = rows_add_widget (
          &panel->rows, box, "frames",
          gimp_procedure_dialog_get_widget (panel->rows.window, "frames", G_TYPE_NONE));
      gtk_widget_hide (panel->frames);
    }

  panel->hint = new_hint ();
  gtk_box_pack_start (GTK_BOX (box), panel->hint, FALSE, FALSE, 0);

  return box;
}

static GtkWidget *
new_advanced_box (SettingsPanel *panel)
{
  GtkWidget          *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  guint               n_parameters;
  const NstParameter *parameters = nst_parameters (&n_parameters);

  for (guint i = 0; i < n_parameters; i++)
    if (!g_strv_contains (simple, parameters[i].name)
        && !g_str_equal (parameters[i].name, "keep-colors")) /* which is an amount here */
      add_setting (panel, box, &parameters[i]);
  rows_add_widget (&panel->rows, box, "threads",
                   gimp_procedure_dialog_get_widget (panel->rows.window, "threads", G_TYPE_NONE));

  return box;
}

/* The window grows for more settings where it can, but does not shrink by itself. */
static void
on_expanded (GtkExpander *expander, GParamSpec *spec, SettingsPanel *panel)
{
  int natural = 0;

  if (gtk_expander_get_expanded (expander))
    gtk_widget_get_preferred_height (gtk_widget_get_parent (GTK_WIDGET (expander)), NULL, &natural);

  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (panel->scrolled),
                                              natural ? MIN (natural, HEIGHT) : -1);
}

static GtkWidget *
new_expander (SettingsPanel *panel)
{
  GtkWidget *expander = gtk_expander_new (_ ("Advanced"));
  GtkWidget *box = new_advanced_box (panel);

  gtk_widget_set_margin_top (box, 6);
  gtk_widget_set_margin_start (box, INDENT);
  gtk_container_add (GTK_CONTAINER (expander), box);
  gtk_widget_show (box);
  g_signal_connect (expander, "notify::expanded", G_CALLBACK (on_expanded), panel);

  return expander;
}

/* ---- The whole --------------------------------------------------------------------- */

static GtkWidget *
new_frame (const char *title, GtkWidget *box)
{
  GtkWidget *frame = gimp_frame_new (title);

  gtk_container_add (GTK_CONTAINER (frame), box);
  gtk_widget_show (box);
  gtk_widget_show (frame);

  return frame;
}

static void
settings_panel_finalize (GObject *object)
{
  SettingsPanel *panel = SETTINGS_PANEL (object);

  g_object_unref (panel->rows.labels);
  g_ptr_array_unref (panel->refine_only);

  G_OBJECT_CLASS (settings_panel_parent_class)->finalize (object);
}

static void
settings_panel_class_init (SettingsPanelClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = settings_panel_finalize;
}

static void
settings_panel_init (SettingsPanel *panel)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (panel), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (panel), 12);
  panel->refine_only = g_ptr_array_new ();
}

/* Scrolled where there is no room for all settings. */
static GtkWidget *
new_scrolled (GtkWidget *box)
{
  GtkWidget         *scrolled = gtk_scrolled_window_new (NULL, NULL);
  GtkScrolledWindow *window = GTK_SCROLLED_WINDOW (scrolled);

  gtk_widget_set_margin_end (box, 6); /* between it and the scroll bar */
  gtk_scrolled_window_set_policy (window, GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_overlay_scrolling (window, FALSE);
  gtk_container_add (GTK_CONTAINER (scrolled), box);

  return scrolled;
}

/* What is done with all settings at once. */
static GtkWidget *
new_tools (SettingsPanel *panel)
{
  GtkWidget *tools = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *presets = preset_button_new (panel->rows.config);

  panel->script = script_button_new (panel->rows.config);
  gtk_box_set_homogeneous (GTK_BOX (tools), TRUE);
  gtk_box_pack_start (GTK_BOX (tools), presets, TRUE, TRUE, 0);
  gtk_box_pack_start (GTK_BOX (tools), panel->script, TRUE, TRUE, 0);
  gtk_widget_show (presets);

  return tools;
}

GtkWidget *
settings_panel_new (GimpProcedureDialog *window, GimpProcedureConfig *config, const char *networks)
{
  SettingsPanel *panel = g_object_new (SETTINGS_TYPE_PANEL, NULL);
  GtkWidget     *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  panel->rows = (Rows) { window, config, networks, gtk_size_group_new (GTK_SIZE_GROUP_HORIZONTAL) };
  rows_pack (GTK_WIDGET (panel), new_tools (panel));
  rows_pack (box, new_frame (_ ("Painting"), new_simple_box (panel)));
  rows_pack (box, new_expander (panel));
  gtk_widget_show (box);
  panel->scrolled = new_scrolled (box);
  gtk_box_pack_start (GTK_BOX (panel), panel->scrolled, TRUE, TRUE, 0);
  gtk_widget_show (panel->scrolled);

  g_signal_connect_object (config, "notify::method", G_CALLBACK (update_sensitivity), panel,
                           G_CONNECT_SWAPPED);
  update_sensitivity (panel);

  return GTK_WIDGET (panel);
}

void
settings_panel_set_script_func (SettingsPanel *panel, ScriptButtonFunc func, gpointer data)
{
  script_button_set_func (SCRIPT_BUTTON (panel->script), func, data);
  gtk_widget_show (panel->script);
}

void
settings_panel_offer_frames (SettingsPanel *panel)
{
  gtk_widget_show (panel->frames);
  gtk_widget_show (panel->motion);
}
