/* SPDX-License-Identifier: GPL-3.0-or-later */

/* settings-panel.c - the main settings, and below them sections that can be closed: mixing and
 * regions, advanced and expert settings. */

#include "ui/settings-panel.h"

#include "ui/compact.h"
#include "ui/line.h"
#include "ui/resolution.h"
#include "ui/rows.h"
#include "ui/section.h"
#include "ui/variation.h"
#include "ui/wheel.h"
#include "ui/widget.h"

#include <glib/gi18n.h>

#define HINT_CHARS     30
#define NATURAL_HEIGHT 560 /* pixels at most, where nothing else says how high the window is */

struct _SettingsPanel
{
  GtkBox parent_instance;

  Rows       rows;        /* their labels: of the section in the making */
  GPtrArray *refine_only; /* rows that say nothing to Fast */
  GtkWidget *hint;        /* why they are gray */
  GtkWidget *frames;      /* whether the layers are those of an animation */
  GtkWidget *motion;      /* and what is done then */
  GtkWidget *resolution;
  Rows       simple;     /* those of the first section */
  GtkWidget *simple_box; /* which they are in */
  GtkWidget *detail;     /* one of them */
  GtkWidget *sections;   /* of others */
  GtkWidget *presets;
  GtkWidget *variations; /* of the dialog; of a folder there are none */
};

DEFINE_WIDGET_TYPE (SettingsPanel, settings_panel, GTK_TYPE_BOX)

/* How the painting looks, in the order of use; what a photographer may want besides.  All others are
 * for experts; the size is among them once more, as a number. */
static const char *const simple[]
    = { "strength", "style-scale", "content-weight", "smoothness", "color-preservation", NULL };
static const char *const advanced[]
    = { "method", "strokes", "keep-colors-by", "seed", "motion", "output", "repaint", NULL };

static const char *const for_refine_only[]
    = { "content-weight", "style-weight", "smoothness", "iterations", "seed",
        "optimizer",      "style-loss",   "start",      NULL };

/* ---- Rows -------------------------------------------------------------------------- */

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

static GtkWidget *
new_row (SettingsPanel *panel, GtkWidget *box, const NstParameter *parameter)
{
  if (g_str_equal (parameter->name, "seed"))
    return rows_add_renamed (&panel->rows, box, "seed", _ ("Variation"),
                             variation_new (panel->rows.config));

  return rows_add (&panel->rows, box, parameter);
}

static void
add_setting (SettingsPanel *panel, GtkWidget *box, const NstParameter *parameter)
{
  GtkWidget *row = new_row (panel, box, parameter);

  if (g_str_equal (parameter->name, "content-weight"))
    panel->detail = row;
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

/* In the order of `names`, which ends with NULL. */
static void
add_settings (SettingsPanel *panel, GtkWidget *box, const char *const *names)
{
  guint               n_parameters;
  const NstParameter *parameters = nst_parameters (&n_parameters);

  for (int s = 0; names[s]; s++)
    for (guint i = 0; i < n_parameters; i++)
      if (g_str_equal (parameters[i].name, names[s]))
        add_setting (panel, box, &parameters[i]);
}

/* Where the painting goes, and what is painted where the layer is a painting. */
static void
add_places (SettingsPanel *panel, GtkWidget *box)
{
  static const char *const outputs[][2] = { { "layer", NC_ ("choice", "New layer") },
                                            { "replace", NC_ ("choice", "Replace the layer") },
                                            { "image", NC_ ("choice", "New image") },
                                            { NULL, NULL } };
  static const char *const paintings[][2] = { { "auto", NC_ ("choice", "Automatic") },
                                              { "photograph", NC_ ("choice", "The photograph") },
                                              { "painting", NC_ ("choice", "The painting itself") },
                                              { NULL, NULL } };

  if (has_setting (panel, "output"))
    rows_add_words (&panel->rows, box, "output", outputs, "choice");
  if (has_setting (panel, "repaint"))
    rows_add_words (&panel->rows, box, "repaint", paintings, "choice");
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

/* ---- Sections ---------------------------------------------------------------------- */

/* The labels of a section are as wide as its own widest. */
static void
begin_labels (SettingsPanel *panel)
{
  g_clear_object (&panel->rows.labels);
  panel->rows.labels = gtk_size_group_new (GTK_SIZE_GROUP_HORIZONTAL);
}

static GtkWidget *
new_simple_box (SettingsPanel *panel)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  begin_labels (panel);
  panel->simple = panel->rows;
  panel->simple.labels = g_object_ref (panel->rows.labels);
  panel->simple_box = box;
  panel->resolution = resolution_combo_new (panel->rows.config);
  rows_add_renamed (&panel->rows, box, "size", _ ("R_esolution"), panel->resolution);
  add_settings (panel, box, simple);
  if (has_setting (panel, "frames"))
    {
      GtkWidget *check
          = gimp_procedure_dialog_get_widget (panel->rows.window, "frames", G_TYPE_NONE);

      compact_wrap (GTK_LABEL (gtk_bin_get_child (GTK_BIN (check))));
      panel->frames = rows_add_widget (&panel->rows, box, "frames", check);
      gtk_widget_hide (panel->frames);
    }

  panel->hint = line_new_text (_ ("Grayed-out settings apply only to Refine (see Advanced)."),
                               HINT_CHARS, GTK_STYLE_CLASS_DIM_LABEL);
  gtk_box_pack_start (GTK_BOX (box), panel->hint, FALSE, FALSE, 0);

  return box;
}

static GtkWidget *
new_advanced (SettingsPanel *panel)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *section;

  begin_labels (panel);
  add_settings (panel, box, advanced);
  add_places (panel, box);
  section = section_new ("advanced", _ ("Advanced"), box);
  section_count (section, panel->rows.config, advanced);

  return section;
}

/* The names of those that are in no other section, after that of the size, which is. */
static const char *const *
list_expert (void)
{
  static const char **names = NULL;
  guint               n_parameters, n = 1;
  const NstParameter *parameters = nst_parameters (&n_parameters);

  if (names)
    return names;

  names = g_new0 (const char *, n_parameters + 3);
  names[0] = "size";
  for (guint i = 0; i < n_parameters; i++)
    if (!g_str_equal (parameters[i].name, "size") && !g_strv_contains (simple, parameters[i].name)
        && !g_strv_contains (advanced, parameters[i].name)
        && !g_str_equal (parameters[i].name, "keep-colors")) /* which is an amount here */
      names[n++] = parameters[i].name;
  names[n] = "threads";

  return names;
}

static GtkWidget *
new_expert (SettingsPanel *panel)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *section;

  begin_labels (panel);
  add_settings (panel, box, list_expert ());
  rows_add_widget (&panel->rows, box, "threads",
                   gimp_procedure_dialog_get_widget (panel->rows.window, "threads", G_TYPE_NONE));
  section = section_new ("expert", _ ("Expert"), box);
  section_count (section, panel->rows.config, list_expert () + 1);

  return section;
}

/* ---- The whole --------------------------------------------------------------------- */

static void
settings_panel_finalize (GObject *object)
{
  SettingsPanel *panel = SETTINGS_PANEL (object);

  g_object_unref (panel->rows.labels);
  g_object_unref (panel->simple.labels);
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

/* Above all settings: whole sets of them. */
static GtkWidget *
new_sets (SettingsPanel *panel)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  panel->presets = preset_button_new (panel->rows.window, panel->rows.config);
  panel->variations = variations_button_new ();
  gtk_box_set_homogeneous (GTK_BOX (box), TRUE);
  gtk_box_pack_start (GTK_BOX (box), panel->presets, TRUE, TRUE, 0);
  gtk_box_pack_start (GTK_BOX (box), panel->variations, TRUE, TRUE, 0);
  gtk_widget_show (panel->presets);
  gtk_widget_set_no_show_all (panel->variations, TRUE);

  return box;
}

GtkWidget *
settings_panel_new (GimpProcedureDialog *window, GimpProcedureConfig *config,
                    NstCatalogue *catalogue)
{
  SettingsPanel *panel = g_object_new (SETTINGS_TYPE_PANEL, NULL);
  GtkWidget     *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget     *scrolled;

  panel->rows = (Rows) { window, config, catalogue, NULL };
  panel->sections = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  rows_pack (GTK_WIDGET (panel), new_sets (panel));
  rows_pack (box, rows_new_frame (_ ("Painting"), new_simple_box (panel)));
  gtk_box_pack_start (GTK_BOX (box), panel->sections, FALSE, FALSE, 0);
  rows_pack (box, new_advanced (panel));
  rows_pack (box, new_expert (panel));
  wheel_leave_to_parent (box);
  compact_widgets (box);
  gtk_widget_set_margin_end (box, 6); /* between it and the scroll bar */
  scrolled = rows_new_scrolled (box, NATURAL_HEIGHT);
  gtk_scrolled_window_set_overlay_scrolling (GTK_SCROLLED_WINDOW (scrolled), FALSE);
  gtk_scrolled_window_set_propagate_natural_width (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_box_pack_start (GTK_BOX (panel), scrolled, TRUE, TRUE, 0);
  gtk_widget_show (scrolled);

  widget_follow (config, G_CALLBACK (update_sensitivity), panel, "method", NULL);
  update_sensitivity (panel);

  return GTK_WIDGET (panel);
}

void
settings_panel_add_section (SettingsPanel *panel, GtkWidget *section)
{
  wheel_leave_to_parent (section);
  compact_widgets (section);
  rows_pack (panel->sections, section);
  gtk_widget_show (panel->sections);
}

void
settings_panel_add_protection (SettingsPanel *panel, GtkWidget *widget)
{
  GtkBox    *box = GTK_BOX (panel->simple_box);
  GtkWidget *row = rows_add_labeled (&panel->simple, GTK_WIDGET (box), "protect", widget);
  int        place;

  gtk_container_child_get (GTK_CONTAINER (box), panel->detail, "position", &place, NULL);
  gtk_box_reorder_child (box, row, place + 1);
  compact_widgets (row);
}

void
settings_panel_set_picture (SettingsPanel *panel, int width, int height, int most)
{
  resolution_combo_set_picture (RESOLUTION_COMBO (panel->resolution), width, height, most);
}

VariationsButton *
settings_panel_get_variations (SettingsPanel *panel)
{
  return VARIATIONS_BUTTON (panel->variations);
}

void
settings_panel_set_script_func (SettingsPanel *panel, ScriptButtonFunc func, gpointer data)
{
  preset_button_set_script_func (PRESET_BUTTON (panel->presets), func, data);
}

void
settings_panel_offer_frames (SettingsPanel *panel)
{
  gtk_widget_show (panel->frames);
  gtk_widget_show (panel->motion);
}
