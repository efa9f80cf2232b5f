/* SPDX-License-Identifier: GPL-3.0-or-later */

/* rows.c - a row for every kind of parameter, with the widgets that GIMP makes for them. */

#include "ui/rows.h"

#include <glib/gi18n.h>

#include <math.h>

#define SCALE_WIDTH  120 /* pixels */
#define NUMBER_CHARS 6
#define KEY_SPEC     "setting"

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

static gboolean
has_default (GObject *config, GParamSpec *spec)
{
  g_auto (GValue) value = G_VALUE_INIT;

  g_object_get_property (config, spec->name, &value);
  if (G_IS_PARAM_SPEC_DOUBLE (spec))
    return fabs (g_value_get_double (&value) - G_PARAM_SPEC_DOUBLE (spec)->default_value)
           < TOLERANCE;

  return g_param_value_defaults (spec, &value);
}

/* It keeps its place while it is not seen, so that no slider changes its length. */
static void
show_reset (GObject *config, GParamSpec *spec, GtkWidget *button)
{
  gboolean changed = !has_default (config, spec);

  gtk_widget_set_opacity (button, changed ? 1.0 : 0.0);
  gtk_widget_set_sensitive (button, changed);
}

static void
on_reset (GtkWidget *button, GObject *config)
{
  GParamSpec *spec = g_object_get_data (G_OBJECT (button), KEY_SPEC);

  g_object_set_property (config, spec->name, g_param_spec_get_default_value (spec));
}

static GtkWidget *
new_reset (const Rows *rows, GParamSpec *spec)
{
  GtkWidget       *button = gtk_button_new_from_icon_name (GIMP_ICON_RESET, GTK_ICON_SIZE_MENU);
  g_autofree char *label = gimp_strip_uline (g_param_spec_get_nick (spec));
  g_autofree char *text = g_strdup_printf (_ ("Reset %s"), label);
  g_autofree char *signal = g_strdup_printf ("notify::%s", spec->name);

  gtk_button_set_relief (GTK_BUTTON (button), GTK_RELIEF_NONE);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, text);
  atk_object_set_name (gtk_widget_get_accessible (button), text);
  g_object_set_data (G_OBJECT (button), KEY_SPEC, spec);
  g_signal_connect (button, "clicked", G_CALLBACK (on_reset), rows->config);
  g_signal_connect_object (rows->config, signal, G_CALLBACK (show_reset), button, 0);
  show_reset (G_OBJECT (rows->config), spec, button);

  return button;
}

/* ---- Rows -------------------------------------------------------------------------- */

GtkWidget *
rows_add_widget (const Rows *rows, GtkWidget *box, const char *name, GtkWidget *row)
{
  GtkWidget *whole = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *reset = new_reset (rows, find_spec (rows, name));

  if (GIMP_IS_LABELED (row))
    gtk_size_group_add_widget (rows->labels, gimp_labeled_get_label (GIMP_LABELED (row)));

  gtk_box_pack_start (GTK_BOX (whole), row, TRUE, TRUE, 0);
  gtk_box_pack_start (GTK_BOX (whole), reset, FALSE, FALSE, 0);
  gtk_widget_show (row);
  gtk_widget_show (reset);
  rows_pack (box, whole);

  return whole;
}

static GtkWidget *
add_plain_row (const Rows *rows, GtkWidget *box, const char *name)
{
  return rows_add_widget (rows, box, name,
                          gimp_procedure_dialog_get_widget (rows->window, name, G_TYPE_NONE));
}

GtkWidget *
rows_add_labeled (const Rows *rows, GtkWidget *box, const char *name, GtkWidget *widget)
{
  GParamSpec *spec = find_spec (rows, name);
  GtkWidget  *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget  *label = gtk_label_new_with_mnemonic (g_param_spec_get_nick (spec));

  gtk_label_set_xalign (GTK_LABEL (label), 0.0);
  gtk_label_set_mnemonic_widget (GTK_LABEL (label), widget);
  gtk_size_group_add_widget (rows->labels, label);
  gtk_widget_set_tooltip_text (row, g_param_spec_get_blurb (spec));
  gtk_widget_show (label);
  gtk_widget_show (widget);

  gtk_box_pack_start (GTK_BOX (row), label, FALSE, FALSE, 0);
  gtk_box_pack_start (GTK_BOX (row), widget, TRUE, TRUE, 0);

  return rows_add_widget (rows, box, name, row);
}

/* A combo box for a string argument: `store` has the value and what to show for it. */
static GtkWidget *
add_combo_row (const Rows *rows, GtkWidget *box, const char *name, GtkListStore *store)
{
  return rows_add_labeled (
      rows, box, name,
      gimp_prop_string_combo_box_new (G_OBJECT (rows->config), name, GTK_TREE_MODEL (store), 0, 1));
}

static void
append (GtkListStore *store, const char *value, const char *label)
{
  gtk_list_store_insert_with_values (store, NULL, -1, 0, value, 1, label, -1);
}

static GtkWidget *
add_choice_row (const Rows *rows, GtkWidget *box, const NstParameter *parameter)
{
  g_autoptr (GtkListStore) store = gtk_list_store_new (2, G_TYPE_STRING, G_TYPE_STRING);

  for (const NstChoice *choice = parameter->choices; choice->nick; choice++)
    append (store, choice->nick, _ (choice->label));

  return add_combo_row (rows, box, parameter->name, store);
}

/* The networks that can be used, and the current one even where it cannot: hiding it would change
 * the settings behind the user's back. */
static GtkWidget *
add_network_row (const Rows *rows, GtkWidget *box, const NstParameter *parameter)
{
  g_autoptr (GtkListStore) store = gtk_list_store_new (2, G_TYPE_STRING, G_TYPE_STRING);
  g_autoptr (GPtrArray) networks = nst_networks_list (rows->networks);
  g_autofree char *current = NULL;
  gboolean         listed = FALSE;

  g_object_get (rows->config, parameter->name, &current, NULL);

  for (guint i = 0; i < networks->len; i++)
    {
      const NstNetworkInfo *info = g_ptr_array_index (networks, i);

      if (info->problem)
        continue;

      append (store, info->name, info->name);
      listed = listed || g_strcmp0 (info->name, current) == 0;
    }

  if (current && !listed)
    append (store, current, current);

  return add_combo_row (rows, box, parameter->name, store);
}

static GtkWidget *
add_double_row (const Rows *rows, GtkWidget *box, const NstParameter *parameter)
{
  GtkWidget *scale = gimp_procedure_dialog_get_scale_entry (rows->window, parameter->name, 1.0);
  GtkWidget *number = gimp_label_spin_get_spin_button (GIMP_LABEL_SPIN (scale));

  gimp_label_spin_set_digits (GIMP_LABEL_SPIN (scale), 2);
  gtk_entry_set_width_chars (GTK_ENTRY (number), NUMBER_CHARS);
  gimp_scale_entry_set_logarithmic (GIMP_SCALE_ENTRY (scale), parameter->logarithmic);
  gtk_widget_set_size_request (gimp_scale_entry_get_range (GIMP_SCALE_ENTRY (scale)), SCALE_WIDTH,
                               -1);

  return rows_add_widget (rows, box, parameter->name, scale);
}

GtkWidget *
rows_add (const Rows *rows, GtkWidget *box, const NstParameter *parameter)
{
  if (parameter->type == NST_PARAMETER_CHOICE)
    return add_choice_row (rows, box, parameter);
  if (parameter->type == NST_PARAMETER_DOUBLE)
    return add_double_row (rows, box, parameter);
  if (g_str_equal (parameter->name, "network"))
    return add_network_row (rows, box, parameter);

  return add_plain_row (rows, box, parameter->name);
}
