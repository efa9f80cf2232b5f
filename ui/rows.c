/* SPDX-License-Identifier: GPL-3.0-or-later */

/* rows.c - a row for each type of parameter, with GIMP's widgets. */

#include "ui/rows.h"

#include "ui/compact.h"
#include "ui/narrow-cell.h"
#include "ui/percent.h"
#include "ui/widget.h"

#include <glib/gi18n.h>

#include <math.h>
#include <string.h>

#define LEAST_COMBO 7            /* characters of a combo box; its texts are cut if they must be */
#define COMBO_CHARS 18           /* and where there is room */
#define KEY_RESET   "row-reset"  /* what a button goes back to */
#define KEY_BUTTON  "row-button" /* of a row */

void
rows_pack (GtkWidget *box, GtkWidget *row)
{
  gtk_box_pack_start (GTK_BOX (box), row, FALSE, FALSE, 0);
  gtk_widget_show (row);
}

static GParamSpec *
find_spec (const Rows *rows, const char *name)
{
  return g_object_class_find_property (G_OBJECT_GET_CLASS (rows->config), name);
}

/* ---- The default of a setting ------------------------------------------------------ */

#define TOLERANCE 1e-6 /* what a logarithmic slider may be off */

/* What a row goes back to. */
typedef struct
{
  GObject    *config;
  GParamSpec *spec;
  GValue      value;
} Reset;

static void
reset_free (gpointer data)
{
  Reset *reset = data;

  g_value_unset (&reset->value);
  g_free (reset);
}

static gboolean
is_value (GObject *config, GParamSpec *spec, const GValue *wanted)
{
  g_auto (GValue) value = G_VALUE_INIT;

  g_object_get_property (config, spec->name, &value);
  if (G_IS_PARAM_SPEC_DOUBLE (spec))
    return fabs (g_value_get_double (&value) - g_value_get_double (wanted)) < TOLERANCE;

  return g_param_values_cmp (spec, &value, wanted) == 0;
}

gboolean
rows_has_default (GObject *config, GParamSpec *spec)
{
  return is_value (config, spec, g_param_spec_get_default_value (spec));
}

/* It keeps its place while it is not seen, so that no slider changes its length. */
static void
show_reset (GtkWidget *button)
{
  Reset   *reset = g_object_get_data (G_OBJECT (button), KEY_RESET);
  gboolean changed = !is_value (reset->config, reset->spec, &reset->value);

  gtk_widget_set_opacity (button, changed ? 1.0 : 0.0);
  gtk_widget_set_sensitive (button, changed);
}

static void
on_reset (GtkWidget *button)
{
  Reset *reset = g_object_get_data (G_OBJECT (button), KEY_RESET);

  g_object_set_property (reset->config, reset->spec->name, &reset->value);
}

static GtkWidget *
new_reset (const Rows *rows, GParamSpec *spec, const char *nick)
{
  GtkWidget       *button = gtk_button_new_from_icon_name (GIMP_ICON_RESET, GTK_ICON_SIZE_MENU);
  g_autofree char *label = gimp_strip_uline (nick);
  g_autofree char *text = g_strdup_printf (_ ("Reset %s"), label);
  Reset           *reset = g_new0 (Reset, 1);

  reset->config = G_OBJECT (rows->config);
  reset->spec = spec;
  g_value_init (&reset->value, spec->value_type);
  g_value_copy (g_param_spec_get_default_value (spec), &reset->value);
  g_object_set_data_full (G_OBJECT (button), KEY_RESET, reset, reset_free);

  gtk_button_set_relief (GTK_BUTTON (button), GTK_RELIEF_NONE);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, text);
  atk_object_set_name (gtk_widget_get_accessible (button), text);
  g_signal_connect (button, "clicked", G_CALLBACK (on_reset), NULL);
  widget_follow (rows->config, G_CALLBACK (show_reset), button, spec->name, NULL);
  show_reset (button);

  return button;
}

void
rows_set_reset_value (GtkWidget *row, double value)
{
  GtkWidget *button = g_object_get_data (G_OBJECT (row), KEY_BUTTON);
  Reset     *reset = g_object_get_data (G_OBJECT (button), KEY_RESET);

  g_value_set_double (&reset->value, value);
  show_reset (button);
}

GtkWidget *
rows_new_frame (const char *title, GtkWidget *box)
{
  GtkWidget *frame = gimp_frame_new (title);

  gtk_container_add (GTK_CONTAINER (frame), box);
  gtk_widget_show (box);

  return frame;
}

GtkWidget *
rows_new_scrolled (GtkWidget *child, int most)
{
  GtkWidget         *scrolled = gtk_scrolled_window_new (NULL, NULL);
  GtkScrolledWindow *window = GTK_SCROLLED_WINDOW (scrolled);

  gtk_scrolled_window_set_policy (window, GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (window, TRUE);
  gtk_scrolled_window_set_max_content_height (window, most);
  gtk_container_add (GTK_CONTAINER (scrolled), child);
  gtk_widget_show (child);

  return scrolled;
}

/* ---- Rows -------------------------------------------------------------------------- */

static GtkWidget *
add_row (const Rows *rows, GtkWidget *box, GParamSpec *spec, const char *label, GtkWidget *row)
{
  GtkWidget *whole = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *reset = new_reset (rows, spec, label);

  if (GIMP_IS_LABELED (row))
    {
      GtkWidget *own = gimp_labeled_get_label (GIMP_LABELED (row));

      compact_wrap (GTK_LABEL (own));
      gtk_size_group_add_widget (rows->labels, own);
    }

  gtk_box_pack_start (GTK_BOX (whole), row, TRUE, TRUE, 0);
  gtk_box_pack_start (GTK_BOX (whole), reset, FALSE, FALSE, 0);
  g_object_set_data (G_OBJECT (whole), KEY_BUTTON, reset);
  gtk_widget_show (row);
  gtk_widget_show (reset);
  rows_pack (box, whole);

  return whole;
}

GtkWidget *
rows_add_widget (const Rows *rows, GtkWidget *box, const char *name, GtkWidget *row)
{
  GParamSpec *spec = find_spec (rows, name);

  return add_row (rows, box, spec, g_param_spec_get_nick (spec), row);
}

static GtkWidget *
add_plain_row (const Rows *rows, GtkWidget *box, const char *name)
{
  return rows_add_widget (rows, box, name,
                          gimp_procedure_dialog_get_widget (rows->window, name, G_TYPE_NONE));
}

GtkWidget *
rows_add_renamed (const Rows *rows, GtkWidget *box, const char *name, const char *nick,
                  GtkWidget *widget)
{
  GParamSpec *spec = find_spec (rows, name);
  GtkWidget  *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget  *label = gtk_label_new_with_mnemonic (nick);

  gtk_label_set_xalign (GTK_LABEL (label), 0.0);
  compact_wrap (GTK_LABEL (label));
  gtk_label_set_mnemonic_widget (GTK_LABEL (label), widget);
  gtk_size_group_add_widget (rows->labels, label);
  gtk_widget_set_tooltip_text (row, g_param_spec_get_blurb (spec));
  gtk_widget_show (label);
  gtk_widget_show (widget);

  gtk_box_pack_start (GTK_BOX (row), label, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (row), widget, TRUE, TRUE, 0);

  return add_row (rows, box, spec, nick, row);
}

GtkWidget *
rows_add_labeled (const Rows *rows, GtkWidget *box, const char *name, GtkWidget *widget)
{
  return rows_add_renamed (rows, box, name, g_param_spec_get_nick (find_spec (rows, name)), widget);
}

GtkWidget *
rows_add_percent (const Rows *rows, GtkWidget *box, const char *name, gboolean logarithmic)
{
  return rows_add_labeled (
      rows, box, name,
      percent_slider_new (G_OBJECT (rows->config), find_spec (rows, name), logarithmic));
}

void
rows_narrow_combo (GtkWidget *combo)
{
  gtk_cell_layout_clear (GTK_CELL_LAYOUT (combo));
  narrow_cell_pack (combo, LEAST_COMBO, COMBO_CHARS);
}

/* GTK names a combo box, for screen readers, by the first text of its row. */
enum
{
  CHOICE_TEXT,
  CHOICE_VALUE
};

static GtkListStore *
new_choices (void)
{
  return gtk_list_store_new (2, G_TYPE_STRING, G_TYPE_STRING);
}

static void
add_choice (GtkListStore *choices, const char *value, const char *text)
{
  gtk_list_store_insert_with_values (choices, NULL, -1, CHOICE_TEXT, text, CHOICE_VALUE, value, -1);
}

/* The setting's blurb calls the choices by their values, as scripts do: adds which of the list's
 * words is which. */
static char *
explain (GParamSpec *spec, GtkTreeModel *choices)
{
  GString    *text = g_string_new (g_param_spec_get_blurb (spec));
  GtkTreeIter iter;

  for (gboolean more = gtk_tree_model_get_iter_first (choices, &iter); more;
       more = gtk_tree_model_iter_next (choices, &iter))
    {
      g_autofree char *value = NULL, *word = NULL;

      gtk_tree_model_get (choices, &iter, CHOICE_VALUE, &value, CHOICE_TEXT, &word, -1);
      if (strstr (g_param_spec_get_blurb (spec), value) && g_ascii_strcasecmp (value, word) != 0)
        g_string_append_printf (text, "\n%s: %s", value, word);
    }

  return g_string_free (text, FALSE);
}

static GtkWidget *
add_combo_row (const Rows *rows, GtkWidget *box, const char *name, GtkListStore *choices)
{
  GtkWidget       *combo = gtk_combo_box_new_with_model (GTK_TREE_MODEL (choices));
  GtkWidget       *row;
  g_autofree char *text = explain (find_spec (rows, name), GTK_TREE_MODEL (choices));

  gtk_combo_box_set_id_column (GTK_COMBO_BOX (combo), CHOICE_VALUE);
  g_object_bind_property (rows->config, name, combo, "active-id",
                          G_BINDING_BIDIRECTIONAL | G_BINDING_SYNC_CREATE);
  rows_narrow_combo (combo);
  row = rows_add_labeled (rows, box, name, combo);
  gtk_widget_set_tooltip_text (gtk_widget_get_parent (combo), text);

  return row;
}

GtkWidget *
rows_add_words (const Rows *rows, GtkWidget *box, const char *name, const char *const words[][2],
                const char *context)
{
  g_autoptr (GtkListStore) choices = new_choices ();
  g_autofree char *current = NULL;
  gboolean         listed = FALSE;

  g_object_get (rows->config, name, &current, NULL);
  for (int i = 0; words[i][0]; i++)
    {
      add_choice (choices, words[i][0],
                  context ? g_dpgettext2 (NULL, context, words[i][1]) : _ (words[i][1]));
      listed = listed || g_strcmp0 (words[i][0], current) == 0;
    }
  /* One that a script has brought in: to leave it out would change the settings. */
  if (current && !listed)
    add_choice (choices, current, current);

  return add_combo_row (rows, box, name, choices);
}

static GtkWidget *
add_choice_row (const Rows *rows, GtkWidget *box, const NstParameter *parameter)
{
  g_autoptr (GtkListStore) choices = new_choices ();

  for (const NstChoice *choice = parameter->choices; choice->nick; choice++)
    add_choice (choices, choice->nick, _ (choice->label));

  return add_combo_row (rows, box, parameter->name, choices);
}

/* The networks that can be used, and the current one even where it cannot: hiding it would change
 * the settings behind the user's back. */
static GtkWidget *
add_network_row (const Rows *rows, GtkWidget *box, const NstParameter *parameter)
{
  g_autoptr (GtkListStore) choices = new_choices ();
  g_autoptr (GPtrArray) networks = nst_catalogue_list_networks (rows->catalogue);
  g_autofree char *current = NULL;
  gboolean         listed = FALSE;

  g_object_get (rows->config, parameter->name, &current, NULL);

  for (guint i = 0; i < networks->len; i++)
    {
      const NstNetworkInfo *info = g_ptr_array_index (networks, i);

      if (info->problem)
        continue;

      add_choice (choices, info->name, info->name);
      listed = listed || g_strcmp0 (info->name, current) == 0;
    }

  if (current && !listed)
    add_choice (choices, current, current);

  return add_combo_row (rows, box, parameter->name, choices);
}

GtkWidget *
rows_add (const Rows *rows, GtkWidget *box, const NstParameter *parameter)
{
  if (parameter->type == NST_PARAMETER_CHOICE)
    return add_choice_row (rows, box, parameter);
  if (parameter->type == NST_PARAMETER_DOUBLE)
    return rows_add_percent (rows, box, parameter->name, parameter->logarithmic);
  if (g_str_equal (parameter->name, "network"))
    return add_network_row (rows, box, parameter);

  return add_plain_row (rows, box, parameter->name);
}
